import type { Connection } from 'mongoose';
import { describe, expect, test } from 'vitest';
import { UnavailableError } from '../../../server/chatkit/index.ts';
import { createLineModel } from '../../../server/storage/mongo/line-model.ts';
import { createItemModel, createThreadModel } from '../../../server/storage/mongo/thread-model.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { ANNE, addItems, itemIds, toThread } from '../rows.ts';
import { crashAfter } from './crash.ts';
import { expectNoRest, idsOf, open, sweepLater, type Threads, useStores } from './thread-stage.ts';

const WRITES_MAX = 12;
const ALL = ['i1', 'i2', 'i3', 'i4', 'i5'];

/** Every write, to a thread that holds i1 to i5, and what is there afterwards: the ids of its items. */
const WRITES: Record<string, { write: (threads: Threads) => Promise<unknown>; after: string[] | 'no thread' }> = {
  'saveThread of a new thread': { write: (threads) => threads.saveThread(toThread('new'), ANNE), after: ALL },
  'saveThread of an old thread': { write: (threads) => threads.saveThread(toThread('t'), ANNE), after: ALL },
  updateThread: { write: (threads) => threads.updateThread('t', { title: 'renamed' }, ANNE), after: ALL },
  'saveItem of a new item': { write: (threads) => addItems({ threads }, 't', ['i6']), after: [...ALL, 'i6'] },
  'saveItem of an old item': { write: (threads) => addItems({ threads }, 't', ['i2']), after: ALL },
  deleteItem: { write: (threads) => threads.deleteItem('t', 'i5', ANNE), after: ['i1', 'i2', 'i3', 'i4'] },
  deleteItemsAfter: { write: (threads) => threads.deleteItemsAfter('t', 'i2', ANNE), after: ['i1', 'i2'] },
  deleteThread: { write: (threads) => threads.deleteThread('t', ANNE), after: 'no thread' },
};

describeMongo('threads', (server) => {
  describe.each(Object.entries(WRITES))('%s', (_name, { write, after }) => {
    test('may die behind any of its writes: before it is repeated nothing is halfway, afterwards nothing is lost or double', async () => {
      const { database, connections } = await useStores(server, 1);
      const [connection] = connections;
      if (!connection) throw new Error('no connection');
      const healthy = open(connection);
      let died = 0;
      for (let writes = 0; writes < WRITES_MAX; writes += 1) {
        await healthy.threads.deleteThread('t', ANNE);
        await healthy.threads.deleteThread('new', ANNE);
        await healthy.threads.saveThread(toThread('t'), ANNE);
        await addItems(healthy, 't', ALL);
        const mortal = await database.connect();
        const fate = crashAfter(mortal, writes);
        const outcome = await write(open(mortal).threads).catch((error: unknown) => error);
        const seen = await idsOf(healthy.threads);
        expect([ALL, after]).toContainEqual(seen);
        // Once it was acknowledged it is done, even though the cleaning up behind it died.
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnavailableError);
        else expect(seen).toEqual(after);
        await write(healthy.threads);
        expect(await idsOf(healthy.threads)).toEqual(after);
        if (!fate.crashed()) break;
        died += 1;
      }
      expect(died).toBeGreaterThan(0);
      expect(died).toBeLessThan(WRITES_MAX);
      await sweepLater(connection);
      await expectNoRest(connection);
    });
  });

  test('a long deletion that dies between its slices has deleted all or nothing', async () => {
    const { database, connections, stores } = await useStores(server, 1);
    const [healthy] = stores;
    const [connection] = connections;
    if (!healthy || !connection) throw new Error('no stores');
    for (const writes of [0, 1, 2, 3, 4]) {
      await healthy.threads.deleteThread('t', ANNE);
      await healthy.threads.saveThread(toThread('t'), ANNE);
      await addItems(healthy, 't', ['first']);
      await addMany(connection, 1_400);
      const mortal = await database.connect();
      crashAfter(mortal, writes);
      await open(mortal)
        .threads.deleteItemsAfter('t', 'first', ANNE)
        .catch(() => {});
      const { data } = await healthy.threads.loadThreadItems('t', { limit: 1_000, order: 'desc' }, ANNE);
      expect(data).toHaveLength(writes === 0 ? 1_000 : 1);
    }
    await sweepLater(connection);
    await expectNoRest(connection);
    expect(await itemIds(healthy, 't')).toEqual(['first']);
    expect(await connection.collection('items').countDocuments()).toBe(1);
  });
});

/** Adds many items to Anne's thread in one go. */
async function addMany(connection: Connection, count: number): Promise<void> {
  const { life = '' } = (await createThreadModel(connection).findOne({ owner: 'anne', threadId: 't' }).lean()) ?? {};
  const line = { owner: 'anne', threadId: 't' };
  const counted = await createLineModel(connection)
    .findOneAndUpdate(line, { $inc: { nextPosition: count } })
    .lean();
  const from = counted?.nextPosition ?? 0;
  await createItemModel(connection).insertMany(
    Array.from({ length: count }, (_, index) => ({
      ...{ owner: 'anne', life, itemId: `many${index}`, position: from + index, type: 'widget', fence: 0 },
      data: JSON.stringify({ id: `many${index}`, type: 'widget' }),
    })),
  );
}
