import { type Connection, type Model, Schema } from 'mongoose';
import type { ThreadItem } from '../../chatkit/index.ts';
import type { NamedIndex } from './named-index.ts';

/**
 * One life of a thread: `life` is a fresh random id, so that a thread which is made again under an old id never meets old
 * items. What is left of a deleted one (no `threadId`, nothing of its content) stays until its items are removed.
 */
export interface ThreadDocument {
  owner: string;
  life: string;
  threadId?: string | undefined;
  /** Where it stands among the owner's threads (`toPlace`). */
  place?: string | undefined;
  /** Grows by one with every write of `data`: who writes names the revision it read. */
  rev: number;
  /** Of the turn that wrote it last; 0 when none did. A turn of an older one no longer writes. */
  fence: number;
  /** The thread as JSON: a person's words, which nothing is found by. */
  data?: string | undefined;
  /** Items that count as deleted and are not removed yet; absent when there are none. */
  leftovers?: Stretch[] | undefined;
}

/** Positions of a thread's items, both included. */
export interface Stretch {
  from: number;
  to: number;
  /** When they were deleted, by the clock of some process: it only says when nobody is still at work on them. */
  at: Date;
}

export interface ItemDocument {
  owner: string;
  life: string;
  itemId: string;
  /** Where it stands in its thread. */
  position: number;
  type: ThreadItem['type'];
  /** As a thread's. */
  fence: number;
  addedBy?: string | undefined;
  /** The turn that changed it last. */
  changedBy?: string | undefined;
  /** The item as JSON. */
  data: string;
}

/** Counts the threads of an owner, so that those of the same moment stand as they came. */
export interface ThreadCounterDocument {
  owner: string;
  last: number;
}

/** Every query names its index: where it finds nothing, the planner takes any that begins with the owner for as good. */
export const THREAD_HINTS = {
  life: 'threads_by_life',
  thread: 'threads_by_id',
  history: 'threads_by_creation',
  leftovers: 'threads_with_leftovers',
  item: 'items_by_id',
  page: 'items_by_position',
  addedBy: 'items_by_added_turn',
  changedBy: 'items_by_changed_turn',
  counter: 'thread_counters_by_owner',
} as const;

export const THREAD_INDEXES: readonly NamedIndex[] = [
  { collection: 'threads', name: THREAD_HINTS.life, key: { owner: 1, life: 1 }, unique: true },
  {
    collection: 'threads',
    name: THREAD_HINTS.thread,
    key: { owner: 1, threadId: 1 },
    unique: true,
    // What is left of deleted threads has no id.
    partial: { threadId: { $exists: true } },
  },
  { collection: 'threads', name: THREAD_HINTS.history, key: { owner: 1, place: 1 } },
  {
    collection: 'threads',
    name: THREAD_HINTS.leftovers,
    key: { owner: 1, life: 1 },
    partial: { leftovers: { $exists: true } },
  },
  { collection: 'items', name: THREAD_HINTS.page, key: { owner: 1, life: 1, position: 1 }, unique: true },
  { collection: 'items', name: THREAD_HINTS.item, key: { owner: 1, life: 1, itemId: 1 }, unique: true },
  {
    collection: 'items',
    name: THREAD_HINTS.addedBy,
    key: { owner: 1, life: 1, addedBy: 1, position: 1 },
    partial: { addedBy: { $exists: true } },
  },
  {
    collection: 'items',
    name: THREAD_HINTS.changedBy,
    key: { owner: 1, life: 1, changedBy: 1, position: 1 },
    partial: { changedBy: { $exists: true } },
  },
  { collection: 'thread_counters', name: THREAD_HINTS.counter, key: { owner: 1 }, unique: true },
];

// A field that the schema does not know would silently be left out of a filter, and the filter match too much.
const OPTIONS = { versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' } as const;

const THREAD = new Schema<ThreadDocument>(
  {
    owner: { type: String, required: true },
    life: { type: String, required: true },
    threadId: String,
    place: String,
    rev: { type: Number, required: true },
    fence: { type: Number, required: true },
    data: String,
    leftovers: { type: [{ _id: false, from: Number, to: Number, at: Date }], default: undefined },
  },
  { ...OPTIONS, collection: 'threads' },
);

const ITEM = new Schema<ItemDocument>(
  {
    owner: { type: String, required: true },
    life: { type: String, required: true },
    itemId: String,
    position: { type: Number, required: true },
    type: { type: String, required: true },
    fence: { type: Number, required: true },
    addedBy: String,
    changedBy: String,
    data: { type: String, required: true },
  },
  { ...OPTIONS, collection: 'items' },
);

const COUNTER = new Schema<ThreadCounterDocument>(
  { owner: { type: String, required: true }, last: { type: Number, default: 0 } },
  { ...OPTIONS, collection: 'thread_counters' },
);

/**
 * Threads stand by the time of their creation, equal ones as they came. One text for both: a query that asks for "later, or
 * at the same time and with a higher number" reads all that is earlier too.
 *
 * @param created milliseconds since the epoch
 * @param count how many threads the owner had made by then
 */
export function toPlace(created: number, count: number): string {
  return `${String(Math.max(0, created)).padStart(16, '0')}-${String(count).padStart(12, '0')}`;
}

export function createThreadModel(connection: Connection): Model<ThreadDocument> {
  return connection.model<ThreadDocument>('Thread', THREAD);
}

export function createItemModel(connection: Connection): Model<ItemDocument> {
  return connection.model<ItemDocument>('Item', ITEM);
}

export function createThreadCounterModel(connection: Connection): Model<ThreadCounterDocument> {
  return connection.model<ThreadCounterDocument>('ThreadCounter', COUNTER);
}
