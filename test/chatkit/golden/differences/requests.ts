import type { JsonObject, Outcome } from '../records.ts';
import type { Difference } from './difference.ts';
import {
  errorEvent,
  eventsOf,
  failJson,
  item,
  keepSetup,
  onlyAnswer,
  refuseRequest,
  refuseStream,
  replaceAnswer,
} from './difference.ts';
import { removal } from './rules.ts';

const CREATED_AT = '2025-01-01T00:00:00.000Z';
const HELLO = assistantMessage('msg_r1', 'Hello!');
const STREAM_OPTIONS: JsonObject = { type: 'stream_options', stream_options: { allow_cancel: true } };

/** Groups 01, 02, 04 and 09: what is asked and how it is refused. */
export const REQUESTS: Difference[] = [
  {
    id: 'frames-have-ids-and-an-end',
    reason: 'SSE frames carry `id:`, so that a cut stream can be read on, and a comment tells its end (design.md §3).',
    records: ['01_streaming_requests/create/streamed_text_raw_chunks'],
    change(expected) {
      const answer = onlyAnswer(expected);
      answer.frames = [...(answer.frames ?? []).map((frame) => `id: \n${frame}`), ': end\n\n'];
    },
  },
  {
    id: 'a-message-says-something',
    reason: 'A message without text, tag or attachment would cost a call of the model for nothing.',
    records: ['01_streaming_requests/create/empty_content'],
    change(expected, record) {
      refuseStream(onlyAnswer(expected), 'bad_request');
      keepSetup(expected, record);
    },
  },
  {
    id: 'a-refused-message-leaves-nothing',
    reason: 'D02: everything is checked before a thread is created or announced.',
    records: ['01_streaming_requests/create/missing_attachment'],
    change(expected, record) {
      onlyAnswer(expected).events = [];
      keepSetup(expected, record);
    },
  },
  {
    id: 'closed-threads-take-no-messages',
    reason: 'D03: `locked` and `closed` are enforced, not only shown (design.md §3).',
    records: ['01_streaming_requests/add_user_message/closed_thread'],
    change(expected, record) {
      refuseStream(onlyAnswer(expected), 'closed');
      keepSetup(expected, record);
    },
  },
  {
    id: 'tool-output-finds-its-call',
    reason: 'D05: a hidden item behind the call does not hide the call.',
    records: ['01_streaming_requests/add_client_tool_output/hidden_item_after_call'],
    change(expected) {
      answerWithHello(expected, null);
      Object.assign(item(expected, 'thr_a', 'tc_1'), { status: 'completed', output: 1 });
      expected.store.items.thr_a?.push(HELLO);
    },
  },
  {
    id: 'abandoned-calls-are-taken-back',
    reason:
      'D04, D06: a call that nobody will answer any more is removed, however far back it stands, and clients are told so.',
    records: [
      '01_streaming_requests/add_client_tool_output/two_pending',
      '01_streaming_requests/add_client_tool_output/dangling_older_than_20_items',
      '09_flows/client_tool_abandoned_then_message',
    ],
    change(expected) {
      for (const [threadId, items] of Object.entries(expected.store.items)) {
        expected.store.items[threadId] = items.filter(({ status }) => status !== 'pending');
      }
      const id = expected.answers.length > 1 ? 'tc_x' : 'tc_0';
      eventsOf(expected.answers[expected.answers.length > 1 ? 1 : 0]).unshift(removal(id));
    },
  },
  {
    id: 'retry-from-any-item',
    reason:
      'ChatKit asks to retry behind the last item of the turn before, which need not be a message; the message that is answered again is the last one up to there (reference §6.3).',
    records: ['01_streaming_requests/retry_after_item/not_a_user_message'],
    change(expected, record) {
      if (record.kind !== 'server') return;
      const [message, first, ...behind] = record.setup.items.thr_a ?? [];
      answerWithHello(expected, message ?? null);
      eventsOf(onlyAnswer(expected)).unshift(...behind.map(({ id }) => removal(String(id))));
      expected.store.items.thr_a = [message ?? {}, first ?? {}, HELLO];
    },
  },
  {
    id: 'retry-of-nothing-is-an-error',
    reason: 'D07: retrying behind an item that is not there is told, instead of an empty stream.',
    records: ['01_streaming_requests/retry_after_item/missing_item'],
    change(expected) {
      onlyAnswer(expected).events = [errorEvent('not_found')];
    },
  },
  {
    id: 'actions-arrive-whole',
    reason: 'Unknown fields survive, of actions too (issue 4, part 1); Python drops them, and a payload that is null.',
    records: ['01_streaming_requests/custom_action/extra_action_fields'],
    change(expected) {
      const [call] = onlyAnswer(expected).hooks;
      Object.assign(call?.action ?? {}, { payload: null, handler: 'server', loadingBehavior: 'self' });
    },
  },
  {
    id: 'unknown-actions-are-not-retried',
    reason: 'A server that does not handle an action says so; trying again would not help.',
    records: ['01_streaming_requests/custom_action/not_implemented'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(1, 1, errorEvent('invalid_action'));
    },
  },
  {
    id: 'what-is-not-there-is-told',
    reason: 'Listing, rating or deleting what is not there, or not one’s own, is `not_found` for every store.',
    records: [
      '02_non_streaming_requests/items_list/missing_thread',
      '02_non_streaming_requests/feedback/positive',
      '02_non_streaming_requests/feedback/negative_missing_thread',
      '02_non_streaming_requests/threads_delete/missing',
    ],
    change(expected) {
      failJson(onlyAnswer(expected), 'not_found');
    },
  },
  {
    id: 'urls-stay-as-they-are',
    reason: 'The attachment store says where its files are; a signed URL that is rewritten does not work any more.',
    records: ['02_non_streaming_requests/attachments_create/url_normalised'],
    change(expected) {
      for (const attachment of [onlyAnswer(expected).body, expected.store.attachments[0]] as JsonObject[]) {
        attachment.preview_url = 'https://EXAMPLE.com';
        Object.assign(attachment.upload_descriptor ?? {}, { url: 'https://example.com:443/a b?q=ü' });
      }
    },
  },
  {
    id: 'titles-say-something',
    reason: 'An empty title would leave a row in the history that nobody can read or click.',
    records: ['02_non_streaming_requests/threads_update/empty_title'],
    change(expected, record) {
      failJson(onlyAnswer(expected), 'bad_request');
      keepSetup(expected, record);
    },
  },
  {
    id: 'base64-is-strict',
    reason: 'D10: audio that was damaged on its way is refused, and not cut down to what can be decoded.',
    records: ['02_non_streaming_requests/transcribe/garbage_characters_discarded'],
    change(expected) {
      failJson(onlyAnswer(expected), 'bad_request');
    },
  },
  {
    id: 'sync-actions-are-saved',
    reason: 'D11: the item that a synchronous action returns is stored, and so are its changes of the thread.',
    records: [
      '02_non_streaming_requests/sync_action/updated_item',
      '02_non_streaming_requests/sync_action/thread_mutated',
      '09_flows/widget_action_updates_widget',
    ],
    change({ answers, store }, { name }) {
      const [thread] = store.threads;
      if (name === 'sync_action/thread_mutated') Object.assign(thread ?? {}, { title: 'X', updated_at: CREATED_AT });
      const updated = answers.map(
        ({ body }) => (body as JsonObject | undefined)?.updated_item as JsonObject | undefined,
      );
      const saved = updated.find((row) => row !== undefined);
      const { data } = (answers[2]?.body ?? {}) as { data?: JsonObject[] };
      for (const rows of [store.items.thr_a ?? [], data ?? []]) {
        const index = rows.findIndex(({ id }) => id === saved?.id);
        if (saved && index >= 0) rows[index] = saved;
      }
    },
  },
  {
    id: 'sync-actions-replace-what-is-there',
    reason:
      'D13: hidden items never leave. What a synchronous action returns replaces an item: one that is not there, or was deleted meanwhile, does not come up by it.',
    records: ['02_non_streaming_requests/sync_action/hidden_item_returned'],
    change(expected) {
      const answer = onlyAnswer(expected);
      failJson(answer, 'not_found', answer.hooks);
    },
  },
  {
    id: 'numbers-and-flags-are-not-guessed',
    reason: 'D16, D53: a value of the wrong type is refused at its place; ChatKit’s client never sends one.',
    records: [
      '03_paging/items/limit_string_coerced',
      '04_request_validation/wrong_type/limit_bool',
      '04_request_validation/wrong_type/action_missing_type',
      '04_request_validation/wrong_type/size_string_coerced',
      '04_request_validation/wrong_type/interactive_coerced',
    ],
    change(expected, record) {
      const place = { limit: 'limit', action: 'action.type', size: 'size', interactive: 'input.content.0.interactive' };
      const [, field] = /(limit|action|size|interactive)_/.exec(record.name) ?? [];
      refuseRequest(onlyAnswer(expected), `params.${place[field as keyof typeof place]}`);
      keepSetup(expected, record);
    },
  },
  {
    id: 'nan-is-no-json',
    reason: 'Python’s parser reads NaN and refuses it later; JSON does not know it.',
    records: ['04_request_validation/malformed/nan'],
    change(expected) {
      onlyAnswer(expected).at = '';
    },
  },
  {
    id: 'half-a-character-is-kept',
    reason:
      'A JavaScript string may hold half of a surrogate pair (an emoji that was cut), and JSON writes it as an escape. Refusing it would refuse the whole message.',
    records: ['04_request_validation/malformed/lone_surrogate'],
    change(expected) {
      const thread = { id: 'thr_0001', created_at: CREATED_AT, status: { type: 'active' }, metadata: {} };
      const message = userMessage('msg_0001', 'thr_0001', '\ud800');
      const created = { type: 'thread.created', thread: { ...thread, items: { data: [], has_more: false } } };
      replaceAnswer(onlyAnswer(expected), {
        kind: 'stream',
        events: [created, { type: 'thread.item.done', item: message }, STREAM_OPTIONS],
        hooks: [respondCall('thr_0001', null, message)],
      });
      expected.store = { threads: [thread], items: { thr_0001: [message] }, attachments: [] };
    },
  },
  {
    id: 'null-is-absent',
    reason: 'An optional field that is null counts as absent everywhere: Python’s own peers write null for it.',
    records: ['04_request_validation/wrong_type/metadata_null'],
    change(expected) {
      replaceAnswer(onlyAnswer(expected), { kind: 'json', body: { data: [], has_more: false }, hooks: [] });
    },
  },
  {
    id: 'removed-items-are-announced-in-flows',
    reason: 'D08, as in the rule of that name: here the answer that is replaced was made by an earlier request.',
    records: ['09_flows/retry_replaces_answer'],
    change({ answers }) {
      eventsOf(answers[1]).unshift(removal('msg_r1'));
    },
  },
];

/** The answer that the scripts of group 01 give. */
function answerWithHello(expected: Outcome, input: JsonObject | null): void {
  replaceAnswer(onlyAnswer(expected), {
    kind: 'stream',
    events: [STREAM_OPTIONS, { type: 'thread.item.done', item: HELLO }],
    hooks: [respondCall('thr_a', 'First thread', input)],
  });
}

function respondCall(thread_id: string, thread_title: string | null, input: JsonObject | null): JsonObject {
  return {
    hook: 'respond',
    thread_id,
    thread_title,
    thread_metadata: {},
    input_user_message: input,
    context: { user_id: 'user_1' },
  };
}

function userMessage(id: string, thread_id: string, text: string): JsonObject {
  const content = [{ type: 'input_text', text }];
  return {
    type: 'user_message',
    id,
    thread_id,
    created_at: CREATED_AT,
    content,
    attachments: [],
    inference_options: {},
  };
}

function assistantMessage(id: string, text: string): JsonObject {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return { type: 'assistant_message', id, thread_id: 'thr_a', created_at: CREATED_AT, content };
}
