import type { GoldenRecord, Json, JsonObject, Outcome } from '../records.ts';
import { forEachObject, isObject } from '../records.ts';
import type { Difference } from './difference.ts';
import { errorEvent, eventsOf, onlyAnswer } from './difference.ts';
import { removal } from './rules.ts';

const BASE = { thread_id: 'thr_a', created_at: '2025-01-01T00:00:00.000Z' };

/** Groups 12 and 13: the bridge to the Agents SDK. The ids are still those of the model: the last entry changes them. */
export const AGENTS: Difference[] = [
  {
    id: 'refusals-stream',
    reason: 'D33: a refusal is an answer, and shows as it comes.',
    records: ['12_agents_bridge/text/refusal'],
    change(expected) {
      const delta = { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: "I can't" };
      insert(expected, 'thread.item.done', update('m_1', delta), partDone('m_1', "I can't"));
    },
  },
  {
    id: 'equal-ids-are-not-equal-items',
    reason: 'D34: two messages to which the model gives one id are two items.',
    records: ['12_agents_bridge/text/fake_ids_collide'],
    change({ store }) {
      // The rule below gives them the first two ids of ours.
      store.items.thr_a?.splice(1, 1, message('msg_9001', 'One'), message('msg_9002', 'Two'));
    },
  },
  {
    id: 'unfinished-messages-are-finished',
    reason: 'D17: a run that ends in the middle of a message ends the message.',
    records: ['12_agents_bridge/text/cut_off_before_done'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).push(partDone('m_1', 'par'), done(message('m_1', 'par')));
      expected.store.items.thr_a?.push(message('m_1', 'par'));
    },
  },
  {
    id: 'errors-keep-what-was-shown',
    reason: 'D26: the text before an error of the run is finished and stored.',
    records: ['12_agents_bridge/error/mid_run'],
    change(expected) {
      insert(expected, 'error', done(message('m_1', 'par')));
      expected.store.items.thr_a?.push({ ...message('m_1', 'par'), metadata: { interrupted: 'failed' } });
    },
  },
  {
    id: 'citations-outlast-their-part',
    reason: 'D36: a part is done with its annotations; without them a client takes them back.',
    records: [
      '12_agents_bridge/annotations/url_file_container',
      '12_agents_bridge/annotations/file_path_dropped_index_normalised',
    ],
    change(expected) {
      const events = eventsOf(onlyAnswer(expected));
      const last = events.at(-1)?.item as JsonObject;
      for (const event of events) {
        if (!isObject(event.update) || event.update.type !== 'assistant_message.content_part.done') continue;
        event.update.content = (last.content as Json[])[0] ?? null;
      }
    },
  },
  {
    id: 'every-thought-streams',
    reason: 'D37: each thought grows as it comes, in whichever workflow it stands.',
    records: ['12_agents_bridge/reasoning/two_thoughts', '12_agents_bridge/workflow/thoughts_go_into_custom_workflow'],
    change(expected, { name }) {
      const texts = name === 'reasoning/two_thoughts' ? ['b', 'bbb', 'bb!'] : ['t', 't!'];
      const events = eventsOf(onlyAnswer(expected));
      const added = events.findIndex(({ update: change }) => isObject(change) && change.task_index === 1);
      const growth = texts.map((content, index) => {
        const task = { type: 'thought', content, status_indicator: 'none' };
        return update('wf_0001', { type: `workflow.task.${index === 0 ? 'added' : 'updated'}`, task_index: 1, task });
      });
      events.splice(added, 1, ...growth);
    },
  },
  {
    id: 'no-empty-workflows',
    reason: 'D38: a model that keeps its thoughts to itself shows none.',
    records: ['12_agents_bridge/reasoning/no_summary', '12_agents_bridge/reasoning/reasoning_text_part_ignored'],
    change(expected) {
      const answer = onlyAnswer(expected);
      answer.events = eventsOf(answer).filter(({ item }) => !isObject(item) || item.type !== 'workflow');
      const rows = expected.store.items.thr_a ?? [];
      expected.store.items.thr_a = rows.filter(({ type }) => type !== 'workflow');
    },
  },
  {
    id: 'workflows-end-with-their-run',
    reason: 'D39: what is open at the end of a run gets its `thread.item.done`.',
    records: [
      '12_agents_bridge/reasoning/never_followed_by_message',
      '12_agents_bridge/workflow/not_ended_by_hidden_context',
    ],
    change(expected) {
      const open = expected.store.items.thr_a?.find(({ type }) => type === 'workflow');
      Object.assign(open?.workflow ?? {}, { summary: { duration: 0 } });
      eventsOf(onlyAnswer(expected)).push(done(open ?? {}));
    },
  },
  {
    id: 'workflows-wait-for-client-tools',
    reason: 'D39: a workflow that goes on after a client’s tool is told as it stands, and gets no summary yet.',
    records: ['12_agents_bridge/client_tool/with_open_workflow'],
    change(expected) {
      const open = expected.store.items.thr_a?.find(({ type }) => type === 'workflow');
      insert(expected, 'thread.item.done', done(open ?? {}));
    },
  },
  {
    id: 'tasks-are-known-by-their-place',
    reason: 'D40: two equal tasks are two tasks.',
    records: ['12_agents_bridge/reasoning/equal_thoughts_index', '12_agents_bridge/workflow/ctx_equal_tasks'],
    change(expected) {
      const added = eventsOf(onlyAnswer(expected)).flatMap(({ update: change }) =>
        isObject(change) && change.type === 'workflow.task.added' ? [change] : [],
      );
      Object.assign(added.at(-1) ?? {}, { task_index: 1 });
    },
  },
  {
    id: 'nothing-hidden-ends-a-workflow',
    reason: 'D41: neither kind of hidden item ends a workflow, which then is stored behind it.',
    records: ['12_agents_bridge/workflow/sdk_hidden_context_ends_it'],
    change({ store }) {
      const [first, workflow, hidden] = store.items.thr_a ?? [];
      store.items.thr_a = [first ?? {}, hidden ?? {}, workflow ?? {}];
    },
  },
  {
    id: 'finished-workflows-stay-finished',
    reason: 'D43: only a workflow that is still open is gone on with.',
    records: ['12_agents_bridge/workflow/finished_one_resumed'],
    change(expected, record) {
      if (record.kind !== 'server') return;
      eventsOf(onlyAnswer(expected)).splice(1, 1);
      expected.store.items.thr_a?.splice(1, 1, record.setup.items.thr_a?.[1] ?? {});
    },
  },
  {
    id: 'events-are-snapshots',
    reason: 'D57: an event tells what was so when it was queued.',
    records: ['12_agents_bridge/workflow/ctx_batch_aliasing'],
    change(expected) {
      const added = eventsOf(onlyAnswer(expected)).find(({ type }) => type === 'thread.item.added')?.item as JsonObject;
      ((added.workflow as JsonObject).tasks as Json[]).pop();
    },
  },
  {
    id: 'progress-reaches-the-end',
    reason: 'D44: the last of the partial images is all of it.',
    records: ['12_agents_bridge/image/partials_with_converter'],
    change(expected) {
      const updates = eventsOf(onlyAnswer(expected)).filter(({ type }) => type === 'thread.item.updated');
      for (const [index, { update: image }] of updates.entries()) (image as JsonObject).progress = (index + 1) / 3;
    },
  },
  {
    id: 'failed-images-are-removed',
    reason: 'D45: an image that never comes does not wait for ever.',
    records: ['12_agents_bridge/image/no_result'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(3, 0, removal('msg_0002'));
    },
  },
  {
    id: 'images-do-not-mix',
    reason: 'D46: each image has an item of its own.',
    records: ['12_agents_bridge/image/two_concurrent'],
    change(expected) {
      const toImage = (id: string, image: string, url: string) => {
        return { ...BASE, id, type: 'generated_image', image: { id: image, url: `data:image/png;base64,${url}` } };
      };
      const images = [toImage('msg_0002', 'ig_1', 'ONE'), toImage('msg_0003', 'ig_2', 'TWO')];
      eventsOf(onlyAnswer(expected)).splice(-1, 1, ...images.map(done));
      expected.store.items.thr_a?.splice(1, 1, ...images);
    },
  },
  {
    id: 'calls-keep-their-ids',
    reason: 'D47: a client’s tool answers the call of its own name.',
    records: ['12_agents_bridge/client_tool/last_of_two_calls_wins'],
    change(expected) {
      const sent = eventsOf(onlyAnswer(expected)).at(-1)?.item as JsonObject;
      for (const call of [sent, expected.store.items.thr_a?.at(-1)]) Object.assign(call ?? {}, { call_id: 'call_1' });
    },
  },
  {
    id: 'guardrails-say-so',
    reason: 'D48: a guardrail ends in a text that people may read, and offers no retry, which would end the same way.',
    records: ({ name }) => /guardrail/.test(name),
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(-1, 1, errorEvent('custom'));
    },
  },
  {
    id: 'only-what-was-shown-is-removed',
    reason: 'D49: a client is not told to remove what it never got.',
    records: ['12_agents_bridge/guardrail/tool_call_id_removed_too'],
    change(expected) {
      eventsOf(onlyAnswer(expected)).splice(-2, 1);
    },
  },
  {
    id: 'a-stop-stops-the-run',
    reason: 'D54: the run has the turn’s signal, and does not go on for nobody.',
    records: ['12_agents_bridge/cancel/agent_run_continues'],
    change(expected) {
      const answer = onlyAnswer(expected);
      answer.hooks = answer.hooks.filter(({ hook }) => hook !== 'log');
    },
  },
  {
    id: 'ids-are-ours',
    reason:
      'D34: models repeat their ids (`__fake_id__`), so messages and calls have ids of this SDK; a call keeps the model’s `call_id`.',
    records: ({ group }) => /agents/.test(group),
    change(expected, record) {
      const theirs = modelIds(record);
      const ours = new Map<string, string>();
      let count = 9_000;
      for (const event of onlyAnswer(expected).events ?? []) {
        const { item } = event;
        if (isObject(item) && theirs.has(String(item.id))) {
          const id = String(item.id);
          // Each time it is announced it is another item, whatever the model calls it.
          if (event.type === 'thread.item.added' || !ours.has(id)) {
            count += 1;
            ours.set(id, `${item.type === 'client_tool_call' ? 'tc' : 'msg'}_${count}`);
          }
          item.id = ours.get(id) ?? id;
        }
        if (typeof event.item_id === 'string') event.item_id = ours.get(event.item_id) ?? event.item_id;
      }
      for (const row of Object.values(expected.store.items).flat()) row.id = ours.get(String(row.id)) ?? row.id ?? null;
    },
  },
];

