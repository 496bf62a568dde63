import type { Connection, QueryFilter } from 'mongoose';
import type { TaskQuery } from '../../tasks/store.ts';
import type { Task } from '../../tasks/task.ts';
import type { KeysQuery, TaskKeys } from '../task-search.ts';
import { createTaskModel, TASK_HINTS, type TaskDocument } from './task-model.ts';

/** The documents of tasks, read; deleted ones are left out. */
export function createTaskRows(connection: Connection) {
  const tasks = createTaskModel(connection);
  return {
    async keys(owner: string, { status, before, limit }: KeysQuery): Promise<TaskKeys[]> {
      const { filter, hint } = toSelection(owner, status);
      return tasks
        .find({ ...filter, number: { $lt: before } }, { _id: 0, number: 1, titleKey: 1, notesKey: 1 })
        .sort({ number: -1 })
        .limit(limit)
        .hint(hint)
        .lean();
    },

    /** The newest first. */
    async page(owner: string, { status, before, limit }: KeysQuery): Promise<Task[]> {
      const { filter, hint } = toSelection(owner, status);
      const found = tasks.find({ ...filter, number: { $lt: before } }, { _id: 0, task: 1 }).sort({ number: -1 });
      return (await found.limit(limit).hint(hint).lean()).map(({ task }) => task);
    },

    async count(owner: string, status: TaskQuery['status'], cap: number): Promise<number> {
      const { filter, hint } = toSelection(owner, status);
      return tasks.countDocuments(filter, { limit: cap, hint });
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

/** Which tasks a list of this status holds, and the index they are found by. */
function toSelection(owner: string, status: TaskQuery['status']): { filter: QueryFilter<TaskDocument>; hint: string } {
  if (status === 'all') return { filter: { owner, live: true }, hint: TASK_HINTS.page };
  return { filter: { owner, status }, hint: TASK_HINTS.pageOfStatus };
}
