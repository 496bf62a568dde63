import { performance } from 'node:perf_hooks';
import type { Connection } from './connection.ts';

export const LEFTOVER_SQL = {
  find: 'SELECT from_position, to_position FROM leftovers WHERE owner = ? AND thread_key = ?',
  /** Maintenance over all owners, at the start; the table is empty but for a deletion that was cut short. */
  findAny: 'SELECT owner, thread_key FROM leftovers LIMIT 1',
  save: 'INSERT OR REPLACE INTO leftovers (owner, thread_key, from_position, to_position) VALUES (?, ?, ?, ?)',
  remove: 'DELETE FROM leftovers WHERE owner = ? AND thread_key = ?',
  removeItems: `
    DELETE FROM items WHERE key IN (
      SELECT key FROM items WHERE owner = ? AND thread_key = ? AND position BETWEEN ? AND ? ORDER BY position LIMIT ?
    )`,
} as const;

/** How long one transaction removes rows; what is left waits for the next one. */
const SLICE_MS = 4;
const SLICE_ROWS = 25;

/** Positions of a thread, both included. */
export interface Range {
  from: number;
  to: number;
}

/**
 * Deletes many items without stopping everybody else.
 *
 * `hide` makes them invisible within the caller's transaction; `purge` then removes them in slices. A crash between the
 * two leaves rows that nobody can see, for `resume` to remove.
 */
export interface Leftovers {
  /** To be called in a transaction. Takes the place of what was hidden in this thread before. */
  hide(owner: string, threadKey: number, range: Range): void;
  purge(owner: string, threadKey: number): Promise<void>;
  resume(): Promise<void>;
}

export function createLeftovers(connection: Connection): Leftovers {
  const find = connection.prepare<{ from_position: number; to_position: number }>(LEFTOVER_SQL.find);
  const findAny = connection.prepare<{ owner: string; thread_key: number }>(LEFTOVER_SQL.findAny);
  const save = connection.prepare(LEFTOVER_SQL.save);
  const remove = connection.prepare(LEFTOVER_SQL.remove);
  const removeItems = connection.prepare(LEFTOVER_SQL.removeItems);

  /** Answers whether nothing is left. */
  function removeSlice(owner: string, threadKey: number): boolean {
    const range = find.first(owner, threadKey);
    if (!range) return true;
    const start = performance.now();
    while (removeItems.run(owner, threadKey, range.from_position, range.to_position, SLICE_ROWS) === SLICE_ROWS) {
      if (performance.now() - start > SLICE_MS) return false;
    }
    remove.run(owner, threadKey);
    return true;
  }

  async function purge(owner: string, threadKey: number): Promise<void> {
    while (!(await connection.write(() => removeSlice(owner, threadKey))));
  }

  return {
    hide(owner, threadKey, { from, to }) {
      save.run(owner, threadKey, from, to);
    },
    purge,
    async resume() {
      while (true) {
        const left = await connection.read(() => findAny.first());
        if (!left) return;
        await purge(left.owner, left.thread_key);
      }
    },
  };
}
