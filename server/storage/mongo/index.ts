import { type Logger, UnavailableError } from '../../chatkit/index.ts';
import type { Storage } from '../storage.ts';
import { type Connection, connect, watchReachability } from './connection.ts';
import { attempt } from './errors.ts';
import { INDEXES, repairIndexes } from './indexes.ts';
import { createLateItems } from './late-items.ts';
import { createLimiters } from './rate-limits.ts';
import { requireIndexes } from './required-indexes.ts';
import { createTaskStore } from './task-store.ts';
import { createThreadLeftovers } from './thread-leftovers.ts';
import { createThreadStore } from './thread-store.ts';
import { createTurnLog } from './turn-log.ts';
import { createTurnStore } from './turn-store.ts';

const PING_WAIT_MS = 1_000;
/** How long a migration waits for a database that hangs, in milliseconds. */
const PATIENCE_MS = 30_000;

export interface MongoOptions {
  url: string;
  logger: Logger;
  /** Milliseconds since the epoch. @default the clock of the database for leases, and Date.now */
  now?: (() => number) | undefined;
}

/**
 * Opens the database that processes may share. A new one is set up on the way.
 *
 * @throws Error with a line for the operator when it cannot be reached, or lacks an index.
 */
export async function openMongo({ url, logger, now }: MongoOptions): Promise<Storage> {
  const connection = await connect(url);
  try {
    await requireIndexes(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  watchReachability(connection, logger);
  const time = now ?? Date.now;
  const leftovers = createThreadLeftovers(connection, logger, time);
  leftovers.start();
  const lateItems = createLateItems(connection, logger);
  const log = createTurnLog(connection, logger);

  return {
    kind: 'mongodb',
    threads: createThreadStore({ connection, leftovers, lateItems, now: time }),
    turns: createTurnStore(connection, { logger, now }),
    tasks: createTaskStore(connection, time),
    createLimiter: createLimiters(connection),
    log,
    ping: () => attempt(() => writeNow(connection), { waitMs: PING_WAIT_MS, isUrgent: true }),
    async close() {
      log.close();
      lateItems.close();
      await leftovers.close();
      await connection.close();
    },
  };
}

/**
 * Makes the indexes that are missing, and makes anew those that are different; answers a line about each.
 *
 * @throws Error with a line for the operator.
 */
export async function migrateMongo(url: string): Promise<string[]> {
  // To make an index takes as long as it takes, and keeps the database from answering anything for seconds.
  const patience = { connectTimeoutMS: PATIENCE_MS, serverSelectionTimeoutMS: PATIENCE_MS };
  const connection = await connect(url, { ...patience, socketTimeoutMS: 0 });
  try {
    const faults = await repairIndexes(connection, INDEXES);
    return faults.map(
      ({ index: { name, collection }, fault }) => `made the index ${name} of ${collection}: it was ${fault}`,
    );
  } finally {
    await connection.close();
  }
}

/** Only a write tells whether something can be written; one document for all, over and over. */
async function writeNow(connection: Connection): Promise<void> {
  if (!connection.db) throw new UnavailableError(undefined, { cause: new Error('the storage is closed') });
  await connection.db
    .collection<{ _id: string; at: Date }>('health')
    .updateOne({ _id: 'ping' }, { $set: { at: new Date() } }, { upsert: true });
}
