import * as z from 'zod';
import type { ThreadItem } from './items.ts';
import { annotationSchema, assistantMessageContentSchema, taskSchema, threadItemSchema } from './items.ts';
import { maybe, open, record } from './schema.ts';
import type { Thread } from './threads.ts';
import { threadSchema } from './threads.ts';
import type { WidgetRoot } from './widgets.ts';
import { widgetComponentSchema, widgetRootSchema } from './widgets.ts';

const contentIndex = z.number().int().min(0);

const plainUpdates = [
  open({
    type: z.literal('assistant_message.content_part.added'),
    content_index: contentIndex,
    content: assistantMessageContentSchema,
  }),
  open({
    type: z.literal('assistant_message.content_part.text_delta'),
    content_index: contentIndex,
    delta: z.string(),
  }),
  open({
    type: z.literal('assistant_message.content_part.annotation_added'),
    content_index: contentIndex,
    annotation_index: contentIndex,
    annotation: annotationSchema,
  }),
  open({
    type: z.literal('assistant_message.content_part.done'),
    content_index: contentIndex,
    content: assistantMessageContentSchema,
  }),
  open({
    type: z.literal('widget.streaming_text.value_delta'),
    component_id: z.string(),
    delta: z.string(),
    done: z.boolean(),
  }),
  open({ type: z.literal('workflow.task.added'), task_index: contentIndex, task: taskSchema }),
  open({ type: z.literal('workflow.task.updated'), task_index: contentIndex, task: taskSchema }),
  open({
    type: z.literal('generated_image.updated'),
    image: open({ id: z.string(), url: z.string() }),
    progress: maybe(z.number()),
  }),
] as const;
const widgetRootUpdatedSchema = open({ type: z.literal('widget.root.updated'), widget: widgetRootSchema });
const widgetComponentUpdatedSchema = open({
  type: z.literal('widget.component.updated'),
  component_id: z.string(),
  component: widgetComponentSchema,
});

/** A change to an item that is on its way. */
export const itemUpdateSchema = z.discriminatedUnion('type', [
  ...plainUpdates,
  widgetRootUpdatedSchema,
  widgetComponentUpdatedSchema,
]);
export type WidgetRootUpdated = { type: 'widget.root.updated'; widget: WidgetRoot };
export type WidgetUpdate =
  | WidgetRootUpdated
  | z.infer<typeof widgetComponentUpdatedSchema>
  | z.infer<(typeof plainUpdates)[4]>;
export type ItemUpdate = z.infer<(typeof plainUpdates)[number]> | WidgetUpdate;

export const streamOptionsSchema = open({ allow_cancel: z.boolean() });
export type StreamOptions = z.infer<typeof streamOptionsSchema>;

const threadEvents = {
  'thread.created': open({ type: z.literal('thread.created'), thread: threadSchema }),
  'thread.updated': open({ type: z.literal('thread.updated'), thread: threadSchema }),
  'thread.item.added': open({ type: z.literal('thread.item.added'), item: threadItemSchema }),
  'thread.item.updated': open({
    type: z.literal('thread.item.updated'),
    item_id: z.string(),
    update: itemUpdateSchema,
  }),
  'thread.item.done': open({ type: z.literal('thread.item.done'), item: threadItemSchema }),
  'thread.item.removed': open({ type: z.literal('thread.item.removed'), item_id: z.string() }),
  'thread.item.replaced': open({ type: z.literal('thread.item.replaced'), item: threadItemSchema }),
  stream_options: open({ type: z.literal('stream_options'), stream_options: streamOptionsSchema }),
  progress_update: open({ type: z.literal('progress_update'), icon: maybe(z.string()), text: z.string() }),
  client_effect: open({ type: z.literal('client_effect'), name: z.string(), data: record }),
  notice: open({
    type: z.literal('notice'),
    level: z.enum(['info', 'warning', 'danger']),
    message: z.string(),
    title: maybe(z.string()),
  }),
  error: open({
    type: z.literal('error'),
    code: z.string(),
    message: maybe(z.string()),
    allow_retry: z.boolean(),
  }),
} as const;

export const threadStreamEventSchema = z.discriminatedUnion('type', [
  threadEvents['thread.created'],
  threadEvents['thread.updated'],
  threadEvents['thread.item.added'],
  threadEvents['thread.item.updated'],
  threadEvents['thread.item.done'],
  threadEvents['thread.item.removed'],
  threadEvents['thread.item.replaced'],
  threadEvents.stream_options,
  threadEvents.progress_update,
  threadEvents.client_effect,
  threadEvents.notice,
  threadEvents.error,
]);

export type ThreadItemAdded = { type: 'thread.item.added'; item: ThreadItem };
export type ThreadItemDone = { type: 'thread.item.done'; item: ThreadItem };
export type ThreadItemReplaced = { type: 'thread.item.replaced'; item: ThreadItem };
export type ThreadItemUpdated = { type: 'thread.item.updated'; item_id: string; update: ItemUpdate };
export type ErrorEvent = z.infer<(typeof threadEvents)['error']>;

/** One event of a turn, as it travels in an SSE `data:` line. */
export type ThreadStreamEvent =
  | { type: 'thread.created'; thread: Thread }
  | { type: 'thread.updated'; thread: Thread }
  | ThreadItemAdded
  | ThreadItemUpdated
  | ThreadItemDone
  | z.infer<(typeof threadEvents)['thread.item.removed']>
  | ThreadItemReplaced
  | z.infer<(typeof threadEvents)['stream_options']>
  | z.infer<(typeof threadEvents)['progress_update']>
  | z.infer<(typeof threadEvents)['client_effect']>
  | z.infer<(typeof threadEvents)['notice']>
  | ErrorEvent;
