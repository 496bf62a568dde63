import type {
  ThreadMetadata,
  ThreadStore,
  ThreadStreamEvent,
  Turn,
  TurnLog,
  TurnStore,
} from '../server/chatkit/index.ts';
import { ChatKitServer } from '../server/chatkit/index.ts';
import { createMemoryStorage } from '../server/chatkit/testing/index.ts';

export interface BenchContext {
  owner: string;
}

export interface SdkStorage {
  threads: ThreadStore<BenchContext>;
  turns: TurnStore;
  log?: TurnLog | undefined;
}

type Respond = (thread: ThreadMetadata, turn: Turn) => AsyncIterable<ThreadStreamEvent>;

/** A ChatKit server that answers every message in the same way, and a thread for it to answer in. */
export function createBenchServer(
  respond: Respond,
  storage: SdkStorage = createMemoryStorage({ ownerOf: ({ owner }: BenchContext) => owner }),
) {
  class BenchServer extends ChatKitServer<BenchContext> {
    override ownerOf(context: BenchContext): string {
      return context.owner;
    }
    override respond(thread: ThreadMetadata, _input: unknown, _context: BenchContext, turn: Turn) {
      return respond(thread, turn);
    }
  }
  const server = new BenchServer({ store: storage.threads, turns: storage.turns, log: storage.log });
  let threads = 0;
  return {
    server,
    async startThread(): Promise<string> {
      threads += 1;
      const id = `thr_bench${threads}`;
      const status = { type: 'active' as const };
      const thread = { id, created_at: new Date().toISOString(), status, metadata: {} };
      await storage.threads.saveThread(thread, { owner: 'bench' });
      return id;
    },
  };
}

/** A message to be answered. */
export function toMessage(threadId: string, text = 'Go on'): object {
  const content = [{ type: 'input_text', text }];
  const input = { content, attachments: [], quoted_text: '', inference_options: {} };
  return { type: 'threads.add_user_message', params: { thread_id: threadId, input } };
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
