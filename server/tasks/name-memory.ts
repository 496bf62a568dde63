import * as z from 'zod';
import type { ThreadMetadata } from '../chatkit/index.ts';

/** Remembers which task a name stood for, so that a retry of the same message does to it what the first run did. */
export interface NameMemory {
  recall(verb: string, words: string): number | undefined;
  note(verb: string, words: string, number: number): void;
}

const NAMES_MAX = 100;
const memorySchema = z.object({ operation: z.string(), names: z.record(z.string(), z.number()) });

/** Keeps the names of the thread's newest turn in the thread's notes; those of other turns are forgotten. */
export function createNameMemory(thread: ThreadMetadata, operation: string): NameMemory {
  const parsed = memorySchema.safeParse(thread.metadata.named_tasks);
  const names = new Map(parsed.success && parsed.data.operation === operation ? Object.entries(parsed.data.names) : []);
  const toKey = (verb: string, words: string) => `${verb} ${words.toLowerCase()}`;
  return {
    recall: (verb, words) => names.get(toKey(verb, words)),
    note(verb, words, number) {
      if (names.size >= NAMES_MAX) return;
      names.set(toKey(verb, words), number);
      thread.metadata = { ...thread.metadata, named_tasks: { operation, names: Object.fromEntries(names) } };
    },
  };
}
