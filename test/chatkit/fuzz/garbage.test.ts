import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import { threadStreamEventSchema } from '../../../server/chatkit/protocol/events.ts';
import { threadItemSchema } from '../../../server/chatkit/protocol/items.ts';
import {
  addMessage,
  assistantText,
  createScriptedServer,
  startThread,
  storedItems,
  stream,
} from '../../support/chatkit.ts';
import { watchForUncaught } from './answers.ts';
import { ask, begin, createThoroughLogger, expectSound } from './hooks.ts';
import { mutate, mutation } from './mutations.ts';

const EVENTS = 200;
const SEED = Number(process.env.FUZZ_SEED ?? 4);
/** For a search of the smallest counterexample, too: what hangs takes long to shrink. */
const TIME = { interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true };

const created_at = '2026-01-01T00:00:00.000Z';
const message = (id: string, thread_id: string, content: unknown) => ({
  type: 'assistant_message',
  id,
  thread_id,
  created_at,
  content,
});
const part = { type: 'output_text', text: 'more', annotations: [] };
const update = (change: object) => ({ type: 'thread.item.updated', item_id: 'msg_answer', update: change });

const circular: Record<string, unknown> = {};
circular.self = circular;
let deep: unknown = 1;
for (let level = 0; level < 50_000; level += 1) deep = [deep];
const card = (children: unknown) => ({ type: 'Card', children });
const widget = (thread_id: string, root: unknown) => ({
  type: 'thread.item.done',
  item: { type: 'widget', id: 'wid_1', thread_id, created_at, widget: root },
});
const done = (thread_id: string, change: object) => ({
  type: 'thread.item.done',
  item: { type: 'end_of_turn', id: 'msg_end', thread_id, created_at, ...change },
});

test.each<[string, (threadId: string) => unknown]>([
  ['nothing', () => undefined],
  ['null', () => null],
  ['a text', () => 'hello'],
  ['a function', () => () => {}],
  ['a list', () => []],
  ['an unknown event', () => ({ type: 'thread.exploded' })],
  ['an event named after nothing of ours', () => ({ type: '__proto__' })],
  ['an event whose type cannot be written', () => ({ type: Object.create(null) })],
  ['an item that is none', () => ({ type: 'thread.item.done', item: 'x' })],
  ['an item without an id', (thread) => done(thread, { id: undefined })],
  ['an item with an empty id', (thread) => done(thread, { id: '' })],
  ['an item without a date', (thread) => done(thread, { created_at: undefined })],
  ['an item of no known type', (thread) => done(thread, { type: 'hologram' })],
  ['an item of another thread', () => done('thr_other', {})],
  ['an item whose notes are none', (thread) => done(thread, { metadata: 'x' })],
  ['a message without content', (thread) => ({ type: 'thread.item.added', item: message('m', thread, undefined) })],
  ['a message whose parts are none', (thread) => ({ type: 'thread.item.added', item: message('m', thread, [null]) })],
  ['a person’s message without attachments', (thread) => done(thread, { type: 'user_message', content: [] })],
  ['a workflow without tasks', (thread) => done(thread, { type: 'workflow', workflow: { type: 'custom' } })],
  ['a widget that is none', (thread) => widget(thread, 5)],
  ['a widget whose root is no root', (thread) => widget(thread, { type: 'Text', value: 'x' })],
  ['a widget in a circle', (thread) => widget(thread, card([circular]))],
  ['a widget without bottom', (thread) => widget(thread, card(deep))],
  ['an update of nothing', () => ({ type: 'thread.item.updated', item_id: 'msg_answer' })],
  ['an update of nobody', () => ({ ...update({ type: 'generated_image.updated' }), item_id: undefined })],
  ['an update of no known kind', () => update({ type: 'hologram.updated' })],
  [
    'a delta that is a number',
    () => update({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 5 }),
  ],
  [
    'a delta of part -1',
    () => update({ type: 'assistant_message.content_part.text_delta', content_index: -1, delta: 'x' }),
  ],
  [
    'a delta of part 0.5',
    () => update({ type: 'assistant_message.content_part.text_delta', content_index: 0.5, delta: 'x' }),
  ],
  [
    'a delta of part length',
    () => update({ type: 'assistant_message.content_part.text_delta', content_index: 'length', delta: 'x' }),
  ],
  [
    'a part that is none',
    () => update({ type: 'assistant_message.content_part.added', content_index: 0, content: 'x' }),
  ],
  [
    'a part of half an annotation',
    () =>
      update({
        type: 'assistant_message.content_part.done',
        content_index: 0,
        content: { ...part, annotations: [{}] },
      }),
  ],
  [
    'a widget’s text that is a number',
    () => update({ type: 'widget.streaming_text.value_delta', component_id: 'a', delta: 5, done: false }),
  ],
  ['a component that is none', () => update({ type: 'widget.component.updated', component_id: 'a', component: [] })],
  ['a task that is none', () => update({ type: 'workflow.task.added', task_index: 0, task: 'x' })],
  ['a removal of nothing', () => ({ type: 'thread.item.removed' })],
  ['another thread', () => ({ type: 'thread.updated', thread: { id: 'thr_other', items: { data: [] } } })],
  [
    'a thread without items',
    (thread) => ({ type: 'thread.updated', thread: { id: thread, created_at, status: { type: 'active' } } }),
  ],
  ['options that are none', () => ({ type: 'stream_options' })],
  ['progress without words', () => ({ type: 'progress_update' })],
  ['a notice of no level', () => ({ type: 'notice', level: 'loud', message: 'x' })],
  ['an error without a code', () => ({ type: 'error', allow_retry: false })],
  ['an effect that JSON cannot say', () => ({ type: 'client_effect', name: 'x', data: circular })],
  ['an effect without bottom', () => ({ type: 'client_effect', name: 'x', data: { deep } })],
  ['a number JSON does not know', () => ({ type: 'client_effect', name: 'x', data: { big: 1n } })],
  [
    'what throws when it is read',
    () => ({
      type: 'progress_update',
      get text() {
        throw new Error('SECRET');
      },
    }),
  ],
  [
    'what throws when it is written',
    () => ({
      type: 'client_effect',
      name: 'x',
      data: {
        toJSON() {
          throw new Error('SECRET');
        },
      },
    }),
  ],
])(
  '%s ends the turn in an error; what was said stays, the hook is told and closed [error-garbage]',
  async (_, toGarbage) => {
    const server = await createScriptedServer({ logger: createThoroughLogger() });
    const threadId = await startThread(server);
    let signal: AbortSignal | undefined;
    let closed = false;
    server.respondWith = async function* (thread, _input, _context, turn) {
      signal = turn.signal;
      try {
        yield* begin(thread, 'msg_answer', 'half');
        yield toGarbage(thread.id) as ThreadStreamEvent;
      } finally {
        closed = true;
      }
    };
    const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error', allow_retry: true });
    expect(JSON.stringify(answer.events)).not.toContain('SECRET');
    const items = await storedItems(server, threadId);
    expect(items.map((row) => row.type)).toEqual(['user_message', 'user_message', 'assistant_message']);
    expect(items.at(-1)).toMatchObject({ content: [{ text: 'half' }] });
    await expect.poll(() => closed, { timeout: 5_000 }).toBe(true);
    expect(signal?.aborted).toBe(true);
    await expectSound(server, threadId, answer);
  },
);

