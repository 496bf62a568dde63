import { type Connection, type Model, Schema } from 'mongoose';
import type { NamedIndex } from './named-index.ts';

/**
 * The log of a turn, for as long as it can be read. Logs are found by the turn's id, which nobody guesses and nobody else's
 * turn shares; they are no record of anything, and run out.
 */
export interface LogDocument {
  turnId: string;
  threadId: string;
  /** By the database's clock. Whoever writes the log keeps moving it: later, its writer is gone. */
  writtenUntil: Date;
  /** Of a log that ended: the number of its last event, 0 when it has none. */
  last?: number | undefined;
  expiresAt: Date;
}

/** Some events of a turn, one behind the other. A long text takes several documents. */
export interface LogBatchDocument {
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
  expiresAt: Date;
}

export const LOG_HINTS = {
  turn: 'turn_logs_by_turn',
  thread: 'turn_logs_by_thread',
  batch: 'turn_log_by_number',
} as const;

export const TURN_LOG_INDEXES: readonly NamedIndex[] = [
  { collection: 'turn_logs', name: LOG_HINTS.turn, key: { turnId: 1 }, unique: true },
  { collection: 'turn_logs', name: LOG_HINTS.thread, key: { threadId: 1 } },
  { collection: 'turn_logs', name: 'turn_logs_run_out', key: { expiresAt: 1 }, ttlSeconds: 0 },
  {
    collection: 'turn_log_batches',
    name: LOG_HINTS.batch,
    key: { turnId: 1, last: 1, folded: 1, piece: 1 },
    unique: true,
  },
  { collection: 'turn_log_batches', name: 'turn_log_batches_run_out', key: { expiresAt: 1 }, ttlSeconds: 0 },
];

// What a failover takes from a log, its readers find stored: nobody waits for a majority here.
const OPTIONS = {
  versionKey: false,
  id: false,
  strict: 'throw',
  strictQuery: 'throw',
  writeConcern: { w: 1 },
} as const;

const LOG = new Schema<LogDocument>(
  { turnId: String, threadId: String, writtenUntil: Date, last: Number, expiresAt: Date },
  { ...OPTIONS, collection: 'turn_logs' },
);

const BATCH = new Schema<LogBatchDocument>(
  {
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
