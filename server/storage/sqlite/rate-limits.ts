import { RateLimiterSQLite } from 'rate-limiter-flexible';
import type { CreateLimiter } from '../limiter.ts';
import type { Connection } from './connection.ts';
import type { Statement, Value } from './driver.ts';

/** How long a message waits for a lock before it is counted in memory instead (ms). */
const LOCK_WAIT_MS = 250;
/** Rows that ran out are taken away a few at a time, whenever something is counted. */
const CLEAR = 'DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits WHERE expire < ? LIMIT 5)';

/** Counts in the table `rate_limits`. */
export function createLimiters(connection: Connection): CreateLimiter {
  const clear = connection.prepare(CLEAR);
  // The limiter asks for its statement with every message.
  const statements = new Map<string, Statement<unknown>>();
  // What the limiter takes for better-sqlite3. That one would stop the event loop at a lock; here the answer is a promise,
  // which the limiter awaits.
  const storeClient = {
    prepare(sql: string) {
      const statement = statements.get(sql) ?? connection.prepare(sql);
      statements.set(sql, statement);
      return {
        get: (...values: Value[]) =>
          connection.write(
            () => {
              clear.run(Date.now());
              return statement.first(...values);
            },
            { waitMs: LOCK_WAIT_MS },
          ),
      };
    },
    transaction: <Work>(work: Work) => work,
  };
  return ({ name, points, seconds, insurance }) =>
    new RateLimiterSQLite({
      storeClient,
      storeType: 'better-sqlite3',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
      insuranceLimiter: insurance,
    });
}
