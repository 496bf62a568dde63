import type { RunStreamEvent } from '@openai/agents';
import { tool } from '@openai/agents';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import type { AgentContext } from '../../../server/chatkit/agents/index.ts';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadStreamEvent, WidgetRoot } from '../../../server/chatkit/index.ts';
import { CustomStreamError } from '../../../server/chatkit/index.ts';
import type { TestContext } from '../../support/chatkit.ts';
import { createGate, createScriptedServer, createThread, json, storedItems, stream } from '../../support/chatkit.ts';
import {
  answerOf,
  answerWith,
  calls,
  collect,
  createContext,
  functionCall,
  itemAdded,
  message,
  ofType,
  playsRaw,
  reasoning,
  responsesModel,
  saying,
  says,
  saysPieces,
  textDelta,
  textsOf,
  thoughtDelta,
} from './support.ts';

const textOf = async (events: AsyncIterable<ThreadStreamEvent>) =>
  textsOf((await collect(events)).flatMap((event) => (event.type === 'thread.item.done' ? [event.item] : []))).join();

const showCard = tool({
  name: 'show_card',
  description: 'Shows a card.',
  parameters: z.object({ label: z.string() }),
  async execute({ label }, runContext) {
    const context = runContext?.context as AgentContext<TestContext>;
    context.progress('Drawing…');
    const item = await context.streamWidget(
      { type: 'Card', children: [{ type: 'Text', value: label }] },
      { copyText: label, metadata: { label } },
    );
    return `shown ${item.id}`;
  },
});

describe('what tools show', () => {
  test('stands between the texts around it, in order', async () => {
    const model = responsesModel(
      [...saying('m_1', 'Let me see.'), ...calls(functionCall('show_card', { label: 'Groceries' }))],
      says('There you are.', 'm_2'),
    );
    const { events, stored } = await answerOf(model, { tools: [showCard] });
    expect(stored.map(({ type }) => type)).toEqual(['assistant_message', 'widget', 'assistant_message']);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('progress_update')).toBeLessThan(types.lastIndexOf('thread.item.added'));
    expect(ofType(stored, 'widget')[0]).toMatchObject({ copy_text: 'Groceries', metadata: { label: 'Groceries' } });
  });

  test('grows with each root of a generator', async () => {
    const { context } = createContext();
    const root = (value: string): WidgetRoot => ({ type: 'Card', children: [{ type: 'Text', id: 't', value }] });
    const grow = async function* () {
      yield root('');
      yield root('Hi');
    };
    const events = await collect(
      streamAgentResponse(
        context,
        playsRaw(() => context.streamWidget(grow())),
      ),
    );
    expect(events.map(({ type }) => type)).toEqual(['thread.item.added', 'thread.item.updated', 'thread.item.done']);
  });

  test('is a copy: what a tool does to it later changes nothing', async () => {
    const { context } = createContext();
    const run = playsRaw(async () => {
      const data = { n: 1 };
      context.stream({ type: 'client_effect', name: 'changed', data });
      data.n = 2;
      const item = await context.streamWidget({ type: 'Card', children: [] });
      item.widget.children = [{ type: 'Text', value: 'changed' }];
    });
    expect(await collect(streamAgentResponse(context, run))).toMatchObject([
      { data: { n: 1 } },
      { item: { widget: { children: [] } } },
    ]);
  });

  test('comes out when it was shown behind the last of the run', async () => {
    const { context } = createContext();
    const run = playsRaw(...says('x'), () => context.progress('late'));
    expect((await collect(streamAgentResponse(context, run))).at(-1)).toEqual({
      type: 'progress_update',
      text: 'late',
    });
  });
});

test('a run without any event is an empty answer', async () => {
  expect(await collect(streamAgentResponse(createContext().context, playsRaw()))).toEqual([]);
});

test('one context serves several runs in a row', async () => {
  const { context } = createContext();
  expect(await textOf(streamAgentResponse(context, saysPieces('first')))).toBe('first');
  expect(await textOf(streamAgentResponse(context, saysPieces('second')))).toBe('second');
});

test('a context carries the model’s last response, for a run to go on from', async () => {
  const { context } = createContext();
  expect(context.previousResponseId).toBeUndefined();
  const { thread, store, requestContext, turn } = context;
  const { AgentContext: Context } = await import('../../../server/chatkit/agents/index.ts');
  const next = new Context({ thread, store, context: requestContext, turn, previousResponseId: 'resp_1' });
  expect(next.previousResponseId).toBe('resp_1');
});

