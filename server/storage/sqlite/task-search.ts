import type { TaskQuery } from '../../tasks/store.ts';
import type { TaskStatus } from '../../tasks/task.ts';
import { toSearchKey } from '../search-key.ts';
import type { Connection } from './connection.ts';
import { TASK_SQL } from './task-statements.ts';

/** Tasks that one transaction looks at. */
const BATCH = 250;
/** Tasks that one text query looks at, the newest first (see `TaskStore.list`). */
const TEXT_WINDOW = 10_000;
/** Tasks of a status whose titles are looked at (see `TaskStore.findByTitle`). */
const TITLE_WINDOW = 1_000;

interface KeyRow {
  number: number;
  title_key: string;
  notes_key: string;
}

interface TextQuery {
  status: TaskQuery['status'];
  words: string[];
  before: number;
}

/**
 * Finds tasks by words, in short reads over the newest ones: what a query may cost is known, however many there are.
 *
 * Words are compared here and not by `LIKE`: nothing needs escaping, and letters beyond ASCII match too.
 */
export function createTaskSearch(connection: Connection) {
  const findTask = connection.prepare<{ data: string }>(TASK_SQL.find);
  const keys = connection.prepare<KeyRow>(TASK_SQL.keys);
  const keysOfStatus = connection.prepare<KeyRow>(TASK_SQL.keysOfStatus);

  /** Calls `visit` with batch after batch, until it answers `false` or the window is through. */
  async function walk(
    owner: string,
    status: TaskQuery['status'],
    before: number,
    window: number,
    visit: (rows: KeyRow[]) => boolean,
  ): Promise<void> {
    for (let seen = 0, cursor = before; seen < window; seen += BATCH) {
      const rows = await connection.read(() =>
        status === 'all' ? keys.all(owner, cursor, BATCH) : keysOfStatus.all(owner, status, cursor, BATCH),
      );
      if (!visit(rows) || rows.length < BATCH) return;
      cursor = rows.at(-1)?.number ?? cursor;
    }
  }

  return {
    async find(owner: string, { status, words, before }: TextQuery, limit: number): Promise<{ data: string }[]> {
      const numbers: number[] = [];
      await walk(owner, status, before, TEXT_WINDOW, (rows) => {
        numbers.push(...matches(rows, words));
        return numbers.length < limit;
      });
      return connection.read(() => numbers.slice(0, limit).flatMap((number) => findTask.all(owner, number)));
    },

    async count(owner: string, { status, words, before }: TextQuery, cap: number): Promise<number> {
      let total = 0;
      await walk(owner, status, before, TEXT_WINDOW, (rows) => {
        total += matches(rows, words).length;
        return total < cap;
      });
      return Math.min(total, cap);
    },

    /** Numbers of tasks whose title is this text, and of those that hold its words; the newest first. */
    async titles(owner: string, status: TaskStatus, words: string[], text: string) {
      const equal: number[] = [];
      const holding: number[] = [];
      const title = toSearchKey(text);
      await walk(owner, status, Number.MAX_SAFE_INTEGER, TITLE_WINDOW, (rows) => {
        for (const row of rows) {
          if (row.title_key === title) equal.push(row.number);
          else if (holdsAll(words, row.title_key)) holding.push(row.number);
        }
        return true;
      });
      return { equal, holding };
    },
  };
}

function matches(rows: KeyRow[], words: string[]): number[] {
  return rows.filter((row) => holdsAll(words, row.title_key, row.notes_key)).map((row) => row.number);
}

function holdsAll(words: string[], ...texts: string[]): boolean {
  return words.every((word) => texts.some((text) => text.includes(word)));
}
