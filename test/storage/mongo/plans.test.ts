import type { Connection } from 'mongoose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ThreadItem, ThreadStore, TurnLog, TurnStore } from '../../../server/chatkit/index.ts';
import {
  createTaskCounterModel,
  createTaskModel,
  type TaskDocument,
} from '../../../server/storage/mongo/task-model.ts';
import { createItemModel, createThreadModel, toPlace } from '../../../server/storage/mongo/thread-model.ts';
import { openStorage, type Storage } from '../../../server/storage/open.ts';
import type { TaskStore } from '../../../server/tasks/store.ts';
import type { TaskStatus } from '../../../server/tasks/task.ts';
import { createDatabase, describeMongo, type TestDatabase } from '../../support/mongo/database.ts';
import { ANNE, addItems, toThread } from '../rows.ts';
import { createLogger } from '../sqlite-harness.ts';
import { findFaults, type Operation, profile, toShape } from './profile.ts';

/** More than any page, so that whoever reads them all is found out. */
const MANY = 2_500;
const LIFE = 'life of the long thread';
const PAGE = { limit: 20, order: 'desc' } as const;

/** Every method of a store, as it is called while everybody works; a new method does not compile without a line here. */
type Walk<Store> = Record<keyof Store, (store: Store, round: number) => unknown>;

const THREADS: Walk<ThreadStore<{ owner: string }>> = {
  saveThread: (threads, round) => threads.saveThread(toThread(`new${round}`), ANNE),
  updateThread: (threads) => threads.updateThread('long', { title: 'renamed' }, ANNE),
  loadThread: (threads) => threads.loadThread('long', ANNE),
  countThreads: (threads) => threads.countThreads?.(1_000, ANNE),
  async loadThreads(threads) {
    const { after } = await threads.loadThreads(PAGE, ANNE);
    await threads.loadThreads({ ...PAGE, after }, ANNE);
    await threads.loadThreads({ ...PAGE, order: 'asc', after }, ANNE);
  },
  async loadThreadItems(threads) {
    const { after } = await threads.loadThreadItems('long', { limit: 300, order: 'desc' }, ANNE);
    await threads.loadThreadItems('long', { ...PAGE, after }, ANNE);
    await threads.loadThreadItems('long', { ...PAGE, order: 'asc', after }, ANNE);
  },
  loadTurnItems: (threads) => threads.loadTurnItems('long', 'turn7', ANNE),
  loadItem: (threads) => threads.loadItem('long', 'i1000', ANNE),
  countItems: (threads) => threads.countItems('long', ANNE),
  async saveItem(threads, round) {
    await addItems({ threads }, 'long', [`new${round}`, 'i1000']);
    await addItems({ threads }, `new${round}`, ['i1', 'i2', 'i3']);
  },
  async deleteItem(threads, round) {
    await threads.deleteItem('long', `i${round}`, ANNE);
    await threads.deleteItem('long', 'not there', ANNE);
  },
  deleteItemsAfter: (threads, round) => threads.deleteItemsAfter(`new${round}`, 'i1', ANNE),
  deleteThread: (threads, round) => threads.deleteThread(`new${round}`, ANNE),
};

const TASKS: Walk<TaskStore> = {
  add: (tasks, round) => tasks.add('anne', { title: `new ${round}` }, `add ${round}`),
  setStatus: (tasks, round) => tasks.setStatus('anne', 10 + round, 'done', `done ${round}`),
  update: (tasks, round) => tasks.update('anne', 20 + round, { title: 'renamed' }, `update ${round}`),
  remove: (tasks, round) => tasks.remove('anne', 30 + round, `remove ${round}`),
  get: (tasks) => tasks.get('anne', 1_000),
  async list(tasks) {
    for (const status of ['open', 'done', 'all'] as const) {
      await tasks.list('anne', { status }, { limit: 20 });
      await tasks.list('anne', { status }, { limit: 20, before: 1_000 });
      await tasks.list('anne', { status, text: 'task 17' }, { limit: 20 });
    }
  },
  async count(tasks) {
    for (const status of ['open', 'done', 'all'] as const) {
      await tasks.count('anne', { status });
      await tasks.count('anne', { status, text: 'task 17' });
    }
  },
  findByTitle: (tasks) => tasks.findByTitle('anne', 'task 2000', 5),
};

