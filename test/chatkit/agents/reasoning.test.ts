import { expect, test } from 'vitest';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import {
  answerOf,
  collect,
  createClock,
  createContext,
  itemAdded,
  itemDone,
  ofType,
  playsRaw,
  reasoning,
  responsesModel,
  says,
  thoughtDelta,
  thoughtDone,
  updatesOf,
} from './support.ts';

const thought = (content: string) => ({ type: 'thought', content, status_indicator: 'none' });
/** Updates of tasks, short: what happened to which task, and its text since. */
const steps = (events: readonly ThreadStreamEvent[]) =>
  updatesOf(events).flatMap((update) =>
    update.type === 'workflow.task.added' || update.type === 'workflow.task.updated'
      ? [`${update.type.split('.')[2]} ${update.task_index}: ${'content' in update.task ? update.task.content : ''}`]
      : [],
  );

test('a summary streams as a thought in a workflow, which ends before the answer', async () => {
  const { events, stored } = await answerOf(
    responsesModel([
      itemAdded(reasoning('rs')),
      thoughtDelta('rs', 'I '),
      thoughtDelta('rs', 'think'),
      thoughtDone('rs', 'I think.'),
      itemDone(reasoning('rs', 'I think.')),
      ...says('Answer'),
    ]),
    { now: createClock().now },
  );
  expect(events[0]).toMatchObject({
    type: 'thread.item.added',
    item: { type: 'workflow', workflow: { type: 'reasoning', tasks: [], expanded: false } },
  });
  expect(steps(events)).toEqual(['added 0: I ', 'updated 0: I think', 'updated 0: I think.']);
  expect(stored.map(({ type }) => type)).toEqual(['workflow', 'assistant_message']);
  expect(ofType(stored, 'workflow')[0]?.workflow).toEqual({
    type: 'reasoning',
    tasks: [thought('I think.')],
    summary: { duration: 0 },
    expanded: false,
  });
});

test('the duration counts whole seconds from when the model began to think', async () => {
  const clock = createClock();
  const run = playsRaw(
    itemAdded(reasoning('rs')),
    () => clock.advance(1_200),
    thoughtDone('rs', 'I think.'),
    () => clock.advance(2_000),
    ...says('Answer'),
  );
  const events = await collect(streamAgentResponse(createContext(clock).context, run));
  const done = events.find((event) => event.type === 'thread.item.done');
  expect(done).toMatchObject({ item: { type: 'workflow', workflow: { summary: { duration: 3 } } } });
});

test('every thought streams, not only the first [agents-thoughts]', async () => {
  const { events, stored } = await answerOf(
    responsesModel([
      itemAdded(reasoning('rs')),
      thoughtDelta('rs', 'a', 0),
      thoughtDone('rs', 'a', 0),
      thoughtDelta('rs', 'b', 1),
      thoughtDelta('rs', 'b', 1),
      thoughtDone('rs', 'bb!', 1),
      ...says('Answer'),
    ]),
  );
  expect(steps(events)).toEqual(['added 0: a', 'added 1: b', 'updated 1: bb', 'updated 1: bb!']);
  expect(ofType(stored, 'workflow')[0]?.workflow.tasks).toEqual([thought('a'), thought('bb!')]);
});

test('thoughts that read alike keep their places', async () => {
  const { events } = await answerOf(
    responsesModel([
      itemAdded(reasoning('rs')),
      thoughtDone('rs', 'same', 0),
      thoughtDelta('rs', 'same', 1),
      thoughtDone('rs', 'same!', 1),
      ...says('Answer'),
    ]),
  );
  expect(steps(events)).toEqual(['added 0: same', 'added 1: same', 'updated 1: same!']);
});

test('two reasoning items in a row share a workflow, even under the same id', async () => {
  const { events, stored } = await answerOf(
    responsesModel([
      itemAdded(reasoning('rs')),
      thoughtDone('rs', 'a'),
      itemDone(reasoning('rs')),
      itemAdded(reasoning('rs')),
      thoughtDone('rs', 'b'),
      itemDone(reasoning('rs')),
      ...says('Answer'),
    ]),
  );
  expect(steps(events)).toEqual(['added 0: a', 'added 1: b']);
  expect(ofType(stored, 'workflow')).toHaveLength(1);
});

test('reasoning behind an answer gets a workflow of its own', async () => {
  const think = (id: string) => [itemAdded(reasoning(id)), thoughtDone(id, id), itemDone(reasoning(id, id))];
  const { stored } = await answerOf(responsesModel([...think('a'), ...says('One'), ...think('b'), ...says('Two')]));
  expect(stored.map(({ type }) => type)).toEqual(['workflow', 'assistant_message', 'workflow', 'assistant_message']);
});

test('a model that keeps its thoughts to itself shows none [agents-thoughts]', async () => {
  const raw = { type: 'response.content_part.added', item_id: 'rs', output_index: 0, content_index: 0 };
  const { events, stored } = await answerOf(
    responsesModel([
      itemAdded(reasoning('rs')),
      { ...raw, part: { type: 'reasoning_text', text: 'secret' } },
      { ...raw, type: 'response.reasoning_text.delta', delta: 'secret' },
      thoughtDelta('rs', ''),
      itemDone(reasoning('rs')),
      ...says('Answer'),
    ]),
  );
  expect(stored.map(({ type }) => type)).toEqual(['assistant_message']);
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('a summary that was not streamed is shown when its item ends', async () => {
  const model = responsesModel([itemAdded(reasoning('rs')), itemDone(reasoning('rs', 'a', 'b')), ...says('Answer')]);
  expect(steps((await answerOf(model)).events)).toEqual(['added 0: a', 'added 1: b']);
});

test('thoughts of an item that never began are passed by', async () => {
  const events = await collect(
    streamAgentResponse(createContext().context, playsRaw(thoughtDelta('rs', 'a'), thoughtDone('rs', 'b'))),
  );
  expect(events).toEqual([]);
});

test('reasoning that no answer follows ends with the run', async () => {
  const run = playsRaw(itemAdded(reasoning('rs')), thoughtDone('rs', 'a'));
  const events = await collect(streamAgentResponse(createContext().context, run));
  expect(events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { workflow: { summary: { duration: 0 } } } });
});

test('thoughts go into the workflow that a tool has open, each growing in its place', async () => {
  const { context } = createContext();
  const run = playsRaw(
    () => context.addWorkflowTask({ type: 'custom', title: 'A' }),
    itemAdded(reasoning('rs')),
    thoughtDelta('rs', 't'),
    thoughtDone('rs', 't!'),
  );
  const events = await collect(streamAgentResponse(context, run));
  expect(steps(events)).toEqual(['added 1: t', 'updated 1: t!']);
  expect(events.filter((event) => event.type === 'thread.item.added')).toHaveLength(1);
});

test('the rest of a thought whose workflow has ended is left out, and disturbs nothing', async () => {
  const { context } = createContext();
  const card = { type: 'Card' as const, children: [] };
  const run = playsRaw(
    itemAdded(reasoning('rs')),
    thoughtDelta('rs', 'a'),
    () => context.streamWidget(card),
    thoughtDelta('rs', 'b'),
    () => context.addWorkflowTask({ type: 'custom', title: 'A' }),
    thoughtDone('rs', 'abc'),
  );
  const events = await collect(streamAgentResponse(context, run));
  expect(steps(events)).toEqual(['added 0: a']);
  expect(events.flatMap((event) => (event.type === 'thread.item.done' ? [event.item.type] : []))).toEqual([
    'workflow',
    'widget',
    'workflow',
  ]);
});
