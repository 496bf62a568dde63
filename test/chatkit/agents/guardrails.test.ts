import type { InputGuardrail, OutputGuardrail } from '@openai/agents';
import {
  defineToolInputGuardrail,
  defineToolOutputGuardrail,
  InputGuardrailTripwireTriggered,
  ToolGuardrailFunctionOutputFactory,
  tool,
} from '@openai/agents';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { AgentContext, AgentRun } from '../../../server/chatkit/agents/index.ts';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import { CustomStreamError } from '../../../server/chatkit/index.ts';
import type { TestContext } from '../../support/chatkit.ts';
import { createGate, createScriptedServer, createThread, storedItems, stream } from '../../support/chatkit.ts';
import {
  answerOf,
  calls,
  collect,
  completed,
  createContext,
  functionCall,
  itemAdded,
  itemDone,
  message,
  outputText,
  playsRaw,
  responsesModel,
  saying,
  says,
} from './support.ts';

const trips = { tripwireTriggered: true, outputInfo: { secret: 'why it tripped' } };
const outputTrips: OutputGuardrail = { name: 'output', execute: async () => trips };

const BAD = message('m', outputText('bad'));
const card = { type: 'Card' as const, children: [] };
/** A tool that shows a widget, a workflow and a hidden note. */
const show = tool({
  name: 'show',
  description: 'Shows things.',
  parameters: z.object({}),
  async execute(_input, runContext) {
    const context = runContext?.context as AgentContext<TestContext>;
    await context.streamWidget(card);
    await context.addWorkflowTask({ type: 'custom', title: 'A' });
    const base = { id: 'hc_1', thread_id: context.thread.id, created_at: context.turn.now().toISOString() };
    context.stream({ type: 'thread.item.done', item: { ...base, type: 'hidden_context_item', content: 'shown' } });
    return 'shown';
  },
});

const shownIds = (events: ThreadStreamEvent[]) => [
  ...new Set(
    events.flatMap((event) =>
      event.type === 'thread.item.added' || event.type === 'thread.item.done' ? [event.item.id] : [],
    ),
  ),
];
const removedIds = (events: ThreadStreamEvent[]) =>
  events.flatMap((event) => (event.type === 'thread.item.removed' ? [event.item_id] : []));

/** Waits until a run's thread holds so many items besides the message it answers. */
function watch() {
  let context: AgentContext<TestContext> | undefined;
  const count = async () => {
    if (!context) return 0;
    const { thread, store, requestContext } = context;
    return (await store.loadThreadItems(thread.id, { limit: 100, order: 'asc' }, requestContext)).data.length - 1;
  };
  return {
    prepare: (prepared: AgentContext<TestContext>) => {
      context = prepared;
    },
    seen: (items: number) => expect.poll(count).toBe(items),
  };
}

/** How a turn ends that a guardrail stopped. */
function expectRefused(events: ThreadStreamEvent[], message: RegExp) {
  expect(events.at(-1)).toEqual({
    type: 'error',
    code: 'custom',
    message: expect.stringMatching(message),
    allow_retry: false,
  });
  expect(JSON.stringify(events)).not.toContain('secret');
}

describe('a guardrail that trips', () => {
  test('on the output takes back the answer, and says so without offering to retry [agents-guardrail]', async () => {
    const { events, stored } = await answerOf(responsesModel(says('bad')), {
      outputGuardrails: [outputTrips],
      fails: true,
    });
    expect(removedIds(events)).toEqual(shownIds(events));
    expect(removedIds(events)).toHaveLength(1);
    expect(stored).toEqual([]);
    expectRefused(events, /taken back/);
  });

  test('takes back everything the run has shown, in the order it was shown, and what it hid', async () => {
    const { seen, prepare } = watch();
    // Once all of it is stored it was read: nothing is left out for being late.
    const model = responsesModel(calls(functionCall('show')), [...saying('m', 'bad'), () => seen(4), completed(BAD)]);
    const { events, stored } = await answerOf(model, {
      tools: [show],
      outputGuardrails: [outputTrips],
      prepare,
      fails: true,
    });
    expect(shownIds(events)).toHaveLength(3);
    expect(removedIds(events)).toEqual(shownIds(events));
    expect(stored).toEqual([]);
    expectRefused(events, /taken back/);
  });

  test('on the input takes back what the model said meanwhile', async () => {
    const gate = createGate();
    const { seen, prepare } = watch();
    const checked: InputGuardrail = {
      name: 'input',
      runInParallel: true,
      execute: async () => {
        await gate.opened;
        return trips;
      },
    };
    const said = [...saying('m', 'Well'), () => seen(1), () => gate.open(), ...says('then')];
    const { events, stored } = await answerOf(responsesModel(said), {
      inputGuardrails: [checked],
      prepare,
      fails: true,
    });
    expect(shownIds(events).length).toBeGreaterThan(0);
    expect(removedIds(events)).toEqual(shownIds(events));
    expect(stored).toEqual([]);
    expectRefused(events, /another way/);
  });

  test('on a tool’s input or output ends the same way', async () => {
    const refuse = { behavior: { type: 'throwException' as const }, outputInfo: { secret: 'why' } };
    const guarded = [
      { inputGuardrails: [defineToolInputGuardrail({ name: 'in', run: async () => refuse })] },
      {
        outputGuardrails: [
          defineToolOutputGuardrail({
            name: 'out',
            run: async () => ToolGuardrailFunctionOutputFactory.throwException({ secret: 'why' }),
          }),
        ],
      },
    ];
    for (const guardrails of guarded) {
      const name = 'guarded';
      const execute = () => 'done';
      const tools = [tool({ name, description: 'x', parameters: z.object({}), execute, ...guardrails })];
      const model = responsesModel([...saying('m', 'One moment.'), ...calls(functionCall(name))]);
      const { events, stored } = await answerOf(model, { tools, fails: true });
      expect(removedIds(events)).toEqual(shownIds(events));
      expect(stored).toEqual([]);
      expectRefused(events, /taken back/);
    }
  });

  test('leaves what was said before the run', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      const base = { id: 'w', thread_id: thread.id, created_at: '2026-01-01T00:00:00Z' };
      yield { type: 'thread.item.done', item: { ...base, type: 'widget', widget: card } };
      const { context } = createContext();
      Object.assign(context, { thread });
      yield* streamAgentResponse(context, tripping());
    };
    const { events } = await (await stream(server, createThread('hi'))).rest();
    const [created] = events;
    if (created?.type !== 'thread.created') throw new Error('no thread');
    const stored = await storedItems(server, created.thread.id);
    expect(stored.map(({ type }) => type)).toEqual(['user_message', 'widget']);
  });
});

