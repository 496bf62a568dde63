import Libsql from 'libsql';

export type Value = string | number | null;

export interface Statement<Row> {
  all(...values: Value[]): Row[];
  first(...values: Value[]): Row | undefined;
  /** Returns how many rows it changed. Not for statements that return rows: unread, they keep the transaction open. */
  run(...values: Value[]): number;
}

/** A SQLite connection: synchronous, one statement after the other. */
export interface Driver {
  readonly inTransaction: boolean;
  /** For statements without values and answers; several at once are fine. */
  exec(sql: string): void;
  /**
   * Begins a transaction together with its lock, so that no statement within it meets one. Statements with values or
   * answers belong into a transaction: one that meets a lock stays open, and with it an old view of the database.
   */
  begin(kind: 'read' | 'write'): void;
  prepare<Row>(sql: string): Statement<Row>;
  /** The value of a setting. */
  pragma(name: string): unknown;
  close(): void;
}

/** Runs the work in a transaction, undone when it throws. */
export function transact<T>(driver: Driver, kind: 'read' | 'write', work: () => T): T {
  try {
    driver.begin(kind);
    const result = work();
    driver.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk, for one, has rolled back by itself.
    if (driver.inTransaction) driver.exec('ROLLBACK');
    throw error;
  }
}

export interface SqliteFailure extends Error {
  code: string;
  rawCode: number;
}

/** The driver waits for no lock: who meets one is told at once (`isBusy`) and retries without stopping the event loop. */
export function openDriver(path: string): Driver {
  const database = new Libsql(path, { timeout: 0 });
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    exec(sql) {
      database.exec(sql);
    },
    begin(kind) {
      // `BEGIN` alone locks nothing yet; the first read does.
      database.exec(kind === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1');
    },
    prepare<Row>(sql: string): Statement<Row> {
      const statement = database.prepare(sql);
      // Values go in as one array, because a lone `null` would be taken for named values. Never `get`: where it finds
      // nothing, after `all`, it answers with the row of an earlier call.
      const all = (...values: Value[]) => statement.all(values) as Row[];
      return {
        all,
        first: (...values) => all(...values)[0],
        run: (...values) => statement.run(values).changes,
      };
    },
    pragma(name) {
      const row = (database.prepare(`PRAGMA ${name}`).all() as Record<string, unknown>[])[0];
      return row && Object.values(row)[0];
    },
    close() {
      database.close();
    },
  };
}

export function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number';
}

/** SQLite's primary result code; 0 for what is no error of SQLite. */
export function primaryCode(error: unknown): number {
  return isSqliteFailure(error) ? error.rawCode & 0xff : 0;
}

/** Another process holds the lock (SQLITE_BUSY, in all its forms). */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5;
}
