import { RateLimiterMongo } from 'rate-limiter-flexible';
import type { CreateLimiter } from '../limiter.ts';
import type { Connection } from './connection.ts';
import { attempt } from './errors.ts';
import type { NamedIndex } from './named-index.ts';

/** How long a message waits for the database before it is counted in memory instead (ms). */
const WAIT_MS = 1_000;
export const RATE_LIMITS = 'rate_limits';

/** The key begins with the limiter's name and holds its owner, or the address. */
export const RATE_LIMIT_INDEXES: readonly NamedIndex[] = [
  { collection: RATE_LIMITS, name: 'rate_limits_by_key', key: { key: 1 }, unique: true },
  { collection: RATE_LIMITS, name: 'rate_limits_run_out', key: { expire: 1 }, ttlSeconds: 0 },
];

/** Counts in the collection `rate_limits`. What a failover takes of it nobody misses: no majority is waited for. */
export function createLimiters(connection: Connection): CreateLimiter {
  const storeClient = {
    collection(name: string) {
      const collection = () => {
        if (!connection.db) throw new Error('the storage is closed');
        return connection.db.collection(name, { writeConcern: { w: 1 } });
      };
      type Find = ReturnType<typeof collection>['findOneAndUpdate'];
      return {
        findOneAndUpdate: async (...args: Parameters<Find>) =>
          attempt(() => collection().findOneAndUpdate(...args), { waitMs: WAIT_MS, isUrgent: true }),
      };
    },
  };
  return ({ name, points, seconds, insurance }) =>
    new RateLimiterMongo({
      storeClient,
      tableName: RATE_LIMITS,
      disableIndexesCreation: true,
      keyPrefix: name,
      points,
      duration: seconds,
      insuranceLimiter: insurance,
    });
}
