import { type SqliteDatabase, SqliteDialect } from 'kysely';
import Libsql from 'libsql';

/** How long a statement waits for another process that holds the file (ms). */
const PATIENCE = 5_000;

/** A SQLite file as Better Auth takes it, by the driver that is here anyway: it needs no install script. */
export function openDatabase(path: string): { dialect: SqliteDialect; type: 'sqlite' } {
  const file = new Libsql(path, { timeout: PATIENCE });
  const database: SqliteDatabase = {
    close: () => file.close(),
    prepare(sql) {
      const statement = file.prepare(sql);
      return {
        reader: statement.reader,
        all: (values) => statement.all(values),
        iterate: (values) => statement.iterate(values),
        run: (values) => statement.run(values),
      };
    },
  };
  return { dialect: new SqliteDialect({ database }), type: 'sqlite' };
}
