import Libsql from 'libsql';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
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

  test('let no more through in the long run than a minute’s worth a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { open } = await useOpen();
    for (const perMinute of [7, 30, 45, 90]) {
      const pacer = createPacer((await open()).createLimiter, { owner: perMinute, address: 0 });
      let free = 0;
      for (let second = 0; second < 180; second += 1) {
        while ((await pacer.take('owner', `of ${perMinute}`)) === 0) free += 1;
        vi.setSystemTime(Date.now() + 1_000);
      }
      // The window that is open when the time is up counts whole.
      expect(free).toBeLessThanOrEqual(3 * perMinute + Math.ceil(perMinute / 3));
      expect(free).toBeGreaterThanOrEqual(2.5 * perMinute);
    }
  });

  test('go when they ran out, and are found by their owner', async () => {
    const { path, open } = await useOpen();
    const storage = await open();
    const pacer = createPacer(storage.createLimiter, { owner: 6, address: 0 });
    const database = new Libsql(path);
    onTestFinished(() => {
      database.close();
    });
    const insert = database.prepare('INSERT INTO rate_limits (key, points, expire) VALUES (?, 1, ?)');
    for (let row = 0; row < 12; row += 1) insert.run(`owner_messages:gone${row}`, 1);
    for (let round = 0; round < 3; round += 1) await pacer.take('owner', 'anne');
    const keys = (database.prepare('SELECT key FROM rate_limits').all() as { key: string }[]).map(({ key }) => key);
    expect(keys.sort()).toEqual(limiterKeysOf('anne').sort());
  });
});
