import { mongo } from 'mongoose';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createGroupedWrites } from '../../../server/storage/mongo/grouped-writes.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { crashAfter } from './crash.ts';

describeMongo('writes that come at the same time', (server) => {
  async function useLetters() {
    const connection = await (await useDatabase(server, [])).connect();
    const letters = connection.collection('letters');
    await letters.createIndex({ name: 1 }, { unique: true });
    // As a model has it: mongoose's own collection is another one.
    const native = connection.db?.collection('letters');
    if (!native) throw new Error('not connected');
    const write = createGroupedWrites(() => native, { w: 'majority' });
    const add = (...names: string[]) => write(names.map((name) => ({ insertOne: { document: { name } } })));
    return { connection, letters, add };
  }

  test('go in few commands, and all arrive', async () => {
    const { letters, add } = await useLetters();
    const sent = vi.spyOn(mongo.Collection.prototype, 'bulkWrite');
    onTestFinished(() => sent.mockRestore());
    await Promise.all(Array.from({ length: 250 }, (_, index) => add(`${index}`)));
    expect(await letters.countDocuments()).toBe(250);
    // Two at once for whoever came first, the others together.
    expect(sent.mock.calls.length).toBeLessThanOrEqual(6);
    expect(sent.mock.calls.every(([, options]) => options?.writeConcern?.w === 'majority')).toBe(true);
  });

  test('fail each on its own', async () => {
    const { letters, add } = await useLetters();
    await add('twice');
    const outcomes = await Promise.allSettled([
      add('a'),
      add('b'),
      add('c', 'twice'),
      add('d'),
      add('twice'),
      add('e'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { code: 11_000 } });
    const names = (await letters.find().sort({ name: 1 }).toArray()).map(({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e', 'twice']);
  });

  test('fail all where nobody knows which arrived, and go on', async () => {
    const { connection, add } = await useLetters();
    const { mend } = crashAfter(connection, 0);
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => add(name)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    mend();
    await add('a');
  });
});
