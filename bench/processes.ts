import { randomUUID } from 'node:crypto';
import { buildStale } from '../scripts/build.mjs';
import { createRandom } from '../test/faults/random.ts';
import { startServers } from '../test/faults/servers.ts';
import type { Way } from '../test/faults/stream.ts';
import { toInput } from '../test/support/person.ts';
import { mintToken } from '../test/support/tokens.ts';
import { type BenchDatabase, openDatabases } from './databases.ts';
import { beside } from './embed/figures.ts';
import { median } from './sdk-server.ts';

const TURNS = 200;
const ROUNDS = 3;
const PROCESSES = [1, 3];

interface Figures {
  first: number[];
  perSecond: number[];
  /** Turns that ended in an error. */
  failed: number;
}

/** 200 turns at the same time, over three processes and over one, in the same run. */
export async function benchProcesses(): Promise<void> {
  await buildStale(['server']);
  for (const database of await openDatabases()) {
    try {
      await measureDatabase(database);
    } finally {
      await database.remove();
    }
  }
}

async function measureDatabase({ name, url }: BenchDatabase): Promise<void> {
  const clusters = [];
  for (const count of PROCESSES) {
    const servers = await startServers({ count, databaseUrl: url, random: createRandom(1) });
    clusters.push({ count, servers, figures: { first: [], perSecond: [], failed: 0 } as Figures });
  }
  // Both in turns, so that whatever else this machine does meets them alike; the first round warms both up.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { servers, figures } of clusters) {
      const start = performance.now();
      const answers = await Promise.all(
        Array.from({ length: TURNS }, (_, turn) => answer(servers.ways[turn % servers.ways.length] ?? servers)),
      );
      if (round < 0) continue;
      figures.first.push(...answers.map(({ first }) => first));
      figures.failed += answers.filter(({ failed }) => failed).length;
      figures.perSecond.push((TURNS * 1_000) / (performance.now() - start));
    }
  }
  for (const { servers } of clusters) await servers.close();
  console.log(`\n${name}: ${TURNS} turns at the same time, each a new person's "add task" (${ROUNDS} rounds):`);
  console.table(
    Object.fromEntries(
      clusters.map(({ count, figures }) => [`${count} process${count > 1 ? 'es' : ''}`, toRow(figures)]),
    ),
  );
}

/** Milliseconds until the first event of a turn, which is read to its end. */
async function answer(way: Way): Promise<{ first: number; failed: boolean }> {
  const body = JSON.stringify({
    type: 'threads.create',
    params: { input: toInput('add task: oil the bench') },
    metadata: { task_chat: { request_id: randomUUID() } },
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${mintToken({ sub: randomUUID() })}`,
  };
  const start = performance.now();
  const response = await fetch(`${way.pick()}/chatkit`, { method: 'POST', headers, body });
  let text = '';
  let first = Number.NaN;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    if (Number.isNaN(first)) first = performance.now() - start;
    text += Buffer.from(chunk).toString('utf8');
  }
  return { first, failed: !text.endsWith(': end\n\n') || text.includes('"type":"error"') };
}

function toRow({ first, perSecond, failed }: Figures): Record<string, string> {
  const sorted = [...first].sort((a, b) => a - b);
  return {
    'first event p50': `${median(sorted).toFixed(0)} ms`,
    'first event p99': `${(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN).toFixed(0)} ms`,
    'turns/s': median(perSecond).toFixed(1),
    failed: beside(failed, 0, String),
  };
}
