import { expect, test } from 'vitest';
import { attempt, isDuplicateKey } from '../../../server/storage/mongo/errors.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';

describeMongo('failures', (server) => {
  test('a duplicate key is told apart and stays what it is', async () => {
    const connection = await (await useDatabase(server, [])).connect();
    const letters = connection.collection('letters');
    await letters.insertOne({ a: 1 });
    await letters.createIndex({ a: 1 }, { unique: true });
    const failure = await attempt(() => letters.insertOne({ a: 1 })).catch((error: unknown) => error);
    expect(isDuplicateKey(failure)).toBe(true);
  });
});
