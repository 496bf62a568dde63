import {
  applyThreadChanges,
  type DeletedItem,
  NotFoundError,
  type PageQuery,
  type ThreadItem,
  type ThreadMetadata,
  type ThreadStore,
  TurnLostError,
  type WriteOptions,
} from '../../chatkit/index.ts';
import { toStoredJson } from '../stored-json.ts';
import type { Connection } from './connection.ts';
import { createItemRows, type ItemRow } from './item-rows.ts';
import type { Leftovers } from './leftovers.ts';
import { THREAD_SQL } from './thread-statements.ts';

const PAGE_MAX = 1_000;
/** Rows that one transaction reads: more would stop the event loop for too long. */
const CHUNK = 100;
const HEAD_CHUNK = 1_000;
/** Up to so many items are deleted at once; more are hidden first and then removed in slices. */
const DELETE_AT_ONCE = 50;
const LAST_POSITION = Number.MAX_SAFE_INTEGER;

interface ThreadRow {
  key: number;
  created: number;
  next_position: number;
  data: string;
  hidden_from: number;
  hidden_to: number;
}

/** Threads and items in SQLite. Threads stand by the time of their `created_at`, equal ones as they came. */
export function createThreadStore(connection: Connection, leftovers: Leftovers): ThreadStore<{ owner: string }> {
  const find = connection.prepare<ThreadRow>(THREAD_SQL.find);
  const insert = connection.prepare(THREAD_SQL.insert);
  const update = connection.prepare(THREAD_SQL.update);
  const takePosition = connection.prepare(THREAD_SQL.takePosition);
  const remove = connection.prepare(THREAD_SQL.remove);
  const pages = {
    asc: connection.prepare<{ id: string; data: string }>(THREAD_SQL.pageAscending),
    desc: connection.prepare<{ id: string; data: string }>(THREAD_SQL.pageDescending),
  };
  const count = connection.prepare<{ count: number }>(THREAD_SQL.count);
  const findLine = connection.prepare<{ fence: number; turn_id: string }>(THREAD_SQL.findLine);
  const removeLine = connection.prepare(THREAD_SQL.removeLine);
  const items = createItemRows(connection);

  function requireThread(owner: string, threadId: string): ThreadRow {
    const row = find.first(owner, threadId);
    if (!row) throw new NotFoundError('This conversation is not here, or no longer.');
    return row;
  }

  function requireItem(owner: string, thread: ThreadRow, itemId: string): ItemRow {
    const row = items.find(owner, thread, itemId);
    if (!row) throw new NotFoundError();
    return row;
  }

  /** The turn that took the thread last may write. Its id counts too: a deleted thread's fence begins again. */
  function requireTurn(owner: string, threadId: string, { turn }: WriteOptions = {}): void {
    if (!turn) return;
    const line = findLine.first(owner, threadId);
    if (line?.fence !== turn.fence || line.turn_id !== turn.id) {
      throw new TurnLostError('another turn holds this thread, or it was deleted');
    }
  }

  async function headsAfter(owner: string, threadId: string, itemId: string) {
    const heads: DeletedItem[] = [];
    let last: number | undefined;
    while (true) {
      const rows = await connection.read(() => {
        const thread = requireThread(owner, threadId);
        last ??= requireItem(owner, thread, itemId).position;
        return items.headsAfter(owner, thread, last, HEAD_CHUNK);
      });
      heads.push(...rows.map(toHead));
      last = rows.at(-1)?.position ?? last ?? 0;
      if (rows.length < HEAD_CHUNK) return { heads, last };
    }
  }

  return {
    loadThread: (threadId, { owner }) =>
      connection.read(() => JSON.parse(requireThread(owner, threadId).data) as ThreadMetadata),

    async saveThread(thread, { owner }, options) {
      // A copy: what the caller does with its own meanwhile is not part of this write.
      const data = toStoredJson(thread);
      const { id, created_at } = thread;
      await connection.write(() => {
        requireTurn(owner, id, options);
        const row = find.first(owner, id);
        if (row) {
          const { created_at } = JSON.parse(row.data) as ThreadMetadata;
          update.run(JSON.stringify({ ...JSON.parse(data), created_at }), owner, id);
        } else {
          insert.run(owner, id, Date.parse(created_at) || 0, data);
        }
      });
    },

    async updateThread(threadId, changes, { owner }, options) {
      const given = structuredClone(changes);
      return connection.write(() => {
        requireTurn(owner, threadId, options);
        const stored = JSON.parse(requireThread(owner, threadId).data) as ThreadMetadata;
        const changed = applyThreadChanges(stored, given);
        update.run(toStoredJson(changed), owner, threadId);
        return changed;
      });
    },

    countThreads: (most, { owner }) => connection.read(() => count.first(owner, most)?.count ?? 0),

    async loadThreads(page, { owner }) {
      const { limit, order, after } = toPage(page);
      const rows: { id: string; value: ThreadMetadata }[] = [];
      let cursor = after;
      while (rows.length <= limit) {
        const wanted = Math.min(CHUNK, limit + 1 - rows.length);
        const chunk = await connection.read(() => {
          const [created, key] = cursor === undefined ? ends(order) : place(requireThread(owner, cursor));
          return toValues<ThreadMetadata>(pages[order].all(owner, created, key, wanted));
        });
        rows.push(...chunk);
        cursor = chunk.at(-1)?.id ?? cursor;
        if (chunk.length < wanted) break;
      }
      return toAnswer(rows, limit);
    },

    async deleteThread(threadId, { owner }) {
      const key = await connection.write(() => {
        removeLine.run(owner, threadId);
        const thread = find.first(owner, threadId);
        if (!thread) return undefined;
        remove.run(owner, threadId);
        leftovers.hide(owner, thread.key, { from: 0, to: LAST_POSITION });
        return thread.key;
      });
      if (key !== undefined) await leftovers.purge(owner, key);
    },

    async loadThreadItems(threadId, page, { owner }) {
      const { limit, order, after } = toPage(page);
      const rows: { id: string; value: ThreadItem }[] = [];
      let position: number | undefined;
      while (rows.length <= limit) {
        const wanted = Math.min(CHUNK, limit + 1 - rows.length);
        const chunk = await connection.read(() => {
          const thread = requireThread(owner, threadId);
          // By position and not by id from here on: a row may be deleted while the next chunk is read.
          position ??=
            after === undefined ? (order === 'asc' ? 0 : LAST_POSITION) : requireItem(owner, thread, after).position;
          const found = items.page(owner, thread, order, position, wanted);
          return { values: toValues<ThreadItem>(found), last: found.at(-1)?.position };
        });
        rows.push(...chunk.values);
        position = chunk.last ?? position;
        if (chunk.values.length < wanted) break;
      }
      return toAnswer(rows, limit);
    },

    loadTurnItems: (threadId, turnId, { owner }) =>
      connection.read(() =>
        items.ofTurn(owner, requireThread(owner, threadId), turnId).map((data) => JSON.parse(data) as ThreadItem),
      ),

    loadItem: (threadId, itemId, { owner }) =>
      connection.read(() => JSON.parse(requireItem(owner, requireThread(owner, threadId), itemId).data) as ThreadItem),

    async saveItem(threadId, item, { owner }, options) {
      const content = { id: item.id, type: item.type, data: toStoredJson(item) };
      const turnId = options?.turn?.id;
      await connection.write(() => {
        requireTurn(owner, threadId, options);
        const thread = requireThread(owner, threadId);
        if (items.replace(owner, thread, content, turnId)) return;
        if (options?.onlyExisting) throw new NotFoundError();
        takePosition.run(owner, threadId);
        items.add(owner, thread, content, turnId);
      });
    },

    deleteItem: (threadId, itemId, { owner }, options) =>
      connection.write(() => {
        requireTurn(owner, threadId, options);
        const thread = find.first(owner, threadId);
        if (thread) items.remove(owner, thread, itemId);
      }),

    countItems: (threadId, { owner }) =>
      // Positions begin at 1.
      connection.read(() => requireThread(owner, threadId).next_position - 1),

    async deleteItemsAfter(threadId, itemId, { owner }, options) {
      while (true) {
        const { heads, last } = await headsAfter(owner, threadId, itemId);
        const deleted = await connection.write(() => {
          requireTurn(owner, threadId, options);
          const thread = requireThread(owner, threadId);
          const { position } = requireItem(owner, thread, itemId);
          const late = items.headsAfter(owner, thread, last, HEAD_CHUNK).map(toHead);
          // A thread hides one stretch at a time: another one, cut short by a crash, goes first.
          const blocked = thread.hidden_from > 0 && thread.hidden_to < position;
          if (blocked || late.length === HEAD_CHUNK) return { key: thread.key };
          const all = [...heads, ...late];
          if (thread.hidden_from === 0 && all.length <= DELETE_AT_ONCE) items.removeAfter(owner, thread, position);
          else leftovers.hide(owner, thread.key, { from: position + 1, to: thread.next_position - 1 });
          return { key: thread.key, items: all };
        });
        if (!deleted.items || deleted.items.length > 0) await leftovers.purge(owner, deleted.key);
        if (deleted.items) return deleted.items;
      }
    },
  };
}

function toPage({ limit, order, after }: PageQuery): PageQuery {
  return { limit: Math.min(Math.max(1, Math.trunc(limit)), PAGE_MAX), order, after };
}

function ends(order: PageQuery['order']): [created: number, key: number] {
  return order === 'asc' ? [Number.MIN_SAFE_INTEGER, 0] : [Number.MAX_SAFE_INTEGER, 0];
}

function place(row: ThreadRow): [created: number, key: number] {
  return [row.created, row.key];
}

function toHead({ id, type }: DeletedItem): DeletedItem {
  return { id, type };
}

function toValues<Value>(rows: { id: string; data: string }[]): { id: string; value: Value }[] {
  return rows.map(({ id, data }) => ({ id, value: JSON.parse(data) as Value }));
}

function toAnswer<Value>(rows: { id: string; value: Value }[], limit: number) {
  const shown = rows.slice(0, limit);
  const data = shown.map((row) => row.value);
  const last = shown.at(-1);
  return rows.length > limit && last ? { data, has_more: true, after: last.id } : { data, has_more: false };
}
