import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { NotFoundError } from '../../server/chatkit/index.ts';
import { openStorage } from '../../server/storage/open.ts';
import { ANNE, addItems, itemIds, toThread } from './rows.ts';
import { createLogger, useDatabasePath } from './sqlite-harness.ts';

const SCRIPT = fileURLToPath(new URL('./sqlite-process.ts', import.meta.url));

interface Child {
  process: ChildProcess;
  lines: string[];
  ended: Promise<number | null>;
}

/** Runs a job in a process of its own; `onLine` hears every line it prints. */
function start(path: string, args: string[], onLine: (line: string, child: Child) => void = () => {}): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, `file:${path}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const run: Child = { process: child, lines: [], ended: Promise.resolve(null) };
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    run.lines.push(line);
    onLine(line, run);
  });
  run.ended = new Promise((resolve) => {
    let code: number | null = null;
    let open = 2;
    const close = () => {
      open -= 1;
      if (open === 0) resolve(code);
    };
    child.on('exit', (value) => {
      code = value;
      close();
    });
    reader.on('close', close);
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return run;
}

async function open(path: string) {
  const storage = await openStorage({ url: `file:${path}`, logger: createLogger() });
  onTestFinished(() => storage.close());
  return storage;
}

test('processes that start and write at once share one file: no number twice, nothing lost', async () => {
  const path = await useDatabasePath();
  const children = ['one', 'two', 'three'].map((name) => start(path, ['add', name, '150']));
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);
  const numbers = children.flatMap((child) => child.lines.slice(0, -1).map(Number));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  const storage = await open(path);
  const items = await itemIds(storage, 'shared');
  expect(items.map((id) => Number(id.split('-')[1])).sort((a, b) => a - b)).toEqual(numbers);
  expect(await storage.tasks.count('anne', { status: 'open' })).toBe(450);
});

test('a request sent to two processes at once opens one turn', async () => {
  const path = await useDatabasePath();
  const children = ['one', 'two'].map((name) => start(path, ['open', name, '200']));
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0]);
  const [one = [], two = []] = children.map((child) => child.lines.slice(0, -1));
  for (const [index, kind] of one.entries()) expect([kind, two[index]].sort()).toEqual(['created', 'repeated']);
});

test('kill -9 loses no acknowledged write', async () => {
  const path = await useDatabasePath();
  const acknowledged: string[] = [];
  for (const [round, deadline] of [40, 90, 160].entries()) {
    const child = start(path, ['add', `round${round}`, '100000'], (line, self) => {
      acknowledged.push(`round${round}-${line}`);
      if (self.lines.length === deadline) self.process.kill('SIGKILL');
    });
    expect(await child.ended).toBeNull();
    expect(child.lines).not.toContain('done');
  }
  const storage = await open(path);
  const items = await itemIds(storage, 'shared');
  expect(items).toEqual(expect.arrayContaining(acknowledged));
  for (const id of acknowledged) {
    const number = Number(id.split('-')[1]);
    expect(await storage.tasks.get('anne', number)).toMatchObject({ number });
  }
  const next = await storage.tasks.add('anne', { title: 'next' }, 'next');
  expect(await storage.tasks.get('anne', next.number + 1)).toBeUndefined();
});

test.each(['thread', 'items'])(
  'kill -9 while many %s are deleted leaves all of them or none',
  async (what) => {
    const path = await useDatabasePath();
    const before = await openStorage({ url: `file:${path}`, logger: createLogger() });
    await before.threads.saveThread(toThread('t'), ANNE);
    await addItems(before, 't', ['first']);
    await before.close();
    const raw = new Libsql(path);
    raw.exec(`
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 30001)
    INSERT INTO items (owner, thread_key, position, id, data)
    SELECT 'anne', 1, i, 'i' || i, json_object('id', 'i' || i, 'text', hex(zeroblob(500))) FROM n;
    UPDATE threads SET next_position = 30002`);
    const count = () => (raw.prepare('SELECT count(*) AS n FROM items').all()[0] as { n: number }).n;
    const hidden = () => raw.prepare('SELECT 1 FROM leftovers').all().length;

    const child = start(path, ['delete', what]);
    while (hidden() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    child.process.kill('SIGKILL');
    expect(await child.ended).toBeNull();
    expect(count()).toBeGreaterThan(1_000);

    const storage = await open(path);
    if (what === 'thread') {
      await expect(storage.threads.loadThread('t', ANNE)).rejects.toBeInstanceOf(NotFoundError);
      await storage.threads.saveThread(toThread('t'), ANNE);
      expect(await itemIds(storage, 't')).toEqual([]);
    } else {
      expect(await itemIds(storage, 't')).toEqual(['first']);
      await addItems(storage, 't', ['i2', 'new']);
      await expect(storage.threads.loadItem('t', 'i3', ANNE)).rejects.toBeInstanceOf(NotFoundError);
      expect(await storage.threads.deleteItemsAfter('t', 'i2', ANNE)).toEqual([{ id: 'new', type: 'user_message' }]);
      expect(await itemIds(storage, 't')).toEqual(['first', 'i2']);
    }
    await expect.poll(hidden, { timeout: 10_000 }).toBe(0);
    expect(count()).toBe(what === 'thread' ? 0 : 2);
    raw.close();
  },
  30_000,
);