/** A run that ends as one does whose input is refused. */
async function* tripping(...before: Parameters<typeof playsRaw>): AgentRun {
  yield* playsRaw(...before);
  const result = { guardrail: { type: 'input' as const, name: 'g' }, output: trips };
  throw new InputGuardrailTripwireTriggered('tripped', result);
}

test('what nobody has read when a guardrail trips never comes out', async () => {
  const { context } = createContext();
  const events: ThreadStreamEvent[] = [];
  const answer = streamAgentResponse(
    context,
    tripping(() => {
      context.progress('one');
      context.progress('two');
    }),
  );
  const first = await answer.next();
  events.push(first.value as ThreadStreamEvent);
  // The run comes to its end while the first is on its way.
  await new Promise((resolve) => setImmediate(resolve));
  await expect(answer.next()).rejects.toThrow(CustomStreamError);
  expect(events).toEqual([{ type: 'progress_update', text: 'one' }]);
});

test('the guardrail’s own error stays on this side, as the cause', async () => {
  const { context } = createContext();
  const error = await (async () => {
    for await (const _ of streamAgentResponse(context, tripping()));
  })().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CustomStreamError);
  expect((error as Error).cause).toBeInstanceOf(InputGuardrailTripwireTriggered);
});

test('a context whose run was taken back serves the next one, and keeps nothing of it', async () => {
  const { context } = createContext();
  const gate = createGate();
  const first = streamAgentResponse(
    context,
    tripping(
      () => context.progress('read'),
      () => gate.opened,
      () => context.progress('too late'),
    ),
  );
  expect((await first.next()).value).toEqual({ type: 'progress_update', text: 'read' });
  gate.open();
  await new Promise((resolve) => setImmediate(resolve));
  await expect(first.next()).rejects.toThrow(CustomStreamError);
  const types = (await collect(streamAgentResponse(context, playsRaw(...says('second'))))).map(({ type }) => type);
  expect(types.at(-1)).toBe('thread.item.done');
  expect(types).not.toContain('progress_update');
});

test('what the run took back itself is not taken back again', async () => {
  const image = { type: 'image_generation_call', id: 'ig', status: 'failed', result: null };
  const events: ThreadStreamEvent[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const run = tripping(itemAdded(image), itemDone(image), settle);
  await expect(
    (async () => {
      for await (const event of streamAgentResponse(createContext().context, run)) events.push(event);
    })(),
  ).rejects.toThrow(CustomStreamError);
  expect(events.map(({ type }) => type)).toEqual(['thread.item.added', 'thread.item.removed']);
});

test('a workflow that an earlier turn began is not taken back', async () => {
  const { context } = createContext();
  const base = { id: 'wf_1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' };
  const data = [{ ...base, type: 'workflow' as const, workflow: { type: 'custom' as const, tasks: [] } }];
  context.store.loadThreadItems = async () => ({ data, has_more: false });
  const events: ThreadStreamEvent[] = [];
  const answer = streamAgentResponse(context, tripping(...says('bad')));
  await expect(
    (async () => {
      for await (const event of answer) {
        events.push(event);
        // Slowly, so that the run is still there for all of it.
        if (events.length < 8) await new Promise((resolve) => setImmediate(resolve));
      }
    })(),
  ).rejects.toThrow();
  expect(removedIds(events)).not.toContain('wf_1');
});
