// Reads a turn in a process of its own, beside the one that runs it; bench/shared-log.ts starts and asks it.
import { openStorage } from '../server/storage/open.ts';
import { createBenchServer } from './sdk-server.ts';

export interface ReadJob {
  url: string;
  threadId: string;
  turnId: string;
}

process.once('message', async ({ url, threadId, turnId }: ReadJob) => {
  const storage = await openStorage({ url, logger: { info() {}, warn() {}, error() {} } });
  const { server } = createBenchServer(async function* () {}, storage);
  const params = { thread_id: threadId, turn_id: turnId, after: 0 };
  const answer = await server.process({ type: 'turns.resume', params }, { owner: 'bench' });
  if (answer.kind !== 'stream') throw new Error('Expected a stream.');
  const late: number[] = [];
  process.send?.('reading');
  for await (const frames of answer) {
    const now = performance.timeOrigin + performance.now();
    for (const [, sent] of frames.matchAll(/"delta":"(\d+\.\d+) "/g)) late.push(now - Number(sent));
  }
  process.send?.(late);
  await storage.close();
  process.disconnect();
});
