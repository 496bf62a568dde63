import * as z from 'zod';
import { maybe, open, record, timestamp } from './schema.ts';
import type { WidgetRoot } from './widgets.ts';
import { widgetRootSchema } from './widgets.ts';

const base = {
  id: z.string().min(1),
  thread_id: z.string().min(1),
  created_at: timestamp,
  /** Server-side notes on an item. Stored, never sent to a client (see `toWire`). */
  metadata: maybe(record),
};

// ── user message ──────────────────────────────────────────────────────────────────────────────────────────────────

const inputTextSchema = open({ type: z.literal('input_text'), text: z.string() });
const inputTagSchema = open({
  type: z.literal('input_tag'),
  id: z.string(),
  text: z.string(),
  data: record,
  group: maybe(z.string()),
  interactive: maybe(z.boolean()),
});
export const userMessageContentSchema = z.discriminatedUnion('type', [inputTextSchema, inputTagSchema]);
export type UserMessageContent = z.infer<typeof userMessageContentSchema>;

export const inferenceOptionsSchema = open({
  model: maybe(z.string()),
  tool_choice: maybe(open({ id: z.string() })),
});
export interface InferenceOptions extends z.infer<typeof inferenceOptionsSchema> {}

export const attachmentSchema = open({
  id: z.string(),
  type: z.enum(['file', 'image']),
  name: z.string(),
  mime_type: z.string(),
  preview_url: maybe(z.string()),
  /** The thread whose message took it. */
  thread_id: maybe(z.string()),
  metadata: maybe(record),
});
export interface Attachment extends z.infer<typeof attachmentSchema> {}

export const userMessageItemSchema = open({
  ...base,
  type: z.literal('user_message'),
  content: z.array(userMessageContentSchema),
  attachments: z.array(attachmentSchema),
  quoted_text: maybe(z.string()),
  inference_options: inferenceOptionsSchema,
});
export interface UserMessageItem extends z.infer<typeof userMessageItemSchema> {}

// ── assistant message ─────────────────────────────────────────────────────────────────────────────────────────────

const sourceBase = {
  title: z.string(),
  description: maybe(z.string()),
  timestamp: maybe(z.string()),
  group: maybe(z.string()),
};
export const sourceSchema = z.discriminatedUnion('type', [
  open({ ...sourceBase, type: z.literal('file'), filename: z.string() }),
  open({ ...sourceBase, type: z.literal('url'), url: z.string(), attribution: maybe(z.string()) }),
  open({
    ...sourceBase,
    type: z.literal('entity'),
    id: z.string(),
    icon: maybe(z.string()),
    label: maybe(z.string()),
    inline_label: maybe(z.string()),
    interactive: maybe(z.boolean()),
    data: maybe(record),
  }),
]);
export type Source = z.infer<typeof sourceSchema>;

export const annotationSchema = open({
  type: z.literal('annotation'),
  source: sourceSchema,
  index: maybe(z.number().int()),
});
export interface Annotation extends z.infer<typeof annotationSchema> {}

export const assistantMessageContentSchema = open({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(annotationSchema),
});
export interface AssistantMessageContent extends z.infer<typeof assistantMessageContentSchema> {}

export const assistantMessageItemSchema = open({
  ...base,
  type: z.literal('assistant_message'),
  content: z.array(assistantMessageContentSchema),
});
export interface AssistantMessageItem extends z.infer<typeof assistantMessageItemSchema> {}

// ── widget ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const widgetItemSchema = open({
  ...base,
  type: z.literal('widget'),
  widget: widgetRootSchema,
  /** What the turn's copy button adds for this item. */
  copy_text: maybe(z.string()),
});
export interface WidgetItem extends Omit<z.infer<typeof widgetItemSchema>, 'widget'> {
  widget: WidgetRoot;
}

// ── workflow and tasks (ChatKit's word for steps of the assistant, not the product's tasks) ─────────────────────────

const taskBase = { status_indicator: maybe(z.enum(['none', 'loading', 'complete'])) };
export const taskSchema = z.discriminatedUnion('type', [
  open({
    ...taskBase,
    type: z.literal('custom'),
    title: maybe(z.string()),
    icon: maybe(z.string()),
    content: maybe(z.string()),
  }),
  open({
    ...taskBase,
    type: z.literal('web_search'),
    title: maybe(z.string()),
    title_query: maybe(z.string()),
    queries: maybe(z.array(z.string())),
    sources: maybe(z.array(sourceSchema)),
  }),
  open({ ...taskBase, type: z.literal('thought'), title: maybe(z.string()), content: z.string() }),
  open({ ...taskBase, type: z.literal('file'), title: maybe(z.string()), sources: maybe(z.array(sourceSchema)) }),
  open({ ...taskBase, type: z.literal('image'), title: maybe(z.string()) }),
]);
export type Task = z.infer<typeof taskSchema>;