/** Valid events of every type, in this thread. */
function validEvents(thread_id: string): { type: string; [field: string]: unknown }[] {
  const base = { thread_id, created_at, metadata: { note: 'x' } };
  const source = { type: 'url', title: 'x', url: 'https://example.com', attribution: 'x' };
  const annotation = { type: 'annotation', source, index: 1 };
  const text = { ...part, annotations: [annotation] };
  const task = { type: 'web_search', title: 'x', queries: ['x'], sources: [source], status_indicator: 'loading' };
  const question = { type: 'multiple_choice', id: 'q', question: 'x?', options: [{ value: 'a' }], multiple: true };
  const items = [
    { ...base, id: 'msg_answer', type: 'assistant_message', content: [text] },
    { ...base, id: 'msg_user', type: 'user_message', content: [], attachments: [], inference_options: { model: 'x' } },
    { ...base, id: 'wid_1', type: 'widget', widget: card([{ type: 'Text', value: 'x', id: 'a' }]), copy_text: 'x' },
    { ...base, id: 'wf_1', type: 'workflow', workflow: { type: 'custom', tasks: [task], summary: { duration: 1 } } },
    { ...base, id: 'tsk_1', type: 'task', task },
    {
      ...base,
      id: 'call_1',
      type: 'client_tool_call',
      status: 'pending',
      call_id: 'x',
      name: 'x',
      arguments: { a: 1 },
    },
    { ...base, id: 'img_1', type: 'generated_image', image: { id: 'x', url: 'https://example.com' } },
    { ...base, id: 'ask_1', type: 'structured_input', status: 'pending', inputs: [question] },
    { ...base, id: 'end_1', type: 'end_of_turn' },
    { ...base, id: 'hid_1', type: 'hidden_context_item', content: { note: 'x' } },
    { ...base, id: 'shc_1', type: 'sdk_hidden_context', content: 'x' },
  ];
  const updates = [
    { type: 'assistant_message.content_part.added', content_index: 1, content: text },
    { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: ' more' },
    { type: 'assistant_message.content_part.annotation_added', content_index: 0, annotation_index: 0, annotation },
    { type: 'assistant_message.content_part.done', content_index: 0, content: text },
    { type: 'widget.streaming_text.value_delta', component_id: 'a', delta: 'x', done: false },
    { type: 'widget.root.updated', widget: card([]) },
    { type: 'widget.component.updated', component_id: 'a', component: { type: 'Text', value: 'x', id: 'a' } },
    { type: 'workflow.task.added', task_index: 0, task },
    { type: 'workflow.task.updated', task_index: 0, task },
    { type: 'generated_image.updated', image: { id: 'x', url: 'https://example.com' }, progress: 0.5 },
  ];
  const thread = {
    id: thread_id,
    created_at,
    status: { type: 'active' },
    items: { data: items.slice(0, 3), has_more: false },
  };
  return [
    ...items.flatMap((item) => ['added', 'done', 'replaced'].map((how) => ({ type: `thread.item.${how}`, item }))),
    ...updates.map(update),
    { type: 'thread.updated', thread },
    { type: 'thread.created', thread },
    { type: 'thread.item.removed', item_id: 'msg_answer' },
    { type: 'stream_options', stream_options: { allow_cancel: true } },
    { type: 'progress_update', icon: 'bolt', text: 'x' },
    { type: 'client_effect', name: 'x', data: { a: [null] } },
    { type: 'notice', level: 'info', message: 'x', title: 'x' },
    { type: 'error', code: 'custom', message: 'x', allow_retry: true },
  ];
}

