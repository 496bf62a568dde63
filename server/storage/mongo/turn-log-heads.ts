import type { Connection } from 'mongoose';
import { createLogModel, LOG_HINTS, type LogDocument } from './turn-log-model.ts';

/** How long a log whose turn never comes to an end stays. */
const KEEP_RUNNING_MS = 24 * 60 * 60 * 1_000;

export interface LogHead {
  /** Of a log that ended: the number of its last event. */
  last: number | undefined;
  /** Its writer died before the end. */
  isAbandoned: boolean;
}

/** Which logs there are, who still writes them, and where they end. */
export function createLogHeads(connection: Connection, { keepMs, aliveMs }: { keepMs: number; aliveMs: number }) {
  const logs = createLogModel(connection);
  const writtenUntil = { $add: ['$$NOW', aliveMs] };
  return {
    async create(turnId: string, threadId: string): Promise<void> {
      const head = {
        threadId: { $literal: threadId },
        expiresAt: new Date(Date.now() + KEEP_RUNNING_MS),
        writtenUntil,
      };
      const options = { upsert: true, hint: LOG_HINTS.turn, updatePipeline: true };
      await logs.updateOne({ turnId }, [{ $set: head }], options);
    },

    async find(turnId: string): Promise<LogHead | undefined> {
      const [head] = await logs
        .aggregate<LogDocument & { now: Date }>([{ $match: { turnId } }, { $set: { now: '$$NOW' } }])
        .hint(LOG_HINTS.turn)
        .readConcern('local');
      // The database removes what ran out in its own time.
      if (!head || head.expiresAt <= head.now) return undefined;
      return { last: head.last, isAbandoned: head.last === undefined && head.writtenUntil <= head.now };
    },

    /** Says that these logs are still being written; answers which of them are there. */
    async keep(turnIds: readonly string[]): Promise<string[]> {
      const filter = { turnId: { $in: [...turnIds] } };
      const found = await logs.find(filter, { turnId: 1 }).hint(LOG_HINTS.turn).readConcern('local').lean();
      await logs.updateMany(filter, [{ $set: { writtenUntil } }], { hint: LOG_HINTS.turn, updatePipeline: true });
      return found.map(({ turnId }) => turnId);
    },

    async end(turnId: string, last: number): Promise<void> {
      const update = { $set: { last, expiresAt: new Date(Date.now() + keepMs) } };
      await logs.updateOne({ turnId }, update, { hint: LOG_HINTS.turn });
    },

    async remove(turnIds: readonly string[]): Promise<void> {
      await logs.deleteMany({ turnId: { $in: [...turnIds] } }, { hint: LOG_HINTS.turn });
    },

    async ofThread(threadId: string): Promise<string[]> {
      const found = await logs.find({ threadId }, { turnId: 1 }).hint(LOG_HINTS.thread).readConcern('local').lean();
      return found.map(({ turnId }) => turnId);
    },
  };
}

export type LogHeads = ReturnType<typeof createLogHeads>;
