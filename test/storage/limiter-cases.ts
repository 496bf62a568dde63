import { expect } from 'vitest';
import { createPacer } from '../../server/storage/limiter.ts';
import type { Storage } from '../../server/storage/storage.ts';

/** What the counts of every database must do. */
export const LIMITER_CASES: Record<string, (open: () => Promise<Storage>) => Promise<void>> = {
  async 'a bucket holds what may come in a third of a minute, and then says how long to wait'(open) {
    for (const [perMinute, holds, seconds] of [
      [6, 2, 20],
      [7, 2, 18],
      [45, 15, 20],
      [1, 1, 60],
    ] as const) {
      const pacer = createPacer((await open()).createLimiter, { owner: perMinute, address: 0 });
      const waits = await take(pacer, `of ${perMinute}`, holds + 2);
      expect(waits.slice(0, holds)).toEqual(Array.from({ length: holds }, () => 0));
      for (const wait of waits.slice(holds)) {
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(seconds * 1_000);
      }
      expect(pacer.msPerMessage('owner')).toBe((seconds * 1_000) / holds);
      // In the database, and not in the memory that is for bad times.
      const elsewhere = createPacer((await open()).createLimiter, { owner: perMinute, address: 0 });
      expect(await elsewhere.take('owner', `of ${perMinute}`)).toBeGreaterThan(0);
      expect(await elsewhere.take('owner', `not of ${perMinute}`)).toBe(0);
    }
  },

  async 'many at once are counted one by one'(open) {
    const [one, other] = [await open(), await open()].map((storage) =>
      createPacer(storage.createLimiter, { owner: 60, address: 0 }),
    );
    const waits = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : other)?.take('owner', 'anne')),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(20);
  },

  async 'without a limit nothing is counted'(open) {
    const pacer = createPacer((await open()).createLimiter, { owner: 0, address: 0 });
    expect(await take(pacer, 'anne', 50)).toEqual(Array.from({ length: 50 }, () => 0));
  },

  async 'a database that is away holds nobody up: this process counts by itself'(open) {
    const storage = await open();
    const pacer = createPacer(storage.createLimiter, { owner: 6, address: 0 });
    await storage.close();
    const waits = await take(pacer, 'anne', 5);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(2);
  },
};

async function take(pacer: ReturnType<typeof createPacer>, owner: string, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let round = 0; round < times; round += 1) waits.push(await pacer.take('owner', owner));
  return waits;
}
