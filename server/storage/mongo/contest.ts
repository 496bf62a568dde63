import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../chatkit/index.ts';
import { timeLeft } from '../deadline.ts';

/** Answered by work that somebody else was faster than. */
export const LOST = Symbol('lost');

const DEADLINE_MS = 4_000;
const LONGEST_PAUSE_MS = 32;

/**
 * Runs work that ends in a compare-and-set, anew from its first read as long as it answers `LOST`.
 *
 * @throws UnavailableError when others were faster for four seconds, or for as long as anybody waits.
 */
export async function contest<T>(work: () => Promise<T | typeof LOST>): Promise<T> {
  const start = performance.now();
  for (let round = 0; ; round += 1) {
    const result = await work();
    if (result !== LOST) return result;
    if (performance.now() - start > DEADLINE_MS || timeLeft() <= 0) {
      throw new UnavailableError(undefined, { cause: new Error('others kept changing the same document') });
    }
    // Who lost together must not meet again together. A faster one's write may also not be readable yet.
    await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** round));
  }
}
