import type { Connection } from 'mongoose';
import { createTaskCounterModel } from './task-model.ts';

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
          { upsert: true, returnDocument: 'after', updatePipeline: true },
        )
        .lean();
      const given = counter?.recent.find((each) => each.operation === operation);
      if (!given) throw new Error('the counter of tasks gave no number');
      return given.number;
    },
  };
}