/** Puts events before the first one of a type that is about an answer: the echo of the message is none. */
function insert(expected: Outcome, before: string, ...events: JsonObject[]): void {
  const all = eventsOf(onlyAnswer(expected));
  const start = all.findIndex(({ type }) => type === 'stream_options');
  all.splice(
    all.findIndex(({ type }, index) => index > start && type === before),
    0,
    ...events,
  );
}

function message(id: string, text: string): JsonObject {
  return { ...BASE, id, type: 'assistant_message', content: [part(text)] };
}

function part(text: string): JsonObject {
  return { type: 'output_text', text, annotations: [] };
}

function done(item: JsonObject): JsonObject {
  return { type: 'thread.item.done', item: structuredClone(item) };
}

function update(item_id: string, change: JsonObject): JsonObject {
  return { type: 'thread.item.updated', item_id, update: change };
}

function partDone(id: string, text: string): JsonObject {
  return update(id, { type: 'assistant_message.content_part.done', content_index: 0, content: part(text) });
}

/** The ids that the model gives to its items. */
function modelIds(record: GoldenRecord): Set<string> {
  const ids = new Set<string>();
  if (record.kind !== 'server') return ids;
  forEachObject(record.exchanges.map(({ script }) => script) as Json, (object) => {
    const called = object.tool_called;
    if (isObject(called)) ids.add(String(called.id));
    if (object.type === 'response.output_item.added' && isObject(object.item)) ids.add(String(object.item.id));
  });
  return ids;
}
