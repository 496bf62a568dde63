import { type Connection, type Model, Schema } from 'mongoose';
import type { NamedIndex } from './named-index.ts';

/** The log of a turn, for as long as it can be read. Logs are no record of anything, and run out. */
export interface LogDocument {
  owner: string;
  turnId: string;
  threadId: string;
  /** By the database's clock. Whoever writes the log keeps moving it: later, its writer is gone. */
  writtenUntil: Date;
  /** Of a log that ended: the number of its last event, 0 when it has none. */
  last?: number | undefined;
  /** Nobody is to read it any more. It stays for a moment, so that its readers learn of it: one that is missing was lost. */
  purged?: boolean | undefined;
  /** By the database's clock. */
  expiresAt: Date;
}

/** Some events of a turn, one behind the other. A long text takes several documents. */
export interface LogBatchDocument {
  owner: string;
  turnId: string;
  /** The number of its last event. */
  last: number;
  /** Whether it stands for all events up to the last one. */
  folded: boolean;
  piece: number;
  pieces: number;
  /** How many events it holds. */
  count: number;
  /** Their JSON, one a line. */
  text: string;
  /** By the database's clock. */
  expiresAt: Date;
}

export const LOG_HINTS = {
  turn: 'turn_logs_by_owner_and_turn',
  thread: 'turn_logs_by_owner_and_thread',
  batch: 'turn_log_batches_by_owner_and_number',
} as const;

export const TURN_LOG_INDEXES: readonly NamedIndex[] = [
  {
    collection: 'turn_logs',
    name: LOG_HINTS.turn,
    key: { owner: 1, turnId: 1 },
    unique: true,
    replaces: 'turn_logs_by_turn',
  },
  { collection: 'turn_logs', name: LOG_HINTS.thread, key: { owner: 1, threadId: 1 }, replaces: 'turn_logs_by_thread' },
  { collection: 'turn_logs', name: 'turn_logs_run_out', key: { expiresAt: 1 }, ttlSeconds: 0 },
  {
    collection: 'turn_log_batches',
    name: LOG_HINTS.batch,
    key: { owner: 1, turnId: 1, last: 1, folded: 1, piece: 1 },
    unique: true,
    replaces: 'turn_log_by_number',
  },
  { collection: 'turn_log_batches', name: 'turn_log_batches_run_out', key: { expiresAt: 1 }, ttlSeconds: 0 },
];

// What a failover takes from a log, its readers find stored: nobody waits for a majority here, but for its beginning.
const OPTIONS = {
  versionKey: false,
  id: false,
  strict: 'throw',
  strictQuery: 'throw',
  writeConcern: { w: 1 },
} as const;

const LOG = new Schema<LogDocument>(
  {
    owner: String,
    turnId: String,
    threadId: String,
    writtenUntil: Date,
    last: Number,
    purged: Boolean,
    expiresAt: Date,
  },
  { ...OPTIONS, collection: 'turn_logs' },
);

const BATCH = new Schema<LogBatchDocument>(
  {
    owner: String,
    turnId: String,
    last: Number,
    folded: Boolean,
    piece: Number,
    pieces: Number,
    count: Number,
    text: String,
    expiresAt: Date,
  },
  { ...OPTIONS, collection: 'turn_log_batches' },
);

export function createLogModel(connection: Connection): Model<LogDocument> {
  return connection.model<LogDocument>('TurnLog', LOG);
}

export function createLogBatchModel(connection: Connection): Model<LogBatchDocument> {
  return connection.model<LogBatchDocument>('TurnLogBatch', BATCH);
}
