import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Logger } from '../../chatkit/index.ts';
import { behindRequest } from '../deadline.ts';
import { attempt } from './errors.ts';
import { createThreadItems, type ItemsOf } from './thread-items.ts';
import { createThreadModel, type Stretch, THREAD_HINTS } from './thread-model.ts';

/** Threads that one read of a sweep looks at. */
const BATCH = 100;
/** Items that are removed at once: a few milliseconds of the database's time. */
const SLICE = 500;
/** After so long nobody is still at work on a deletion, nor on a write that began before it. Clocks may be 30 s apart. */
const SETTLED_MS = 120_000;
const SWEEP_MS = 300_000;
/** Whoever deleted waits so long, in milliseconds; the rest of a long thread goes behind the answer. */
const PATIENCE_MS = 1_000;
const LATER = 'what was deleted could not be removed from the database yet';

/**
 * Removes items that were deleted for everybody by one write to their thread. A crash between the two leaves items that
 * nobody can see, and a note of them in the document of the thread, for the next sweep of any process.
 */
export interface ThreadLeftovers {
  /**
   * Removes the items of a stretch that was deleted; what fails is left to a sweep. The note stays a while, and hides what a
   * write that began before may still add.
   */
  purge(thread: ItemsOf, stretch: Stretch): Promise<void>;
  /** Removes what others left. */
  sweep(): Promise<void>;
  /** Sweeps now, and from time to time. */
  start(): void;
  close(): Promise<void>;
}

export function createThreadLeftovers(connection: Connection, logger: Logger, now: () => number): ThreadLeftovers {
  const threads = createThreadModel(connection);
  const items = createThreadItems(connection);
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** Answers `false` when the storage was closed before all was removed. */
  async function removeItems(thread: ItemsOf, stretch: Stretch): Promise<boolean> {
    while (!isClosed) {
      if (!(await attempt(() => items.removeSome(thread, stretch, SLICE)))) return true;
    }
    return false;
  }

  async function forget({ owner, life }: ItemsOf, stretches: readonly Stretch[]): Promise<void> {
    const hint = THREAD_HINTS.life;
    await attempt(async () => {
      for (const { from, to, at } of stretches) {
        await threads.updateOne({ owner, life }, { $pull: { leftovers: { from, to, at } } }, { hint });
      }
      const none = { owner, life, leftovers: { $size: 0 } };
      await threads.deleteOne({ ...none, threadId: { $exists: false } }, { hint });
      await threads.updateOne(none, { $unset: { leftovers: 1 } }, { hint });
    });
  }

  async function sweep(): Promise<void> {
    const settled = new Date(now() - SETTLED_MS);
    // The only query over all owners; its index holds nothing but leftovers.
    const left = threads
      .find(
        { leftovers: { $exists: true }, 'leftovers.at': { $lte: settled } },
        { _id: 0, owner: 1, life: 1, leftovers: 1 },
      )
      .hint(THREAD_HINTS.leftovers)
      .lean()
      .cursor({ batchSize: BATCH });
    try {
      while (!isClosed) {
        const thread = await attempt(() => left.next());
        if (!thread) return;
        const old = (thread.leftovers ?? []).filter(({ at }) => at <= settled);
        for (const stretch of old) if (!(await removeItems(thread, stretch))) return;
        if (old.length === (thread.leftovers ?? []).length) await forget(thread, old);
      }
    } finally {
      await left.close().catch(() => {});
    }
  }

  /** Goes on behind the answer when it takes long; what fails is done by a later sweep. */
  async function behind(work: () => Promise<unknown>): Promise<void> {
    const tolerated = behindRequest(work)
      .then(() => {})
      .catch((error: unknown) => {
        if (!isClosed) logger.warn({ err: error }, LATER);
      })
      .finally(() => underWay.delete(tolerated));
    underWay.add(tolerated);
    await Promise.race([tolerated, delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  return {
    purge: (thread, stretch) => behind(() => removeItems(thread, stretch)),
    sweep,
    start() {
      const sweepBehind = () => void behind(sweep);
      timer = setInterval(sweepBehind, SWEEP_MS).unref();
      sweepBehind();
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
