import type { Connection } from 'mongoose';
import { expect, test } from 'vitest';
import { UnavailableError } from '../../../server/chatkit/index.ts';
import { OPERATION_INDEXES } from '../../../server/storage/mongo/operation-model.ts';
import { TASK_INDEXES } from '../../../server/storage/mongo/task-model.ts';
import { createTaskStore } from '../../../server/storage/mongo/task-store.ts';
import type { TaskStore } from '../../../server/tasks/store.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { crashAfter } from './crash.ts';

const INDEXES = [...TASK_INDEXES, ...OPERATION_INDEXES];
const ALL = { status: 'all' } as const;

/** One write of each kind, with a name that tells one round's from another's. */
const WRITES = {
  add: (tasks: TaskStore, name: string) => tasks.add('anne', { title: `added ${name}` }, name),
  setStatus: (tasks: TaskStore, name: string) => tasks.setStatus('anne', 1, 'done', name),
  update: (tasks: TaskStore, name: string) => tasks.update('anne', 1, { title: `renamed ${name}` }, name),
  remove: (tasks: TaskStore, name: string) => tasks.remove('anne', 1, name),
};

function open(connection: Connection): TaskStore {
  return createTaskStore(connection, Date.now);
}

async function useStores(serverUrl: string, count: number): Promise<TaskStore[]> {
  const database = await useDatabase(serverUrl, INDEXES);
  const stores: TaskStore[] = [];
  for (let made = 0; made < count; made += 1) stores.push(open(await database.connect()));
  return stores;
}

/** Sends each write five times at once, over all stores in turn. */
function fiveTimes<Result>(stores: TaskStore[], send: (tasks: TaskStore) => Promise<Result>): Promise<Result[]> {
  return Promise.all(
    Array.from({ length: 5 }, (_, index) => {
      const tasks = stores[index % stores.length];
      if (!tasks) throw new Error('no store');
      return send(tasks);
    }),
  );
}

describeMongo('tasks in MongoDB, written by several at once', (serverUrl) => {
  test.each(Object.entries(WRITES))(
    '%s, sent five times at once over three connections, is one write',
    async (kind, write) => {
      const stores = await useStores(serverUrl, 3);
      const [tasks] = stores;
      if (!tasks) throw new Error('no store');
      await tasks.add('anne', { title: 'first' }, 'first');
      for (let round = 0; round < 20; round += 1) {
        if (kind === 'remove' && round > 0) break;
        const others = [0, 1, 2].map((index) =>
          tasks.update('anne', 1, { notes: `${round} ${index}` }, `note ${round} ${index}`),
        );
        const [one, ...same] = await fiveTimes(stores, (each) => write(each, `round ${round}`));
        await Promise.all(others);
        for (const result of same) expect(result).toEqual(one);
        await tasks.setStatus('anne', 1, 'open', `reopen ${round}`);
        expect(await write(tasks, `round ${round}`)).toEqual(one);
      }
      if (kind === 'add') {
        const numbers = (await tasks.list('anne', ALL, { limit: 100 })).map((task) => task.number);
        expect(numbers).toEqual(Array.from({ length: 21 }, (_, index) => 21 - index));
      } else if (kind === 'setStatus') {
        expect(await tasks.get('anne', 1)).toMatchObject({ status: 'open' });
      } else if (kind === 'remove') {
        expect(await tasks.get('anne', 1)).toBeUndefined();
      }
    },
  );

  test('different writes to one task at once all count', async () => {
    const stores = await useStores(serverUrl, 3);
    const [tasks] = stores;
    await tasks?.add('anne', { title: 'first' }, 'first');
    const changes = Array.from({ length: 30 }, (_, index) => ({ store: stores[index % 3], name: `rename ${index}` }));
    const results = await Promise.all(
      changes.map(({ store, name }) => store?.update('anne', 1, { title: name, notes: name }, name)),
    );
    for (const [index, { name }] of changes.entries()) {
      expect(results[index]).toMatchObject({ title: name, notes: name });
      expect(await tasks?.update('anne', 1, { title: 'again' }, name)).toEqual(results[index]);
    }
    expect(changes.map(({ name }) => name)).toContain((await tasks?.get('anne', 1))?.title);
  });
});

describeMongo('tasks in MongoDB, written by one who dies', (serverUrl) => {
  test.each(Object.entries(WRITES))(
    '%s: wherever its process dies, a repeat finishes it and nothing is done twice',
    async (kind, write) => {
      let rounds = 0;
      for (let died = true; died; rounds += 1) {
        const database = await useDatabase(serverUrl, INDEXES);
        const tasks = open(await database.connect());
        await tasks.add('anne', { title: 'first' }, 'first');
        const connection = await database.connect();
        const { crashed } = crashAfter(connection, rounds);
        await write(open(connection), 'write').then(
          () => undefined,
          (error: unknown) => expect(error).toBeInstanceOf(UnavailableError),
        );
        died = crashed();

        const applied = await isApplied(tasks, kind);
        // Somebody else writes meanwhile, and takes the place of what the task knew of its last operation.
        await tasks.setStatus('anne', 1, 'open', 'between');
        await tasks.update('anne', 1, { title: 'between' }, 'between 2');
        await tasks.add('anne', { title: 'between' }, 'between 3');
        const result = await write(tasks, 'write');
        expect(await write(tasks, 'write')).toEqual(result);
        expect(await isApplied(tasks, kind)).toBe(kind === 'add' || kind === 'remove' || !applied);
        const all = await tasks.list('anne', ALL, { limit: 10 });
        expect(all.filter((task) => task.title === 'added write')).toHaveLength(kind === 'add' ? 1 : 0);
        // What was added first keeps its number; no number is given twice, and none is lost.
        const numbers = [3, 2, 1].slice(kind === 'add' ? 0 : 1);
        expect(all.map((task) => task.number)).toEqual(kind === 'remove' ? [2] : numbers);
      }
      // At least one of the rounds got through without dying, and several did not.
      expect(rounds).toBeGreaterThan(2);
    },
  );
});

/** Whether the write of this kind shows. */
async function isApplied(tasks: TaskStore, kind: string): Promise<boolean> {
  if (kind === 'add')
    return (await tasks.list('anne', { status: 'all', text: 'added write' }, { limit: 1 })).length > 0;
  const task = await tasks.get('anne', 1);
  if (kind === 'remove') return task === undefined;
  return kind === 'setStatus' ? task?.status === 'done' : task?.title === 'renamed write';
}
