import { copyFile, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { UnavailableError } from '../../server/chatkit/index.ts';
import { openStorage } from '../../server/storage/open.ts';
import { countLoopTurns } from '../support/loop-turns.ts';
import { ANNE, addItems, itemIds, toThread } from './rows.ts';
import { createLogger, useDatabasePath } from './sqlite-harness.ts';

async function open(path: string, logger = createLogger()) {
  const storage = await openStorage({ url: `file:${path}`, logger });
  onTestFinished(() => storage.close().catch(() => {}));
  return storage;
}

async function makeDatabase(notes = 500): Promise<string> {
  const path = await useDatabasePath();
  const storage = await openStorage({ url: `file:${path}`, logger: createLogger() });
  for (let index = 0; index < 300; index += 1) {
    await storage.tasks.add('anne', { title: `Task ${index}`, notes: 'n'.repeat(notes) }, `${index}`);
  }
  await storage.close();
  return path;
}

test('a file that is no database stops the start and is left as it is', async () => {
  const path = await useDatabasePath();
  const content = 'Dear diary, this is not a database.\n'.repeat(200);
  await writeFile(path, content);
  await expect(open(path)).rejects.toThrow('the file is not a SQLite database. It was left as it is');
  expect(await readFile(path, 'utf8')).toBe(content);
});

test('a file that lost its end stops the start', async () => {
  const path = await makeDatabase();
  await truncate(path, 40_960);
  await expect(open(path)).rejects.toThrow(/the file is damaged/);
});

test('a file with overwritten pages stops the start', async () => {
  const path = await makeDatabase();
  const content = await readFile(path);
  content.fill(0xa5, 8_192, 60_000);
  await writeFile(path, content);
  await expect(open(path)).rejects.toThrow(/the file is damaged/);
});

test('an emptied file beside a full log is not taken for a new database', async () => {
  const path = await makeDatabase();
  await truncate(path, 0);
  await writeFile(`${path}-wal`, 'x'.repeat(5_000));
  await expect(open(path)).rejects.toThrow('the file is empty, but its log (-wal) is not');
  expect((await stat(`${path}-wal`)).size).toBe(5_000);
});

test("another program's database stops the start and is left as it is", async () => {
  const path = await useDatabasePath();
  const other = new Libsql(path);
  other.exec('CREATE TABLE diary (day TEXT)');
  other.close();
  const before = await readFile(path);
  await expect(open(path)).rejects.toThrow("this is another program's database");
  expect(await readFile(path)).toEqual(before);
});

test('a file of a newer version refuses to open', async () => {
  const path = await makeDatabase();
  const newer = new Libsql(path);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  await expect(open(path)).rejects.toThrow('written by a newer version of task-chat (schema 99, this one knows 3)');
});

test('several who start at once make one database', async () => {
  const path = await useDatabasePath();
  const storages = await Promise.all(Array.from({ length: 4 }, () => open(path)));
  const added = await Promise.all(storages.map((storage, index) => storage.tasks.add('a', { title: 'x' }, `${index}`)));
  expect(added.map((task) => task.number).sort()).toEqual([1, 2, 3, 4]);
});

test('a start that met a lock sees and writes what is current afterwards', async () => {
  const path = await useDatabasePath();
  const other = new Libsql(path);
  other.exec('BEGIN EXCLUSIVE');
  const opening = [open(path), open(path)] as const;
  await new Promise((resolve) => setTimeout(resolve, 300));
  other.exec('ROLLBACK');
  other.close();
  const [one, two] = await Promise.all(opening);
  for (let round = 1; round <= 3; round += 1) {
    for (const storage of [one, two]) {
      await storage.tasks.add('anne', { title: 'x' }, `${round} ${storage === one}`);
      expect(await one.tasks.count('anne', { status: 'all' })).toBe(await two.tasks.count('anne', { status: 'all' }));
    }
  }
  expect(await one.tasks.count('anne', { status: 'all' })).toBe(6);
});

test('a file locked for a moment makes writers wait, and nobody else', async () => {
  const path = await makeDatabase();
  const storage = await open(path);
  const other = new Libsql(path);
  other.exec('BEGIN IMMEDIATE');
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 5);
  let written = false;
  const adding = storage.tasks.add('anne', { title: 'patient' }, 'patient').finally(() => {
    written = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(written).toBe(false);
  expect(ticks).toBeGreaterThan(20);
  expect(await storage.tasks.get('anne', 1)).toMatchObject({ title: 'Task 0' });
  other.exec('COMMIT');
  expect(await adding).toMatchObject({ number: 301 });
  clearInterval(ticking);
  other.close();
});

test('writers who waited for a locked file write in the order in which they came', async () => {
  const path = await useDatabasePath();
  const storage = await open(path);
  const other = new Libsql(path);
  other.exec('BEGIN IMMEDIATE');
  const titles = Array.from({ length: 50 }, (_, n) => `task ${n}`);
  const adding = titles.map((title) => storage.tasks.add('anne', { title }, title));
  await new Promise((resolve) => setTimeout(resolve, 300));
  other.exec('COMMIT');
  other.close();
  expect((await Promise.all(adding)).map(({ number }) => number)).toEqual(titles.map((_, n) => n + 1));
});

test('a file that stays locked is unavailable after five seconds, and well again afterwards', async () => {
  const path = await makeDatabase();
  const logger = createLogger();
  const storage = await open(path, logger);
  const other = new Libsql(path);
  other.exec('BEGIN IMMEDIATE');
  const start = Date.now();
  const [write, ping] = await Promise.allSettled([
    storage.tasks.add('anne', { title: 'x' }, 'x'),
    storage.ping().finally(() => expect(Date.now() - start).toBeLessThan(2_500)),
  ]);
  const took = Date.now() - start;
  expect(write).toMatchObject({ status: 'rejected', reason: expect.any(UnavailableError) });
  expect(ping).toMatchObject({ status: 'rejected', reason: expect.any(UnavailableError) });
  expect(took).toBeGreaterThan(4_500);
  expect(took).toBeLessThan(7_000);
  expect(logger.lines).toContain('the database file stayed locked by another process');
  other.exec('COMMIT');
  other.close();
  await storage.ping();
  expect(await storage.tasks.add('anne', { title: 'x' }, 'x')).toMatchObject({ number: 301 });
});

test('ping stands behind no writer of its own process, and says nothing of other processes', async () => {
  const logger = createLogger();
  const storage = await open(await makeDatabase(), logger);
  const order: string[] = [];
  const writes = Array.from({ length: 400 }, (_, index) => storage.tasks.add('ben', { title: 'x' }, `add ${index}`));
  await Promise.all([
    Promise.all(writes).then(() => order.push('writes')),
    storage.ping().then(() => order.push('ping')),
  ]);
  expect(order).toEqual(['ping', 'writes']);
  expect(logger.lines).toEqual([]);
});

test('ping tells of a lock while writers of its own process wait for it', async () => {
  const path = await makeDatabase();
  const logger = createLogger();
  const storage = await open(path, logger);
  const other = new Libsql(path);
  other.exec('BEGIN IMMEDIATE');
  const writes = Array.from({ length: 5 }, (_, index) => storage.tasks.add('ben', { title: 'x' }, `add ${index}`));
  const pings = [storage.ping(), storage.ping()];
  for (const { status } of await Promise.allSettled(pings)) expect(status).toBe('rejected');
  other.exec('ROLLBACK');
  other.close();
  await Promise.all(writes);
  await storage.ping();
});

test('a file that goes bad under a running server is unavailable, with a line for the operator', async () => {
  // Larger than the cache of pages, which would answer from memory.
  const path = await makeDatabase(20_000);
  const logger = createLogger();
  const storage = await open(path, logger);
  const content = await readFile(path);
  content.fill(0xa5, 4_096);
  await writeFile(path, content);
  const reading = storage.tasks.list('anne', { status: 'open' }, { limit: 300 }).then((tasks) => tasks.length);
  await expect(reading).rejects.toBeInstanceOf(UnavailableError);
  expect(logger.lines).toContain('the database file is damaged; stop the server and restore a backup');
});

test('ping notices that the file is no longer where it was', async () => {
  const path = await makeDatabase();
  const storage = await open(path);
  await storage.ping();
  await copyFile(path, `${path}.copy`);
  await rename(`${path}.copy`, path);
  await expect(storage.ping()).rejects.toBeInstanceOf(UnavailableError);
});

test('a closed storage answers that it is unavailable', async () => {
  const storage = await open(await makeDatabase());
  await storage.close();
  await expect(storage.tasks.get('anne', 1)).rejects.toBeInstanceOf(UnavailableError);
  await expect(storage.threads.saveThread(toThread('t'), ANNE)).rejects.toBeInstanceOf(UnavailableError);
});

test('deleting 20,000 items and reading 1,000 large ones let everybody else in between', async () => {
  const path = await useDatabasePath();
  const storage = await open(path);
  await storage.threads.saveThread(toThread('t'), ANNE);
  await addItems(storage, 't', ['first']);
  const raw = new Libsql(path);
  raw.exec(`
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 20001)
    INSERT INTO items (owner, thread_key, position, id, added_turn, changed_turn, data)
    SELECT 'anne', 1, i, 'i' || i, 'turn' || (i / 4), 'turn' || (i / 3),
      json_object('id', 'i' || i, 'type', 'widget', 'text', hex(zeroblob(500))) FROM n;
    UPDATE threads SET next_position = 20002`);
  raw.close();

  let deleted: { id: string; type: string }[] = [];
  const turns = await countLoopTurns(async () => {
    const page = await storage.threads.loadThreadItems('t', { limit: 1_000, order: 'desc' }, ANNE);
    expect(page.data).toHaveLength(1_000);
    deleted = await storage.threads.deleteItemsAfter('t', 'first', ANNE);
  });
  expect(deleted).toHaveLength(20_000);
  // These rows stand as the first version of the schema wrote them: their type is in their JSON alone.
  expect(deleted.slice(0, 2)).toEqual([
    { id: 'i2', type: 'widget' },
    { id: 'i3', type: 'widget' },
  ]);
  expect(await itemIds(storage, 't')).toEqual(['first']);
  expect(turns).toBeGreaterThan(10);
});
