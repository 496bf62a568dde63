import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ThreadStreamEvent } from '../server/chatkit/index.ts';
import { streamText } from '../server/chatkit/index.ts';
import { openStorage, type Storage } from '../server/storage/open.ts';
import { openMongo } from './databases.ts';
import { beside, ms } from './embed/figures.ts';
import { createBenchServer, median, toMessage } from './sdk-server.ts';
import type { ReadJob } from './shared-log-reader.ts';

const DELTAS = 20_000;
const ROUNDS = 9;
const COST = 0.15;
const SEEN = 200;
const PAUSE_MS = 20;
const LATE_MS = 150;
const READER = fileURLToPath(new URL('./shared-log-reader.ts', import.meta.url));

/** What it costs a run that its events can be read in other processes, and how late they are there. */
export async function benchSharedLog(): Promise<void> {
  const database = await openMongo();
  if (!database) return;
  const storage = await openStorage({ url: database.url, logger: { info() {}, warn() {}, error() {} } });
  try {
    await measureCost(storage);
    await measureLateness(storage, database.url);
  } finally {
    await storage.close();
    await database.remove();
  }
}

async function measureCost(storage: Storage): Promise<void> {
  const words = Array.from({ length: DELTAS }, (_, n) => `word${n} `);
  const events: ThreadStreamEvent[] = [];
  const answer = async function* () {
    for (const event of events) yield event;
  };
  const sides = {
    memory: createBenchServer(answer, { threads: storage.threads, turns: storage.turns }),
    shared: createBenchServer(answer, storage),
  };
  const rates: Record<keyof typeof sides, number[]> = { memory: [], shared: [] };
  const threadIds = { memory: await sides.memory.startThread(), shared: await sides.shared.startThread() };
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const side of ['memory', 'shared'] as const) {
      events.length = 0;
      const ids = { generateId: () => `msg_${side}${round}`, now: () => new Date() };
      for await (const event of streamText({ thread: { id: threadIds[side] }, turn: ids, text: words })) {
        events.push(event);
      }
      const rate = await readPerSecond(sides[side].server, threadIds[side]);
      if (round >= 0) rates[side].push(rate);
    }
  }
  const [memory, shared] = [median(rates.memory), median(rates.shared)];
  console.log(`\nA turn of ${DELTAS.toLocaleString('en')} text deltas on MongoDB, read where it runs (p50):`);
  console.table({
    'log in memory': { 'events/s': Math.round(memory), cost: '' },
    'log shared with other processes': {
      'events/s': Math.round(shared),
      cost: beside(1 - shared / memory, COST, (value) => `${Math.round(value * 100)} %`),
    },
  });
}

/** From the request to the last event. */
async function readPerSecond(server: ReturnType<typeof createBenchServer>['server'], threadId: string) {
  const start = performance.now();
  const answer = await server.process(toMessage(threadId), { owner: 'bench' });
  if (answer.kind !== 'stream') throw new Error('Expected a stream.');
  let text = '';
  for await (const chunk of answer) text += chunk;
  const seconds = (performance.now() - start) / 1_000;
  const count = text.split('\ndata: ').length;
  if (count < DELTAS) throw new Error(`${count} events came.`);
  return count / seconds;
}

async function measureLateness(storage: Storage, url: string): Promise<void> {
  let goOn = () => {};
  const reading = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* say(): AsyncGenerator<string> {
    await reading;
    for (let n = 0; n < SEEN; n += 1) {
      yield `${(performance.timeOrigin + performance.now()).toFixed(3)} `;
      await delay(PAUSE_MS);
    }
  }
  const { server, startThread } = createBenchServer(
    (thread, turn) => streamText({ thread, turn, text: say() }),
    storage,
  );
  const threadId = await startThread();
  const answer = await server.process(toMessage(threadId), { owner: 'bench' });
  if (answer.kind !== 'stream' || !answer.turnId) throw new Error('Expected a stream.');
  const child = fork(READER, { execArgv: ['--import', 'tsx'] });
  child.send({ url, threadId, turnId: answer.turnId } satisfies ReadJob);
  await once(child, 'message');
  const told = once(child, 'message');
  goOn();
  for await (const _ of answer);
  const [late] = (await told) as [number[]];
  await once(child, 'exit');
  if (late.length < SEEN) throw new Error(`${late.length} of ${SEEN} deltas were seen.`);
  const p90 = [...late].sort((a, b) => a - b)[Math.floor(late.length * 0.9)] ?? Number.NaN;
  console.log(`\nA delta every ${PAUSE_MS} ms, seen from another process:`);
  console.table({ 'from the hook to the reader': { p50: beside(median(late), LATE_MS, ms), p90: ms(p90) } });
}
