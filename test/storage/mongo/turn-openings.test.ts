import { expect, test } from 'vitest';
import { UnavailableError } from '../../../server/chatkit/index.ts';
import { withinRequest } from '../../../server/storage/deadline.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { crashAfter } from './crash.ts';
import { beforeWrite } from './interleave.ts';
import { open, useStores } from './thread-stage.ts';

const LEASE_MS = 10_000;
const TURN = { id: 'turn', owner: 'anne', threadId: 't', requestId: 'request', createsThread: false };

/** Two stores on one database, and the connection of the first. */
async function usePair(server: string) {
  const { stores, connections, database } = await useStores(server, 2);
  const [here, elsewhere] = stores;
  const [connection] = connections;
  if (!here || !elsewhere || !connection) throw new Error('no stores');
  return { here: here.turns, elsewhere: elsewhere.turns, connection, database };
}

describeMongo('a turn whose opening takes too long', (server) => {
  test.each([
    ['place', { method: 'updateOne', collection: 'thread_lines' }],
    ['record', { method: 'insertOne', collection: 'turns' }],
  ] as const)('is gone a moment after its %s arrived, and a repeat of its request runs', async (_, write) => {
    const { here, elsewhere, connection } = await usePair(server);
    await elsewhere.open({ ...TURN, id: 'before', requestId: undefined }, { maxWaiting: 10 });
    let arrive = () => {};
    const hang = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const moment = beforeWrite(connection, write, () => hang);
    const opening = withinRequest(() => here.open(TURN, { maxWaiting: 10 }), { ms: 200 });
    await expect(opening).rejects.toBeInstanceOf(UnavailableError);
    expect(moment.happened()).toBe(true);
    arrive();
    await elsewhere.end('anne', 'before', 'completed');
    const repeat = async () => (await elsewhere.open({ ...TURN, id: 'again' }, { maxWaiting: 0 })).kind;
    await expect.poll(repeat, { timeout: 5_000 }).toBe('created');
    expect(await elsewhere.acquire('anne', 'again', LEASE_MS)).toMatchObject({ id: 'again' });
    expect(await here.findByRequestId('anne', 'request')).toMatchObject({ id: 'again' });
  });
});

describeMongo('a line', (server) => {
  test('is full where places are taken by turns that died before they had a record', async () => {
    const { elsewhere, database } = await usePair(server);
    const connection = await database.connect();
    // The line, with the place in it.
    const { crashed } = crashAfter(connection, 1);
    await expect(open(connection).turns.open(TURN, { maxWaiting: 0 })).rejects.toBeInstanceOf(UnavailableError);
    expect(crashed()).toBe(true);
    const late = { ...TURN, id: 'late', requestId: undefined };
    expect(await elsewhere.open(late, { maxWaiting: 0 })).toEqual({ kind: 'full' });
  });

  test('is not written to by those who wait in it and ask', async () => {
    const { here, elsewhere, connection } = await usePair(server);
    for (const id of ['runs', 'waits']) await elsewhere.open({ ...TURN, id, requestId: undefined }, { maxWaiting: 10 });
    expect(await elsewhere.acquire('anne', 'runs', LEASE_MS)).toMatchObject({ id: 'runs' });
    const writes = (['updateOne', 'findOneAndUpdate'] as const).map((method) =>
      beforeWrite(connection, { method, collection: 'thread_lines' }, async () => {}),
    );
    expect(await here.acquire('anne', 'waits', LEASE_MS)).toBeUndefined();
    expect(await here.acquire('anne', 'runs', LEASE_MS)).toEqual({ id: 'runs', fence: 1 });
    expect(writes.some((write) => write.happened())).toBe(false);
    // A longer lease is one that must be written.
    expect(await here.acquire('anne', 'waits', 10 * LEASE_MS)).toBeUndefined();
    expect(writes.some((write) => write.happened())).toBe(true);
  });

  test('takes the renewals, Stops and ends of all its turns at once', async () => {
    const { here, elsewhere } = await usePair(server);
    const ids = Array.from({ length: 11 }, (_, index) => `turn ${index}`);
    for (const id of ids) await here.open({ ...TURN, id, requestId: undefined }, { maxWaiting: 10 });
    for (let round = 0; round < 5; round += 1) {
      const renewals = ids.map((id, index) => (index % 2 ? here : elsewhere).renew('anne', id, LEASE_MS));
      expect(new Set(await Promise.all(renewals))).toEqual(new Set(['held']));
    }
    await Promise.all(ids.slice(3).map((id, index) => (index % 2 ? here : elsewhere).requestCancel('anne', id)));
    await Promise.all(ids.slice(0, 2).map((id) => here.end('anne', id, 'completed')));
    expect((await elsewhere.listActive('anne', 't')).map(({ id }) => id)).toEqual(['turn 2']);
    const outcomes = await Promise.all(ids.map(async (id) => (await elsewhere.load('anne', id))?.outcome));
    expect(outcomes).toEqual(['completed', 'completed', undefined, ...Array(8).fill('cancelled')]);
  });
});
