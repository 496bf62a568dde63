import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../../server/storage/open.ts';
import { APPLICATION_ID, LATEST_VERSION, MIGRATIONS } from '../../server/storage/sqlite/migrations.ts';
import { ANNE, addItems, itemIds, toThread } from './rows.ts';
import { createLogger, useDatabasePath } from './sqlite-harness.ts';

/** A database as the first version of the schema left it. */
async function makeFirstVersion(rows: string): Promise<string> {
  const path = await useDatabasePath();
  const database = new Libsql(path);
  database.exec(MIGRATIONS[0]?.sql ?? '');
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1; ${rows}`);
  database.close();
  return path;
}

async function open(path: string) {
  const storage = await openStorage({ url: `file:${path}`, logger: createLogger() });
  onTestFinished(() => storage.close());
  return storage;
}

test('what the first version wrote is read, changed and told as what is written now', async () => {
  const item = (id: string, type: string) => `'${JSON.stringify({ id, type, thread_id: 't', content: 'x' })}'`;
  const path = await makeFirstVersion(`
    INSERT INTO threads (owner, id, created, next_position, data)
    VALUES ('anne', 't', 0, 4, '${JSON.stringify(toThread('t'))}');
    INSERT INTO items (owner, thread_key, position, id, data) VALUES
      ('anne', 1, 1, 'i1', ${item('i1', 'user_message')}),
      ('anne', 1, 2, 'i2', ${item('i2', 'hidden_context_item')}),
      ('anne', 1, 3, 'i3', ${item('i3', 'widget')});
    INSERT INTO turns (owner, id, thread_id, creates_thread, state, created_at, lease_until)
    VALUES ('anne', 'old', 't', 0, 'waiting', ${Date.now()}, ${Date.now() + 60_000});`);
  const storage = await open(path);
  expect(await storage.turns.load('anne', 'old')).toMatchObject({ state: 'waiting', priority: 'line' });
  const first = { id: 'first', owner: 'anne', threadId: 't', createsThread: false, priority: 'first' as const };
  await storage.turns.open(first, { maxWaiting: 10 });
  expect((await storage.turns.listActive('anne', 't')).map(({ id }) => id)).toEqual(['first', 'old']);
  await addItems(storage, 't', ['i3', 'i4']);
  expect(await itemIds(storage, 't')).toEqual(['i1', 'i2', 'i3', 'i4']);
  expect(await storage.threads.deleteItemsAfter('t', 'i1', ANNE)).toEqual([
    { id: 'i2', type: 'hidden_context_item' },
    { id: 'i3', type: 'user_message' },
    { id: 'i4', type: 'user_message' },
  ]);
});

test('a database is brought up to date once, by several who open it at the same time', async () => {
  const path = await makeFirstVersion('');
  await Promise.all([open(path), open(path), open(path)]);
  const database = new Libsql(path);
  onTestFinished(() => {
    database.close();
  });
  expect(database.prepare('PRAGMA user_version').all()).toEqual([{ user_version: LATEST_VERSION }]);
});
