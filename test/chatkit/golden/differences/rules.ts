import type { Answer, JsonObject } from '../records.ts';
import { forEachObject, isObject } from '../records.ts';
import { SOME_TEXT, SOME_TIME } from '../wire.ts';
import type { Difference } from './difference.ts';

/** What shows in many records. Applied last, and in this order. */
export const RULES: Difference[] = [
  {
    id: 'escaped-exceptions',
    reason:
      'D01: whatever fails outside respond() and action() escapes from the Python SDK. Here a stream ends with an `error` event and anything else fails with a ChatKitError (design.md §3).',
    records: ({ kind }) => kind === 'server',
    change({ answers }) {
      for (const answer of answers) tellException(answer);
    },
  },
  {
    id: 'errors-have-codes-and-texts',
    reason:
      'An `error` event carries a code of its own and a text that says what to do next, instead of `stream.error` without one (design.md §3, §7).',
    records: () => true,
    change({ answers }) {
      forEachEvent(answers, (event) => {
        if (event.type === 'error' && event.code === 'stream.error') {
          Object.assign(event, { code: 'server_error', message: SOME_TEXT });
        }
      });
    },
  },
  {
    id: 'no-thread-metadata',
    reason: 'Metadata is for the server and is never sent; Python sends an empty one (design.md §3).',
    records: () => true,
    change({ answers }) {
      forEachThread(answers, (thread) => delete thread.metadata);
    },
  },
  {
    id: 'threads-say-when-they-changed',
    reason: 'Threads have `created_at` and `updated_at` (design.md §3).',
    records: ({ kind }) => kind === 'server',
    change(expected, record) {
      if (record.kind !== 'server') return;
      const changed = new Set<string>();
      for (const [index, answer] of expected.answers.entries()) {
        const { request, script } = record.exchanges[index] ?? {};
        for (const id of changedThreads(request, answer)) changed.add(id);
        // A thread that the hook itself sends says what the hook says.
        if (JSON.stringify(script).includes('"thread.updated"')) continue;
        forEachThread([answer], (thread) => {
          if (changed.has(String(thread.id))) thread.updated_at = SOME_TIME;
        });
      }
      for (const thread of expected.store.threads) if (changed.has(String(thread.id))) thread.updated_at = SOME_TIME;
    },
  },
  {
    id: 'action-defaults-stay-out',
    reason:
      'A widget travels as its author wrote it: `handler`, `loadingBehavior` and `streaming` of an action have the same defaults in every client.',
    records: () => true,
    change({ answers, store }) {
      forEachObject([...answers.map(({ events, body }) => [events, body]), store], (object) => {
        // The last one is that of a card's `confirm` and `cancel`.
        for (const key of ['onClickAction', 'onSubmitAction', 'onChangeAction', 'action']) {
          const action = object[key];
          if (!isObject(action)) continue;
          if (action.handler === 'server') delete action.handler;
          if (action.loadingBehavior === 'auto') delete action.loadingBehavior;
          if (action.streaming === true) delete action.streaming;
        }
      });
    },
  },
  {
    id: 'item-defaults-stay-out',
    reason:
      'Optional fields of items that nobody set stay absent: a task without `status_indicator`, `queries` or `sources`, a workflow without `expanded`, a tag without `interactive`. Clients take their absence for the default.',
    records: ({ group }) => !/agents/.test(group),
    change({ answers, store }) {
      forEachObject([answers, store], (object) => {
        if (object.status_indicator === 'none') delete object.status_indicator;
        if (object.type === 'web_search' || object.type === 'file') {
          if (isEmptyList(object.queries)) delete object.queries;
          if (isEmptyList(object.sources)) delete object.sources;
        }
        if (Array.isArray(object.tasks) && object.expanded === false) delete object.expanded;
        if (object.type === 'input_tag' && object.interactive === false) delete object.interactive;
      });
    },
  },
  {
    id: 'removed-items-are-announced',
    reason: 'D08: a retry deletes the items behind the one it starts from; every client that looks on is told so.',
    records: ({ key }) => /\/retry_after_item\/|08_cancel\/task\/retry$/.test(key),
    change(expected, record) {
      if (record.kind !== 'server') return;
      for (const [index, { request }] of record.exchanges.entries()) {
        const { events } = expected.answers[index] ?? {};
        if (!isObject(request) || !isObject(request.params) || events?.[0]?.type !== 'stream_options') continue;
        const { thread_id, item_id } = request.params;
        const items = record.setup.items[String(thread_id)] ?? [];
        const from = items.findIndex(({ id }) => id === item_id);
        events.unshift(...items.slice(from + 1).map(({ id }) => removal(id as string)));
      }
    },
  },
  {
    id: 'interrupted-items-say-so',
    reason:
      'What was cut while it streamed is stored as such, so that it can be drawn as interrupted (issue 4, part 2). The note is for the server and stays there.',
    records: ({ kind }) => kind === 'server',
    change(expected, record) {
      if (record.kind !== 'server') return;
      for (const [index, { events = [] }] of expected.answers.entries()) {
        if (record.exchanges[index]?.drive.mode === 'drain') continue;
        const pending = pendingItems(events);
        for (const item of Object.values(expected.store.items).flat()) {
          if (pending.has(String(item.id))) item.metadata = { interrupted: 'cancelled' };
        }
      }
    },
  },
  {
    id: 'no-hook-for-a-stop',
    reason:
      'The SDK keeps what was shown by itself. A hook that has something of its own to do when it is stopped listens to `turn.signal`, or has a `finally`.',
    records: ({ kind }) => kind === 'server',
    change({ answers }) {
      for (const answer of answers)
        answer.hooks = answer.hooks.filter(({ hook }) => hook !== 'handle_stream_cancelled');
    },
  },
];

