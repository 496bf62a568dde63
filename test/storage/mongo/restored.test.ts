import { expect, test } from 'vitest';
import { TurnLostError, type TurnRef } from '../../../server/chatkit/index.ts';
import { createTaskStore } from '../../../server/storage/mongo/task-store.ts';
import { createTurnStore } from '../../../server/storage/mongo/turn-store.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { ANNE, addItems, itemIds, toItem, toThread } from '../rows.ts';
import { createLogger } from '../sqlite-harness.ts';
import { type Threads, takeThread, useStores } from './thread-stage.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `i${index}`);

describeMongo('a counter that is older than what it counts', (server) => {
  test('gives tasks numbers beyond those that are there, and no number twice', async () => {
    const { connections } = await useStores(server, 1);
    const [connection] = connections;
    if (!connection) throw new Error('no connection');
    const tasks = createTaskStore(connection, Date.now);
    for (const title of ids(40)) await tasks.add('anne', { title }, `add ${title}`);
    await connection.collection('task_counters').updateOne({ owner: 'anne' }, { $set: { last: 3, recent: [] } });
    const added = await tasks.add('anne', { title: 'after' }, 'after');
    expect(added.number).toBe(41);
    expect(await tasks.add('anne', { title: 'after' }, 'after')).toEqual(added);
    await connection.collection('task_counters').deleteMany({});
    expect(await tasks.add('anne', { title: 'last' }, 'last')).toMatchObject({ number: 42 });
    expect(await tasks.count('anne', { status: 'all' })).toBe(42);
  });

  test('gives items places behind those that are there, with a turn and without one', async () => {
    const { connections, stores } = await useStores(server, 1);
    const [connection] = connections;
    const [store] = stores;
    if (!connection || !store) throw new Error('no store');
    const turn = await takeThread(store.turns, 'turn');
    await store.threads.saveThread(toThread('t'), ANNE);
    await addItems(store, 't', ids(400));
    const lines = connection.collection('thread_lines');
    await lines.updateOne({ owner: 'anne' }, { $set: { nextPosition: 2 } });
    await addItems(store, 't', ['late']);
    await lines.updateOne({ owner: 'anne' }, { $set: { nextPosition: 2 } });
    const item = { ...(await store.threads.loadItem('t', 'i1', ANNE)), id: 'by a turn' };
    await store.threads.saveItem('t', item, ANNE, { turn });
    expect(await itemIds(store, 't')).toEqual([...ids(400), 'late', 'by a turn']);
  });
});

describeMongo('a line that is older than what it guards', (server) => {
  /** A thread that a third turn wrote to, whose line is then that of the first one. */
  async function useRestored() {
    const { connections, stores } = await useStores(server, 1);
    const [connection] = connections;
    const [store] = stores;
    if (!connection || !store) throw new Error('no store');
    const { threads, turns } = store;
    for (const id of ['one', 'two', 'three']) {
      const turn = await takeThread(turns, id);
      await threads.saveThread({ ...toThread('t'), title: id }, ANNE, { turn });
      for (const name of ['a', 'b']) await threads.saveItem('t', toItem('t', name), ANNE, { turn });
      await turns.end('anne', id, 'completed');
    }
    return { store, lines: connection.collection('thread_lines'), connection };
  }

  const WRITES: Record<string, (threads: Threads, turn: TurnRef) => Promise<unknown>> = {
    'change the conversation': (threads, turn) =>
      threads.saveThread({ ...toThread('t'), title: 'next' }, ANNE, { turn }),
    'change an item': (threads, turn) => threads.saveItem('t', toItem('t', 'a'), ANNE, { turn }),
    'change an item that must be there': (threads, turn) =>
      threads.saveItem('t', toItem('t', 'a'), ANNE, { turn, onlyExisting: true }),
    'delete what follows an item': async (threads, turn) => {
      expect(await threads.deleteItemsAfter('t', 'a', ANNE, { turn })).toHaveLength(1);
    },
    'delete an item': async (threads, turn) => {
      await threads.deleteItem('t', 'a', ANNE, { turn });
      await expect(threads.loadItem('t', 'a', ANNE)).rejects.toThrow();
    },
  };

  test.each(Object.entries(WRITES))('lets the next turn %s', async (_what, write) => {
    for (const isThread of [true, false]) {
      const { store, lines, connection } = await useRestored();
      await lines.updateOne({ owner: 'anne' }, { $set: { fence: 1, holder: 'one' } });
      // The fence of the conversation itself is as old as the line where the last turns wrote items only.
      if (!isThread) await connection.collection('threads').updateOne({ owner: 'anne' }, { $set: { fence: 1 } });
      await write(store.threads, await takeThread(store.turns, 'next'));
    }
  });

  test('lets no turn in that lost its thread', async () => {
    const { store, lines } = await useRestored();
    await lines.updateOne({ owner: 'anne' }, { $set: { fence: 1, holder: 'one' } });
    const late = { id: 'one', fence: 1 };
    const turn = await takeThread(store.turns, 'next');
    await expect(store.threads.saveItem('t', toItem('t', 'a'), ANNE, { turn: late })).rejects.toThrow(TurnLostError);
    await store.threads.saveItem('t', toItem('t', 'a'), ANNE, { turn });
  });
});

describeMongo('the line of a thread', (server) => {
  test('is to be removed when its thread is deleted, and stays when another one of that id is made', async () => {
    const { connections, stores } = await useStores(server, 1);
    const [connection] = connections;
    const [store] = stores;
    if (!connection || !store) throw new Error('no store');
    const idle = async () =>
      (await connection.collection('thread_lines').find().toArray()).map(({ idleSince }) => idleSince instanceof Date);
    await store.threads.saveThread(toThread('t'), ANNE);
    await addItems(store, 't', ['i1']);
    expect(await idle()).toEqual([false]);
    await store.threads.deleteThread('t', ANNE);
    expect(await idle()).toEqual([true]);
    await store.threads.saveThread(toThread('t'), ANNE);
    await addItems(store, 't', ['i1']);
    expect(await idle()).toEqual([false]);
  });

  test('is to be removed when nobody who stood in it came to take the thread', async () => {
    const { connections } = await useStores(server, 1);
    const [connection] = connections;
    if (!connection) throw new Error('no connection');
    const turn = { id: 'turn', owner: 'anne', threadId: 't', createsThread: true };
    // Whatever clock decides about leases, the database removes what ran out by its own.
    const turns = createTurnStore(connection, { logger: createLogger(), now: () => Date.UTC(2020, 0, 1) });
    await turns.open(turn, { maxWaiting: 0 });
    const lines = connection.collection('thread_lines');
    const line = await lines.findOne();
    // A few seconds are those of two clocks.
    expect(line?.idleSince.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await turns.acquire('anne', 'turn', 10_000);
    expect(await lines.findOne()).not.toHaveProperty('idleSince');
  });
});
