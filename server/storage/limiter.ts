import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Bucket, Pacer } from '../tasks/pace.ts';

/** What one limiter counts. */
export interface LimiterOptions {
  /** Its name; keys of others are not its own. */
  name: string;
  /** How often in `seconds`. */
  points: number;
  /** A whole number: the end of a window is kept in milliseconds. */
  seconds: number;
  /** Counts while the database does not answer. */
  insurance: RateLimiterAbstract;
}

/** Makes limiters whose counts stand in the database, for every process on it. */
export type CreateLimiter = (options: LimiterOptions) => RateLimiterAbstract;

/** Messages a minute. `0`: as many as anybody likes. */
export type Rates = Record<Bucket, number>;

/** How long a bucket lasts (s), about: short enough to wait for, long enough for a few messages at once. */
const WINDOW_SECONDS = 20;
const NAMES: Record<Bucket, string> = { owner: 'owner_messages', address: 'address_messages' };

/** Buckets of messages on the database: each is filled anew when a window of about 20 seconds is over. */
export function createPacer(create: CreateLimiter, rates: Rates): Pacer {
  const windows = { owner: toWindow(rates.owner), address: toWindow(rates.address) };
  const buckets = { owner: open('owner'), address: open('address') };

  function open(bucket: Bucket): RateLimiterAbstract | undefined {
    const window = windows[bucket];
    if (!window) return undefined;
    const name = NAMES[bucket];
    const counted = { points: window.points, duration: window.seconds, keyPrefix: name };
    return create({ name, ...window, insurance: new RateLimiterMemory(counted) });
  }

  return {
    async take(bucket, key) {
      try {
        await buckets[bucket]?.consume(key);
        return 0;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
        throw error;
      }
    },
    msPerMessage(bucket) {
      const window = windows[bucket];
      return window ? (window.seconds * 1_000) / window.points : 0;
    },
  };
}

/** The keys of everything that is counted of a person, to be forgotten with them. */
export function limiterKeysOf(owner: string): string[] {
  return [`${NAMES.owner}:${owner}`];
}

/** Rounded so that no more come in a minute than may. */
function toWindow(perMinute: number): { points: number; seconds: number } | undefined {
  if (perMinute === 0) return undefined;
  const points = Math.max(1, Math.floor((perMinute * WINDOW_SECONDS) / 60));
  return { points, seconds: Math.ceil((points * 60) / perMinute) };
}
