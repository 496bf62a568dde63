import { type Connection, type Model, Schema } from 'mongoose';
import type { Task, TaskStatus } from '../../tasks/task.ts';
import type { NamedIndex } from './named-index.ts';
import { TASK } from './task-schema.ts';

/** How long a deleted task is remembered: far longer than a request that began before can still be at work. */
const KEEP_REMOVED_SECONDS = 24 * 60 * 60;

/** A task, or for a day what is left of a deleted one. */
export interface TaskDocument {
  owner: string;
  number: number;
  /** `false` once it was deleted. */
  live: boolean;
  status: TaskStatus | 'removed';
  titleKey: string;
  notesKey: string;
  task: Task;
  /** Grows by one with every write: who writes names the revision it read. */
  rev: number;
  /** The operation that made it. */
  addedBy: string;
  /** The operation of the last write, with its result: both come with the write itself, so that neither stands alone. */
  last: AppliedOperation;
  /** By the clock of this process: it only says when the document may go. */
  removedAt?: Date | undefined;
}

export interface AppliedOperation {
  operation: string;
  result: Task;
}

/** Which number an owner's next task gets. */
export interface TaskCounterDocument {
  owner: string;
  last: number;
  /** Numbers that were given lately, so that who asks twice gets the same one. */
  recent: { operation: string; number: number }[];
}

/** Every query names its index: where few tasks are deleted or done, the planner takes any of them for as good. */
export const TASK_HINTS = {
  number: 'tasks_by_number',
  origin: 'tasks_by_origin',
  page: 'tasks_by_life',
  pageOfStatus: 'tasks_by_status',
  counter: 'counters_by_owner',
} as const;

export const TASK_INDEXES: readonly NamedIndex[] = [
  { collection: 'tasks', name: TASK_HINTS.number, key: { owner: 1, number: 1 }, unique: true },
  { collection: 'tasks', name: TASK_HINTS.origin, key: { owner: 1, addedBy: 1 }, unique: true },
  { collection: 'tasks', name: TASK_HINTS.page, key: { owner: 1, live: 1, number: 1 } },
  { collection: 'tasks', name: TASK_HINTS.pageOfStatus, key: { owner: 1, status: 1, number: 1 } },
  { collection: 'tasks', name: 'tasks_run_out', key: { removedAt: 1 }, ttlSeconds: KEEP_REMOVED_SECONDS },
  { collection: 'task_counters', name: TASK_HINTS.counter, key: { owner: 1 }, unique: true },
];

const ROW = new Schema<TaskDocument>(
  {
    owner: { type: String, required: true },
    number: { type: Number, required: true },
    live: { type: Boolean, required: true },
    status: { type: String, required: true },
    // An empty text is a value here, which "required" would refuse.
    titleKey: String,
    notesKey: String,
    task: { type: TASK, required: true },
    rev: { type: Number, required: true },
    addedBy: { type: String, required: true },
    last: {
      type: new Schema<AppliedOperation>(
        { operation: { type: String, required: true }, result: { type: TASK, required: true } },
        { _id: false, id: false, strict: 'throw' },
      ),
      required: true,
    },
    removedAt: Date,
  },
  { collection: 'tasks', versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' },
);

const COUNTER = new Schema<TaskCounterDocument>(
  {
    owner: { type: String, required: true },
    last: Number,
    recent: [{ _id: false, operation: String, number: Number }],
  },
  { collection: 'task_counters', versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' },
);

export function createTaskModel(connection: Connection): Model<TaskDocument> {
  return connection.model<TaskDocument>('Task', ROW);
}

export function createTaskCounterModel(connection: Connection): Model<TaskCounterDocument> {
  return connection.model<TaskCounterDocument>('TaskCounter', COUNTER);
}