const toTurn = (round: number | string) => ({
  id: `walk${round}`,
  owner: 'anne',
  threadId: 'long',
  requestId: `request${round}`,
  fingerprint: 'frame',
  createsThread: false,
});

const TURNS: Walk<TurnStore> = {
  async open(turns, round) {
    await turns.open(toTurn(round), { maxWaiting: 10 });
    await turns.open(toTurn(round), { maxWaiting: 10 });
    await turns.open(toTurn(`${round} waits`), { maxWaiting: 10 });
  },
  acquire: (turns, round) => turns.acquire('anne', `walk${round}`, 60_000),
  renew: (turns, round) => turns.renew('anne', `walk${round}`, 60_000),
  load: (turns, round) => turns.load('anne', `walk${round}`),
  findByRequestId: (turns, round) => turns.findByRequestId('anne', `request${round}`),
  findRepeat: (turns) => turns.findRepeat('anne', 'frame', 30_000),
  findActive: (turns) => turns.findActive('anne', 'long'),
  listActive: (turns) => turns.listActive('anne', 'long'),
  markBroken: (turns, round) => turns.markBroken('anne', `walk${round}`),
  findCancelled: (turns, round) =>
    turns.findCancelled([
      { owner: 'anne', id: `walk${round}` },
      { owner: 'anne', id: `walk${round} waits` },
      { owner: 'ben', id: 'not there' },
    ]),
  requestCancel: (turns, round) => turns.requestCancel('anne', `walk${round} waits`),
  end: (turns, round) => turns.end('anne', `walk${round}`, 'completed'),
};

const toLog = (round: number) => ({ owner: 'anne', id: `walk${round}` });

const LOG: Walk<TurnLog> = {
  create: (log, round) => log.create({ ...toLog(round), threadId: 'long' }),
  append: async (log, round) => log.append(`walk${round}`, '{"type":"notice"}'),
  end: (log, round) => log.end(`walk${round}`),
  async read(log, round) {
    for await (const { data } of (await log.read(toLog(round), 1)) ?? []) expect(data.length).toBeGreaterThan(0);
  },
  purge: (log, round) => log.purge(toLog(round)),
  purgeThread: (log) => log.purgeThread('anne', 'long'),
  purgeOwner: (log) => log.purgeOwner('anne'),
};

