import type { ThreadStreamEvent } from '../server/chatkit/index.ts';
import { streamText } from '../server/chatkit/index.ts';
import { createBenchServer, median, toMessage } from './sdk-server.ts';

const DELTAS = 20_000;
const ROUNDS = 9;

/** A streamed turn of many deltas, read in process, beside a bare generator that serialises the same events. */
export async function benchDeltas(): Promise<void> {
  const words = Array.from({ length: DELTAS }, (_, n) => `word${n} `);
  const events: ThreadStreamEvent[] = [];
  // Made beforehand on both sides: what is measured is what it costs to bring them to a reader.
  const { server, startThread } = createBenchServer(async function* () {
    for (const event of events) yield event;
  });
  const threadId = await startThread();
  const ids = { generateId: () => 'msg_bench', now: () => new Date() };
  for await (const event of streamText({ thread: { id: threadId }, turn: ids, text: words })) events.push(event);

  const rates: { bare: number[]; sdk: number[] } = { bare: [], sdk: [] };
  // Both in turns, so that whatever else this machine does meets them alike; the first rounds are compiled first.
  for (let round = -3; round < ROUNDS; round += 1) {
    const bare = await countPerSecond(serialise(events), events.length);
    const answer = await server.process(toMessage(threadId), { owner: 'bench' });
    if (answer.kind !== 'stream') throw new Error('Expected a stream.');
    // Besides, the SDK echoes the message, tells its stream options and says that it came to its end.
    const sdk = await countPerSecond(answer, events.length + 3);
    if (round < 0) continue;
    rates.bare.push(bare);
    rates.sdk.push(sdk);
  }
  const ratio = median(rates.sdk) / median(rates.bare);
  console.log(
    `\nA turn of ${DELTAS.toLocaleString('en')} text deltas, read in process, in-memory store (asked: ≥ 60 %):`,
  );
  console.table({
    'bare generator and JSON': { 'events/s': Math.round(median(rates.bare)), share: '100 %' },
    'ChatKitServer.process': { 'events/s': Math.round(median(rates.sdk)), share: `${Math.round(ratio * 100)} %` },
  });
}

async function* serialise(events: ThreadStreamEvent[]): AsyncGenerator<string> {
  for (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
}

/** Reads all of it; the frames are counted afterwards, which is not part of the time. */
async function countPerSecond(chunks: AsyncIterable<string>, expected: number): Promise<number> {
  const read: string[] = [];
  const start = performance.now();
  for await (const chunk of chunks) read.push(chunk);
  const seconds = (performance.now() - start) / 1_000;
  const count = read.join('').split('\n\n').length - 1;
  if (count !== expected) throw new Error(`${count} frames came instead of ${expected}.`);
  return count / seconds;
}
