import { expect } from 'vitest';
import { createPacer } from '../../server/storage/limiter.ts';
import type { Storage } from '../../server/storage/storage.ts';

/** What the counts of every database must do. */
export const LIMITER_CASES: Record<string, (open: () => Promise<Storage>) => Promise<void>> = {
  async 'a bucket holds a minute’s worth and one more, and then says how long to wait'(open) {
    const pacer = createPacer((await open()).createLimiter, { perOwner: 6, perAddress: 0 });
    const waits = await take(pacer, 'anne', 9);
    // One of the pace, six of the burst.
    expect(waits.filter((wait) => wait === 0)).toHaveLength(7);
    for (const wait of waits.slice(7)) {
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(10_000);
    }
  },

  async 'every process counts into the same bucket, and every person into their own'(open) {
    const [one, other] = [await open(), await open()].map((storage) =>
      createPacer(storage.createLimiter, { perOwner: 6, perAddress: 0 }),
    );
    if (!one || !other) throw new Error('two were opened');
    await take(one, 'anne', 7);
    expect(await other.take('owner', 'anne')).toBeGreaterThan(0);
    expect(await other.take('owner', 'ben')).toBe(0);
  },

  async 'many at once are counted one by one'(open) {
    const [one, other] = [await open(), await open()].map((storage) =>
      createPacer(storage.createLimiter, { perOwner: 20, perAddress: 0 }),
    );
    const waits = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : other)?.take('owner', 'anne')),
    );
    // Three seconds are a message of the pace: a slow machine may meet a second window of it.
    const free = waits.filter((wait) => wait === 0).length;
    expect(free).toBeGreaterThanOrEqual(21);
    expect(free).toBeLessThanOrEqual(24);
  },

  async 'without a limit nothing is counted'(open) {
    const pacer = createPacer((await open()).createLimiter, { perOwner: 0, perAddress: 0 });
    expect(await take(pacer, 'anne', 50)).toEqual(Array.from({ length: 50 }, () => 0));
  },

  async 'a database that is away holds nobody up: this process counts by itself'(open) {
    const storage = await open();
    const pacer = createPacer(storage.createLimiter, { perOwner: 6, perAddress: 0 });
    await storage.close();
    const waits = await take(pacer, 'anne', 9);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(7);
  },
};

async function take(pacer: ReturnType<typeof createPacer>, owner: string, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let round = 0; round < times; round += 1) waits.push(await pacer.take('owner', owner));
  return waits;
}
