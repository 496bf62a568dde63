import { stat } from 'node:fs/promises';
import type { Logger } from '../../../chatkit/index.ts';
import { limiterKeysOf } from '../../limiter.ts';
import { type Moving, TakenError } from '../../moving/moving.ts';
import { createCheckpoints } from '../checkpoints.ts';
import { createConnection } from '../connection.ts';
import { openDatabaseFile } from '../database-file.ts';
import { type Driver, isBusy, openDriver } from '../driver.ts';
import { createLeftovers } from '../leftovers.ts';
import { migrate } from '../migrations.ts';
import { ownedTables } from './owned-tables.ts';
import { openSqliteSource } from './source.ts';
import { createSqliteTarget } from './target.ts';

/** Rows that one transaction deletes: a few milliseconds of the file's lock. */
const SLICE_ROWS = 200;

export interface SqliteMovingOptions {
  path: string;
  logger: Logger;
  /** Makes a new file where there is none. @default false */
  create?: boolean | undefined;
  /** Refuses while another process has the file open. @default false */
  alone?: boolean | undefined;
}

/** @throws Error with a line for the operator when the file cannot be used. */
export async function openSqliteMoving({ path, logger, create, alone }: SqliteMovingOptions): Promise<Moving> {
  if (!create && !(await stat(path).catch(() => undefined))) {
    throw new Error(`There is no database ${path}. DATABASE_URL says which one is meant.`);
  }
  if (alone) requireAlone(path);
  const { driver } = await openDatabaseFile(path);
  const checkpoints = createCheckpoints(path, logger);
  const connection = createConnection(driver, logger, checkpoints.committed);
  async function close(): Promise<void> {
    connection.close();
    await checkpoints.close();
    driver.close();
  }
  try {
    await migrate(driver, connection);
    // What was deleted before must not hide what comes in.
    await createLeftovers(connection).resume();
    // What is deleted here leaves no trace in the file.
    driver.exec('PRAGMA secure_delete = ON');
  } catch (error) {
    await close();
    throw error;
  }
  const writeRecord = createSqliteTarget(driver);
  const removeLimit = driver.prepare('DELETE FROM rate_limits WHERE key = ?');

  function hasRows(owner: string): boolean {
    return ownedTables(driver).some(
      (table) => driver.prepare(`SELECT 1 FROM "${table}" WHERE owner = ? LIMIT 1`).first(owner) !== undefined,
    );
  }

  async function forget(owner: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    // First who may write: a run that is under way loses its conversation.
    const tables = (await connection.read(() => ownedTables(driver))).toSorted((a, b) => rank(a) - rank(b));
    for (const table of tables) counts[table] = await removeRows(table, owner);
    counts.rate_limits = await connection.write(() =>
      limiterKeysOf(owner).reduce((sum, key) => sum + removeLimit.run(key), 0),
    );
    return counts;
  }

  async function removeRows(table: string, owner: string): Promise<number> {
    // By the owner alone, a slice at a time: some tables have no row ids to name a slice by.
    const key = await connection.read(() => primaryKey(driver, table));
    const remove = driver.prepare(
      `DELETE FROM "${table}" WHERE (${key}) IN (SELECT ${key} FROM "${table}" WHERE owner = ? LIMIT ${SLICE_ROWS})`,
    );
    for (let total = 0; ; ) {
      const removed = await connection.write(() => remove.run(owner));
      total += removed;
      if (removed < SLICE_ROWS) return total;
    }
  }

  return {
    kind: 'sqlite',
    openSource: async () => openSqliteSource(driver),
    write: (records, { replace }) =>
      connection.write(() => {
        const written = { added: 0, replaced: 0, same: 0 };
        for (const record of records) written[writeRecord(record, replace)] += 1;
        return written;
      }),
    async forget(owner) {
      const counts = await forget(owner);
      emptyLog(driver, logger);
      return counts;
    },
    hasData: (owner) => connection.read(() => hasRows(owner)),
    async reassign(from, to, { replace }) {
      if (await connection.read(() => hasRows(from) && hasRows(to))) {
        if (!replace) throw new TakenError('This key has data already.');
        await forget(to);
      }
      // All or nothing: nobody else has the file open who could mind the wait.
      const rows = await connection.write(() =>
        Object.fromEntries(
          ownedTables(driver).map((table) => [
            table,
            driver.prepare(`UPDATE "${table}" SET owner = ? WHERE owner = ?`).run(to, from),
          ]),
        ),
      );
      return { rows };
    },
    async close() {
      emptyLog(driver, logger);
      await close();
    },
  };
}

/** The file itself then holds all that was written, and nothing that was deleted. */
function emptyLog(driver: Driver, logger: Logger): void {
  try {
    driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // A server is at work on the file; it does so in a while.
    logger.warn({ err: error }, 'the log of the database could not be emptied');
  }
}

/** Before this process opens the file itself: its own connections would be in the way as well. */
function requireAlone(path: string): void {
  const driver = openDriver(path);
  try {
    // Asked for before the first read, this lock is refused while anybody else has the file open.
    driver.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1; COMMIT');
  } catch (error) {
    // What else is wrong with the file is told by who opens it.
    if (!isBusy(error)) return;
    throw new Error(`A server is at work on ${path}. Stop it first: this must be done while none runs.`, {
      cause: error,
    });
  } finally {
    driver.close();
  }
}

function rank(table: string): number {
  return table === 'thread_lines' || table === 'turns' ? 0 : 1;
}

function primaryKey(driver: Driver, table: string): string {
  const columns = driver
    .prepare<{ name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .all();
  return columns.map(({ name }) => `"${name}"`).join(', ');
}
