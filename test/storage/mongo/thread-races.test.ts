import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NotFoundError, TurnLostError, UnavailableError } from '../../../server/chatkit/index.ts';
import { withinRequest } from '../../../server/storage/deadline.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { ANNE, addItems, itemIds, toItem, toThread } from '../rows.ts';
import { beforeWrite, giveUpWrite } from './interleave.ts';
import { expectNoRest, idsOf, sweepLater, takeThread, useStores } from './thread-stage.ts';

/** A turn that holds the thread which it made. */
async function openTurn(server: string) {
  const { stores, connections } = await useStores(server, 1);
  const [one] = stores;
  const [connection] = connections;
  if (!one || !connection) throw new Error('no stores');
  const turn = await takeThread(one.turns, 'turn');
  await one.threads.saveThread(toThread('t'), ANNE, { turn });
  return { one, connection, turn };
}

describeMongo('threads', (server) => {
  test('five who save the same item at once over three connections leave one', async () => {
    const { stores } = await useStores(server, 3);
    const [one, two, three] = stores;
    if (!one || !two || !three) throw new Error('no stores');
    await one.threads.saveThread(toThread('t'), ANNE);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([one, two, three, one, two].map((store) => addItems(store, 't', [`i${round}`])));
    }
    expect(await itemIds(one, 't')).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
  });

  test('two who make the same thread at once make one', async () => {
    const { stores, connections } = await useStores(server, 3);
    await Promise.all(
      stores.map(({ threads }, index) => threads.saveThread({ ...toThread('t'), title: `title ${index}` }, ANNE)),
    );
    expect(await connections[0]?.collection('threads').countDocuments()).toBe(1);
  });

  test('a turn that makes a thread while it is deleted leaves none', async () => {
    const { stores, connections } = await useStores(server, 2);
    const [one, two] = stores;
    const [connection] = connections;
    if (!one || !two || !connection) throw new Error('no stores');
    const turn = await takeThread(one.turns, 'turn');
    const moment = beforeWrite(connection, { method: 'insertOne', collection: 'threads' }, () =>
      two.threads.deleteThread('t', ANNE),
    );
    const making = one.threads.saveThread(toThread('t'), ANNE, { turn });
    await expect(making).rejects.toBeInstanceOf(TurnLostError);
    expect(moment.happened()).toBe(true);
    expect(await idsOf(two.threads)).toBe('no thread');
  });

  test('an item of a turn that comes so late that its turn was told of a failure is taken back', async () => {
    const { one, connection, turn } = await openTurn(server);
    await addItems(one, 't', ['i1']);
    let saving: Promise<unknown> = Promise.resolve();
    const late = beforeWrite(connection, { method: 'insertOne', collection: 'items' }, () => saving.catch(() => {}));
    const takenBack = beforeWrite(connection, { method: 'deleteOne', collection: 'items' }, async () => {});
    saving = withinRequest(() => one.threads.saveItem('t', toItem('t', 'late'), ANNE, { turn }), { ms: 500 });
    await expect(saving).rejects.toBeInstanceOf(UnavailableError);
    await expect.poll(() => takenBack.happened(), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => itemIds(one, 't')).toEqual(['i1']);
    expect(late.happened()).toBe(true);
  });

  test('an item that the database applies after its turn was told of a failure is taken back', async () => {
    const { one, connection, turn } = await openTurn(server);
    await addItems(one, 't', ['i1']);
    const insert = giveUpWrite(connection, { method: 'insertOne', collection: 'items' });
    const saving = one.threads.saveItem('t', toItem('t', 'late'), ANNE, { turn, isNew: true });
    await expect(saving).rejects.toBeInstanceOf(UnavailableError);
    // Looked for before it comes: that it is not there yet must not be the last word.
    await delay(400);
    await insert.apply();
    await expect.poll(() => itemIds(one, 't'), { timeout: 10_000 }).toEqual(['i1']);
  });

  test.each(['after', 'before'])('an item that its turn stores again %s the first write came stays', async (when) => {
    const { one, connection, turn } = await openTurn(server);
    const insert = giveUpWrite(connection, { method: 'insertOne', collection: 'items' });
    const item = toItem('t', 'i1');
    const save = () => one.threads.saveItem('t', item, ANNE, { turn });
    await expect(save()).rejects.toBeInstanceOf(UnavailableError);
    if (when === 'after') await Promise.all([insert.apply(), save()]);
    else {
      await save();
      await expect(insert.apply()).rejects.toThrow('duplicate key');
    }
    await delay(1_000);
    expect(await itemIds(one, 't')).toEqual(['i1']);
  });

  test.each([false, true])('a turn that loses its thread on the way to an item adds none (new: %s)', async (isNew) => {
    const { stores, connections } = await useStores(server, 2);
    const [one, two] = stores;
    const [connection] = connections;
    if (!one || !two || !connection) throw new Error('no stores');
    const turn = await takeThread(one.turns, 'turn');
    await one.threads.saveThread(toThread('t'), ANNE, { turn });
    await addItems(one, 't', ['i1']);
    const moment = beforeWrite(connection, { method: 'findOneAndUpdate', collection: 'thread_lines' }, async () => {
      await two.turns.end('anne', 'turn', 'lost');
      await takeThread(two.turns, 'later');
    });
    const item = { ...(await two.threads.loadItem('t', 'i1', ANNE)), id: 'late' };
    await expect(one.threads.saveItem('t', item, ANNE, { turn, isNew })).rejects.toBeInstanceOf(TurnLostError);
    expect(moment.happened()).toBe(true);
    expect(await itemIds(two, 't')).toEqual(['i1']);
  });

  test('an item that is said to be new and is not is replaced where it stands', async () => {
    const { stores } = await useStores(server, 1);
    const [one] = stores;
    if (!one) throw new Error('no store');
    const turn = await takeThread(one.turns, 'turn');
    await one.threads.saveThread(toThread('t'), ANNE, { turn });
    await addItems(one, 't', ['i1', 'i2']);
    const item = { ...(await one.threads.loadItem('t', 'i1', ANNE)), metadata: { changed: true } };
    await one.threads.saveItem('t', item, ANNE, { turn, isNew: true });
    expect(await itemIds(one, 't')).toEqual(['i1', 'i2']);
    expect(await one.threads.loadItem('t', 'i1', ANNE)).toEqual(item);
  });

  test('a turn that loses its thread on the way to what a later one wrote leaves that alone', async () => {
    const { stores, connections } = await useStores(server, 2);
    const [one, two] = stores;
    const [connection] = connections;
    if (!one || !two || !connection) throw new Error('no stores');
    const turn = await takeThread(one.turns, 'turn');
    await one.threads.saveThread(toThread('t'), ANNE, { turn });
    await addItems(one, 't', ['i1']);
    const item = await two.threads.loadItem('t', 'i1', ANNE);
    const byLater = { ...item, metadata: { by: 'the later turn' } };
    const moment = beforeWrite(connection, { method: 'updateOne', collection: 'items' }, async () => {
      await two.turns.end('anne', 'turn', 'lost');
      await two.threads.saveItem('t', byLater, ANNE, { turn: await takeThread(two.turns, 'later') });
    });
    await expect(one.threads.saveItem('t', item, ANNE, { turn })).rejects.toBeInstanceOf(TurnLostError);
    expect(moment.happened()).toBe(true);
    expect(await two.threads.loadItem('t', 'i1', ANNE)).toEqual(byLater);
  });

  test.each(['saveItem', 'saveItem with onlyExisting', 'deleteItem'])(
    '%s of a turn that lost its thread on the way leaves alone what a click wrote since',
    async (write) => {
      const { stores, connections } = await useStores(server, 2);
      const [one, two] = stores;
      const [connection] = connections;
      if (!one || !two || !connection) throw new Error('no stores');
      const turn = await takeThread(one.turns, 'turn');
      await one.threads.saveThread(toThread('t'), ANNE, { turn });
      await addItems(one, 't', ['i1']);
      const item = await two.threads.loadItem('t', 'i1', ANNE);
      const clicked = { ...item, metadata: { by: 'a click' } };
      const method = write === 'deleteItem' ? 'deleteOne' : 'updateOne';
      const moment = beforeWrite(connection, { method, collection: 'items' }, async () => {
        await two.turns.end('anne', 'turn', 'lost');
        await takeThread(two.turns, 'later');
        await two.threads.saveItem('t', clicked, ANNE);
      });
      const writing =
        write === 'deleteItem'
          ? one.threads.deleteItem('t', 'i1', ANNE, { turn })
          : one.threads.saveItem('t', item, ANNE, { turn, onlyExisting: write.endsWith('onlyExisting') });
      await expect(writing).rejects.toBeInstanceOf(TurnLostError);
      expect(moment.happened()).toBe(true);
      expect(await two.threads.loadItem('t', 'i1', ANNE)).toEqual(clicked);
    },
  );

  test('an item that a turn adds after it lost its thread is taken back', async () => {
    const { stores, connections } = await useStores(server, 2);
    const [one, two] = stores;
    const [connection] = connections;
    if (!one || !two || !connection) throw new Error('no stores');
    const turn = await takeThread(one.turns, 'turn');
    await one.threads.saveThread(toThread('t'), ANNE, { turn });
    await addItems(one, 't', ['i1']);
    const moment = beforeWrite(connection, { method: 'insertOne', collection: 'items' }, async () => {
      await two.turns.end('anne', 'turn', 'lost');
      await takeThread(two.turns, 'later');
      await addItems(two, 't', ['i2']);
    });
    const item = { ...(await two.threads.loadItem('t', 'i1', ANNE)), id: 'late' };
    await expect(one.threads.saveItem('t', item, ANNE, { turn })).rejects.toBeInstanceOf(TurnLostError);
    expect(moment.happened()).toBe(true);
    expect(await itemIds(two, 't')).toEqual(['i1', 'i2']);
  });

  test('who adds items while the thread is deleted leaves nothing behind, and a new thread of that id has none of it', async () => {
    const { stores, connections } = await useStores(server, 3);
    const [one, two, three] = stores;
    const [connection] = connections;
    if (!one || !two || !three || !connection) throw new Error('no stores');
    for (let round = 0; round < 8; round += 1) {
      await one.threads.saveThread(toThread('t'), ANNE);
      await Promise.allSettled([
        addItems(one, 't', ['a', 'b', 'c', 'd']),
        addItems(two, 't', ['e', 'f', 'g', 'h']),
        three.threads.deleteThread('t', ANNE),
      ]);
      await one.threads.saveThread(toThread('t'), ANNE);
      expect(await itemIds(two, 't')).toEqual([]);
      await one.threads.deleteThread('t', ANNE);
    }
    await sweepLater(connection);
    await expectNoRest(connection);
    expect(await connection.collection('items').countDocuments()).toBe(0);
  });

  test('two who delete behind different items at once tell all that is gone', async () => {
    const { stores } = await useStores(server, 2);
    const [one, two] = stores;
    if (!one || !two) throw new Error('no stores');
    await one.threads.saveThread(toThread('t'), ANNE);
    const ids = Array.from({ length: 60 }, (_, index) => `i${index}`);
    await addItems(one, 't', ids);
    const told = await Promise.all([
      one.threads.deleteItemsAfter('t', 'i19', ANNE),
      two.threads.deleteItemsAfter('t', 'i39', ANNE).catch(orGone),
    ]);
    expect(new Set(told.flat().map(({ id }) => id))).toEqual(new Set(ids.slice(20)));
    expect(await itemIds(two, 't')).toEqual(ids.slice(0, 20));
  });
});

/** The item behind which was to be deleted went first. */
function orGone(error: unknown): [] {
  if (error instanceof NotFoundError) return [];
  throw error;
}
