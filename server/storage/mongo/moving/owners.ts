import type { Connection } from 'mongoose';
import { limiterKeysOf } from '../../limiter.ts';
import { createLineModel, LINE_HINTS } from '../line-model.ts';
import { RATE_LIMITS } from '../rate-limits.ts';
import { createThreadModel, THREAD_HINTS } from '../thread-model.ts';
import { createLogBatchModel, createLogModel, LOG_HINTS } from '../turn-log-model.ts';
import { createTurnModel, TURN_HINTS } from '../turn-model.ts';
import { hintOf, OWNED_COLLECTIONS } from './owned-collections.ts';

/** Documents of a question by id. */
const CHUNK = 500;
/** Where it is noted that a person is on the way to another key, until nothing is left under the old one. */
const MOVES = 'owner_moves';

/** All that a person has, whatever it is. */
export function createOwners(connection: Connection) {
  const moves = connection.collection<{ _id: string; to: string }>(MOVES);

  /** Logs of runs are found by their turns and threads. */
  async function removeLogs(owner: string): Promise<number> {
    const logs = createLogModel(connection);
    const batches = createLogBatchModel(connection);
    let removed = 0;
    const remove = async (turnIds: readonly string[]) => {
      const filter = { turnId: { $in: [...turnIds] } };
      removed += (await batches.deleteMany(filter, { hint: LOG_HINTS.batch })).deletedCount;
      removed += (await logs.deleteMany(filter, { hint: LOG_HINTS.turn })).deletedCount;
    };
    const turns = createTurnModel(connection).find({ owner }, { _id: 0, id: 1 }).hint(TURN_HINTS.age).lean();
    for await (const ids of inChunks(turns.cursor(), ({ id }) => [id])) await remove(ids);
    const lines = createLineModel(connection).find({ owner }, { _id: 0, turns: 1 }).hint(LINE_HINTS.thread).lean();
    for await (const ids of inChunks(lines.cursor(), ({ turns }) => turns.map(({ id }) => id))) await remove(ids);
    const threads = createThreadModel(connection)
      .find({ owner, threadId: { $exists: true } }, { _id: 0, threadId: 1 })
      .hint(THREAD_HINTS.thread)
      .lean();
    for await (const threadIds of inChunks(threads.cursor(), ({ threadId }) => (threadId ? [threadId] : []))) {
      const found = await logs
        .find({ threadId: { $in: threadIds } }, { turnId: 1 })
        .hint(LOG_HINTS.thread)
        .lean();
      await remove(found.map(({ turnId }) => turnId));
    }
    return removed;
  }

  return {
    /** Deletes it. The lines first: a run that is under way loses its conversation. */
    async forget(owner: string): Promise<Record<string, number>> {
      const counts: Record<string, number> = { turn_logs: await removeLogs(owner) };
      for (const name of inOrder()) {
        const { deletedCount } = await connection.collection(name).deleteMany({ owner }, { hint: hintOf(name) });
        counts[name] = (counts[name] ?? 0) + deletedCount;
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

async function* inChunks<Row>(rows: AsyncIterable<Row>, toIds: (row: Row) => string[]): AsyncGenerator<string[]> {
  let ids: string[] = [];
  for await (const row of rows) {
    ids.push(...toIds(row));
    if (ids.length < CHUNK) continue;
    yield ids;
    ids = [];
  }
  if (ids.length > 0) yield ids;
}
