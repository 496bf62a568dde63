import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { UnavailableError } from '../../../server/chatkit/index.ts';
import { withinRequest } from '../../../server/storage/deadline.ts';
import { migrateStorage, openStorage, type Storage } from '../../../server/storage/open.ts';
import { type MortalMongod, startSingle } from '../../support/mongo/mongod.ts';
import { ANNE, addItems, itemIds, toThread } from '../rows.ts';
import { createLogger } from '../sqlite-harness.ts';

const GONE = 'the database is gone, or takes no writes';
const BACK = 'the database is back';
/** A request must end within 5 s; the rest is for a busy machine. */
const LIMIT_MS = 7_000;

const binary = inject('mongodFile');

/** A mongod of this test alone, and a storage on it. */
async function start() {
  const mongod = await startSingle(binary ?? '');
  onTestFinished(() => mongod.stop());
  const logger = createLogger();
  const storage = await openStorage({ url: `${mongod.url}tasks`, logger });
  onTestFinished(() => storage.close());
  await storage.threads.saveThread(toThread('t'), ANNE);
  await addItems(storage, 't', ['i1']);
  return { mongod, storage, logger };
}

/** A read and a write of every store, each of which ends in time and says that it may be tried again. */
async function expectUnavailable(storage: Storage, round: string): Promise<void> {
  const calls = [
    storage.threads.loadThreadItems('t', { limit: 5, order: 'asc' }, ANNE),
    addItems(storage, 't', ['i2']),
    storage.threads.deleteItemsAfter('t', 'i1', ANNE),
    storage.tasks.get('anne', 1),
    storage.tasks.add('anne', { title: 'bread' }, 'bread'),
    storage.turns.listActive('anne', 't'),
    storage.turns.open({ id: round, owner: 'anne', threadId: 't', createsThread: false }, { maxWaiting: 10 }),
    storage.ping(),
  ];
  const start = Date.now();
  const outcomes = await Promise.allSettled(calls);
  expect(Date.now() - start).toBeLessThan(LIMIT_MS);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(UnavailableError) });
  }
}

async function expectWell(storage: Storage): Promise<void> {
  await expect.poll(() => storage.ping().then(() => 'well', String), { timeout: 15_000 }).toBe('well');
  await addItems(storage, 't', ['i2']);
  expect(await itemIds(storage, 't')).toEqual(['i1', 'i2']);
  await storage.tasks.add('anne', { title: 'bread' }, 'bread');
  await storage.tasks.add('anne', { title: 'bread' }, 'bread');
  expect(await storage.tasks.count('anne', { status: 'all' })).toBe(1);
}

test.skipIf(!binary).each<[string, (mongod: MortalMongod) => unknown, (mongod: MortalMongod) => unknown]>([
  ['hangs', (mongod) => mongod.pause(), (mongod) => mongod.resume()],
  ['is killed', (mongod) => mongod.kill(), (mongod) => mongod.restart()],
])('when the database %s every call ends in time, and all is well when it is back', async (_name, harm, heal) => {
  const { mongod, storage, logger } = await start();
  await harm(mongod);
  await expectUnavailable(storage, 'first');
  await expectUnavailable(storage, 'second');
  expect(logger.lines).toEqual([GONE]);
  await heal(mongod);
  await expectWell(storage);
  expect(logger.lines).toEqual([GONE, BACK]);
});

test.skipIf(!binary)('a migration sits out a database that hangs for longer than a request would wait', async () => {
  const { mongod, storage } = await start();
  await storage.close();
  await mongod.pause();
  const migrating = migrateStorage({ url: `${mongod.url}tasks`, logger: createLogger() });
  migrating.catch(() => {});
  await delay(5_000);
  mongod.resume();
  expect(await migrating).toEqual([]);
});

test.skipIf(!binary)('all calls of a request together end in time while the database hangs', async () => {
  const { mongod, storage } = await start();
  await mongod.pause();
  const began = Date.now();
  const calls = [0, 1, 2].map(() => storage.threads.loadThread.bind(undefined, 't', ANNE));
  await withinRequest(async () => {
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(UnavailableError);
  });
  expect(Date.now() - began).toBeLessThan(LIMIT_MS);
});

test.skipIf(!binary)('a start without its database fails with a line, and the next one goes well', async () => {
  const { mongod, storage } = await start();
  await storage.close();
  await mongod.kill();
  const opening = openStorage({ url: `${mongod.url}tasks`, logger: createLogger() });
  await expect(opening).rejects.toThrow('DATABASE_URL: no MongoDB answers.');
  await mongod.restart();
  const after = await openStorage({ url: `${mongod.url}tasks`, logger: createLogger() });
  expect(await itemIds(after, 't')).toEqual(['i1']);
  await after.close();
});
