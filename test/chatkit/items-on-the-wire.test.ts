import { describe, expect, test } from 'vitest';
import type { ItemUpdate, ThreadItem } from '../../server/chatkit/index.ts';
import { createId } from '../../server/chatkit/index.ts';
import { applyItemUpdate } from '../../server/chatkit/item-updates.ts';
import { threadStreamEventSchema } from '../../server/chatkit/protocol/events.ts';
import { threadItemSchema } from '../../server/chatkit/protocol/items.ts';
import { ALICE, createScriptedServer, createThread, json, startThread, stream } from '../support/chatkit.ts';

const base = { id: 'item_1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00.000Z' };
const url = { type: 'url' as const, title: 'A page', url: 'https://example.com', attribution: 'Example' };
const file = { type: 'file' as const, title: 'A file', filename: 'a.pdf' };
const entity = { type: 'entity' as const, title: 'A person', id: 'p1', label: 'Anna', data: { age: null } };
const annotate = (source: typeof url | typeof file | typeof entity) => ({ type: 'annotation' as const, source });

/** One item of every type, with every kind of what it can hold. */
function everyItem(thread_id: string): ThreadItem[] {
  const at = (id: string) => ({ ...base, id, thread_id });
  return [
    {
      ...at('user'),
      type: 'user_message',
      content: [
        { type: 'input_text', text: 'Hello ' },
        { type: 'input_tag', id: 't', text: 'Anna', data: { age: null }, group: 'people', interactive: true },
      ],
      attachments: [{ id: 'atc', type: 'image', name: 'a.png', mime_type: 'image/png', preview_url: 'lazy' }],
      quoted_text: 'as you said',
      inference_options: { model: 'small', tool_choice: { id: 'search' } },
    },
    {
      ...at('assistant'),
      type: 'assistant_message',
      content: [{ type: 'output_text', text: 'Hi', annotations: [annotate(url), annotate(file), annotate(entity)] }],
    },
    { ...at('widget'), type: 'widget', widget: { type: 'Card', children: [] }, copy_text: 'A card' },
    {
      ...at('workflow'),
      type: 'workflow',
      workflow: {
        type: 'custom',
        summary: { duration: 3 },
        expanded: true,
        tasks: [
          { type: 'custom', title: 'Think', icon: 'bolt', content: 'hard', status_indicator: 'loading' },
          { type: 'web_search', title: 'Search', title_query: 'q', queries: ['q'], sources: [url] },
          { type: 'thought', title: 'Hm', content: 'well' },
          { type: 'file', title: 'Read', sources: [file] },
          { type: 'image', title: 'Draw' },
        ],
      },
    },
    { ...at('task'), type: 'task', task: { type: 'custom', title: 'Alone', status_indicator: 'complete' } },
    {
      ...at('call'),
      type: 'client_tool_call',
      status: 'completed',
      call_id: 'c',
      name: 'tool',
      arguments: { a: null },
      output: [null],
    },
    { ...at('image'), type: 'generated_image', image: { id: 'img', url: 'https://example.com/i.png' } },
    {
      ...at('questions'),
      type: 'structured_input',
      status: 'answered',
      inputs: [
        {
          type: 'multiple_choice',
          id: 'q1',
          question: 'Which?',
          description: 'One',
          options: [{ value: 'A' }],
          multiple: false,
          answer: { values: ['A'], skipped: false },
        },
        { type: 'freeform', id: 'q2', question: 'Why?', answer: { values: [], skipped: true } },
      ],
    },
    { ...at('end'), type: 'end_of_turn' },
    { ...at('hidden'), type: 'hidden_context_item', content: { any: ['thing', null] } },
    { ...at('sdk'), type: 'sdk_hidden_context', content: 'a note' },
  ];
}

test('an item of every type is parsed as it is, stored, and shown unless it is hidden [item-types]', async () => {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread) {
    for (const item of everyItem(thread.id)) yield { type: 'thread.item.done', item };
  };
  const threadId = await startThread(server);
  const items = everyItem(threadId);
  for (const item of items) expect(threadItemSchema.parse(item)).toEqual(item);
  const stored = await server.store.loadThreadItems(threadId, { limit: 50, order: 'asc' }, ALICE);
  expect(stored.data.slice(1)).toEqual(items);
  const shown = await json<{ data: ThreadItem[] }>(server, 'items.list', { thread_id: threadId, order: 'asc' });
  expect(shown.data.slice(1)).toEqual(items.slice(0, -2));
});

