import type { Connection } from 'mongoose';
import {
  createMemoryTurnLog,
  type LoggedEvents,
  type Logger,
  type TurnAddress,
  type TurnLog,
} from '../../chatkit/index.ts';
import { behindRequest } from '../deadline.ts';
import { attempt, attemptForRun } from './errors.ts';
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
  /** Milliseconds the events of a run stay in the database; while it goes on, they are kept anew. @default 3_600_000 */
  batchMs?: number;
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
  { keepMs = 300_000, foldAbove = 4 * 1024 * 1024, aliveMs = 10_000, batchMs = 3_600_000 }: TurnLogOptions = {},
): SharedTurnLog {
  const memory = createMemoryTurnLog({ keepMs, foldAbove });
  const heads = createLogHeads(connection, { keepMs, aliveMs });
  const batches = createLogBatches(connection, batchMs);
  /** Logs that are written here and have not ended. */
  const own = new Map<string, OwnLog>();
  let isSigning = false;
  const watch = setInterval(giveSign, aliveMs / 8);
  watch.unref();

  /** Tells readers elsewhere that these logs go on, and learns which were purged there. */
  async function giveSign(): Promise<void> {
    const shared = [...own.values()].filter(({ writer }) => writer.intact);
    if (shared.length === 0 || isSigning) return;
    isSigning = true;
    try {
      const found = await heads.keep(shared.map(({ turn }) => turn));
      for (const { turn, writer } of shared) {
        const head = found.get(turn.id);
        if (head?.isPurged) await forget(turn);
        // Lost with a failover: readers here come to its end all the same, those elsewhere find what is stored.
        if (!head) writer.stop();
      }
      await keepLong();
    } catch {
      // The next sign is due soon; without any, readers elsewhere find what is stored.
    } finally {
      isSigning = false;
    }
  }

  /** A run may take longer than its events stay. */
  async function keepLong(): Promise<void> {
    for (const log of own.values()) {
      if (performance.now() - log.keptAt < batchMs / 2) continue;
      await batches.keep(log.turn);
      await heads.prolong(log.turn);
      log.keptAt = performance.now();
    }
  }

  /** Its readers here come to their end. */
  async function forget(turn: TurnAddress): Promise<void> {
    own.get(turn.id)?.writer.stop();
    own.delete(turn.id);
    await memory.purge(turn);
  }

  async function purge(owner: string, turnIds: string[]): Promise<void> {
    for (const id of turnIds) await forget({ owner, id });
    await attempt(async () => {
      await heads.purge(owner, turnIds);
      await batches.remove(owner, turnIds);
    });
  }

  /** Replaces what this process's memory has folded. */
  async function fold(turn: TurnAddress): Promise<void> {
    const snapshot: string[] = [];
    for await (const { first, data } of (await memory.read(turn, 0)) ?? []) {
      snapshot.push(...data);
      if (first === 1) return;
      if (first === undefined) continue;
      await batches.write(turn, { last: first, folded: true, data: snapshot });
      return batches.removeFolded(turn, first);
    }
  }

  return {
    async create({ id, owner, threadId }) {
      const turn = { id, owner };
      await attempt(() => heads.create({ ...turn, threadId }));
      await memory.create({ ...turn, threadId });
      let unfolded = 0;
      const write = async (batch: LogBatch) => {
        await batches.write(turn, batch);
        unfolded += batch.data.reduce((sum, data) => sum + data.length, 0);
        if (unfolded <= foldAbove) return;
        await fold(turn);
        // The memory folds the oldest eighth at a time.
        unfolded = (foldAbove * 7) / 8;
      };
      const giveUp = (error: unknown) =>
        logger.error({ err: error, turn: id }, 'the events of a turn could not be shared with other processes');
      own.set(id, { turn, writer: createLogWriter(write, giveUp), keptAt: performance.now() });
    },

    append(turnId, data) {
      memory.append(turnId, data);
      own.get(turnId)?.writer.append(data);
    },

    async end(turnId) {
      await memory.end(turnId);
      const log = own.get(turnId);
      try {
        const last = await log?.writer.finish();
        if (log && last !== undefined) await attemptForRun(() => heads.end(log.turn, last));
      } finally {
        // Without an end in the database it counts as abandoned in a moment.
        own.delete(turnId);
      }
    },

    // Of a request that failed, too, whose time is up.
    purge: ({ owner, id }) => behindRequest(() => purge(owner, [id])),

    async purgeThread(owner, threadId) {
      await memory.purgeThread(owner, threadId);
      await purge(owner, await attempt(() => heads.ofThread(owner, threadId)));
    },

    async purgeOwner(owner) {
      for (const { turn } of own.values()) if (turn.owner === owner) await forget(turn);
      await memory.purgeOwner(owner);
      await attempt(async () => {
        await heads.removeAll(owner);
        await batches.removeAll(owner);
      });
    },

    async read(turn, after, signal): Promise<AsyncIterable<LoggedEvents> | undefined> {
      const here = await memory.read(turn, after, signal);
      // Whether it was purged elsewhere, the next sign of life tells.
      if (here && own.has(turn.id)) return here;
      const head = await attempt(() => heads.find(turn)).catch((error: unknown) => {
        if (!here) throw error;
        // What is here can be read without the database.
        return 'unknown' as const;
      });
      const isThere = head !== undefined && (head === 'unknown' || !head.isPurged);
      if (here && isThere) return here;
      if (here) await forget(turn);
      if (!isThere || head === 'unknown' || head.isAbandoned) return undefined;
      return followLog(turn, after, { heads, batches }, signal);
    },

    close() {
      clearInterval(watch);
      for (const { writer } of own.values()) writer.stop();
      own.clear();
    },
  };
}

/** A log that is written here. */
interface OwnLog {
  turn: TurnAddress;
  writer: LogWriter;
  /** When its events were last given their full time. */
  keptAt: number;
}
