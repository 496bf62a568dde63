import { expect, onTestFinished, test } from 'vitest';
import { createPacer, limiterKeysOf } from '../../../server/storage/limiter.ts';
import { INDEXES } from '../../../server/storage/mongo/indexes.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { LIMITER_CASES } from '../limiter-cases.ts';
import { createLogger } from '../sqlite-harness.ts';

describeMongo('counts in MongoDB', (serverUrl) => {
  async function useOpen() {
    const database = await useDatabase(serverUrl, INDEXES);
    const open = async () => {
      const storage = await openStorage({ url: database.url, logger: createLogger() });
      onTestFinished(() => storage.close().catch(() => {}));
      return storage;
    };
    return { database, open };
  }

  for (const [name, run] of Object.entries(LIMITER_CASES)) {
    test(name, async () => run((await useOpen()).open));
  }

  test('begin anew when they ran out, even while their documents are still there', async () => {
    const { database, open } = await useOpen();
    const connection = await database.connect();
    const rows = connection.collection<{ key: string; points: number; expire: Date }>('rate_limits');
    const keys = limiterKeysOf('anne');
    await rows.insertMany(keys.map((key) => ({ key, points: 99, expire: new Date(Date.now() - 1) })));
    const pacer = createPacer((await open()).createLimiter, { owner: 6, address: 0 });
    expect(await pacer.take('owner', 'anne')).toBe(0);
  });
});
