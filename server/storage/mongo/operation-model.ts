import { type Connection, type Model, Schema } from 'mongoose';
import type { Task } from '../../tasks/task.ts';
import type { NamedIndex } from './named-index.ts';
import { TASK } from './task-schema.ts';

/** How long an operation is known. Longer than a turn: an old message can be answered again. */
const KEEP_SECONDS = 90 * 24 * 60 * 60;

/** An operation that was applied, and what it answered. */
export interface OperationDocument {
  owner: string;
  operation: string;
  result: Task;
  /** When it was written here, by the clock of this process: it only says when the document may go. */
  keptAt: Date;
}

export const OPERATION_HINT = 'operations_by_name';

export const OPERATION_INDEXES: readonly NamedIndex[] = [
  { collection: 'operations', name: OPERATION_HINT, key: { owner: 1, operation: 1 }, unique: true },
  { collection: 'operations', name: 'operations_run_out', key: { keptAt: 1 }, ttlSeconds: KEEP_SECONDS },
];

const OPERATION = new Schema<OperationDocument>(
  {
    owner: { type: String, required: true },
    operation: { type: String, required: true },
    result: { type: TASK, required: true },
    keptAt: { type: Date, required: true },
  },
  { collection: 'operations', versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' },
);

export function createOperationModel(connection: Connection): Model<OperationDocument> {
  return connection.model<OperationDocument>('Operation', OPERATION);
}
