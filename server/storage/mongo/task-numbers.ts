import type { Connection } from 'mongoose';
import { createTaskCounterModel, createTaskModel, TASK_HINTS } from './task-model.ts';

/** Adds of one owner that may be under way while an earlier one is repeated. */
const RECENT = 32;

/**
 * Gives every new task the owner's next number.
 *
 * It remembers to whom it gave the last ones: an operation that is sent twice at once, or again after a crash, gets one
 * number, and leaves no gap. That is all the memory is for: no number is given twice without it either.
 */
export function createTaskNumbers(connection: Connection) {
  const counters = createTaskCounterModel(connection);
  const tasks = createTaskModel(connection);
  return {
    /** @throws MongoServerError (duplicate key) when somebody else began to count for this owner at the same moment. */
    async take(owner: string, operation: string): Promise<number> {
      const recent = { $ifNull: ['$recent', []] };
      const next = { operation: { $literal: operation }, number: { $add: [{ $ifNull: ['$last', 0] }, 1] } };
      const known = { $in: [{ $literal: operation }, { $ifNull: ['$recent.operation', []] }] };
      const counter = await counters
        .findOneAndUpdate(
          { owner },
          [
            {
              $set: { recent: { $cond: [known, recent, { $slice: [{ $concatArrays: [recent, [next]] }, -RECENT] }] } },
            },
            { $set: { last: { $max: ['$last', { $max: '$recent.number' }] } } },
          ],
          { upsert: true, returnDocument: 'after', updatePipeline: true, hint: TASK_HINTS.counter },
        )
        .lean();
      const given = counter?.recent.find((each) => each.operation === operation);
      if (!given) throw new Error('the counter of tasks gave no number');
      return given.number;
    },

    /**
     * Gives back the number that the operation was given, since another task has it, and goes on beyond all that are there:
     * the counter is older than the tasks, as a restored one may be.
     */
    async skipTaken(owner: string, operation: string): Promise<void> {
      const highest = tasks.findOne({ owner }, { _id: 0, number: 1 }).sort({ number: -1 }).hint(TASK_HINTS.number);
      const last = (await highest.lean())?.number ?? 0;
      const change = { $max: { last }, $pull: { recent: { operation } } };
      await counters.updateOne({ owner }, change, { hint: TASK_HINTS.counter });
    },
  };
}
