import type { TaskQuery, TaskStore } from './store.ts';
import type { Task } from './task.ts';

/** Reads one owner's tasks for drawing. What was read once is not read again: make a new one after a change. */
export interface TaskReader {
  list(query: TaskQuery, rows: number): Promise<{ tasks: Task[]; total: number }>;
  get(number: number): Promise<Task | undefined>;
}

export function createTaskReader(tasks: TaskStore, owner: string): TaskReader {
  const lists = new Map<string, Promise<{ tasks: Task[]; total: number }>>();
  const single = new Map<number, Promise<Task | undefined>>();
  const read = async (query: TaskQuery, limit: number) => {
    const [rows, total] = await Promise.all([tasks.list(owner, query, { limit }), tasks.count(owner, query)]);
    return { tasks: rows, total };
  };
  return {
    list: (query, rows) => remember(lists, JSON.stringify([query.status, query.text, rows]), () => read(query, rows)),
    get: (number) => remember(single, number, () => tasks.get(owner, number)),
  };
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, read: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = read();
  known.set(key, value);
  return value;
}
