import { type Logger, UnavailableError } from '../../chatkit/index.ts';
import type { Storage } from '../storage.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createConnection } from './connection.ts';
import { openDatabaseFile } from './database-file.ts';
import { createLeftovers } from './leftovers.ts';
import { migrate } from './migrations.ts';
import { createLimiters } from './rate-limits.ts';
import { createTaskStore } from './task-store.ts';
import { createThreadStore } from './thread-store.ts';
import { createTurnStore } from './turn-store.ts';

const PING_WAIT_MS = 1_000;

export interface SqliteOptions {
  path: string;
  logger: Logger;
  now: () => number;
}

/** Opens the embedded database. Several processes of one machine may share a file. */
export async function openSqlite({ path, logger, now }: SqliteOptions): Promise<Storage> {
  const { driver, isNew, isInPlace } = await openDatabaseFile(path);
  const checkpoints = createCheckpoints(path, logger);
  const connection = createConnection(driver, logger, checkpoints.committed);
  try {
    await migrate(driver, connection);
  } catch (error) {
    await checkpoints.close();
    driver.close();
    throw error;
  }
  if (isNew) logger.info({ path }, 'made a new database');

  const leftovers = createLeftovers(connection);
  let isClosing = false;
  const resumed = leftovers.resume().catch((error: unknown) => {
    // Whoever closes it at once leaves that to the next start.
    if (!isClosing) logger.warn({ err: error }, 'what was deleted earlier could not be removed from the file yet');
  });

  return {
    kind: 'sqlite',
    threads: createThreadStore(connection, leftovers),
    turns: createTurnStore(connection, now),
    tasks: createTaskStore(connection, now),
    createLimiter: createLimiters(connection),
    async ping() {
      if (!(await isInPlace())) {
        logger.error({ path }, 'the database file was moved or deleted; stop the server and put it back');
        throw new UnavailableError();
      }
      await connection.probe({ waitMs: PING_WAIT_MS });
    },
    async close() {
      isClosing = true;
      connection.close();
      await resumed;
      await checkpoints.close();
      // Statements keep the connection open until they are collected, so the log is emptied by hand.
      try {
        driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch (error) {
        // The next start finds the log and goes on from there.
        logger.warn({ err: error }, 'the log of the database could not be emptied');
      }
      driver.close();
    },
  };
}
