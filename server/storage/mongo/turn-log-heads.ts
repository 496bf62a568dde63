import type { Connection } from 'mongoose';
import type { TurnAddress } from '../../chatkit/index.ts';
import { createGroupedWrites } from './grouped-writes.ts';
import { createLogModel, LOG_HINTS, type LogDocument } from './turn-log-model.ts';

/** How long a log whose turn never comes to an end stays, since its writer last said that it goes on for long. */
const KEEP_RUNNING_MS = 24 * 60 * 60 * 1_000;
/** How long who reads a log that was purged, or writes it, can learn of it. */
const KEEP_PURGED_MS = 60_000;

export interface LogHead {
  /** Of a log that ended: the number of its last event. */
  last: number | undefined;
  /** Its writer died before the end. */
  isAbandoned: boolean;
  isPurged: boolean;
}

/** Which logs there are, who still writes them, and where they end; all times by the database's clock. */
export function createLogHeads(connection: Connection, { keepMs, aliveMs }: { keepMs: number; aliveMs: number }) {
  const logs = createLogModel(connection);
  const hint = LOG_HINTS.turn;
  // Whoever finds the record of a turn finds its log, also behind a failover.
  const begin = createGroupedWrites(() => logs.collection, { w: 'majority' });
  const finish = createGroupedWrites(() => logs.collection, { w: 1 });
  const after = (ms: number) => ({ $add: ['$$NOW', ms] });
  const writtenUntil = after(aliveMs);
  return {
    async create({ owner, id, threadId }: TurnAddress & { threadId: string }): Promise<void> {
      const head = { threadId: { $literal: threadId }, expiresAt: after(KEEP_RUNNING_MS), writtenUntil };
      const update = [{ $set: head }, { $unset: ['last', 'purged'] }];
      await begin([{ updateOne: { filter: { owner, turnId: id }, update, upsert: true, hint } }]);
    },

    async find({ owner, id }: TurnAddress): Promise<LogHead | undefined> {
      const [head] = await logs
        .aggregate<LogDocument & { now: Date }>([{ $match: { owner, turnId: id } }, { $set: { now: '$$NOW' } }])
        .hint(hint)
        .readConcern('local');
      // The database removes what ran out in its own time.
      if (!head || head.expiresAt <= head.now) return undefined;
      const isAbandoned = head.last === undefined && head.writtenUntil <= head.now;
      return { last: head.last, isAbandoned, isPurged: head.purged === true };
    },

    /** Says that these logs are still being written; answers those that are there, and whether they were purged. */
    async keep(turns: readonly TurnAddress[]): Promise<Map<string, { isPurged: boolean }>> {
      if (turns.length === 0) return new Map();
      const filter = { $or: turns.map(({ owner, id }) => ({ owner, turnId: id })) };
      const found = await logs.find(filter, { _id: 0, turnId: 1, purged: 1 }).hint(hint).readConcern('local').lean();
      await logs.updateMany(filter, [{ $set: { writtenUntil } }], { hint, updatePipeline: true });
      return new Map(found.map(({ turnId, purged }) => [turnId, { isPurged: purged === true }]));
    },

    /** Lets a log that has not ended stay for longer than it was to. */
    async prolong({ owner, id }: TurnAddress): Promise<void> {
      const filter = { owner, turnId: id, last: { $exists: false }, purged: { $ne: true } };
      const update = [{ $set: { expiresAt: after(KEEP_RUNNING_MS) } }];
      await logs.updateOne(filter, update, { hint, updatePipeline: true });
    },

    async end({ owner, id }: TurnAddress, last: number): Promise<void> {
      const update = [{ $set: { last, expiresAt: after(keepMs) } }];
      await finish([{ updateOne: { filter: { owner, turnId: id, purged: { $ne: true } }, update, hint } }]);
    },

    /** Lets nobody read these logs, and those who do learn of it. */
    async purge(owner: string, turnIds: readonly string[]): Promise<void> {
      const update = [{ $set: { purged: true, expiresAt: after(KEEP_PURGED_MS) } }];
      await logs.updateMany({ owner, turnId: { $in: [...turnIds] } }, update, { hint, updatePipeline: true });
    },

    /** Forgets whatever there is, and that it ever was. */
    async removeAll(owner: string): Promise<void> {
      await logs.deleteMany({ owner }, { hint });
    },

    async ofThread(owner: string, threadId: string): Promise<string[]> {
      const found = logs.find({ owner, threadId, purged: { $ne: true } }, { turnId: 1 }).hint(LOG_HINTS.thread);
      return (await found.readConcern('local').lean()).map(({ turnId }) => turnId);
    },
  };
}

export type LogHeads = ReturnType<typeof createLogHeads>;
