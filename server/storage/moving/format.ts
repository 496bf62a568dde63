import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { ThreadItem, TurnRecord } from '../../chatkit/index.ts';
import { NOTES_MAX, statusSchema, type Task, TITLE_MAX } from '../../tasks/task.ts';

/** Grows with every change that an older import would not understand. */
export const FORMAT_VERSION = 1;
const FORMAT = 'task-chat export';

const text = z.string().min(1);
const whole = z.int().min(0);
const position = z.int().min(1);
/** Milliseconds since the epoch; a lease may have been set by a clock of a test. */
const time = z.int();
const owner = text;

const taskSchema = z.strictObject({
  number: position,
  title: z.string().max(TITLE_MAX),
  notes: z.string().max(NOTES_MAX).optional(),
  status: statusSchema,
  createdAt: text,
  updatedAt: text,
  completedAt: text.optional(),
}) satisfies z.ZodType<Task>;

/** What is needed to find and list it. The rest is kept as it is: it was checked when it was written. */
const threadSchema = asItIs(z.looseObject({ id: text, created_at: text, status: z.looseObject({ type: text }) }));
/** Every one, so that a new one does not compile without a line here. */
const ITEM_TYPES = {
  user_message: 'user_message',
  assistant_message: 'assistant_message',
  widget: 'widget',
  workflow: 'workflow',
  task: 'task',
  client_tool_call: 'client_tool_call',
  generated_image: 'generated_image',
  structured_input: 'structured_input',
  end_of_turn: 'end_of_turn',
  hidden_context_item: 'hidden_context_item',
  sdk_hidden_context: 'sdk_hidden_context',
} as const satisfies { [Type in ThreadItem['type']]: Type };
const itemSchema = asItIs(z.looseObject({ id: text, thread_id: text, created_at: text, type: z.enum(ITEM_TYPES) }));

const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.int().min(1),
  /** ISO 8601, UTC. */
  createdAt: text,
  from: z.enum(['sqlite', 'mongodb']),
  /** Absent: everybody's. */
  owner: owner.optional(),
});
/** The first line of an export. */
export type Header = z.infer<typeof headerSchema>;

const threadRecord = z.strictObject({
  kind: z.literal('thread'),
  owner,
  /** Every item of the thread stands before this position. */
  nextPosition: position,
  /** The turn that took the thread last. */
  holder: z.strictObject({ turn: text, fence: whole }).optional(),
  thread: threadSchema,
});

const itemRecord = z.strictObject({
  kind: z.literal('item'),
  owner,
  threadId: text,
  position,
  /** Turns. */
  addedBy: text.optional(),
  changedBy: text.optional(),
  item: itemSchema,
});

const taskRecord = z.strictObject({
  kind: z.literal('task'),
  owner,
  task: taskSchema,
  /** The operation that made it, where the database keeps that with the task (MongoDB). */
  addedBy: text.optional(),
  /** The same of the last one, which is then no record of its own. */
  last: z.strictObject({ operation: text, result: taskSchema }).optional(),
});

const operationRecord = z.strictObject({
  kind: z.literal('operation'),
  owner,
  operation: text,
  /** When it was applied, or written down. */
  at: time,
  result: taskSchema,
});

/** A turn that ran or waited is told as lost: no process that drives it comes along. */
const turnRecord = z.strictObject({
  kind: z.literal('turn'),
  owner,
  id: text,
  threadId: text,
  requestId: z.string().optional(),
  fingerprint: z.string().optional(),
  createsThread: z.boolean(),
  senderItemId: z.string().optional(),
  priority: z.enum(['line', 'first']),
  outcome: z.enum(['completed', 'failed', 'cancelled', 'lost']),
  createdAt: time,
  endedAt: time,
  brokenAt: time.optional(),
  cancelRequested: z.boolean(),
}) satisfies z.ZodType<Omit<TurnRecord, 'state'>>;

/** The highest number that a task of this person ever had. */
const counterRecord = z.strictObject({ kind: z.literal('counter'), owner, lastTask: whole });

