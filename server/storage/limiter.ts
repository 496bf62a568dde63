import { BurstyRateLimiter, type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pacer } from '../tasks/pace.ts';

/** What one limiter counts. */
export interface LimiterOptions {
  /** Its name; keys of others are not its own. */
  name: string;
  /** How often in `seconds`. */
  points: number;
  seconds: number;
  /** Counts while the database does not answer. */
  insurance: RateLimiterAbstract;
}

/** Makes limiters whose counts stand in the database, for every process on it. */
export type CreateLimiter = (options: LimiterOptions) => RateLimiterAbstract;

export interface Rates {
  /** Messages a minute; as many again may come at once after a pause. `0`: as many as anybody likes. */
  perOwner: number;
  perAddress: number;
}

type Bucket = Parameters<Pacer['take']>[0];

/** Token buckets for messages on the database: filled evenly, and as full as a minute's worth. */
export function createPacer(create: CreateLimiter, { perOwner, perAddress }: Rates): Pacer {
  const buckets: Record<Bucket, BurstyRateLimiter | undefined> = {
    owner: createBucket(create, 'owner', perOwner),
    address: createBucket(create, 'address', perAddress),
  };
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
  };
}

/** The names of everything that is counted of a person, to be forgotten with them. */
export function limiterKeysOf(owner: string): string[] {
  return NAMES.owner.map((name) => `${name}:${owner}`);
}

const NAMES = { owner: ['owner_pace', 'owner_burst'], address: ['address_pace', 'address_burst'] } as const;

function createBucket(create: CreateLimiter, bucket: Bucket, perMinute: number): BurstyRateLimiter | undefined {
  if (perMinute === 0) return undefined;
  const make = (name: string, points: number, seconds: number) => {
    const counted = { points, duration: seconds, keyPrefix: name };
    return create({ name, points, seconds, insurance: new RateLimiterMemory(counted) });
  };
  const [pace, burst] = NAMES[bucket];
  // A window shorter than a second is not worth a row: fast buckets get several messages a second instead.
  const every = Math.max(1, 60 / perMinute);
  return new BurstyRateLimiter(make(pace, Math.round((perMinute * every) / 60), every), make(burst, perMinute, 60));
}
