import type { Connection } from 'mongoose';
import { limiterKeysOf } from '../../limiter.ts';
import { RATE_LIMITS } from '../rate-limits.ts';
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
      for (const name of inOrder()) {
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

    /** Gives it to another key. What dies on the way is gone on with by the next call. */
    async reassign(from: string, to: string): Promise<Record<string, number>> {
      const before = await moves.findOne({ _id: from });
      if (before && before.to !== to) {
        throw new Error(`The owner ${from} is on the way to ${before.to}. Run that move again first.`);
      }
      await moves.updateOne({ _id: from }, { $set: { to } }, { upsert: true });
      const counts: Record<string, number> = {};
      for (const name of OWNED_COLLECTIONS) {
        const change = { $set: { owner: to } };
        const { modifiedCount } = await connection
          .collection(name)
          .updateMany({ owner: from }, change, { hint: hintOf(name) });
        counts[name] = modifiedCount;
      }
      await moves.deleteOne({ _id: from });
      return counts;
    },
  };
}

function inOrder(): string[] {
  return OWNED_COLLECTIONS.toSorted((one, other) => rank(one) - rank(other));
}

function rank(collection: string): number {
  return collection === 'thread_lines' || collection === 'turns' ? 0 : 1;
}
