import * as z from 'zod';
import { actionSchema } from './actions.ts';
import { inferenceOptionsSchema, userMessageContentSchema } from './items.ts';
import { maybe, open } from './schema.ts';

const id = z.string().min(1).max(200);

/** What a client of ours adds to any request, in `metadata.task_chat`. ChatKit's own client never sends it. */
export const clientNoteSchema = open({
  /** One per user intent: the same id again is the same turn, whatever was delivered. */
  request_id: maybe(z.string().min(8).max(100)),
  /** `explicit`: a broken connection leaves the run running; it is stopped by `turns.cancel` only. */
  cancel: maybe(z.enum(['explicit'])),
});

const metadata = maybe(open({ task_chat: maybe(clientNoteSchema) }));

export const userMessageInputSchema = open({
  content: z.array(userMessageContentSchema).max(1_000),
  attachments: z.array(id).max(100),
  /** `""` when there is no quote. */
  quoted_text: maybe(z.string()),
  inference_options: inferenceOptionsSchema,
});
export type UserMessageInput = z.infer<typeof userMessageInputSchema>;

const request = <Type extends string, Params extends z.ZodRawShape>(type: Type, params: Params) =>
  open({ type: z.literal(type), params: open(params), metadata });

const page = {
  limit: maybe(z.number().int()),
  order: maybe(z.enum(['asc', 'desc'])),
  after: maybe(id),
};
const customAction = { thread_id: id, item_id: maybe(id), action: actionSchema };
const structuredAnswer = open({ values: maybe(z.array(z.string()).max(100)), skipped: maybe(z.boolean()) });

/** Requests that start or follow a turn and are answered by a stream of events. */
export const streamingRequestSchema = z.discriminatedUnion('type', [
  request('threads.create', { input: userMessageInputSchema }),
  request('threads.add_user_message', { input: userMessageInputSchema, thread_id: id }),
  request('threads.add_client_tool_output', { thread_id: id, result: z.unknown() }),
  request('threads.add_structured_input', {
    thread_id: id,
    item_id: id,
    input: open({
      /** @default 'answered' */
      status: maybe(z.enum(['answered', 'skipped'])),
      /** By the id of the question; one that is not named is skipped. */
      answers: maybe(z.record(z.string(), structuredAnswer)),
    }),
  }),
  request('threads.retry_after_item', { thread_id: id, item_id: id }),
  request('threads.custom_action', customAction),
  /** Ours: read a turn from an event on. Without `turn_id`, the one that runs in the thread. */
  request('turns.resume', { thread_id: id, turn_id: maybe(id), after: maybe(z.number().int().min(0)) }),
]);

/** Requests that are answered by one JSON value. */
export const jsonRequestSchema = z.discriminatedUnion('type', [
  request('threads.get_by_id', { thread_id: id }),
  request('threads.list', page),
  request('threads.update', { thread_id: id, title: z.string() }),
  request('threads.delete', { thread_id: id }),
  request('threads.sync_custom_action', customAction),
  request('items.list', { ...page, thread_id: id }),
  request('items.feedback', {
    thread_id: id,
    item_ids: z.array(id).max(1_000),
    kind: z.enum(['positive', 'negative']),
  }),
  request('attachments.create', { name: z.string(), size: z.number().int().min(0), mime_type: z.string() }),
  request('attachments.delete', { attachment_id: id }),
  /** For images whose `preview_url` is `lazy`. `conversation_id` is the thread's. */
  request('attachments.get_preview', { attachment_id: id, conversation_id: maybe(id) }),
  request('input.transcribe', { audio_base64: z.string(), mime_type: z.string() }),
  /** Ours: stop a run. Without an id, the one that runs in the thread. */
  request('turns.cancel', { thread_id: maybe(id), turn_id: maybe(id), request_id: maybe(z.string().max(100)) }),
]);

export type StreamingRequest = z.infer<typeof streamingRequestSchema>;
export type JsonRequest = z.infer<typeof jsonRequestSchema>;
export type ChatKitRequest = StreamingRequest | JsonRequest;
export type RequestOf<Type extends ChatKitRequest['type']> = Extract<ChatKitRequest, { type: Type }>;

export const chatKitRequestSchema = z.discriminatedUnion('type', [
  ...streamingRequestSchema.options,
  ...jsonRequestSchema.options,
]);

const streamingTypes = new Set<string>(streamingRequestSchema.options.map((option) => option.shape.type.value));

export function isStreamingRequest(value: ChatKitRequest): value is StreamingRequest {
  return isStreamingType(value.type);
}

/** Whether requests with this `type` are answered by a stream; for whoever looks at a body that was not checked yet. */
export function isStreamingType(type: unknown): boolean {
  return typeof type === 'string' && streamingTypes.has(type);
}
