import type { TaskQuery } from '../tasks/store.ts';
import type { TaskStatus } from '../tasks/task.ts';
import { toSearchKey } from './search-key.ts';

/** Tasks that one text query looks at, the newest first (see `TaskStore.list`). */
const TEXT_WINDOW = 10_000;
/** Tasks of a status whose titles are looked at (see `TaskStore.findByTitle`). */
const TITLE_WINDOW = 1_000;

/** What a task is found by (`toSearchKey`). */
export interface TaskKeys {
  number: number;
  titleKey: string;
  notesKey: string;
}

/** Which of an owner's tasks to read: those of the status before this number, the newest first. */
export interface KeysQuery {
  status: TaskQuery['status'];
  before: number;
  limit: number;
}

export interface TaskSearchOptions {
  /** Tasks that are read at once. */
  batch: number;
  readKeys(owner: string, query: KeysQuery): Promise<TaskKeys[]>;
}

interface TextQuery {
  status: TaskQuery['status'];
  words: string[];
  before: number;
}

/**
 * Finds the numbers of tasks by words, in short reads over the newest ones: what a query may cost is known, however many
 * there are.
 *
 * Words are compared here and not by a database, so that every database finds the same: nothing needs escaping, and letters
 * beyond ASCII match too.
 */
export function createTaskSearch({ batch, readKeys }: TaskSearchOptions) {
  /** Calls `visit` with batch after batch, until it answers `false` or the window is through. */
  async function walk(
    owner: string,
    { status, before }: Omit<TextQuery, 'words'>,
    window: number,
    visit: (rows: TaskKeys[]) => boolean,
  ): Promise<void> {
    for (let seen = 0, cursor = before; seen < window; seen += batch) {
      const rows = await readKeys(owner, { status, before: cursor, limit: batch });
      if (!visit(rows) || rows.length < batch) return;
      cursor = rows.at(-1)?.number ?? cursor;
    }
  }

  return {
    /** The newest first. */
    async find(owner: string, { words, ...query }: TextQuery, limit: number): Promise<number[]> {
      const numbers: number[] = [];
      await walk(owner, query, TEXT_WINDOW, (rows) => {
        numbers.push(...matches(rows, words));
        return numbers.length < limit;
      });
      return numbers.slice(0, limit);
    },

    async count(owner: string, { words, ...query }: TextQuery, cap: number): Promise<number> {
      let total = 0;
      await walk(owner, query, TEXT_WINDOW, (rows) => {
        total += matches(rows, words).length;
        return total < cap;
      });
      return Math.min(total, cap);
    },

    /** Tasks whose title is this text, and those whose title holds its words; the newest first. */
    async titles(owner: string, status: TaskStatus, words: string[], text: string) {
      const equal: number[] = [];
      const holding: number[] = [];
      const title = toSearchKey(text);
      await walk(owner, { status, before: Number.MAX_SAFE_INTEGER }, TITLE_WINDOW, (rows) => {
        for (const row of rows) {
          if (row.titleKey === title) equal.push(row.number);
          else if (holdsAll(words, row.titleKey)) holding.push(row.number);
        }
        return true;
      });
      return { equal, holding };
    },
  };
}

function matches(rows: TaskKeys[], words: string[]): number[] {
  return rows.filter((row) => holdsAll(words, row.titleKey, row.notesKey)).map((row) => row.number);
}

function holdsAll(words: string[], ...texts: string[]): boolean {
  return words.every((word) => texts.some((text) => text.includes(word)));
}
