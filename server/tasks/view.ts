import * as z from 'zod';
import type { WidgetItem } from '../chatkit/index.ts';
import { statusSchema } from './task.ts';

/** Rows of a list's first page, and of every further one. */
export const PAGE_ROWS = 20;
/** A list grows no longer than this; beyond, the person is asked to narrow it down. */
export const LIST_ROWS_MAX = 200;
/** Tasks that a card names one by one. */
export const CARD_ROWS_MAX = 20;
/** Rows that stay in a list after a click took them out of its query. */
export const KEPT_ROWS_MAX = 50;

export const taskNumberSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const editSchema = z.object({
  number: taskNumberSchema,
  /** `updatedAt` of the task whose values the form was filled with: what a save is checked against. */
  updatedAt: z.string(),
  /** What stands in the fields. */
  title: z.string(),
  notes: z.string(),
  /** Why the last save did not go through, for the person. */
  problem: z.string().optional(),
  /** The task is no more: there is nothing to save to. */
  gone: z.boolean().optional(),
});
/** A form in a row's place. */
export type Edit = z.infer<typeof editSchema>;

const namedTaskSchema = z.object({ number: taskNumberSchema, title: z.string() });
/** A task as it stood when it was shown. */
const shownTaskSchema = z.object({ ...namedTaskSchema.shape, status: statusSchema });

const changesSchema = z.object({ title: z.string().optional(), notes: z.string().optional() });

const listSchema = z.object({
  kind: z.literal('list'),
  status: z.enum(['open', 'done', 'all']),
  text: z.string().optional(),
  rows: z.number().int().min(1).max(LIST_ROWS_MAX),
  edit: editSchema.optional(),
  /** Tasks changed by clicks in this list: their rows stay until it is read again, so that focus and undo stay too. */
  kept: z.array(taskNumberSchema),
});

const cardSchema = z.object({
  kind: z.literal('card'),
  heading: z.enum(['Added', 'Completed', 'Reopened', 'Updated']),
  /** Up to `CARD_ROWS_MAX`; the title is for a task that is deleted later. */
  tasks: z.array(namedTaskSchema),
  total: z.number().int(),
  note: z.string().optional(),
  edit: editSchema.optional(),
});

const choicesSchema = z.object({
  kind: z.literal('choices'),
  /** What was asked for, and is done by the button of a row. */
  verb: z.enum(['complete', 'reopen', 'update', 'delete']),
  /** The words that did not name one task. */
  words: z.string(),
  /** Whether these tasks match the words, or are only like them. */
  match: z.enum(['many', 'similar']),
  tasks: z.array(namedTaskSchema),
  total: z.number().int(),
  changes: changesSchema.optional(),
  edit: editSchema.optional(),
});

const confirmSchema = z.object({
  kind: z.literal('confirm'),
  state: z.enum(['asked', 'deleted', 'kept']),
  /** Fixed when the question is asked: what is added later is not deleted. */
  numbers: z.array(taskNumberSchema),
  /** The first of them, by name. */
  tasks: z.array(shownTaskSchema),
  /** How many were deleted. */
  deleted: z.number().int().optional(),
  note: z.string().optional(),
});

const viewSchema = z.discriminatedUnion('kind', [listSchema, cardSchema, choicesSchema, confirmSchema]);

export type ListView = z.infer<typeof listSchema>;
export type CardView = z.infer<typeof cardSchema>;
export type ChoicesView = z.infer<typeof choicesSchema>;
export type ConfirmView = z.infer<typeof confirmSchema>;
/** What a widget shows, without the tasks' present state: kept in its item's metadata and drawn again when needed. */
export type View = z.infer<typeof viewSchema>;

/** What an item of ours keeps beside its widget. */
export interface ItemNotes {
  view: View;
  /** The widget in words, for the model. */
  model_text: string;
}

/** Reads the view of an item; `undefined` for a widget that is not ours. */
export function readView(item: WidgetItem): View | undefined {
  const parsed = viewSchema.safeParse(item.metadata?.view);
  return parsed.success ? parsed.data : undefined;
}

/** Reads what the model is told of an item; `undefined` for a widget that is not ours. */
export function readModelText(item: WidgetItem): string | undefined {
  const text = item.metadata?.model_text;
  return typeof text === 'string' ? text : undefined;
}
