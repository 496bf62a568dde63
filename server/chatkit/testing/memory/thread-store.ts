import { NotFoundError, TurnLostError } from '../../errors.ts';
import type { ThreadItem } from '../../protocol/items.ts';
import type { Page, ThreadMetadata } from '../../protocol/threads.ts';
import type {
  DeletedItem,
  PageQuery,
  SaveItemOptions,
  ThreadChanges,
  ThreadStore,
  TurnRef,
  WriteOptions,
} from '../../store.ts';
import { applyThreadChanges } from '../../thread-changes.ts';
import { type OrderedRow, OrderedRows } from './ordered-rows.ts';
import type { MemoryTurnStore } from './turn-store.ts';

export interface MemoryThreadStoreOptions<Context> {
  /** Who a context speaks for, as `ChatKitServer.ownerOf` says it. */
  ownerOf(context: Context): string;
  /** The turns that write to this store. */
  turns: MemoryTurnStore;
}

/** Values are kept as JSON, so that nobody holds on to them and they come back as from a database. */
interface ThreadRow extends OrderedRow {
  data: string;
  items: OrderedRows<ItemRow>;
}

interface ItemRow extends OrderedRow {
  data: string;
  type: ThreadItem['type'];
  addedBy: string | undefined;
  changedBy: string | undefined;
}

/** Threads and items in this process's memory, for tests and first steps: they are gone when it ends. */
export class MemoryThreadStore<Context> implements ThreadStore<Context> {
  readonly #options: MemoryThreadStoreOptions<Context>;
  readonly #people = new Map<string, OrderedRows<ThreadRow>>();
  #lastPlace = 0;

  constructor(options: MemoryThreadStoreOptions<Context>) {
    this.#options = options;
  }

  async loadThread(threadId: string, context: Context): Promise<ThreadMetadata> {
    return toThread(this.#require(threadId, context));
  }

  async saveThread(thread: ThreadMetadata, context: Context, options?: WriteOptions): Promise<void> {
    this.#requireTurn(thread.id, context, options);
    const data = JSON.stringify(thread);
    const row = this.#threadsOf(context).get(thread.id);
    if (row) {
      row.data = JSON.stringify({ ...JSON.parse(data), created_at: toThread(row).created_at });
    } else {
      const place = [Date.parse(thread.created_at) || 0, this.#nextPlace()] as const;
      this.#threadsOf(context).add({ id: thread.id, place, data, items: new OrderedRows() });
    }
  }

  async updateThread(
    threadId: string,
    changes: ThreadChanges,
    context: Context,
    options?: WriteOptions,
  ): Promise<ThreadMetadata> {
    this.#requireTurn(threadId, context, options);
    const row = this.#require(threadId, context);
    row.data = JSON.stringify(applyThreadChanges(toThread(row), changes));
    return toThread(row);
  }

  async loadThreads(page: PageQuery, context: Context): Promise<Page<ThreadMetadata>> {
    const rows = this.#threadsOf(context).page(page);
    return { ...rows, data: rows.data.map(toThread) };
  }

  async countThreads(most: number, context: Context): Promise<number> {
    return Math.min(most, this.#threadsOf(context).size);
  }

  async deleteThread(threadId: string, context: Context): Promise<void> {
    const row = this.#threadsOf(context).get(threadId);
    if (row) this.#threadsOf(context).delete(row);
    this.#options.turns.releaseThread(this.#options.ownerOf(context), threadId);
  }

  async loadThreadItems(threadId: string, page: PageQuery, context: Context): Promise<Page<ThreadItem>> {
    const rows = this.#require(threadId, context).items.page(page);
    return { ...rows, data: rows.data.map(toItem) };
  }

  async loadTurnItems(threadId: string, turnId: string, context: Context): Promise<ThreadItem[]> {
    const { items } = this.#require(threadId, context);
    return items.filter((row) => row.addedBy === turnId || row.changedBy === turnId).map(toItem);
  }

  async loadItem(threadId: string, itemId: string, context: Context): Promise<ThreadItem> {
    return toItem(requireItem(this.#require(threadId, context), itemId));
  }

  async countItems(threadId: string, context: Context): Promise<number> {
    return this.#require(threadId, context).items.size;
  }

  async saveItem(threadId: string, item: ThreadItem, context: Context, options?: SaveItemOptions): Promise<void> {
    this.#requireTurn(threadId, context, options);
    const { items } = this.#require(threadId, context);
    const { id, type } = item;
    const data = JSON.stringify(item);
    const turnId = options?.turn?.id;
    const row = items.get(id);
    if (row) {
      Object.assign(row, { data, type, changedBy: turnId ?? row.changedBy });
    } else {
      if (options?.onlyExisting) throw new NotFoundError();
      items.add({ id, place: [this.#nextPlace(), 0], data, type, addedBy: turnId, changedBy: undefined });
    }
  }

  async deleteItem(threadId: string, itemId: string, context: Context, options?: WriteOptions): Promise<void> {
    this.#requireTurn(threadId, context, options);
    const items = this.#threadsOf(context).get(threadId)?.items;
    const row = items?.get(itemId);
    if (row) items?.delete(row);
  }

  async deleteItemsAfter(
    threadId: string,
    itemId: string,
    context: Context,
    options?: WriteOptions,
  ): Promise<DeletedItem[]> {
    this.#requireTurn(threadId, context, options);
    const thread = this.#require(threadId, context);
    return thread.items.deleteAfter(requireItem(thread, itemId)).map(({ id, type }) => ({ id, type }));
  }

  #threadsOf(context: Context): OrderedRows<ThreadRow> {
    const owner = this.#options.ownerOf(context);
    const known = this.#people.get(owner);
    if (known) return known;
    const threads = new OrderedRows<ThreadRow>();
    this.#people.set(owner, threads);
    return threads;
  }

  #require(threadId: string, context: Context): ThreadRow {
    const row = this.#threadsOf(context).get(threadId);
    if (!row) throw new NotFoundError('This conversation is not here, or no longer.');
    return row;
  }

  #requireTurn(threadId: string, context: Context, { turn }: { turn?: TurnRef | undefined } = {}): void {
    if (!turn || this.#options.turns.holdsThread(this.#options.ownerOf(context), threadId, turn)) return;
    throw new TurnLostError('another turn holds this thread, or it was deleted');
  }

  #nextPlace(): number {
    this.#lastPlace += 1;
    return this.#lastPlace;
  }
}

function requireItem({ items }: ThreadRow, itemId: string): ItemRow {
  const row = items.get(itemId);
  if (!row) throw new NotFoundError();
  return row;
}

function toThread({ data }: ThreadRow): ThreadMetadata {
  return JSON.parse(data) as ThreadMetadata;
}

function toItem({ data }: ItemRow): ThreadItem {
  return JSON.parse(data) as ThreadItem;
}
