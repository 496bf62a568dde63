import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import {
  applyThreadChanges,
  NotFoundError,
  type Page,
  type PageQuery,
  type ThreadMetadata,
  type ThreadStore,
  TurnLostError,
  type TurnRef,
} from '../../chatkit/index.ts';
import { toStoredJson } from '../stored-json.ts';
import { contest, LOST } from './contest.ts';
import { attempt, isDuplicateKey, isDuplicateOf, requireTime } from './errors.ts';
import type { LateItems } from './late-items.ts';
import { createThreadFence } from './thread-fence.ts';
import { createThreadItems } from './thread-items.ts';
import type { ThreadLeftovers } from './thread-leftovers.ts';
import { createThreadRows, type ThreadRow } from './thread-rows.ts';

const PAGE_MAX = 1_000;

export interface ThreadStoreOptions {
  connection: Connection;
  leftovers: ThreadLeftovers;
  lateItems: LateItems;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * Threads and items in MongoDB. Threads stand by the time of their `created_at`, equal ones as they came.
 *
 * A turn passes the fence (the line of its thread) before it writes, and no write of it replaces what was written under a
 * later one. A new item takes its position from the line by compare-and-set, and is taken back when its turn lost the thread
 * on the way to it.
 */
export function createThreadStore({
  connection,
  leftovers,
  lateItems,
  now,
}: ThreadStoreOptions): ThreadStore<{ owner: string }> {
  const rows = createThreadRows(connection);
  const items = createThreadItems(connection);
  const fence = createThreadFence(connection);

  async function requireThread(owner: string, threadId: string): Promise<ThreadRow> {
    return (await rows.find(owner, threadId)) ?? missing();
  }

  async function requirePosition(thread: ThreadRow, itemId: string): Promise<number> {
    const row = await items.find(thread, itemId);
    if (!row) throw new NotFoundError();
    return row.position;
  }

  /** The thread as it is, for a turn that may write to it. In this order: who deletes a thread revokes its turn first. */
  async function enter(owner: string, threadId: string, turn: TurnRef | undefined): Promise<ThreadRow | undefined> {
    const thread = await rows.find(owner, threadId);
    await fence.pass(owner, threadId, turn);
    if (turn && thread && isLater(thread, turn)) await readmit(thread, turn);
    return thread;
  }

  /**
   * Lets a turn write to what bears a later fence than its own, though it has its thread: the line is older than what it
   * guards, as a restored one may be, and would lock everybody out until its fence has come so far.
   *
   * @throws TurnLostError when a later turn has the thread.
   */
  async function readmit(thread: ThreadRow, turn: TurnRef): Promise<void> {
    await fence.confirm(thread.owner, thread.threadId, turn);
    await rows.lowerFence(thread, turn.fence);
    await items.lowerFences(thread, turn.fence);
  }

  /** The same, if such a fence is what keeps the turn from this item. */
  async function readmitTo(itemId: string, thread: ThreadRow, turn: TurnRef | undefined): Promise<boolean> {
    if (!turn || !(await items.isLater(thread, itemId, turn))) return false;
    await readmit(thread, turn);
    return true;
  }

  async function enterThread(owner: string, threadId: string, turn: TurnRef | undefined): Promise<ThreadRow> {
    return (await enter(owner, threadId, turn)) ?? missing();
  }

  return {
    loadThread: (threadId, { owner }) =>
      attempt(async () => JSON.parse((await requireThread(owner, threadId)).data) as ThreadMetadata),

    async saveThread(thread, { owner }, { turn } = {}) {
      // A copy: what the caller does with its own meanwhile is not part of this write.
      const data = toStoredJson(thread);
      const { id, created_at } = thread;
      const life = randomUUID();
      return attempt(() =>
        contest(async () => {
          const row = await enter(owner, id, turn);
          if (row) {
            const { created_at } = JSON.parse(row.data) as ThreadMetadata;
            const replaced = JSON.stringify({ ...JSON.parse(data), created_at });
            if (!(await rows.replace(row, replaced, turn))) return LOST;
            return undefined;
          }
          try {
            await rows.add({ owner, life, threadId: id, created: Date.parse(created_at) || 0, data }, turn);
          } catch (error) {
            if (isDuplicateKey(error)) return LOST;
            throw error;
          }
          // Whoever deleted the thread that this turn held saw nothing of the one it just made.
          await fence.pass(owner, id, turn).catch(async (error: unknown) => {
            if (error instanceof TurnLostError) await rows.remove(owner, id, { life, at: new Date(now()) });
            throw error;
          });
          return undefined;
        }),
      );
    },

    updateThread(threadId, changes, { owner }, { turn } = {}) {
      const given = structuredClone(changes);
      return attempt(() =>
        contest(async () => {
          const thread = await enterThread(owner, threadId, turn);
          const changed = applyThreadChanges(JSON.parse(thread.data) as ThreadMetadata, given);
          return (await rows.replace(thread, toStoredJson(changed), turn)) ? changed : LOST;
        }),
      );
    },

    countThreads: (most, { owner }) => attempt(() => rows.count(owner, most)),

    loadThreads: (page, { owner }) =>
      attempt(async () => {
        const { limit, order, after } = toPage(page);
        const from = after === undefined ? undefined : await requireThread(owner, after);
        return toAnswer(await rows.page(owner, { limit: limit + 1, order, after: from }), limit);
      }),

    async deleteThread(threadId, { owner }) {
      const at = new Date(now());
      const removed = await attempt(async () => {
        await fence.revoke(owner, threadId);
        const removed = await rows.remove(owner, threadId, { at });
        await fence.retire(owner, threadId);
        return removed;
      });
      if (removed) await leftovers.purge(removed.thread, removed.stretch);
    },

    loadThreadItems: (threadId, page, { owner }) =>
      attempt(async () => {
        const { limit, order, after } = toPage(page);
        const thread = await requireThread(owner, threadId);
        const position = after === undefined ? undefined : await requirePosition(thread, after);
        return toAnswer(await items.page(thread, { limit: limit + 1, order, after: position }), limit);
      }),

    loadTurnItems: (threadId, turnId, { owner }) =>
      attempt(async () => items.ofTurn(await requireThread(owner, threadId), turnId)),

    loadItem: (threadId, itemId, { owner }) =>
      attempt(async () => {
        const row = await items.find(await requireThread(owner, threadId), itemId);
        if (!row) throw new NotFoundError();
        return JSON.parse(row.data);
      }),

    countItems: (threadId, { owner }) =>
      attempt(async () => {
        await requireThread(owner, threadId);
        // Positions begin at 1; before the first item there may be no line.
        return Math.max(0, (await fence.nextPosition(owner, threadId, undefined)) - 1);
      }),

    async saveItem(threadId, item, { owner }, { turn, onlyExisting, isNew = false } = {}) {
      const content = { itemId: item.id, type: item.type, data: toStoredJson(item) };
      // Whoever holds a thread takes a position only while that is so: it need not be asked before.
      let mayAddFirst = isNew && !onlyExisting && turn !== undefined;
      return attempt(() =>
        contest(async () => {
          const known = mayAddFirst ? await rows.find(owner, threadId) : undefined;
          mayAddFirst = false;
          const addsFirst = known !== undefined && !isLater(known, turn);
          const thread = addsFirst ? known : await enterThread(owner, threadId, turn);
          if (!addsFirst) {
            const writer = { turn, fence: await fence.current(owner, threadId, turn) };
            if (await items.replace(thread, content, writer)) return undefined;
          }
          if (onlyExisting) {
            if (await readmitTo(item.id, thread, turn)) return LOST;
            await fence.pass(owner, threadId, turn);
            throw new NotFoundError();
          }
          const { position, fence: mark } = await fence.takePosition(owner, threadId, turn);
          // Whoever asked is told that it failed, and asks anew: the item would stand there twice.
          const failLate = (error: unknown): never => {
            if (turn) lateItems.takeBack(thread, position, content);
            throw error;
          };
          try {
            await items.add(thread, position, content, { turn, fence: mark });
          } catch (error) {
            if (!isDuplicateKey(error)) return failLate(error);
            if (isDuplicateOf(error, 'position')) {
              await fence.skipPositions(owner, threadId, await items.lastPosition(thread));
            } else if (!(await readmitTo(item.id, thread, turn))) {
              await items.removeLeftover(thread, content.itemId);
            }
            return LOST;
          }
          // Whoever took the thread since then has read it without this item.
          try {
            await fence.pass(owner, threadId, turn);
            requireTime();
          } catch (error) {
            if (!(error instanceof TurnLostError)) return failLate(error);
            await items.remove(thread, content.itemId, turn).catch(failLate);
            throw error;
          }
          return undefined;
        }),
      );
    },

    deleteItem: (threadId, itemId, { owner }, { turn } = {}) =>
      attempt(async () => {
        const thread = await enter(owner, threadId, turn);
        if (!thread || (await items.remove(thread, itemId, turn))) return;
        // What a turn finds no more may have been written by a later one.
        if (await readmitTo(itemId, thread, turn)) await items.remove(thread, itemId, turn);
        else await fence.pass(owner, threadId, turn);
      }),

    async deleteItemsAfter(threadId, itemId, { owner }, { turn } = {}) {
      const at = new Date(now());
      const { thread, stretch, deleted } = await attempt(() =>
        contest(async () => {
          const thread = await enterThread(owner, threadId, turn);
          const from = (await requirePosition(thread, itemId)) + 1;
          // A restored line may be older than the items.
          const next = await fence.nextPosition(owner, threadId, turn);
          const stretch = { from, to: Math.max(next - 1, await items.lastPosition(thread)), at };
          if (stretch.from > stretch.to) return { thread, stretch, deleted: [] };
          // Gone for everybody at once; what was there is looked up behind that.
          const before = await rows.hide(thread, stretch, turn);
          return before ? { thread, stretch, deleted: await items.heads(before, stretch) } : LOST;
        }),
      );
      if (stretch.from <= stretch.to) await leftovers.purge(thread, stretch);
      return deleted;
    },
  };
}

/** Whether the thread bears a later fence than the turn's. */
function isLater(thread: ThreadRow, turn: TurnRef | undefined): boolean {
  return turn !== undefined && thread.fence > turn.fence;
}

function missing(): never {
  throw new NotFoundError('This conversation is not here, or no longer.');
}

function toPage({ limit, order, after }: PageQuery): PageQuery {
  return { limit: Math.min(Math.max(1, Math.trunc(limit)), PAGE_MAX), order, after };
}

function toAnswer<Value extends { id: string }>(found: Value[], limit: number): Page<Value> {
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return found.length > limit && last ? { data, has_more: true, after: last.id } : { data, has_more: false };
}
