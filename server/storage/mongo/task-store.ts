import type { Connection } from 'mongoose';
import { COUNT_CAP, type TaskStore } from '../../tasks/store.ts';
import type { Task, TaskStatus } from '../../tasks/task.ts';
import { toSearchWords } from '../search-key.ts';
import { createTaskSearch } from '../task-search.ts';
import { toWellFormed } from '../well-formed.ts';
import { attempt } from './errors.ts';
import { createTaskRows } from './task-rows.ts';
import { createTaskWrites } from './task-writes.ts';

const PAGE_MAX = 1_000;
/** Tasks that one query of a search reads. */
const BATCH = 500;
/** Behind every number. */
const NO_NUMBER = Number.MAX_SAFE_INTEGER;

/** Tasks in MongoDB (see `createTaskWrites` for how each write is applied once). */
export function createTaskStore(connection: Connection, now: () => number): TaskStore {
  const rows = createTaskRows(connection);
  const writes = createTaskWrites(connection);
  const search = createTaskSearch({ batch: BATCH, readKeys: rows.keys });
  const time = () => new Date(now()).toISOString();

  return {
    add: (owner, { title, notes }, operation) =>
      attempt(() =>
        writes.add(owner, { title: toWellFormed(title), notes: toWellFormed(notes ?? '') }, operation, time()),
      ),

    setStatus: (owner, number, status, operation) =>
      attempt(() =>
        writes.change(owner, number, operation, (task) => {
          if (task.status === status) return { task };
          const { completedAt: _, ...rest } = task;
          const at = time();
          return { task: { ...rest, status, updatedAt: at, ...(status === 'done' && { completedAt: at }) } };
        }),
      ),

    update: (owner, number, { title, notes }, operation) =>
      attempt(() =>
        writes.change(owner, number, operation, (task) => {
          const changed = withNotes({ ...task, title: toWellFormed(title ?? task.title) }, notes ?? task.notes);
          if (changed.title === task.title && changed.notes === task.notes) return { task };
          return { task: { ...changed, updatedAt: time() } };
        }),
      ),

    remove: (owner, number, operation) =>
      attempt(() => writes.change(owner, number, operation, (task) => ({ task, removed: true }))),

    get: (owner, number) => attempt(async () => (await rows.load(owner, [number]))[0]),

    list: (owner, { status, text }, { limit: asked, before = NO_NUMBER }) =>
      attempt(async () => {
        const limit = Math.min(Math.max(1, Math.trunc(asked)), PAGE_MAX);
        const words = toSearchWords(text);
        if (words.length === 0) return rows.page(owner, { status, before, limit });
        return rows.load(owner, await search.find(owner, { status, words, before }, limit));
      }),

    count: (owner, { status, text }) =>
      attempt(async () => {
        const words = toSearchWords(text);
        if (words.length > 0) return search.count(owner, { status, words, before: NO_NUMBER }, COUNT_CAP);
        return rows.count(owner, status, COUNT_CAP);
      }),

    findByTitle: (owner, text, limit) =>
      attempt(async () => {
        const words = toSearchWords(text);
        if (words.length === 0) return [];
        const statuses: TaskStatus[] = ['open', 'done'];
        const found = await Promise.all(statuses.map((status) => search.titles(owner, status, words, text)));
        const equalFirst = [...found.map((each) => each.equal), ...found.map((each) => each.holding)].flat();
        return rows.load(owner, equalFirst.slice(0, Math.max(0, limit)));
      }),
  };
}

function withNotes(task: Task, notes: string | undefined): Task {
  const { notes: _, ...rest } = task;
  return notes ? { ...rest, notes: toWellFormed(notes) } : rest;
}
