import type { Connection } from 'mongoose';
import type { NewTask } from '../../tasks/store.ts';
import type { Task } from '../../tasks/task.ts';
import { toSearchKey } from '../search-key.ts';
import { contest, LOST } from './contest.ts';
import { isDuplicateKey, isDuplicateOf } from './errors.ts';
import { createOperationLog } from './operation-log.ts';
import { createTaskModel, TASK_HINTS } from './task-model.ts';
import { createTaskNumbers } from './task-numbers.ts';

/**
 * Writes to tasks, each applied exactly once, without transactions.
 *
 * A write and the name of its operation are one document's change: `last`. Before the next write to that task puts another
 * operation there, it moves the former one to the log of operations. So an operation was applied if, and only if, it is
 * a task's `last` or in that log; what made a task stands in `addedBy` besides, which is unique. A crash between any two
 * steps leaves a state from which any repeat, and any other write, goes on.
 */
export function createTaskWrites(connection: Connection) {
  const tasks = createTaskModel(connection);
  const operations = createOperationLog(connection);
  const numbers = createTaskNumbers(connection);

  /** What an operation that added a task answered, when it was applied. */
  async function findAdded(owner: string, operation: string): Promise<Task | undefined> {
    const [row, kept] = await Promise.all([
      tasks.findOne({ owner, addedBy: operation }, { task: 1, last: 1 }).hint(TASK_HINTS.origin).lean(),
      operations.find(owner, operation),
    ]);
    if (!row) return kept;
    if (row.last.operation === operation) return row.last.result;
    // Asked again behind the task, which may have lost it since. A task outlives what is known of its operation.
    return kept ?? (await operations.find(owner, operation)) ?? row.task;
  }

  /** Whether the task of this operation stands there, even if no majority of the database knows yet. */
  async function isThere(owner: string, operation: string): Promise<boolean> {
    const found = tasks.findOne({ owner, addedBy: operation }, { _id: 1 }).hint(TASK_HINTS.origin);
    return (await found.readConcern('local').lean()) !== null;
  }

  return {
    add: (owner: string, { title, notes }: NewTask, operation: string, time: string): Promise<Task> =>
      contest(async () => {
        const before = await findAdded(owner, operation);
        if (before) return before;
        try {
          const number = await numbers.take(owner, operation);
          const plain: Task = { number, title, status: 'open', createdAt: time, updatedAt: time };
          const task = notes ? { ...plain, notes } : plain;
          const last = { operation, result: task };
          await tasks.create({ owner, number, live: true, ...toFields(task), rev: 1, addedBy: operation, last });
          return task;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          // The same operation, sent twice at once, may have been faster: then the number is its own, and stays so.
          const isTaken = isDuplicateOf(error, 'number') && !(await isThere(owner, operation));
          if (isTaken) await numbers.skipTaken(owner, operation);
          return LOST;
        }
      }),

    /** Applies what `effect` makes of the task, which may be the task as it is. `undefined`: there is no such task. */
    change: (
      owner: string,
      number: number,
      operation: string,
      effect: (task: Task) => { task: Task; removed?: boolean },
    ): Promise<Task | undefined> =>
      contest(async () => {
        const row = await tasks.findOne({ owner, number }).hint(TASK_HINTS.number).lean();
        if (row?.last.operation === operation) {
          if (!row.live) await operations.keep(owner, row.last);
          return row.last.result;
        }
        // Asked behind the task, never before it: whoever replaced this operation as the task's last one since then, also
        // changed the revision; whoever did so earlier had written it down by then.
        const [before] = await Promise.all([
          operations.find(owner, operation),
          row && operations.keep(owner, row.last),
        ]);
        if (before || !row?.live) return before;
        const { task, removed = false } = effect(row.task);
        const last = { operation, result: task };
        const gone = { live: false, status: 'removed' as const, removedAt: new Date() };
        const { matchedCount } = await tasks.updateOne(
          { owner, number, rev: row.rev },
          { $set: { last, ...(removed ? gone : toFields(task)) }, $inc: { rev: 1 } },
          { hint: TASK_HINTS.number },
        );
        if (matchedCount === 0) return LOST;
        // Nobody writes to it any more, and in a day it goes with what it knows.
        if (removed) await operations.keep(owner, last);
        return task;
      }),
  };
}

function toFields(task: Task) {
  return { task, status: task.status, titleKey: toSearchKey(task.title), notesKey: toSearchKey(task.notes ?? '') };
}
