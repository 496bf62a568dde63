import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThreadItem } from '../server/chatkit/index.ts';
import { createMemoryStorage } from '../server/chatkit/testing/index.ts';
import { openStorage } from '../server/storage/open.ts';
import { createBenchServer, median, type SdkStorage, toMessage } from './sdk-server.ts';

const SHORT = 20;
const LONG = 20_000;
const ROUNDS = 61;

/** What one more turn costs in a long thread and in a short one: the agent reads the last 20 items of either. */
export async function benchLongThread(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-bench-'));
  const silent = { info() {}, warn() {}, error() {} };
  const sqlite = await openStorage({ url: `file:${join(folder, 'bench.db')}`, logger: silent });
  const memory = createMemoryStorage({ ownerOf: ({ owner }: { owner: string }) => owner });
  console.log(`\nOne more turn in a thread of ${LONG.toLocaleString('en')} items and of ${SHORT} (asked: ≤ 1.2 ×):`);
  console.table({ SQLite: await measure(sqlite), 'in memory': await measure(memory) });
  await sqlite.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(storage: SdkStorage): Promise<Record<string, string>> {
  const { server, startThread } = createBenchServer(async function* (thread) {
    const page = await storage.threads.loadThreadItems(thread.id, { limit: 20, order: 'desc' }, { owner: 'bench' });
    yield { type: 'progress_update', text: `Read ${page.data.length} items` };
  }, storage);
  const [short, long] = [await startThread(), await startThread()];
  await fill(storage, short, SHORT);
  await fill(storage, long, LONG);
  const times: Record<'short' | 'long', number[]> = { short: [], long: [] };
  for (let round = -10; round < ROUNDS; round += 1) {
    for (const [name, threadId] of [
      ['short', short],
      ['long', long],
    ] as const) {
      const start = performance.now();
      const answer = await server.process(toMessage(threadId), { owner: 'bench' });
      if (answer.kind !== 'stream') throw new Error('Expected a stream.');
      for await (const _ of answer);
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  const ratio = median(times.long) / median(times.short);
  return {
    'short thread': `${median(times.short).toFixed(2)} ms`,
    'long thread': `${median(times.long).toFixed(2)} ms`,
    ratio: `×${ratio.toFixed(2)}`,
  };
}

async function fill(storage: SdkStorage, threadId: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const item: ThreadItem = {
      type: 'assistant_message',
      id: `${threadId}_${n}`,
      thread_id: threadId,
      created_at: new Date().toISOString(),
      content: [{ type: 'output_text', text: `Answer ${n}`, annotations: [] }],
    };
    await storage.threads.saveItem(threadId, item, { owner: 'bench' });
  }
}
