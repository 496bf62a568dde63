import type { Connection } from './connection.ts';
import type { Driver } from './driver.ts';

/** Says whose file this is ("task" in ASCII), so that another program's database is never written to. */
export const APPLICATION_ID = 0x7461736b;

/**
 * Steps of the schema, by version. A step that was released never changes; new ones follow it.
 *
 * Keys and indexes begin with the owner. Rows that carry a person's words keep them as JSON (`data`), with beside it
 * what they are found by.
 */
export const MIGRATIONS: readonly { version: number; sql: string }[] = [
  {
    version: 1,
    sql: `
      -- "key" names one life of a thread: a thread that is made again under an old id never meets old items.
      CREATE TABLE threads (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        id TEXT NOT NULL,
        created INTEGER NOT NULL,
        next_position INTEGER NOT NULL DEFAULT 1,
        data TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX threads_by_id ON threads (owner, id);
      CREATE INDEX threads_by_creation ON threads (owner, created);

      CREATE TABLE items (
        key INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        thread_key INTEGER NOT NULL,
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        added_turn TEXT,
        changed_turn TEXT,
        data TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX items_by_position ON items (owner, thread_key, position);
      CREATE UNIQUE INDEX items_by_id ON items (owner, thread_key, id);
      CREATE INDEX items_by_added_turn ON items (owner, thread_key, added_turn, position)
        WHERE added_turn IS NOT NULL;
      CREATE INDEX items_by_changed_turn ON items (owner, thread_key, changed_turn, position)
        WHERE changed_turn IS NOT NULL;

      -- Items that are deleted for everybody and not yet removed from the file.
      CREATE TABLE leftovers (
        owner TEXT NOT NULL,
        thread_key INTEGER NOT NULL,
        from_position INTEGER NOT NULL,
        to_position INTEGER NOT NULL,
        PRIMARY KEY (owner, thread_key)
      ) STRICT, WITHOUT ROWID;

      -- Who holds a thread. Apart from it, because a turn takes its thread before it makes it.
      CREATE TABLE thread_lines (
        owner TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        fence INTEGER NOT NULL,
        turn_id TEXT NOT NULL,
        PRIMARY KEY (owner, thread_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE turns (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        request_id TEXT,
        fingerprint TEXT,
        creates_thread INTEGER NOT NULL,
        sender_item_id TEXT,
        state TEXT NOT NULL,
        outcome TEXT,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        broken_at INTEGER,
        cancel_requested INTEGER NOT NULL DEFAULT 0,
        lease_until INTEGER NOT NULL,
        fence INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX turns_by_id ON turns (owner, id);
      CREATE UNIQUE INDEX turns_by_request ON turns (owner, request_id) WHERE request_id IS NOT NULL;
      CREATE INDEX turns_in_line ON turns (owner, thread_id, seq) WHERE state <> 'ended';
      CREATE INDEX turns_by_fingerprint ON turns (owner, fingerprint, seq) WHERE fingerprint IS NOT NULL;
      CREATE INDEX turns_by_age ON turns (owner, created_at);

      CREATE TABLE tasks (
        key INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        number INTEGER NOT NULL,
        status TEXT NOT NULL,
        title_key TEXT NOT NULL,
        notes_key TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX tasks_by_number ON tasks (owner, number);
      CREATE INDEX tasks_by_status ON tasks (owner, status, number);

      CREATE TABLE task_counters (
        owner TEXT NOT NULL PRIMARY KEY,
        last INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE operations (
        owner TEXT NOT NULL,
        operation TEXT NOT NULL,
        result TEXT NOT NULL,
        applied_at INTEGER NOT NULL,
        PRIMARY KEY (owner, operation)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX operations_by_age ON operations (owner, applied_at);
    `,
  },
  {
    version: 2,
    sql: `
      -- Absent in rows of version 1: there it is read from "data", as rewriting every row would hold up the start.
      ALTER TABLE items ADD COLUMN type TEXT;
      ALTER TABLE turns ADD COLUMN priority TEXT NOT NULL DEFAULT 'line';
    `,
  },
  {
    version: 3,
    sql: `
      -- As rate-limiter-flexible has it; "expire" is in milliseconds.
      CREATE TABLE rate_limits (
        key TEXT NOT NULL PRIMARY KEY,
        points INTEGER NOT NULL DEFAULT 0,
        expire INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rate_limits_by_end ON rate_limits (expire);
    `,
  },
];

export const LATEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

/** Brings the schema up to date, each step in a transaction of its own; several processes may do so at once. */
export async function migrate(driver: Driver, connection: Connection): Promise<void> {
  for (const { version, sql } of MIGRATIONS) {
    await connection.write(() => {
      if (Number(driver.pragma('user_version')) >= version) return;
      driver.exec(sql);
      driver.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version};`);
    });
  }
}
