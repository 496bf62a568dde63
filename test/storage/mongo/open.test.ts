import { expect, test } from 'vitest';
import { UnavailableError } from '../../../server/chatkit/index.ts';
import { connect } from '../../../server/storage/mongo/connection.ts';
import { INDEXES } from '../../../server/storage/mongo/indexes.ts';
import { migrateStorage, openStorage, type Storage } from '../../../server/storage/open.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { ANNE, toThread } from '../rows.ts';
import { createLogger } from '../sqlite-harness.ts';

const logger = createLogger();
const open = (url: string) => openStorage({ url, logger });

async function refusal(url: string): Promise<string> {
  return open(url).then(
    () => 'it opened',
    (error: unknown) => String(error),
  );
}

describeMongo('a start with MongoDB', (server) => {
  test('sets up a new database by itself, however many start at once', async () => {
    const { url } = await useDatabase(server, []);
    const storages = await Promise.all([open(url), open(url), open(url)]);
    const added = await Promise.all(storages.map(({ tasks }, index) => tasks.add('anne', { title: 'x' }, `${index}`)));
    expect(added.map((task) => task.number).sort()).toEqual([1, 2, 3]);
    await Promise.all(storages.map((storage) => storage.close()));
    expect(await migrateStorage({ url, logger })).toEqual([]);
  });

  test('is refused while an index of a collection in use is missing, until it was migrated', async () => {
    const database = await useDatabase(server, []);
    const before = await open(database.url);
    await before.threads.saveThread(toThread('t'), ANNE);
    await before.close();
    const connection = await database.connect();
    await connection.collection('threads').dropIndex('threads_by_creation');
    await connection.collection('items').dropIndex('items_by_id');
    expect(await refusal(database.url)).toBe(
      'Error: DATABASE_URL: the index threads_by_creation of threads is missing. Run this once: npm run migrate',
    );
    expect(await migrateStorage({ url: database.url, logger })).toEqual([
      'made the index threads_by_creation of threads: it was missing',
    ]);
    const after = await open(database.url);
    expect(await after.threads.loadThread('t', ANNE)).toEqual(toThread('t'));
    await after.close();
    const names = (await connection.collection('items').listIndexes().toArray()).map(({ name }) => name);
    // Empty still, so it was made by the start.
    expect(names).toContain('items_by_id');
  });

  test('is refused while an index is not as it must be, until it was migrated', async () => {
    const database = await useDatabase(server, []);
    await (await open(database.url)).close();
    const turns = (await database.connect()).collection('turns');
    await turns.dropIndex('turns_by_request');
    await turns.createIndex({ owner: 1, requestId: 1 }, { name: 'turns_by_request' });
    expect(await refusal(database.url)).toContain('the index turns_by_request of turns is different. Run this once');
    expect(await migrateStorage({ url: database.url, logger })).toEqual([
      'made the index turns_by_request of turns: it was different',
    ]);
    await (await open(database.url)).close();
  });

  test('is brought up to date where somebody changed when documents run out', async () => {
    const database = await useDatabase(server, []);
    await (await open(database.url)).close();
    const logs = (await database.connect()).collection('turn_logs');
    await logs.dropIndex('turn_logs_run_out');
    await logs.createIndex({ expiresAt: 1 }, { name: 'turn_logs_run_out', expireAfterSeconds: 5 });
    expect(await migrateStorage({ url: database.url, logger })).toEqual([
      'made the index turn_logs_run_out of turn_logs: it was different',
    ]);
    await (await open(database.url)).close();
  });

  test('keeps a changed index while the right one cannot be made', async () => {
    const database = await useDatabase(server, []);
    await (await open(database.url)).close();
    const turns = (await database.connect()).collection('turns');
    await turns.dropIndex('turns_by_request');
    await turns.createIndex({ owner: 1, requestId: 1 }, { name: 'turns_by_request' });
    await turns.insertMany([1, 2].map((id) => ({ owner: 'anne', id: `${id}`, requestId: 'twice' })));
    await expect(migrateStorage({ url: database.url, logger })).rejects.toThrow('duplicate key');
    expect((await turns.listIndexes().toArray()).map(({ name }) => name)).toContain('turns_by_request');
    await turns.deleteOne({ id: '2' });
    await migrateStorage({ url: database.url, logger });
    await (await open(database.url)).close();
  });

  test('removes an index when the one that takes its place is made', async () => {
    const database = await useDatabase(server, []);
    const logs = (await database.connect()).collection('turn_logs');
    await logs.createIndex({ turnId: 1 }, { name: 'turn_logs_by_turn', unique: true });
    await logs.insertOne({ turnId: 'of an earlier version', expiresAt: new Date(Date.now() + 60_000) });
    expect(await refusal(database.url)).toContain('the index turn_logs_by_owner_and_turn of turn_logs is missing');
    expect(await migrateStorage({ url: database.url, logger })).toContain(
      'made the index turn_logs_by_owner_and_turn of turn_logs: it was missing',
    );
    const names = (await logs.listIndexes().toArray()).map(({ name }) => name);
    expect(names).toContain('turn_logs_by_owner_and_turn');
    expect(names).not.toContain('turn_logs_by_turn');
  });

  test('is refused in plain words where nobody answers, or where the user is unknown', async () => {
    expect(await refusal('mongodb://anne:hunter2@127.0.0.1:1/tasks')).toMatch(
      /^Error: DATABASE_URL: no MongoDB answers\. .*127\.0\.0\.1:1/,
    );
    const stranger = server.replace('mongodb://', 'mongodb://nobody:hunter2@');
    expect(await refusal(stranger)).toContain('DATABASE_URL: MongoDB refuses the connection. ');
    for (const url of ['mongodb://anne:hunter2@', 'mongodb://anne:hunter2/@host', 'mongodb://anne:hunt%er2@host/x']) {
      expect(await refusal(url)).toContain('this is not an address of MongoDB');
      expect(await refusal(url)).not.toContain('hunt');
    }
  });

  test('removes what is left of what was deleted a while ago', async () => {
    const database = await useDatabase(server, []);
    const before = await open(database.url);
    await before.threads.saveThread(toThread('t'), ANNE);
    await before.threads.deleteThread('t', ANNE);
    await before.close();
    const threads = (await database.connect()).collection('threads');
    expect(await threads.countDocuments()).toBe(1);
    const later = await openStorage({ url: database.url, logger, now: () => Date.now() + 600_000 });
    await expect.poll(() => threads.countDocuments()).toBe(0);
    await later.close();
  });

  test('takes a database of its own where the address names none', async () => {
    const connection = await connect(server);
    expect(connection.name).toBe('task-chat');
    await connection.close();
  });
});

describeMongo('an open storage', (server) => {
  test('answers a ping, and nothing once it was closed', async () => {
    const { url } = await useDatabase(server, []);
    const storage = await open(url);
    await storage.ping();
    expect(storage.kind).toBe('mongodb');
    await storage.close();
    const calls: ((storage: Storage) => Promise<unknown>)[] = [
      ({ tasks }) => tasks.get('anne', 1),
      ({ threads }) => threads.saveThread(toThread('t'), ANNE),
      ({ threads }) => threads.loadThreads({ limit: 5, order: 'asc' }, ANNE),
      ({ turns }) => turns.load('anne', 'turn'),
      ({ ping }) => ping(),
    ];
    for (const call of calls) await expect(call(storage)).rejects.toBeInstanceOf(UnavailableError);
  });

  test('keeps every index apart from others by its name', () => {
    const names = INDEXES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
