import type { Connection, QueryFilter } from 'mongoose';
import type { DeletedItem, PageQuery, ThreadItem, TurnRef } from '../../chatkit/index.ts';
import { createItemModel, type ItemDocument, type Stretch, THREAD_HINTS, type ThreadDocument } from './thread-model.ts';

/** Documents that come in one answer of the database: what is made of them at once must not stop the event loop. */
const BATCH = 100;

/** What a query about items needs of their thread. */
export type ItemsOf = Pick<ThreadDocument, 'owner' | 'life' | 'leftovers'>;

/** An item as it is written: its JSON, and what is known of it without reading that. */
export type ItemContent = Pick<ItemDocument, 'itemId' | 'type' | 'data'>;

/** Who writes an item, and the fence that stays on it. */
export interface Writer {
  turn: TurnRef | undefined;
  /** Of the turn; for who is no turn, of the thread's line as it is. */
  fence: number;
}

export interface ItemPage {
  limit: number;
  order: PageQuery['order'];
  /** The page starts behind this position, in its order. */
  after?: number | undefined;
}

/** The documents of items. What is among the leftovers of the thread counts as deleted. */
export function createThreadItems(connection: Connection) {
  const items = createItemModel(connection);

  /** Reads on without stopping everybody else. */
  async function readAll(
    thread: ItemsOf,
    filter: QueryFilter<ItemDocument>,
    { hint, order, limit = 0 }: { hint: string; order: PageQuery['order']; limit?: number },
  ): Promise<{ position: number; item: ThreadItem }[]> {
    const rows: { position: number; item: ThreadItem }[] = [];
    const found = items
      .find({ ...toFilter(thread), ...filter, ...notIn(thread.leftovers) }, { _id: 0, position: 1, data: 1 })
      .sort({ position: order })
      .limit(limit)
      .hint(hint)
      .lean()
      .cursor({ batchSize: BATCH });
    for await (const { position, data } of found) rows.push({ position, item: JSON.parse(data) as ThreadItem });
    return rows;
  }

  return {
    async find(thread: ItemsOf, itemId: string) {
      const filter = { ...toFilter(thread), itemId, ...notIn(thread.leftovers) };
      return items.findOne(filter, { _id: 0, position: 1, data: 1 }).hint(THREAD_HINTS.item).lean();
    },

    async page(thread: ItemsOf, { limit, order, after }: ItemPage): Promise<ThreadItem[]> {
      const filter = after === undefined ? {} : { position: order === 'asc' ? { $gt: after } : { $lt: after } };
      const rows = await readAll(thread, filter, { hint: THREAD_HINTS.page, order, limit });
      return rows.map(({ item }) => item);
    },

    /** What the turn added or changed, by position. */
    async ofTurn(thread: ItemsOf, turnId: string): Promise<ThreadItem[]> {
      const order = 'asc';
      const found = await Promise.all([
        readAll(thread, { addedBy: turnId }, { hint: THREAD_HINTS.addedBy, order }),
        readAll(thread, { changedBy: turnId }, { hint: THREAD_HINTS.changedBy, order }),
      ]);
      const rows = new Map(found.flat().map((row) => [row.position, row]));
      return [...rows.values()].sort((a, b) => a.position - b.position).map(({ item }) => item);
    },

    /** Answers `false` when there is no such item to replace, or a later turn wrote it. */
    async replace(thread: ItemsOf, { itemId, ...content }: ItemContent, { turn, fence }: Writer): Promise<boolean> {
      const filter = { ...toFilter(thread), itemId, ...notLaterThan(turn), ...notIn(thread.leftovers) };
      const change = { $set: { ...content, ...(turn && { changedBy: turn.id }) }, $max: { fence } };
      const { matchedCount } = await items.updateOne(filter, change, { hint: THREAD_HINTS.item });
      return matchedCount > 0;
    },

    /**
     * Adds the item at this position.
     *
     * @throws MongoServerError (duplicate key) when its id is there already, or the position is taken.
     */
    async add(thread: ItemsOf, position: number, content: ItemContent, { turn, fence }: Writer): Promise<void> {
      const { owner, life } = thread;
      await items.create([{ owner, life, position, fence, ...(turn && { addedBy: turn.id }), ...content }]);
    },

    /** Answers `false` when there is no such item, or a later turn wrote it. */
    async remove(thread: ItemsOf, itemId: string, turn: TurnRef | undefined): Promise<boolean> {
      const filter = { ...toFilter(thread), itemId, ...notLaterThan(turn) };
      return (await items.deleteOne(filter, { hint: THREAD_HINTS.item })).deletedCount > 0;
    },

    /** Removes what a turn added there, unless somebody changed it since; answers whether it was there. */
    async takeBack({ owner, life }: ItemsOf, position: number, { data }: ItemContent): Promise<boolean> {
      const filter = { owner, life, position, data, changedBy: { $exists: false } };
      return (await items.deleteOne(filter, { hint: THREAD_HINTS.page })).deletedCount > 0;
    },

    /** Whether a later turn than this one wrote the item. */
    async isLater(thread: ItemsOf, itemId: string, { fence }: TurnRef): Promise<boolean> {
      const filter = { ...toFilter(thread), itemId, fence: { $gt: fence }, ...notIn(thread.leftovers) };
      return (await items.findOne(filter, { _id: 0, fence: 1 }).hint(THREAD_HINTS.item).lean()) !== null;
    },

    /** Lets turns from this fence on write to all items again. */
    async lowerFences(thread: ItemsOf, fence: number): Promise<void> {
      const filter = { ...toFilter(thread), fence: { $gt: fence } };
      await items.updateMany(filter, { $set: { fence } }, { hint: THREAD_HINTS.page });
    },

    /** The position of the last item, leftovers included; 0 when there is none. */
    async lastPosition(thread: ItemsOf): Promise<number> {
      const last = items.findOne(toFilter(thread), { _id: 0, position: 1 }).sort({ position: -1 });
      return (await last.hint(THREAD_HINTS.page).lean())?.position ?? 0;
    },

    /** Makes room for an item whose id a leftover still has. */
    async removeLeftover(thread: ItemsOf, itemId: string): Promise<void> {
      if (!thread.leftovers?.length) return;
      const filter = { ...toFilter(thread), itemId, $or: thread.leftovers.map(within) };
      await items.deleteOne(filter, { hint: THREAD_HINTS.item });
    },

    /** What a stretch holds, by position. */
    async heads(thread: ItemsOf, stretch: Stretch): Promise<DeletedItem[]> {
      const filter = { ...toFilter(thread), ...within(stretch), ...notIn(thread.leftovers) };
      const rows = await items
        .find(filter, { _id: 0, itemId: 1, type: 1 })
        .sort({ position: 1 })
        .hint(THREAD_HINTS.page)
        .lean();
      return rows.map(({ itemId, type }) => ({ id: itemId, type }));
    },

    /** Removes up to so many items of a stretch, the first ones; answers whether there may be more. */
    async removeSome(thread: ItemsOf, stretch: Stretch, most: number): Promise<boolean> {
      const last = await items
        .findOne({ ...toFilter(thread), ...within(stretch) }, { _id: 0, position: 1 })
        .sort({ position: 1 })
        .skip(most - 1)
        .hint(THREAD_HINTS.page)
        .lean();
      const slice = last ? { ...stretch, to: last.position } : stretch;
      await items.deleteMany({ ...toFilter(thread), ...within(slice) }, { hint: THREAD_HINTS.page });
      return last !== null;
    },
  };
}

function toFilter({ owner, life }: ItemsOf) {
  return { owner, life };
}

function within({ from, to }: Stretch) {
  return { position: { $gte: from, $lte: to } };
}

function notIn(leftovers: readonly Stretch[] | undefined): QueryFilter<ItemDocument> {
  return leftovers?.length ? { $nor: leftovers.map(within) } : {};
}

/** A turn that lost its thread must not touch what a later one wrote. */
function notLaterThan(turn: TurnRef | undefined): QueryFilter<ItemDocument> {
  return turn ? { fence: { $lte: turn.fence } } : {};
}