export const workflowSchema = open({
  type: z.enum(['custom', 'reasoning']),
  tasks: z.array(taskSchema),
  summary: maybe(z.union([open({ title: z.string(), icon: maybe(z.string()) }), open({ duration: z.number() })])),
  expanded: maybe(z.boolean()),
});
export interface Workflow extends z.infer<typeof workflowSchema> {}

// ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const workflowItemSchema = open({ ...base, type: z.literal('workflow'), workflow: workflowSchema });
export const taskItemSchema = open({ ...base, type: z.literal('task'), task: taskSchema });
export const clientToolCallItemSchema = open({
  ...base,
  type: z.literal('client_tool_call'),
  status: z.enum(['pending', 'completed']),
  call_id: z.string(),
  name: z.string(),
  arguments: record,
  output: z.unknown().optional(),
});
export const generatedImageItemSchema = open({
  ...base,
  type: z.literal('generated_image'),
  image: maybe(open({ id: z.string(), url: z.string() })),
});

/** What a person said to one question. `values` is empty when they skipped it. */
export const structuredInputAnswerSchema = open({ values: z.array(z.string()), skipped: z.boolean() });
const questionBase = {
  id: z.string().min(1),
  question: z.string(),
  description: maybe(z.string()),
  /** Absent while nobody answered. */
  answer: maybe(structuredInputAnswerSchema),
};
export const structuredInputQuestionSchema = z.discriminatedUnion('type', [
  open({
    ...questionBase,
    type: z.literal('multiple_choice'),
    /** Suggestions: a person may write something of their own. */
    options: z.array(open({ value: z.string(), description: maybe(z.string()) })),
    /** Whether several may be chosen. */
    multiple: maybe(z.boolean()),
  }),
  open({ ...questionBase, type: z.literal('freeform') }),
]);
export type StructuredInputQuestion = z.infer<typeof structuredInputQuestionSchema>;

/** Questions to the person, answered by `threads.add_structured_input`. */
export const structuredInputItemSchema = open({
  ...base,
  type: z.literal('structured_input'),
  status: z.enum(['pending', 'answered', 'skipped']),
  inputs: z.array(structuredInputQuestionSchema),
});
export const endOfTurnItemSchema = open({ ...base, type: z.literal('end_of_turn') });
/** For the model only: never sent to a client. */
export const hiddenContextItemSchema = open({ ...base, type: z.literal('hidden_context_item'), content: z.unknown() });
/** Like `hidden_context_item`, written by the SDK itself (a cancelled answer, a handled action). */
export const sdkHiddenContextItemSchema = open({ ...base, type: z.literal('sdk_hidden_context'), content: z.string() });

export const threadItemSchema = z.discriminatedUnion('type', [
  userMessageItemSchema,
  assistantMessageItemSchema,
  widgetItemSchema,
  workflowItemSchema,
  taskItemSchema,
  clientToolCallItemSchema,
  generatedImageItemSchema,
  structuredInputItemSchema,
  endOfTurnItemSchema,
  hiddenContextItemSchema,
  sdkHiddenContextItemSchema,
]);

export interface WorkflowItem extends z.infer<typeof workflowItemSchema> {}
export interface TaskItem extends z.infer<typeof taskItemSchema> {}
export interface ClientToolCallItem extends z.infer<typeof clientToolCallItemSchema> {}
export interface GeneratedImageItem extends z.infer<typeof generatedImageItemSchema> {}
export interface StructuredInputItem extends z.infer<typeof structuredInputItemSchema> {}
export interface EndOfTurnItem extends z.infer<typeof endOfTurnItemSchema> {}
export interface HiddenContextItem extends z.infer<typeof hiddenContextItemSchema> {}
export interface SdkHiddenContextItem extends z.infer<typeof sdkHiddenContextItemSchema> {}

/** One row of a thread, told apart by `type`. */
export type ThreadItem =
  | UserMessageItem
  | AssistantMessageItem
  | WidgetItem
  | WorkflowItem
  | TaskItem
  | ClientToolCallItem
  | GeneratedImageItem
  | StructuredInputItem
  | EndOfTurnItem
  | HiddenContextItem
  | SdkHiddenContextItem;
