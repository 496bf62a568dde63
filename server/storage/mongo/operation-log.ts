import type { Connection } from 'mongoose';
import type { Task } from '../../tasks/task.ts';
import { createOperationModel, OPERATION_HINT } from './operation-model.ts';
import type { AppliedOperation } from './task-model.ts';

/** Operations that no task holds as its last one any more. */
export interface OperationLog {
  find(owner: string, operation: string): Promise<Task | undefined>;
  /** Writes it down, whether or not somebody did so before. */
  keep(owner: string, applied: AppliedOperation): Promise<void>;
}

export function createOperationLog(connection: Connection): OperationLog {
  const operations = createOperationModel(connection);
  return {
    async find(owner, operation) {
      return (await operations.findOne({ owner, operation }, { result: 1 }).hint(OPERATION_HINT).lean())?.result;
    },
    async keep(owner, { operation, result }) {
      const document = { $setOnInsert: { result, keptAt: new Date() } };
      await operations.updateOne({ owner, operation }, document, { upsert: true, hint: OPERATION_HINT });
    },
  };
}
