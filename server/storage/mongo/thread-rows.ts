import type { Connection } from 'mongoose';
import type { PageQuery, ThreadMetadata, TurnRef } from '../../chatkit/index.ts';
import { contest, LOST } from './contest.ts';
import { isDuplicateKey } from './errors.ts';
import type { ItemsOf } from './thread-items.ts';
import {
  createThreadCounterModel,
  createThreadModel,
  type Stretch,
  THREAD_HINTS,
  type ThreadDocument,
  toPlace,
} from './thread-model.ts';

const BATCH = 100;
/** Behind every position. */
const LAST_POSITION = Number.MAX_SAFE_INTEGER;

/** A thread that is there. */
export interface ThreadRow extends ThreadDocument {
  threadId: string;
  place: string;
  data: string;
}

export interface NewThread extends Pick<ThreadRow, 'owner' | 'life' | 'threadId' | 'data'> {
  /** Milliseconds since the epoch. */
  created: number;
}

export interface ThreadPage {
  limit: number;
  order: PageQuery['order'];
  /** The page starts behind this thread, in its order. */
  after?: ThreadRow | undefined;
}

/** The documents of threads. */
export function createThreadRows(connection: Connection) {
  const threads = createThreadModel(connection);
  const counters = createThreadCounterModel(connection);

  return {
    async find(owner: string, threadId: string): Promise<ThreadRow | undefined> {
      const row = await threads.findOne({ owner, threadId }, { _id: 0 }).hint(THREAD_HINTS.thread).lean<ThreadRow>();
      return row ?? undefined;
    },

    /** Counts no further than `most`. */
    async count(owner: string, most: number): Promise<number> {
      return threads.countDocuments({ owner, place: { $gte: '' } }, { limit: most, hint: THREAD_HINTS.history });
    },

    async page(owner: string, { limit, order, after }: ThreadPage): Promise<ThreadMetadata[]> {
      const found = threads
        // A text in any case: what is left of deleted threads has no place.
        .find({ owner, place: after ? behind(order, after.place) : { $gte: '' } }, { _id: 0, data: 1 })
        .sort({ place: order })
        .limit(limit)
        .hint(THREAD_HINTS.history)
        .lean<ThreadRow>()
        .cursor({ batchSize: BATCH });
      const values: ThreadMetadata[] = [];
      for await (const { data } of found) values.push(JSON.parse(data) as ThreadMetadata);
      return values;
    },

    /** @throws MongoServerError (duplicate key) when the thread is there already. */
    async add({ created, ...thread }: NewThread, turn: TurnRef | undefined): Promise<void> {
      const { owner } = thread;
      const count = await contest(async () => {
        try {
          const options = { upsert: true, returnDocument: 'after', hint: THREAD_HINTS.counter } as const;
          const counter = await counters.findOneAndUpdate({ owner }, { $inc: { last: 1 } }, options).lean();
          return counter?.last ?? LOST;
        } catch (error) {
          if (isDuplicateKey(error)) return LOST;
          throw error;
        }
      });
      await threads.create([{ ...thread, place: toPlace(created, count), rev: 1, fence: turn?.fence ?? 0 }]);
    },

    /** Answers `false` when somebody else changed or deleted it since it was read. */
    async replace({ owner, life, rev }: ThreadRow, data: string, turn: TurnRef | undefined): Promise<boolean> {
      const change = { $set: { data, ...(turn && { fence: turn.fence }) }, $inc: { rev: 1 } };
      const { matchedCount } = await threads.updateOne({ owner, life, rev }, change, { hint: THREAD_HINTS.life });
      return matchedCount > 0;
    },

    /** Lets turns from this fence on write to the thread again. */
    async lowerFence({ owner, life }: ItemsOf, fence: number): Promise<void> {
      await threads.updateOne({ owner, life, fence: { $gt: fence } }, { $set: { fence } }, { hint: THREAD_HINTS.life });
    },

    /** Counts a stretch of items as deleted; answers the thread as it was before, or nothing when it is gone. */
    async hide({ owner, life }: ThreadRow, stretch: Stretch, turn: TurnRef | undefined): Promise<ItemsOf | undefined> {
      const filter = { owner, life, threadId: { $exists: true }, ...(turn && { fence: { $lte: turn.fence } }) };
      const change = { $push: { leftovers: stretch } };
      const before = await threads.findOneAndUpdate(filter, change, { hint: THREAD_HINTS.life }).lean();
      return before ?? undefined;
    },

    /** Deletes the thread by one write; what it leaves is all of its items. */
    async remove(owner: string, threadId: string, { life, at }: { life?: string; at: Date }) {
      const stretch: Stretch = { from: 0, to: LAST_POSITION, at };
      const filter = { owner, threadId, ...(life && { life }) };
      const change = {
        $unset: { threadId: 1, place: 1, data: 1 },
        $set: { leftovers: [stretch] },
        $inc: { rev: 1 },
      };
      const thread: ItemsOf | null = await threads
        .findOneAndUpdate(filter, change, { hint: THREAD_HINTS.thread, returnDocument: 'after' })
        .lean();
      return thread ? { thread, stretch } : undefined;
    },
  };
}

function behind(order: PageQuery['order'], place: string) {
  return order === 'asc' ? { $gt: place } : { $lt: place };
}
