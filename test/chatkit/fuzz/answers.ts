import { expect } from 'vitest';
import * as z from 'zod';
import type { ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import { threadStreamEventSchema } from '../../../server/chatkit/protocol/events.ts';
import { threadItemSchema } from '../../../server/chatkit/protocol/items.ts';
import { threadSchema } from '../../../server/chatkit/protocol/threads.ts';

/** What nobody may be told: stacks, paths, SQL, names of classes, texts of zod and of the engine. */
const INTERNAL =
  /\/(work|home|tmp|root|usr|server)\/|node_modules|node:|\.[mc]?[jt]s\b|\bat \w+ \(|SQLITE|SELECT |INSERT |eyJ|Bearer|Zod|[A-Z]\w+(Error|Exception)\b|Invalid (input|option|string)|expected \w+, received|Too (big|small)|[Uu]nrecognized key|Unexpected (token|end|non-whitespace)|JSON at position|Cannot (read|set|convert)|is not (a function|iterable|defined)|circular structure|call stack|\[object/;

/** Stands in what others wrote, in hidden items and in server-side notes: in nothing that is ever sent. */
export const SECRET = 'canary-4f1d';

export function expectNothingInternal(text: string): void {
  expect(text).not.toMatch(INTERNAL);
  expect(text).not.toContain(SECRET);
}

export interface ParsedStream {
  events: ThreadStreamEvent[];
  /** Whether a turn told it: only then its events have ids. */
  hasIds: boolean;
}

/** Reads a whole SSE answer, strictly: frames, ids, JSON, our own schema of events, and the end. */
export function parseStream(text: string): ParsedStream {
  expect(text.endsWith(': end\n\n')).toBe(true);
  const frames = text.slice(0, -': end\n\n'.length).split('\n\n');
  expect(frames.pop()).toBe('');
  let hasIds = false;
  const events = frames
    .filter((frame) => frame !== ': heartbeat')
    .map((frame) => {
      const match = /^(?:id: (turn_[0-9a-f]{32}-\d+)\n)?data: ([^\r\n]+)$/.exec(frame);
      if (!match?.[2]) throw new Error(`This is no frame of ours: ${JSON.stringify(frame)}`);
      hasIds ||= match[1] !== undefined;
      const event: unknown = JSON.parse(match[2]);
      const parsed = threadStreamEventSchema.safeParse(event);
      if (!parsed.success) throw new Error(`This event breaks our own schema: ${match[2]}\n${parsed.error.message}`);
      return event as ThreadStreamEvent;
    });
  return { events, hasIds };
}

const page = (row: z.ZodType) => z.object({ data: z.array(row), has_more: z.boolean(), after: z.string().optional() });
const ANSWERS: Record<string, z.ZodType> = {
  'threads.get_by_id': threadSchema,
  'threads.update': threadSchema,
  'threads.list': page(threadSchema),
  'items.list': page(threadItemSchema),
  'threads.sync_custom_action': z.object({ updated_item: threadItemSchema.optional() }),
  'input.transcribe': z.object({ text: z.string() }),
  'attachments.create': z.object({ id: z.string(), type: z.string(), name: z.string(), mime_type: z.string() }),
  'attachments.get_preview': z.object({ url: z.string() }),
};

/** Checks the JSON that answers a request of this type; those without a schema here are answered by `{}`. */
export function expectAnswer(type: string, text: string): void {
  const parsed = (ANSWERS[type] ?? z.strictObject({})).safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`This answer breaks our own schema: ${text}\n${parsed.error.message}`);
}

/** Codes that say that something is wrong on our side; no request, however odd, may bring them about. */
const OUR_FAULT = ['server_error', 'unavailable', 'interrupted', 'timeout'];

/** `among`: whether other requests ran at the same time. Then one may delete the thread in which another is answered. */
export function expectNotOurFault(code: string, { among = false } = {}): void {
  expect(OUR_FAULT.filter((each) => !among || each !== 'interrupted')).not.toContain(code);
}

/** What a request came to: refused as such, an error and nothing else in a turn of its own, or served. */
export type Fate = 'refused' | 'failed' | 'served';

export interface HttpAnswer {
  status: number;
  /** Its content type. */
  type: string;
  text: string;
}

const refusalSchema = z.strictObject({ code: z.string().min(1), message: z.string().min(1) });

/** Checks what every answer over HTTP must be, and says what it was. */
export function judge({ status, type, text }: HttpAnswer, body: Uint8Array, options = { among: false }): Fate {
  expectNothingInternal(text);
  expect(status).toBeLessThan(500);
  // A preflight, or the answer to a HEAD.
  if (text === '') return 'refused';
  if (status >= 400) {
    refusalSchema.parse(JSON.parse(text));
    return 'refused';
  }
  if (!type.startsWith('text/event-stream')) {
    expect(type).toMatch(/^application\/json/);
    expectAnswer(typeOf(body), text);
    return 'served';
  }
  const { events, hasIds } = parseStream(text);
  for (const event of events) if (event.type === 'error') expectNotOurFault(event.code, options);
  if (events.some((event) => event.type !== 'error' && event.type !== 'stream_options')) return 'served';
  return hasIds ? 'failed' : 'refused';
}

/** The type of a request that was served. */
export function typeOf(body: Uint8Array): string {
  return (JSON.parse(new TextDecoder().decode(body)) as { type: string }).type;
}

/** Fails instead of waiting for ever. The time is no measure of speed: nothing here takes a hundredth of it. */
export async function ends<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('This request has no end.')), 10_000);
  });
  return Promise.race([answer, hung]).finally(() => clearTimeout(timer));
}

/** Watches for errors that nobody caught; the answer fails when there were any since it was last called. */
export function watchForUncaught(): { expectNone(): void; stop(): void } {
  let caught: unknown[] = [];
  const onError = (error: unknown) => void caught.push(error);
  const kinds = ['unhandledRejection', 'uncaughtException'] as const;
  for (const kind of kinds) process.on(kind, onError);
  return {
    expectNone() {
      const found = caught;
      caught = [];
      expect(found).toEqual([]);
    },
    stop() {
      for (const kind of kinds) process.off(kind, onError);
    },
  };
}
