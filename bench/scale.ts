import { toOwner } from '../server/auth/owner.ts';
import { createId } from '../server/chatkit/index.ts';
import { openStorage, type Storage } from '../server/storage/open.ts';
import { startApp } from '../test/support/start-app.ts';
import { ISSUER } from '../test/support/tokens.ts';
import { type BenchDatabase, openDatabases } from './databases.ts';
import { beside, ms, times } from './embed/figures.ts';
import { fill, type Owner } from './scale-seed.ts';
import { median, toMessage } from './sdk-server.ts';

const OWNERS = 1_000;
const SMALL = 10;
const LARGE = 100_000;
const PAGE = 10;
const ROUNDS = 201;
/** A whole turn takes longer. */
const TURNS = 41;
const RATIO = 1.2;

/** One of two owners does something; so often is taken for warming up first. */
type Work = (owner: Owner, round: number) => Promise<unknown>;

/** What the same work costs who has 10 tasks and items, and who has 100,000, among 1,000 owners. */
export async function benchScale(): Promise<void> {
  for (const database of await openDatabases()) {
    try {
      await measureDatabase(database);
    } finally {
      await database.remove();
    }
  }
}

async function measureDatabase(database: BenchDatabase): Promise<void> {
  const owners = Array.from({ length: OWNERS }, (_, index): Owner => {
    const count = index === OWNERS / 2 ? LARGE : SMALL;
    return { name: toOwner(ISSUER, `bench-${index}`), threadId: createId('thread'), count };
  });
  await fill(database, owners);
  const small = owners[OWNERS / 2 - 1];
  const large = owners[OWNERS / 2];
  if (!small || !large) throw new Error('There are no owners.');

  const storage = await openStorage({ url: database.url, logger: { info() {}, warn() {}, error() {} } });
  const rows: Record<string, Record<string, string>> = {};
  for (const [name, work] of Object.entries(toWorks(storage))) {
    rows[name] = toRow(await compare(work, small, large, ROUNDS));
  }
  await storage.close();

  const app = await startApp({ env: { DATABASE_URL: database.url, MAX_THREAD_ITEMS: `${10 * LARGE}` } });
  const list: Work = async ({ name, threadId }) => {
    const index = owners.findIndex((owner) => owner.name === name);
    const message = toMessage(threadId, 'show my tasks');
    const text = await (await app.post(message, { sub: `bench-${index}` })).text();
    if (!text.includes('ListView')) throw new Error(`No list came: ${text.slice(0, 300)}`);
  };
  // Beside the promise: the larger list has twice as many rows to draw.
  rows['"show my tasks", the whole turn'] = toRow(await compare(list, small, large, TURNS), Number.POSITIVE_INFINITY);
  await app.close();

  console.log(
    `\n${database.name}: ${SMALL} and ${LARGE.toLocaleString('en')} tasks and items of one owner among ${OWNERS.toLocaleString('en')} (p50):`,
  );
  console.table(rows);
}

function toWorks(storage: Storage): Record<string, Work> {
  return {
    'list page of 10': async ({ name }) => {
      const tasks = await storage.tasks.list(name, { status: 'open' }, { limit: PAGE });
      if (tasks.length !== PAGE) throw new Error(`${tasks.length} tasks came.`);
    },
    'add a task': ({ name }, round) => storage.tasks.add(name, { title: 'Oil the bench' }, `bench add ${round}`),
    'complete a task': ({ name, count }, round) => {
      // In turns, so that every round changes something.
      const status = round % 2 === 0 ? 'done' : 'open';
      return storage.tasks.setStatus(name, Math.ceil(count / 2), status, `bench status ${round}`);
    },
    'thread page of 10': async ({ name, threadId }) => {
      const page = { limit: PAGE, order: 'desc' } as const;
      const { data } = await storage.threads.loadThreadItems(threadId, page, { owner: name });
      if (data.length !== PAGE) throw new Error(`${data.length} items came.`);
    },
  };
}

async function compare(work: Work, small: Owner, large: Owner, rounds: number) {
  const taken: Record<'small' | 'large', number[]> = { small: [], large: [] };
  for (let round = -10; round < rounds; round += 1) {
    // In turns, so that whatever else this machine does meets both alike.
    for (const [name, owner] of round % 2 === 0
      ? ([
          ['small', small],
          ['large', large],
        ] as const)
      : ([
          ['large', large],
          ['small', small],
        ] as const)) {
      const start = performance.now();
      await work(owner, round);
      if (round >= 0) taken[name].push(performance.now() - start);
    }
  }
  return { small: median(taken.small), large: median(taken.large) };
}

function toRow({ small, large }: { small: number; large: number }, limit = RATIO): Record<string, string> {
  return {
    [`${SMALL}`]: ms(small),
    [LARGE.toLocaleString('en')]: ms(large),
    ratio: Number.isFinite(limit) ? beside(large / small, limit, times) : times(large / small),
  };
}