/** Widgets are checked as trees only (event-check.ts): here an odd one counts as a plain one. */
function withoutWidgets(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) => {
    if (!(part instanceof Object && 'type' in part)) return part;
    if (key === 'component') return { type: 'Divider' };
    return key === 'widget' ? { type: part.type, children: [] } : part;
  }) as unknown;
}

test('all of our own events are taken [event-types]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  for (const event of validEvents(threadId)) {
    expect(() => threadStreamEventSchema.parse(event)).not.toThrow();
    const answer = await ask(server, threadId, async function* () {
      yield event;
    });
    const code = event.type === 'error' ? ['custom'] : [];
    expect(answer.events.flatMap((each) => (each.type === 'error' ? [each.code] : []))).toEqual(code);
  }
});

test('an event that is nearly one is told and stored as one of ours, or not at all', async () => {
  const uncaught = watchForUncaught();
  const server = await createScriptedServer({ logger: createThoroughLogger() });
  const ids = ['msg_answer', 'msg_user', 'wid_1', 'thr_other', 'a'];
  const near = fc.record({
    event: fc.nat({ max: validEvents('').length - 1 }),
    mutations: fc.array(mutation(ids, [3, 58, 1_000]), { minLength: 1, maxLength: 2 }),
  });
  const fates = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(near, async ({ event, mutations }) => {
      server.respondWith = async function* () {};
      const threadId = await startThread(server);
      const garbage = parse(mutate(validEvents(threadId)[event] ?? {}, mutations));
      const answer = await ask(server, threadId, async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        yield garbage;
      });
      for (const told of answer.events) threadStreamEventSchema.parse(withoutWidgets(told));
      const items = await storedItems(server, threadId);
      for (const item of items) threadItemSchema.parse(withoutWidgets(item));
      const refused = answer.events.some((told) => told.type === 'error' && told.code === 'server_error');
      if (refused) expect(items.at(-1)).toMatchObject({ id: 'msg_answer', content: [{ text: 'half' }] });
      fates[refused ? 'refused' : 'taken'] += 1;
      uncaught.expectNone();
      await expectSound(server, threadId, answer);
    }),
    { numRuns: EVENTS, seed: SEED, ...TIME },
  );
  uncaught.stop();
  expect(fates.taken).toBeGreaterThan(EVENTS / 10);
  expect(fates.refused).toBeGreaterThan(EVENTS / 10);
}, 120_000);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

test('what was announced and is nothing yet when the turn ends is taken back [error-garbage]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  const hidden = { type: 'hidden_context_item', id: 'msg_hidden', thread_id: threadId, created_at, content: 'SECRET' };
  const answer = await ask(server, threadId, async function* (thread) {
    yield* [...assistantText(thread.id, 'msg_empty', [])].slice(0, 1);
    yield { type: 'thread.item.added', item: hidden };
  });
  expect(answer.events.at(-1)).toEqual({ type: 'thread.item.removed', item_id: 'msg_empty' });
  expect(JSON.stringify(answer.events)).not.toContain('msg_hidden');
  expect(await storedItems(server, threadId)).toHaveLength(2);
});
