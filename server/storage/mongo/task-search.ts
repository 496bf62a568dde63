import type { Connection, QueryFilter } from 'mongoose';
import type { TaskQuery } from '../../tasks/store.ts';
import type { Task, TaskStatus } from '../../tasks/task.ts';
import { toSearchKey } from '../search-key.ts';
import { createTaskModel, TASK_HINTS, type TaskDocument } from './task-model.ts';

/** Tasks that one query reads. */
const BATCH = 500;
/** Tasks that one text query looks at, the newest first (see `TaskStore.list`). */
const TEXT_WINDOW = 10_000;
/** Tasks of a status whose titles are looked at (see `TaskStore.findByTitle`). */
const TITLE_WINDOW = 1_000;

type Keys = Pick<TaskDocument, 'number' | 'titleKey' | 'notesKey'>;

interface TextQuery {
  status: TaskQuery['status'];
  words: string[];
  before: number;
}

/** Which tasks a list of this status holds, and the index they are found by. */
export function toSelection(
  owner: string,
  status: TaskQuery['status'],
): { filter: QueryFilter<TaskDocument>; hint: string } {
  if (status === 'all') return { filter: { owner, live: true }, hint: TASK_HINTS.page };
  return { filter: { owner, status }, hint: TASK_HINTS.pageOfStatus };
}

/**
 * Finds tasks by words among the newest ones: what a query may cost is known, however many there are.
 *
 * Words are compared here and not by the database, so that both databases find the same.
 */
export function createTaskSearch(connection: Connection) {
  const tasks = createTaskModel(connection);

  /** Calls `visit` with batch after batch, until it answers `false` or the window is through. */
  async function walk(
    owner: string,
    status: TaskQuery['status'],
    before: number,
    window: number,
    visit: (rows: Keys[]) => boolean,
  ): Promise<void> {
    const { filter, hint } = toSelection(owner, status);
    for (let seen = 0, cursor = before; seen < window; seen += BATCH) {
      const rows = await tasks
        .find({ ...filter, number: { $lt: cursor } }, { _id: 0, number: 1, titleKey: 1, notesKey: 1 })
        .sort({ number: -1 })
        .limit(BATCH)
        .hint(hint)
        .lean();
      if (!visit(rows) || rows.length < BATCH) return;
      cursor = rows.at(-1)?.number ?? cursor;
    }
  }

  return {
    async find(owner: string, { status, words, before }: TextQuery, limit: number): Promise<number[]> {
      const numbers: number[] = [];
      await walk(owner, status, before, TEXT_WINDOW, (rows) => {
        numbers.push(...matches(rows, words));
        return numbers.length < limit;
      });
      return numbers.slice(0, limit);
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
          if (row.titleKey === title) equal.push(row.number);
          else if (holdsAll(words, row.titleKey)) holding.push(row.number);
        }
        return true;
      });
      return { equal, holding };
    },

    /** The tasks with these numbers, in this order, as they are now. */
    async load(owner: string, numbers: readonly number[]): Promise<Task[]> {
      if (numbers.length === 0) return [];
      const filter = { owner, live: true, number: { $in: [...numbers] } };
      const rows = await tasks.find(filter, { _id: 0, task: 1 }).hint(TASK_HINTS.page).lean();
      const found = new Map(rows.map(({ task }) => [task.number, task]));
      return numbers.map((number) => found.get(number)).filter((task) => task !== undefined);
    },
  };
}

function matches(rows: Keys[], words: string[]): number[] {
  return rows.filter((row) => holdsAll(words, row.titleKey, row.notesKey)).map((row) => row.number);
}

function holdsAll(words: string[], ...texts: string[]): boolean {
  return words.every((word) => texts.some((text) => text.includes(word)));
}
