import { readFile } from 'node:fs/promises';
import Libsql from 'libsql';
import { describe, expect, test } from 'vitest';
import { openMoving } from '../../../server/storage/open.ts';
import { createLogger, useDatabasePath } from '../sqlite-harness.ts';
import { bodyOf, exportFrom, importInto, seed, withMoving, withStorage } from './archive.ts';

async function usePath() {
  const path = await useDatabasePath();
  return { path, url: `file:${path}` };
}

/** How many rows each table has of each owner: of the tables that have owners at all. */
function countRows(path: string): Record<string, Record<string, number>> {
  const database = new Libsql(path);
  try {
    const rows = (sql: string) => database.prepare(sql).all([]) as { name: string; total: number }[];
    const tables = rows("SELECT name, 0 AS total FROM sqlite_schema WHERE type = 'table'").filter(({ name }) =>
      rows(`SELECT name, 0 AS total FROM pragma_table_info('${name}')`).some((column) => column.name === 'owner'),
    );
    return Object.fromEntries(
      tables.map(({ name: table }) => [
        table,
        Object.fromEntries(
          rows(`SELECT owner AS name, count(*) AS total FROM "${table}" GROUP BY owner`).map((row) => [
            row.name,
            row.total,
          ]),
        ),
      ]),
    );
  } finally {
    database.close();
  }
}

/** Half a deletion, as a crash leaves it. */
function leaveLeftovers(path: string, owners: readonly string[]): void {
  const database = new Libsql(path);
  for (const owner of owners) {
    database.prepare('INSERT INTO leftovers VALUES (?, 999, 1, 2)').run([owner]);
  }
  database.close();
}

describe('an export from SQLite', () => {
  test('imported into another file is exported as the same lines', async () => {
    const [one, other] = [await usePath(), await usePath()];
    await seed(one.url, ['anne', 'ben']);
    const lines = await exportFrom(one.url);
    await importInto(other.url, lines);
    expect(bodyOf(await exportFrom(other.url))).toEqual(bodyOf(lines));
    const told = JSON.parse(lines.at(-1) ?? '');
    expect(told).toMatchObject({ kind: 'end', counts: { thread: 4, item: 10, task: 6, operation: 14, counter: 2 } });
    expect(lines.filter((line) => line.startsWith('{"kind":"turn"'))).toHaveLength(told.counts.turn);
    expect(told.counts.turn).toBeGreaterThanOrEqual(6);
  });

  test('of one owner holds nothing of another', async () => {
    const { url } = await usePath();
    await seed(url, ['anne', 'ben']);
    const lines = await exportFrom(url, 'ben');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.join()).not.toContain('anne');
  });

  test('is of one moment, whatever is written meanwhile', async () => {
    const { url } = await usePath();
    await seed(url, ['anne', 'ben']);
    const before = await exportFrom(url);
    const after = await withMoving(url, async (moving) => {
      const source = await moving.openSource();
      await withStorage(url, async ({ tasks }) => {
        await tasks.add('ben', { title: 'too late' }, 'late');
      });
      const records: string[] = [];
      for await (const owner of source.owners()) {
        for await (const record of source.read(owner)) records.push(JSON.stringify(record));
      }
      await source.close();
      return records;
    });
    expect(after).toEqual(before.slice(1, -1));
    expect((await exportFrom(url)).join()).toContain('too late');
  });

  test('is not made of a file that is not there', async () => {
    const { path, url } = await usePath();
    await expect(openMoving({ url, logger: createLogger() })).rejects.toThrow(`There is no database ${path}.`);
  });
});

describe('forgetting in SQLite', () => {
  test('leaves no row of the person in any table, and all rows of others', async () => {
    const { path, url } = await usePath();
    await seed(url, ['anne', 'ben']);
    // Opening goes on with half deletions, so they are put there behind it.
    const counts = await withMoving(url, async (moving) => {
      leaveLeftovers(path, ['anne', 'ben']);
      const before = countRows(path);
      for (const [table, owners] of Object.entries(before)) {
        expect(owners, `the seed must put something of everybody into ${table}`).toMatchObject({
          anne: expect.any(Number),
          ben: expect.any(Number),
        });
      }
      const counts = await moving.forget('anne');
      const after = countRows(path);
      for (const [table, owners] of Object.entries(before)) {
        expect(after[table], table).toEqual({ ben: owners.ben });
        expect(counts[table], table).toBe(owners.anne);
      }
      expect(await moving.hasData('anne')).toBe(false);
      expect(await moving.hasData('ben')).toBe(true);
      return counts;
    });
    expect(Object.keys(counts).length).toBeGreaterThanOrEqual(8);
  });

  test('leaves none of their words in the file', async () => {
    const { path, url } = await usePath();
    await seed(url, ['anne', 'ben']);
    await withMoving(url, (moving) => moving.forget('anne'));
    const bytes = (await readFile(path)).toString('latin1');
    expect(bytes).not.toContain('anne');
    expect(bytes).toContain('two again of ben');
  });

  test('deletes more than one transaction takes', async () => {
    const { url } = await usePath();
    await withStorage(url, async ({ tasks }) => {
      for (let index = 0; index < 450; index += 1) await tasks.add('anne', { title: `t ${index}` }, `add ${index}`);
    });
    const counts = await withMoving(url, (moving) => moving.forget('anne'));
    expect(counts).toMatchObject({ tasks: 450, operations: 450, task_counters: 1 });
  });
});

describe('another key for a person in SQLite', () => {
  test('has all that the former one had', async () => {
    const { url } = await usePath();
    await seed(url, ['anne', 'ben']);
    const before = await exportFrom(url, 'anne');
    await withMoving(url, (moving) => moving.reassign('anne', 'zoe', { replace: false }));
    const after = await exportFrom(url, 'zoe');
    expect(bodyOf(after)).toEqual(bodyOf(before).map((line) => line.replace('"owner":"anne"', '"owner":"zoe"')));
    expect(await withMoving(url, (moving) => moving.hasData('anne'))).toBe(false);
  });

  test('that is in use is refused, or given up when that is asked for', async () => {
    const { url } = await usePath();
    await seed(url, ['anne', 'ben']);
    const before = await exportFrom(url);
    await withMoving(url, async (moving) => {
      await expect(moving.reassign('anne', 'ben', { replace: false })).rejects.toThrow('has data already');
    });
    expect(await exportFrom(url)).toEqual(before);
    await withMoving(url, (moving) => moving.reassign('anne', 'ben', { replace: true }));
    const after = (await exportFrom(url)).join('\n');
    expect(after).toContain('two again of anne');
    expect(after).not.toContain('two again of ben');
  });

  test('is refused while a server has the file open', async () => {
    const { url } = await usePath();
    await seed(url, ['anne']);
    await withStorage(url, async () => {
      const opening = openMoving({ url, logger: createLogger(), alone: true });
      await expect(opening).rejects.toThrow('A server is at work on');
    });
  });
});
