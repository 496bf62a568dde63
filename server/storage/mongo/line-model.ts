import { type Connection, type Model, Schema } from 'mongoose';
import type { TurnOutcome, TurnPriority } from '../../chatkit/index.ts';
import type { NamedIndex } from './named-index.ts';

/**
 * All that decides about a thread: who holds it, who waits and in which order. One document, so that one write decides.
 *
 * Apart from the thread, because a turn takes its thread before it makes it. A thread that is deleted loses its holder;
 * the fence stays and only grows.
 */
export interface LineDocument {
  owner: string;
  threadId: string;
  /** Grows by one with every change of `fence`, `holder` or `turns`: who changes them names the version it read. */
  version: number;
  /** Of the turn that took the thread last; 0 when none did. */
  fence: number;
  /** The id of the turn that took the thread last, until the thread is deleted: it alone may write to it. */
  holder?: string | undefined;
  /** Where the thread's next item goes, from 1. */
  nextPosition: number;
  /** As they came. One that ended stays until the next `stand` or `take`, which first notes its end in its record. */
  turns: LineEntry[];
  /**
   * When somebody last had to do with a line that holds nothing: no turn and no item ever took it, or its thread was deleted.
   * A day later the database removes it, and the next one to come begins a new one.
   */
  idleSince?: Date | undefined;
}

/** Far longer than any turn may still be at work on a thread that was deleted. */
const KEEP_IDLE_SECONDS = 24 * 60 * 60;

/** A turn in line. While it stands here, this and not its record says how it is. */
export interface LineEntry {
  id: string;
  priority: TurnPriority;
  state: 'waiting' | 'running' | 'ended';
  /** By the database's clock. */
  leaseUntil: Date;
  /** Of a turn that took its thread. */
  fence?: number | undefined;
  cancelRequested: boolean;
  brokenAt?: Date | undefined;
  /** Of a turn that ended. */
  outcome?: TurnOutcome | undefined;
  endedAt?: Date | undefined;
}

export const LINE_HINTS = { thread: 'lines_by_thread', turn: 'lines_by_turn' } as const;

export const LINE_INDEXES: readonly NamedIndex[] = [
  { collection: 'thread_lines', name: LINE_HINTS.thread, key: { owner: 1, threadId: 1 }, unique: true },
  { collection: 'thread_lines', name: LINE_HINTS.turn, key: { owner: 1, 'turns.id': 1 } },
  { collection: 'thread_lines', name: 'idle_lines_run_out', key: { idleSince: 1 }, ttlSeconds: KEEP_IDLE_SECONDS },
];

const ENTRY = new Schema<LineEntry>(
  {
    id: { type: String, required: true },
    priority: { type: String, required: true },
    state: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    fence: Number,
    cancelRequested: { type: Boolean, required: true },
    brokenAt: Date,
    outcome: String,
    endedAt: Date,
  },
  { _id: false, id: false, strict: 'throw' },
);

const LINE = new Schema<LineDocument>(
  {
    owner: { type: String, required: true },
    threadId: { type: String, required: true },
    version: { type: Number, default: 0 },
    fence: { type: Number, default: 0 },
    holder: String,
    nextPosition: { type: Number, default: 1 },
    turns: { type: [ENTRY], default: [] },
    idleSince: Date,
  },
  // A field that the schema does not know would silently be left out of a filter, and the filter match too much.
  { collection: 'thread_lines', versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' },
);

/** Lines of threads; an upsert fills in what it does not set itself. */
export function createLineModel(connection: Connection): Model<LineDocument> {
  return connection.model<LineDocument>('Line', LINE);
}
