import type { JsonObject } from '../records.ts';
import type { Difference } from './difference.ts';
import { errorEvent, eventsOf, item, onlyAnswer } from './difference.ts';
import { removal } from './rules.ts';

const CREATED_AT = '2025-01-01T00:00:00.000Z';
const STOP_NOTE: JsonObject = {
  type: 'sdk_hidden_context',
  id: 'shcx_0001',
  thread_id: 'thr_a',
  created_at: CREATED_AT,
  content: 'Stopped.',
};

/** Groups 05, 07 and 08: what a turn emits, how it fails, how it is stopped. */
export const TURNS: Difference[] = [
  {
    id: 'nothing-hangs',
    reason:
      'D17: an item that was announced and never finished is finished by the SDK, or removed when nobody saw anything of it: ChatKit’s client drops a delta of a part that was not announced.',
    records: ['05_events_and_items/assistant_message/added_never_done'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).push(removal('msg_r1'));
    },
  },
  {
    id: 'items-belong-to-their-thread',
    reason: 'An item or a thread of another conversation is a mistake of the hook, and is neither stored nor sent.',
    records: ['05_events_and_items/assistant_message/wrong_thread_id', '05_events_and_items/thread_created/emitted'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(2, 1, errorEvent('server_error', true));
      expected.store.items.thr_a = (expected.store.items.thr_a ?? []).slice(0, 1);
    },
  },
  {
    id: 'hidden-items-never-leave',
    reason: 'D13, D19: no event, page or answer carries them, wherever they turn up.',
    records: ['05_events_and_items/hidden_context/added_leaks', '05_events_and_items/hidden_context/replaced_leaks'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).pop();
    },
  },
  {
    id: 'hidden-items-never-leave-in-threads',
    reason: 'D19: a thread that a hook sends is cleaned like any other.',
    records: ['05_events_and_items/thread_updated/emitted'],
    change(expected) {
      const thread = eventsOf(onlyAnswer(expected))[2]?.thread as JsonObject;
      thread.items = { data: [], has_more: false };
    },
  },
  {
    id: 'question-defaults-stay-out',
    reason: 'A question without `multiple` takes one answer; it travels as its author wrote it.',
    records: ['05_events_and_items/structured_input/pending'],
    change(expected) {
      const sent = eventsOf(onlyAnswer(expected))[2]?.item as JsonObject;
      for (const row of [sent, item(expected, 'thr_a', 'si_9')]) {
        for (const question of row.inputs as JsonObject[]) delete question.multiple;
      }
    },
  },
  {
    id: 'errors-of-this-sdk-keep-their-code',
    reason:
      'An error that says what is wrong is told as what it is, from a hook too, and offers no retry unless it says so.',
    records: ['07_errors/exception/not_found'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(2, 1, { ...errorEvent('not_found'), message: 'x' });
    },
  },
  {
    id: 'what-was-shown-is-kept',
    reason: 'D26: a message that an error cut short is finished and stored, as it is after a stop.',
    records: ['07_errors/exception/mid_message'],
    change(expected) {
      const content = [{ type: 'output_text', text: 'partial', annotations: [] }];
      const message = { type: 'assistant_message', id: 'msg_r1', thread_id: 'thr_a', created_at: CREATED_AT, content };
      eventsOf(onlyAnswer(expected)).splice(-1, 0, { type: 'thread.item.done', item: message });
      expected.store.items.thr_a?.push({ ...message, metadata: { interrupted: 'failed' } });
    },
  },
  {
    id: 'errors-come-last',
    reason: 'Changes of the thread are saved and told before the error that ends the stream.',
    records: ['07_errors/exception/with_thread_change', '07_errors/custom/with_thread_change'],
    change(expected) {
      const events = eventsOf(onlyAnswer(expected));
      events.push(...events.splice(-2, 1));
    },
  },
  {
    id: 'unannounced-parts-are-not-stored',
    reason:
      'ChatKit’s client drops an update of a part that was not announced, so nobody saw it. Python pads the message with empty parts.',
    records: ['08_cancel/task/two_pending_messages', '08_cancel/task/update_of_part_not_added'],
    change({ store }, { name }) {
      const unseen = name === 'task/two_pending_messages' ? 'msg_r2' : 'msg_r1';
      store.items.thr_a = (store.items.thr_a ?? []).filter(({ id }) => id !== unseen);
    },
  },
  {
    id: 'cut-widgets-and-workflows-are-kept',
    reason: 'What was on screen when it was stopped is stored as cut, and can be drawn again (issue 4, part 2).',
    records: ['08_cancel/task/pending_widget_not_saved', '08_cancel/task/pending_workflow_not_saved'],
    change(expected, { name }) {
      const widget = { type: 'Card', children: [{ type: 'Text', id: 't', value: 'a', streaming: true }] };
      const tasks = [
        { type: 'custom', title: 'a2' },
        { type: 'thought', content: 'b' },
      ];
      const shown: JsonObject = name.includes('widget')
        ? { type: 'widget', id: 'msg_0002', widget }
        : { type: 'workflow', id: 'wf_1', workflow: { type: 'custom', tasks } };
      expected.store.items.thr_a?.splice(1, 0, { thread_id: 'thr_a', created_at: CREATED_AT, ...shown });
    },
  },
  {
    id: 'thread-changes-outlast-a-stop',
    reason: 'D27: what a hook changed on its thread is saved, also when it is stopped before its next event.',
    records: ['08_cancel/task/thread_changed_before_cancel'],
    change({ store }) {
      Object.assign(store.threads[0] ?? {}, { title: 'T1' });
    },
  },
  {
    id: 'a-reader-that-leaves-stops-the-turn',
    reason:
      'D28: a turn is not its connection (design.md §3.1). It does not wait for its reader, and whichever way the reader leaves, what was shown is kept and the stop is noted.',
    records: [
      '08_cancel/close/mid_message',
      '08_cancel/close/after_user_message',
      '08_cancel/close/after_stream_options',
      '08_cancel/close/after_done',
    ],
    change(expected, { name }) {
      const items = expected.store.items.thr_a ?? [];
      if (name === 'close/mid_message') {
        const content = [{ type: 'output_text', text: 'Hello wor', annotations: [] }];
        items.push({ type: 'assistant_message', id: 'msg_r1', thread_id: 'thr_a', created_at: CREATED_AT, content });
      }
      const answer = onlyAnswer(expected);
      if (answer.hooks.length === 0) {
        answer.hooks.push({
          hook: 'respond',
          thread_id: 'thr_a',
          thread_title: 'First thread',
          thread_metadata: {},
          input_user_message: items[0] ?? null,
          context: { user_id: 'user_1' },
        });
      }
      items.push(STOP_NOTE);
    },
  },
];