export type ThreadRecord = z.infer<typeof threadRecord>;
export type ItemRecord = z.infer<typeof itemRecord>;
export type TaskRecord = z.infer<typeof taskRecord>;
export type OperationRecord = z.infer<typeof operationRecord>;
export type MovedTurn = z.infer<typeof turnRecord>;
export type CounterRecord = z.infer<typeof counterRecord>;

const recordSchema = z.discriminatedUnion('kind', [
  threadRecord,
  itemRecord,
  taskRecord,
  operationRecord,
  turnRecord,
  counterRecord,
]);
/** Something of one person. A thread comes before its items. */
export type MovedRecord = z.infer<typeof recordSchema>;

export const KINDS = [
  'thread',
  'item',
  'task',
  'operation',
  'turn',
  'counter',
] as const satisfies MovedRecord['kind'][];
/** How many records of each kind. */
export type Counts = Record<(typeof KINDS)[number], number>;

const endSchema = z.strictObject({
  kind: z.literal('end'),
  counts: z.strictObject({ thread: whole, item: whole, task: whole, operation: whole, turn: whole, counter: whole }),
}) satisfies z.ZodType<{ counts: Counts }>;
/** The last line of an export: without it, the file was cut. */
export type End = z.infer<typeof endSchema>;

const lineSchema = z.discriminatedUnion('kind', [...recordSchema.options, endSchema]);

export function noCounts(): Counts {
  return { thread: 0, item: 0, task: 0, operation: 0, turn: 0, counter: 0 };
}

export function toHeader(header: Omit<Header, 'format' | 'version'>): Header {
  return { format: FORMAT, version: FORMAT_VERSION, ...header };
}

/** @throws Error that says what is wrong with the line. */
export function parseHeader(line: string): Header {
  const value = parseJson(line);
  const { success, data } = z.looseObject({ format: z.literal(FORMAT), version: z.int() }).safeParse(value);
  if (!success) throw new Error('This is not an export of task-chat.');
  if (data.version > FORMAT_VERSION) {
    throw new Error(
      `It was written by a newer task-chat (format ${data.version}, this one reads ${FORMAT_VERSION}). Update task-chat.`,
    );
  }
  return check(headerSchema, value);
}

/** @throws Error that says what is wrong with the line. */
export function parseLine(line: string): MovedRecord | End {
  return check(lineSchema, parseJson(line));
}

/** In the one order of fields that makes equal tasks equal lines, whatever database they come from. */
export function toMovedTask({ number, title, notes, status, createdAt, updatedAt, completedAt }: Task): Task {
  const task = { number, title, notes, status, createdAt, updatedAt, completedAt };
  return task satisfies Record<keyof Task, unknown>;
}

/** @param turn as it stands when no lease holds any more */
export function toMovedTurn(turn: TurnRecord): MovedTurn {
  const { owner, id, threadId, requestId, fingerprint, createsThread, senderItemId, priority } = turn;
  const { outcome = 'lost', createdAt, endedAt = createdAt, brokenAt, cancelRequested } = turn;
  const asked = { owner, id, threadId, requestId, fingerprint, createsThread, senderItemId, priority };
  const moved = { ...asked, outcome, createdAt, endedAt, brokenAt, cancelRequested };
  return { kind: 'turn', ...(moved satisfies Record<Exclude<keyof TurnRecord, 'state'>, unknown>) };
}

/** Whether two records say the same; the order of fields is no difference. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toPlain(one), toPlain(other));
}

/** As it reads after a move: without what is absent. */
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Checked, and otherwise left alone: what a schema answers has its fields in the schema's order. */
function asItIs<Value>(schema: z.ZodType<Value>): z.ZodType<Value> {
  return z.custom<Value>().superRefine((value, context) => {
    for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path, message });
    }
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error('This is not JSON.', { cause });
  }
}

function check<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new Error(path.length > 0 ? `${path.join('.')}: ${message}.` : `${message}.`);
}
