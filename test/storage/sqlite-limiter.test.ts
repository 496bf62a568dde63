import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPacer, limiterKeysOf } from '../../server/storage/limiter.ts';
import { openStorage } from '../../server/storage/open.ts';
import { LIMITER_CASES } from './limiter-cases.ts';
import { createLogger, useDatabasePath } from './sqlite-harness.ts';

async function useOpen() {
  const path = await useDatabasePath();
  const open = async () => {
    const storage = await openStorage({ url: `file:${path}`, logger: createLogger() });
    onTestFinished(() => storage.close().catch(() => {}));
    return storage;
  };
  return { path, open };
}

describe('counts in SQLite', () => {
  for (const [name, run] of Object.entries(LIMITER_CASES)) {
    test(name, async () => run((await useOpen()).open));
  }

  test('go when they ran out, and are found by their owner', async () => {
    const { path, open } = await useOpen();
    const storage = await open();
    const pacer = createPacer(storage.createLimiter, { perOwner: 6, perAddress: 0 });
    const database = new Libsql(path);
    onTestFinished(() => {
      database.close();
    });
    const insert = database.prepare('INSERT INTO rate_limits (key, points, expire) VALUES (?, 1, ?)');
    for (let row = 0; row < 12; row += 1) insert.run(`owner_pace:gone${row}`, 1);
    for (let round = 0; round < 3; round += 1) await pacer.take('owner', 'anne');
    const keys = (database.prepare('SELECT key FROM rate_limits').all() as { key: string }[]).map(({ key }) => key);
    expect(keys.sort()).toEqual(limiterKeysOf('anne').sort());
  });
});