describe('a run that fails', () => {
  const fail = () => {
    throw new Error('model away');
  };

  test('ends in an error behind what it said, and what it said is kept', async () => {
    const model = responsesModel([itemAdded(message('m')), textDelta('m', 'Well'), fail]);
    const { events, stored } = await answerOf(model, { fails: true });
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'server_error', allow_retry: true });
    expect(textsOf(stored)).toEqual(['Well']);
  });

  test('keeps the workflow it had open, which is done on screen', async () => {
    const model = responsesModel([itemAdded(reasoning('rs')), thoughtDelta('rs', 'I think'), fail]);
    const { events, stored } = await answerOf(model, { fails: true });
    expect(events.filter((event) => event.type === 'thread.item.done')).toHaveLength(1);
    expect(ofType(stored, 'workflow')[0]).toMatchObject({
      metadata: { interrupted: 'failed' },
      workflow: { tasks: [{ content: 'I think' }] },
    });
  });

  test('tells what a tool throws for people to read', async () => {
    const quota = tool({
      name: 'quota',
      description: 'Is used up.',
      parameters: z.object({}),
      errorFunction: null,
      execute() {
        throw new CustomStreamError('Your quota is used up. It is filled again tomorrow.');
      },
    });
    const { events } = await answerOf(responsesModel(calls(functionCall('quota'))), { tools: [quota], fails: true });
    const message = 'Your quota is used up. It is filled again tomorrow.';
    expect(events.at(-1)).toEqual({ type: 'error', code: 'custom', message, allow_retry: false });
  });

  test('tells its error once, whatever else of it is rejected', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => {
      process.off('unhandledRejection', note);
    });
    const { context } = createContext();
    const run = Object.assign(
      (async function* (): AsyncGenerator<RunStreamEvent> {
        yield* saysPieces('well');
        throw new Error('model away');
      })(),
      { completed: Promise.reject(new Error('model away')) },
    );
    await expect(textOf(streamAgentResponse(context, run))).rejects.toThrow('model away');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(unhandled).toEqual([]);
  });

  test('after its last event is told all the same', async () => {
    const completed = Promise.reject(new Error('afterwards'));
    const run = Object.assign(saysPieces('well'), { completed });
    await expect(textOf(streamAgentResponse(createContext().context, run))).rejects.toThrow('afterwards');
  });
});

describe('a Stop', () => {
  test('ends the model’s call, and keeps what it said so far [agents-stop, cancel-stops-hook]', async () => {
    const gate = createGate();
    const server = await createScriptedServer();
    const model = responsesModel([itemAdded(message('m')), textDelta('m', 'partial'), () => gate.opened, ...says('x')]);
    let signal: AbortSignal | undefined;
    const { getStreamedResponse } = model;
    model.getStreamedResponse = (request) => {
      signal = request.signal;
      return getStreamedResponse.call(model, request);
    };
    answerWith(server, model);
    const answer = await stream(server, createThread('hi'));
    await answer.until((event) => event.type === 'thread.item.updated' && 'delta' in event.update);
    const [created] = answer.events;
    if (created?.type !== 'thread.created') throw new Error('no thread');
    await json(server, 'turns.cancel', { thread_id: created.thread.id });
    await answer.rest();
    expect(signal?.aborted).toBe(true);
    const stored = await storedItems(server, created.thread.id);
    expect(textsOf(stored)).toEqual(['partial']);
    expect(ofType(stored, 'assistant_message')[0]?.metadata).toEqual({ interrupted: 'cancelled' });
    expect(ofType(stored, 'sdk_hidden_context')).toHaveLength(1);
    gate.open();
  });

  test('leaves a run behind that takes no notice, and closes it as soon as it says something', async () => {
    const { context, controller } = createContext();
    let closed = false;
    const gate = createGate();
    const run = (async function* (): AsyncGenerator<RunStreamEvent> {
      try {
        yield* saysPieces('one');
        await gate.opened;
        yield* saysPieces('two', 'three');
      } finally {
        closed = true;
      }
    })();
    const reading = textOf(streamAgentResponse(context, run));
    setTimeout(() => controller.abort(new Error('stopped')), 10);
    await expect(reading).rejects.toThrow('stopped');
    gate.open();
    await expect.poll(() => closed).toBe(true);
  });

  test('before the run begins shows nothing of it', async () => {
    const { context, controller } = createContext();
    controller.abort(new Error('stopped'));
    const events: ThreadStreamEvent[] = [];
    const reading = async () => {
      for await (const event of streamAgentResponse(context, saysPieces('one'))) events.push(event);
    };
    await expect(reading()).rejects.toThrow('stopped');
    expect(events).toEqual([]);
  });

  test('leaves unfinished items to the turn: they are cut short, not done', async () => {
    const { context, controller } = createContext();
    const run = playsRaw(itemAdded(message('m')), textDelta('m', 'par'), () => controller.abort(new Error('stopped')));
    const events: ThreadStreamEvent[] = [];
    const reading = async () => {
      for await (const event of streamAgentResponse(context, run)) events.push(event);
    };
    await expect(reading()).rejects.toThrow('stopped');
    expect(events.map(({ type }) => type)).not.toContain('thread.item.done');
  });

  test('closes a widget that grows for ever', async () => {
    const { context, controller } = createContext();
    let closed = false;
    const grow = async function* (): AsyncGenerator<WidgetRoot> {
      try {
        for (let n = 0; ; n += 1) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield { type: 'Card', children: [{ type: 'Text', id: 'n_text', value: String(n) }] };
        }
      } finally {
        closed = true;
      }
    };
    setTimeout(() => controller.abort(new Error('stopped')), 20);
    await expect(context.streamWidget(grow())).rejects.toThrow('stopped');
    expect(closed).toBe(true);
  });
});

test('a reader that leaves early closes the run', async () => {
  let closed = false;
  const run = (async function* (): AsyncGenerator<RunStreamEvent> {
    try {
      for (let n = 0; ; n += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield* saysPieces(String(n));
      }
    } finally {
      closed = true;
    }
  })();
  for await (const _ of streamAgentResponse(createContext().context, run)) break;
  await expect.poll(() => closed).toBe(true);
});