describeMongo('queries', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let storage: Storage;
  /** Another process: what it reads of a log is in the database alone. */
  let elsewhere: Storage;
  let operations: Operation[] = [];

  beforeAll(async () => {
    database = await createDatabase(server, []);
    connection = await database.connect();
    storage = await openStorage({ url: database.url, logger: createLogger() });
    elsewhere = await openStorage({ url: database.url, logger: createLogger() });
    await fill(connection, storage);
    operations = await profile(connection, async () => {
      await walkAll(storage);
      await walkLogs(storage.log, elsewhere.log);
    });
    return async () => {
      await storage.close();
      await elsewhere.close();
      await database.drop();
    };
  }, 120_000);

  test('every one begins with the owner, and an index finds what it asks for, in its order', () => {
    const faults = operations.flatMap((operation) =>
      findFaults(operation).map((fault) => `${toShape(operation)}: ${fault}`),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  test('all that the stores look for was seen', () => {
    const shapes = new Set(operations.map(toShape));
    expect(shapes.size).toBeGreaterThan(50);
  });

  describe('the check', () => {
    const check = async (work: () => Promise<unknown>) => (await profile(connection, work)).flatMap(findFaults);

    test('sees a query without an index, and one that sorts', async () => {
      const items = connection.collection('items');
      const faults = await check(() =>
        items.find({ owner: 'anne', type: 'widget' }).sort({ data: 1 }).limit(5).toArray(),
      );
      expect(faults).toEqual(expect.arrayContaining(['sorts in memory', 'names no index']));
      expect(await check(() => items.findOne({ data: 'x' }))).toContain('reads all that there is');
    });

    test('sees who reads more than it answers, and over all owners', async () => {
      const threads = connection.collection('threads');
      const faults = await check(() =>
        threads.find({ data: 'x', owner: 'anne' }).hint('threads_by_creation').toArray(),
      );
      expect(faults).toEqual(['does not begin with the owner', expect.stringMatching(/^read \d+ documents$/)]);
    });
  });
});

async function walkAll({ threads, tasks, turns }: Storage): Promise<void> {
  // Twice: the second time the database may have a plan in mind that fitted the first.
  for (const round of [1, 2]) {
    for (const step of Object.values(THREADS).slice(0, -2)) await step(threads, round);
    for (const step of Object.values(TASKS)) await step(tasks, round);
    for (const step of Object.values(TURNS)) await step(turns, round);
    await turns.open(toTurn(`${round} writes`), { maxWaiting: 10 });
    const turn = await turns.acquire('anne', `walk${round} writes`, 60_000);
    if (!turn || turn === 'ended') throw new Error('the turn did not get its thread');
    await threads.saveThread({ ...toThread('long'), title: 'by a turn' }, ANNE, { turn });
    const { data } = await threads.loadThreadItems('long', { limit: 1, order: 'asc' }, ANNE);
    for (const item of data) await threads.saveItem('long', { ...item, id: `turn${round}` }, ANNE, { turn });
    for (const item of data) await threads.saveItem('long', item, ANNE, { turn });
    await threads.deleteItem('long', `turn${round}`, ANNE, { turn });
    await turns.end('anne', turn.id, 'completed');
    await THREADS.deleteItemsAfter(threads, round);
    await THREADS.deleteThread(threads, round);
  }
}

async function walkLogs(here: TurnLog | undefined, elsewhere: TurnLog | undefined): Promise<void> {
  if (!here || !elsewhere) throw new Error('no log');
  const { purge, purgeThread, purgeOwner, read, ...writes } = LOG;
  for (const round of [1, 2, 3]) {
    for (const write of [writes.create, writes.append, writes.append, writes.end]) await write(here, round);
    await read(elsewhere, round);
  }
  await purge(here, 1);
  await purgeThread(here, 2);
  await purgeOwner(here, 3);
}

/** Anne has much of everything; others have some. */
async function fill(connection: Connection, { threads }: Storage): Promise<void> {
  await threads.saveThread(toThread('long'), ANNE);
  await threads.saveThread(toThread('long'), { owner: 'ben' });
  await addItems({ threads }, 'long', ['first']);
  const [thread] = await createThreadModel(connection).find({ owner: 'anne' }).lean();
  const life = thread?.life ?? LIFE;
  const numbers = Array.from({ length: MANY }, (_, index) => index + 1);
  await createItemModel(connection).insertMany(
    numbers.map((position) => ({
      ...{ owner: 'anne', life, itemId: `i${position}`, position: position + 1, type: 'widget', fence: 0 },
      ...{ addedBy: `turn${position % 500}`, changedBy: `turn${position % 300}` },
      data: JSON.stringify({ id: `i${position}`, type: 'widget' } satisfies Partial<ThreadItem>),
    })),
  );
  await connection.collection('thread_lines').updateOne({ owner: 'anne' }, { $set: { nextPosition: MANY + 2 } });
  await createThreadModel(connection).insertMany(
    numbers.map((number) => ({
      ...{
        owner: 'anne',
        life: `life${number}`,
        threadId: `t${number}`,
        place: toPlace(number, number),
        rev: 1,
        fence: 0,
      },
      data: JSON.stringify(toThread(`t${number}`)),
    })),
  );
  await createTaskModel(connection).insertMany(
    numbers.map((number) => toTaskDocument(number, number % 2 ? 'open' : 'done')),
  );
  await createTaskCounterModel(connection).create([{ owner: 'anne', last: MANY, recent: [] }]);
}

function toTaskDocument(number: number, status: TaskStatus): TaskDocument {
  const title = `task ${number}`;
  const at = new Date().toISOString();
  const task = { number, title, status, createdAt: at, updatedAt: at };
  const addedBy = `add task ${number}`;
  const last = { operation: addedBy, result: task };
  return { owner: 'anne', number, live: true, status, titleKey: title, notesKey: '', task, rev: 1, addedBy, last };
}
