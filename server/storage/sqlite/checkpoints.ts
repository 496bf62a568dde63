import AsyncLibsql from 'libsql/promise';
import type { Logger } from '../../chatkit/index.ts';

/** Transactions between two checkpoints: a few megabytes of log. */
const EVERY = 500;

export interface Checkpoints {
  /** Counts a committed transaction. */
  committed(): void;
  close(): Promise<void>;
}

/**
 * Moves the write-ahead log into the database file now and then, on a connection and a thread of its own.
 *
 * A checkpoint waits for the disk; the one that SQLite runs within a commit would make the event loop wait with it.
 */
export function createCheckpoints(path: string, logger: Logger): Checkpoints {
  const connection: { exec(sql: string): Promise<unknown>; close(): void } = new AsyncLibsql(path, {});
  let count = 0;
  let running: Promise<unknown> | undefined;
  return {
    committed() {
      count += 1;
      if (count < EVERY || running !== undefined) return;
      count = 0;
      // PASSIVE stops no reader and no writer; what it cannot move yet, the next one moves.
      running = connection
        .exec('PRAGMA wal_checkpoint(PASSIVE)')
        .catch((error: unknown) => logger.warn({ err: error }, 'a checkpoint of the database failed'))
        .finally(() => {
          running = undefined;
        });
    },
    async close() {
      await running;
      connection.close();
    },
  };
}