export function removal(item_id: string): JsonObject {
  return { type: 'thread.item.removed', item_id };
}

/** Items that were announced and not finished. */
export function pendingItems(events: readonly JsonObject[]): Set<string> {
  const pending = new Set<string>();
  for (const event of events) {
    const id = String(isObject(event.item) ? event.item.id : event.item_id);
    if (event.type === 'thread.item.added') pending.add(id);
    if (event.type !== 'thread.item.added' && event.type !== 'thread.item.updated') pending.delete(id);
  }
  return pending;
}

function tellException(answer: Answer): void {
  const { exception } = answer;
  if (!exception) return;
  const error = toError(exception);
  delete answer.exception;
  if (answer.events) answer.events.push({ type: 'error', ...error });
  else {
    answer.kind = 'failed';
    answer.error = error;
  }
}

/** How this SDK tells what the Python SDK raised. */
function toError({ type, message = '' }: JsonObject): JsonObject {
  const text = String(message);
  if (type === 'CustomStreamError') return { code: 'custom', message: text, allow_retry: false };
  const isOurFault = type === 'RuntimeError' && !text.includes('AttachmentStore');
  return {
    code: isOurFault ? 'server_error' : toCode(String(type), text),
    message: SOME_TEXT,
    allow_retry: isOurFault,
  };
}

function toCode(type: string, message: string): string {
  if (type === 'NotFoundError') return 'not_found';
  if (/requires a widget|sync_action\(\)/.test(message)) return 'invalid_action';
  if (type === 'ValueError') return 'conflict';
  if (/AttachmentStore|transcribe/.test(message)) return 'unsupported';
  if (/padding/.test(message)) return 'bad_request';
  // Of what has an entry of its own; without it nothing of this SDK looks like that.
  return `(${type})`;
}

function changedThreads(request: JsonObject | string | undefined, { kind, events, body }: Answer): string[] {
  const created = events?.find((event) => event.type === 'thread.created')?.thread;
  if (isObject(created)) return [String(created.id)];
  if (!isObject(request) || !isObject(request.params)) return [];
  // A turn that ran, whatever came of it, and not one that was refused by a lone error.
  const ran = events?.some((event) => event.type !== 'error');
  const renamed = kind === 'json' && request.type === 'threads.update' && isObject(body);
  return ran || renamed ? [String(request.params.thread_id)] : [];
}

function forEachEvent(answers: readonly Answer[], visit: (event: JsonObject) => void): void {
  for (const { events = [] } of answers) for (const event of events) visit(event);
}

/** Visits every thread that is sent, which is what has a status and a page of items. */
function forEachThread(answers: readonly Answer[], visit: (thread: JsonObject) => void): void {
  for (const { events = [], body = null } of answers) {
    forEachObject([events, body], (object) => {
      if (isObject(object.status) && isObject(object.items)) visit(object);
    });
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
