import type { Connection } from 'mongoose';
import { createMemoryTurnLog, type LoggedEvents, type Logger, type TurnLog } from '../../chatkit/index.ts';
import { attempt } from './errors.ts';
import { createLogBatches, type LogBatch } from './turn-log-batches.ts';
import { createLogHeads } from './turn-log-heads.ts';
import { followLog } from './turn-log-reader.ts';
import { createLogWriter, type LogWriter } from './turn-log-writer.ts';

export interface TurnLogOptions {
  /** Milliseconds an ended log stays readable. @default 300_000 */
  keepMs?: number;
  /** Characters of JSON in one log above which its oldest events are folded into snapshots. @default 4_194_304 */
  foldAbove?: number;
  /** Milliseconds without a sign of its writer after which a log counts as abandoned. @default 10_000 */
  aliveMs?: number;
}

/** A turn log that other processes read. */
export interface SharedTurnLog extends TurnLog {
  /** Gives no more signs of life, and writes nothing more. */
  close(): void;
}

/**
 * A turn log in this process's memory, for readers here, that is also written to MongoDB, for readers elsewhere: these ask
 * for more every so often, and lag behind by what a batch and a question take.
 */
export function createTurnLog(
  connection: Connection,
  logger: Logger,
  { keepMs = 300_000, foldAbove = 4 * 1024 * 1024, aliveMs = 10_000 }: TurnLogOptions = {},
): SharedTurnLog {
  const memory = createMemoryTurnLog({ keepMs, foldAbove });
  const heads = createLogHeads(connection, { keepMs, aliveMs });
  const batches = createLogBatches(connection);
  /** Logs that are written here and have not ended. */
  const own = new Map<string, LogWriter>();
  let isSigning = false;
  const watch = setInterval(giveSign, aliveMs / 8);
  watch.unref();

  /** Tells readers elsewhere that these logs go on, and learns which were purged there. */
  async function giveSign(): Promise<void> {
    const asked = [...own].filter(([, writer]) => writer.intact).map(([turnId]) => turnId);
    if (asked.length === 0 || isSigning) return;
    isSigning = true;
    try {
      const here = new Set(await heads.keep(asked));
      for (const turnId of asked) if (!here.has(turnId)) await forget(turnId);
    } catch {
      // The next sign is due soon; without any, readers elsewhere find what is stored.
    } finally {
      isSigning = false;
    }
  }

  /** Its readers here come to their end. */
  async function forget(turnId: string): Promise<void> {
    own.get(turnId)?.stop();
    own.delete(turnId);
    await memory.purge(turnId);
  }

  async function remove(turnIds: string[]): Promise<void> {
    for (const turnId of turnIds) await forget(turnId);
    await attempt(async () => {
      await heads.remove(turnIds);
      await batches.remove(turnIds);
    });
  }

  /** Replaces what this process's memory has folded. */
  async function fold(turnId: string): Promise<void> {
    const snapshot: string[] = [];
    for await (const { first, data } of (await memory.read(turnId, 0)) ?? []) {
      snapshot.push(...data);
      if (first === 1) return;
      if (first === undefined) continue;
      await batches.write(turnId, { last: first, folded: true, data: snapshot });
      return batches.removeFolded(turnId, first);
    }
  }

  return {
    async create(turnId, threadId) {
      await attempt(() => heads.create(turnId, threadId));
      await memory.create(turnId, threadId);
      let unfolded = 0;
      const write = async (batch: LogBatch) => {
        await batches.write(turnId, batch);
        unfolded += batch.data.reduce((sum, data) => sum + data.length, 0);
        if (unfolded <= foldAbove) return;
        await fold(turnId);
        // The memory folds the oldest eighth at a time.
        unfolded = (foldAbove * 7) / 8;
      };
      const giveUp = (error: unknown) =>
        logger.error({ err: error, turn: turnId }, 'the events of a turn could not be shared with other processes');
      own.set(turnId, createLogWriter(write, giveUp));
    },

    append(turnId, data) {
      memory.append(turnId, data);
      own.get(turnId)?.append(data);
    },

    async end(turnId) {
      await memory.end(turnId);
      try {
        const last = await own.get(turnId)?.finish();
        if (last !== undefined) await attempt(() => heads.end(turnId, last));
      } finally {
        // Without an end in the database it counts as abandoned in a moment.
        own.delete(turnId);
      }
    },

    purge: (turnId) => remove([turnId]),

    async purgeThread(threadId) {
      await memory.purgeThread(threadId);
      await remove(await attempt(() => heads.ofThread(threadId)));
    },

    async read(turnId, after, signal): Promise<AsyncIterable<LoggedEvents> | undefined> {
      const here = await memory.read(turnId, after, signal);
      // Whether it was purged elsewhere, the next sign of life tells.
      if (here && own.has(turnId)) return here;
      const head = await attempt(() => heads.find(turnId)).catch((error: unknown) => {
        if (!here) throw error;
        // What is here can be read without the database.
        return 'unknown' as const;
      });
      if (here && head) return here;
      if (here) await forget(turnId);
      if (!head || head === 'unknown' || head.isAbandoned) return undefined;
      return followLog(turnId, after, { heads, batches }, signal);
    },

    close() {
      clearInterval(watch);
      for (const writer of own.values()) writer.stop();
      own.clear();
    },
  };
}
