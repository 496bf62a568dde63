import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStorage } from '../../server/storage/open.ts';
import { LEFTOVER_SQL } from '../../server/storage/sqlite/leftovers.ts';
import { SOURCE_SQL, TARGET_SQL } from '../../server/storage/sqlite/moving/statements.ts';
import { TASK_SQL } from '../../server/storage/sqlite/task-statements.ts';
import { ITEM_SQL, THREAD_SQL } from '../../server/storage/sqlite/thread-statements.ts';
import { TURN_SQL } from '../../server/storage/sqlite/turn-statements.ts';
import { createLogger } from './sqlite-harness.ts';

/** The only statement over all owners: it looks at the start for deletions that were cut short, in a table for those. */
const MAINTENANCE = ['LEFTOVER_SQL.findAny'];
const STATEMENTS = Object.entries({ THREAD_SQL, ITEM_SQL, LEFTOVER_SQL, TURN_SQL, TASK_SQL, SOURCE_SQL, TARGET_SQL })
  .flatMap(([group, sql]) => Object.entries(sql).map(([name, text]) => [`${group}.${name}`, text] as const))
  .filter(([name]) => !MAINTENANCE.includes(name));

let database: Libsql.Database;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'task-chat-plans-'));
  await (await openStorage({ url: `file:${join(directory, 'tasks.db')}`, logger: createLogger() })).close();
  database = new Libsql(join(directory, 'tasks.db'));
  return async () => {
    database.close();
    await rm(directory, { recursive: true, force: true });
  };
});

function plan(sql: string): string[] {
  const values = [...sql.matchAll(/\?/g)].map(() => null);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
  return rows.map((row) => row.detail);
}

describe.each(STATEMENTS)('%s', (_name, sql) => {
  test('names its owner and finds its rows by an index', () => {
    if (sql.trim().startsWith('INSERT')) expect(sql).toMatch(/\(owner, /);
    else expect(sql).toMatch(/owner = \?/);
    for (const step of plan(sql)) {
      // `count` counts the rows of a capped subquery: a scan of what an index found.
      expect(step).not.toMatch(/^SCAN (?!\(subquery-\d+\)|CONSTANT ROW)/);
      expect(step).not.toMatch(/TEMP B-TREE/);
      if (step.startsWith('SEARCH')) expect(step).toMatch(/\(owner=\?|INTEGER PRIMARY KEY \(rowid=\?\)/);
    }
  });
});

test('the check would see a query without an index', () => {
  expect(plan('SELECT * FROM items WHERE data = ? ORDER BY added_turn').join()).toMatch(/SCAN items.*TEMP B-TREE/);
  expect(STATEMENTS.length).toBeGreaterThan(40);
});