describe('an update of an item', () => {
  const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });
  const message = (text: string): ThreadItem => ({ ...base, type: 'assistant_message', content: [part(text)] });
  const card = (value: string): ThreadItem => ({
    ...base,
    type: 'widget',
    widget: { type: 'Card', children: [{ type: 'Text', id: 'text', value }] },
  });
  const workflow = (...titles: string[]): ThreadItem => ({
    ...base,
    type: 'workflow',
    workflow: { type: 'custom', tasks: titles.map((title) => ({ type: 'custom', title })) },
  });
  const image = (id?: string): ThreadItem => ({
    ...base,
    type: 'generated_image',
    ...(id ? { image: { id, url: id } } : {}),
  });
  const annotation = annotate(url);
  const annotated: ThreadItem = {
    ...base,
    type: 'assistant_message',
    content: [{ ...part('Hi'), annotations: [annotation] }],
  };

  test.each<[ItemUpdate, ThreadItem, ThreadItem]>([
    [
      { type: 'assistant_message.content_part.added', content_index: 0, content: part('') },
      { ...base, type: 'assistant_message', content: [] },
      message(''),
    ],
    [{ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'i' }, message('H'), message('Hi')],
    [
      { type: 'assistant_message.content_part.annotation_added', content_index: 0, annotation_index: 0, annotation },
      message('Hi'),
      annotated,
    ],
    [{ type: 'assistant_message.content_part.done', content_index: 0, content: part('Hi') }, annotated, annotated],
    [
      { type: 'widget.root.updated', widget: { type: 'Basic', children: [] } },
      card('a'),
      { ...base, type: 'widget', widget: { type: 'Basic', children: [] } },
    ],
    [
      {
        type: 'widget.component.updated',
        component_id: 'text',
        component: { type: 'Text', id: 'text', value: 'other' },
      },
      card('a'),
      card('other'),
    ],
    [
      { type: 'widget.streaming_text.value_delta', component_id: 'text', delta: 'b', done: false },
      card('a'),
      card('ab'),
    ],
    [
      { type: 'workflow.task.added', task_index: 1, task: { type: 'custom', title: 'B' } },
      workflow('A'),
      workflow('A', 'B'),
    ],
    [
      { type: 'workflow.task.updated', task_index: 0, task: { type: 'custom', title: 'C' } },
      workflow('A', 'B'),
      workflow('C', 'B'),
    ],
    [{ type: 'generated_image.updated', image: { id: 'img', url: 'img' }, progress: 0.5 }, image(), image('img')],
  ])('$type applies, and is an event of ChatKit’s [update-types]', (update, before, after) => {
    const event = { type: 'thread.item.updated', item_id: base.id, update };
    expect(threadStreamEventSchema.parse(event)).toEqual(event);
    expect(applyItemUpdate(structuredClone(before), update)).toEqual(after);
  });
});

test('what is done is stored before it is told [stream-persists-first]', async () => {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread) {
    yield { type: 'thread.item.done', item: { ...base, thread_id: thread.id, type: 'end_of_turn' } };
  };
  const saveItem = server.store.saveItem.bind(server.store);
  const order: string[] = [];
  server.store.saveItem = async (threadId, item, ...rest) => {
    await saveItem(threadId, item, ...rest);
    order.push(`stored ${item.type}`);
  };
  const answer = await stream(server, createThread('hi'));
  for (const type of ['user_message', 'end_of_turn']) {
    await answer.until((event) => event.type === 'thread.item.done' && event.item.type === type);
    order.push(`told ${type}`);
  }
  expect(order.indexOf('stored user_message')).toBeLessThan(order.indexOf('told user_message'));
  expect(order.indexOf('stored end_of_turn')).toBeLessThan(order.indexOf('told end_of_turn'));
});

test('dates carry a zone [wire-dates]', async () => {
  const server = await createScriptedServer();
  const { events } = await (await stream(server, createThread('hi'))).rest();
  const dates = [...JSON.stringify(events).matchAll(/"(?:created|updated)_at":"([^"]+)"/g)].map(([, date]) => date);
  expect(dates.length).toBeGreaterThan(1);
  for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('ids hold 128 random bits, and none begins as a temporary one of ChatKit’s does [wire-ids]', () => {
  const ids = Array.from({ length: 1_000 }, () => createId('thread'));
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^thr_[0-9a-f]{32}$/);
  // Every digit at every place: no part of it is a counter or a date.
  for (let place = 4; place < 36; place += 1) expect(new Set(ids.map((id) => id[place])).size).toBe(16);
});
