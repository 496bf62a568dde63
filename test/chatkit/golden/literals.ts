import type { Json, JsonObject } from './records.ts';
import { isObject } from './records.ts';

// The scripts hold what was given to the constructors of Python's classes, which add defaults. These functions add what
// this SDK's types ask for, as a TypeScript author had to write it; optional fields stay absent.

/** A stream event as a hook would yield it. */
export function completeEvent(event: JsonObject): JsonObject {
  switch (event.type) {
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced':
      return { ...event, item: completeItem(event.item as JsonObject) };
    case 'thread.item.updated':
      return { ...event, update: completeUpdate(event.update as JsonObject) };
    case 'error':
      return { code: 'custom', allow_retry: false, ...event };
    case 'client_effect':
      return { data: {}, ...event };
    default:
      return event;
  }
}

/** A thread's item as a hook or a store would hold it. */
export function completeItem(item: JsonObject): JsonObject {
  const dated = { ...item, created_at: toDate(item.created_at ?? '') };
  switch (item.type) {
    case 'user_message':
      return { ...dated, attachments: asList(item.attachments).map(completeAttachment) };
    case 'assistant_message':
      return { ...dated, content: asList(item.content).map(completeContent) };
    case 'client_tool_call':
      return { status: 'pending', arguments: {}, ...dated };
    case 'structured_input':
      return { status: 'pending', ...dated, inputs: asList(item.inputs).map(completeQuestion) };
    default:
      return dated;
  }
}

export function completeThread(thread: JsonObject): JsonObject {
  return { status: { type: 'active' }, metadata: {}, ...thread };
}

export function completeAttachment(attachment: JsonObject): JsonObject {
  const { upload_descriptor } = attachment;
  if (!isObject(upload_descriptor)) return attachment;
  return { ...attachment, upload_descriptor: { headers: {}, ...upload_descriptor } };
}

function completeUpdate(update: JsonObject): JsonObject {
  return isObject(update.content) ? { ...update, content: completeContent(update.content) } : update;
}

function completeContent(content: JsonObject): JsonObject {
  return { annotations: [], ...content };
}

function completeQuestion(question: JsonObject): JsonObject {
  const { answer } = question;
  return isObject(answer) ? { ...question, answer: { values: [], skipped: false, ...answer } } : question;
}

/** Python takes seconds since the epoch for a date too; here a date is a string. */
function toDate(value: Json): Json {
  return typeof value === 'number' ? new Date(value * 1000).toISOString().replace('.000Z', 'Z') : value;
}

function asList(value: Json | undefined): JsonObject[] {
  return (value ?? []) as JsonObject[];
}
