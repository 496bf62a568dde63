import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, UnavailableError } from '../../chatkit/index.ts';
import { timeLeft } from '../deadline.ts';
import { type Driver, isBusy, isSqliteFailure, primaryCode, type Statement, transact } from './driver.ts';
import { createLoopBudget } from './loop-budget.ts';
import { createWriteLine } from './write-line.ts';

/** How long a request waits for another process to let go of the file. */
const LOCK_WAIT_MS = 5_000;
/** The one of each process who asks for the lock asks often: others hold it for less than a millisecond. */
const LONGEST_PAUSE_MS = 8;

export interface Connection {
  prepare<Row>(sql: string): Statement<Row>;
  /** Runs synchronous work that sees one state of the database. May run it again after meeting a lock. */
  read<T>(work: () => T, options?: LockOptions): Promise<T>;
  /** Runs synchronous work in one transaction, durable when this resolves. May run it again after meeting a lock. */
  write<T>(work: () => T, options?: LockOptions): Promise<T>;
  /**
   * Whether rows can be read and written now, asked without standing behind this process's own writers: while they are at
   * work, how they fare tells.
   *
   * @throws UnavailableError
   */
  probe(options: Required<LockOptions>): Promise<void>;
  /** No more transactions from here on. */
  close(): void;
}

export interface LockOptions {
  /** How long to wait for a lock, in milliseconds. @default 5,000, and no longer than the request has left */
  waitMs?: number;
}

/**
 * Transactions over one driver. Every failure of the database that is not a mistake of ours is an `UnavailableError`,
 * logged in a line for the operator.
 */
export function createConnection(driver: Driver, logger: Logger, committed: () => void): Connection {
  const budget = createLoopBudget();
  const line = createWriteLine();
  /** How the last attempt to write went, as long as writers stand in line. */
  let lastWrite: 'done' | 'locked' | 'failed' = 'done';
  let closed = false;

  function tellLocked(cause: unknown, waitedMs: number): UnavailableError {
    logger.error({ err: cause, waitedMs }, 'the database file stayed locked by another process');
    return new UnavailableError(undefined, { cause });
  }

  /** Who waits behind writers of this process meets the lock of another one only when they do. */
  function tellLate(waitedMs: number): UnavailableError {
    const cause = new Error('other writers of this process came first');
    if (lastWrite === 'locked') return tellLocked(cause, waitedMs);
    logger.error({ waitedMs }, 'a write waited too long for other writes of this process: it has too much to do');
    return new UnavailableError(undefined, { cause });
  }

  function transactWhileOpen<T>(kind: 'read' | 'write', work: () => T): T {
    if (closed) throw new UnavailableError(undefined, { cause: new Error('the storage is closed') });
    return transact(driver, kind, work);
  }

  async function run<T>(kind: 'read' | 'write', work: () => T, deadline: number, waitMs: number): Promise<T> {
    for (let round = 0; ; round += 1) {
      try {
        const result = await budget.run(() => transactWhileOpen(kind, work));
        if (kind === 'write') lastWrite = 'done';
        return result;
      } catch (error) {
        const told = isBusy(error) ? undefined : { error: toStorageError(error, logger) };
        // An error of the work itself tells that the database let it in.
        if (kind === 'write') lastWrite = !told ? 'locked' : told.error === error ? 'done' : 'failed';
        if (told) throw told.error;
        if (performance.now() >= deadline) throw tellLocked(error, waitMs);
      }
      await delay(1 + Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** round));
    }
  }

  async function read<T>(work: () => T, options?: LockOptions): Promise<T> {
    const waitMs = toWait(options);
    return run('read', work, performance.now() + waitMs, waitMs);
  }

  async function write<T>(work: () => T, options?: LockOptions): Promise<T> {
    const waitMs = toWait(options);
    const deadline = performance.now() + waitMs;
    if (!(await line.enter(waitMs))) throw tellLate(waitMs);
    try {
      // The lock comes first: a transaction that finds out late that it may not write would have read in vain.
      const result = await run('write', work, deadline, waitMs);
      committed();
      return result;
    } finally {
      line.leave();
      // How it went says nothing of those who come later.
      if (!line.taken) lastWrite = 'done';
    }
  }

  return {
    prepare: (sql) => driver.prepare(sql),
    read,
    write,
    async probe({ waitMs }) {
      const deadline = performance.now() + waitMs;
      await read(() => undefined, { waitMs });
      while (line.taken) {
        if (lastWrite === 'done') return;
        if (performance.now() >= deadline) {
          throw new UnavailableError(undefined, { cause: new Error('the writers of this process get nothing done') });
        }
        await delay(LONGEST_PAUSE_MS);
      }
      await write(() => undefined, { waitMs: deadline - performance.now() });
    },
    close() {
      closed = true;
    },
  };
}

function toWait({ waitMs = LOCK_WAIT_MS }: LockOptions = {}): number {
  return Math.max(0, Math.min(waitMs, timeLeft()));
}

const REASONS: Record<number, string> = {
  8: 'the database file cannot be written',
  10: 'the disk failed under the database file',
  11: 'the database file is damaged; stop the server and restore a backup',
  13: 'the disk is full',
  14: 'the database file cannot be opened',
  26: 'the database file is no longer a database; stop the server and restore a backup',
};
/** A broken rule of the schema: a mistake in this program, which no retry mends. */
const CONSTRAINT = 19;

function toStorageError(error: unknown, logger: Logger): unknown {
  if (!isSqliteFailure(error) || primaryCode(error) === CONSTRAINT) return error;
  logger.error({ err: error, code: error.code }, REASONS[primaryCode(error)] ?? 'the database failed');
  return new UnavailableError(undefined, { cause: error });
}
