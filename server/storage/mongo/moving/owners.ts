import type { Connection } from 'mongoose';
import { limiterKeysOf } from '../../limiter.ts';
import type { Reassigned } from '../../moving/moving.ts';
import { RATE_LIMITS } from '../rate-limits.ts';
import { createMerge } from './merge.ts';
import { hintOf, OWNED_COLLECTIONS } from './owned-collections.ts';

/** Where it is noted that a person is on the way to another key, until nothing is left under the old one. */
const MOVES = 'owner_moves';

/** All that a person has, whatever it is. */
export function createOwners(connection: Connection) {
  const moves = connection.collection<{ _id: string; to: string }>(MOVES);

  return {
    /** Deletes it. The lines first: a run that is under way loses its conversation. */
    async forget(owner: string): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const name of inOrder('lines')) {
        const { deletedCount } = await connection.collection(name).deleteMany({ owner }, { hint: hintOf(name) });
        counts[name] = deletedCount;
      }
      const keys = { key: { $in: limiterKeysOf(owner) } };
      counts.rate_limits = (await connection.collection(RATE_LIMITS).deleteMany(keys)).deletedCount;
      await moves.deleteMany({ $or: [{ _id: owner }, { to: owner }] });
      return counts;
    },

    async isUnderWay(from: string, to: string): Promise<boolean> {
      return (await moves.findOne({ _id: from, to })) !== null;
    },

    /**
     * Gives it to another key. What dies on the way is gone on with by the next call; who uses the chat in between, under
     * whichever key, has what stands in the way then, and both parts are merged.
     */
    async reassign(from: string, to: string): Promise<Reassigned> {
      const before = await moves.findOne({ _id: from });
      if (before && before.to !== to) {
        throw new Error(`The owner ${from} is on the way to ${before.to}. Run that move again first.`);
      }
      await moves.updateOne({ _id: from }, { $set: { to } }, { upsert: true });
      const rows: Record<string, number> = {};
      const merge = createMerge(connection, from, to);
      for (const name of inOrder('counters')) rows[name] = await merge.move(name);
      await moves.deleteOne({ _id: from });
      return { rows, merged: merge.done() };
    },
  };
}

/** All collections, those first that others must find done. */
function inOrder(first: 'lines' | 'counters'): string[] {
  const isFirst = (name: string) =>
    first === 'lines' ? name === 'thread_lines' || name === 'turns' : name.endsWith('_counters');
  return OWNED_COLLECTIONS.toSorted((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
}
