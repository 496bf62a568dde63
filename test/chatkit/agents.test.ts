import type { Model, ModelRequest, ModelResponse, RunStreamEvent } from '@openai/agents';
import { Agent, RunRawModelStreamEvent, run, setTracingDisabled, tool, Usage } from '@openai/agents';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { AgentContext, streamAgentResponse, ThreadItemConverter } from '../../server/chatkit/agents/index.ts';
import type { ThreadItem, ThreadStore, ThreadStreamEvent, Turn, WidgetRoot } from '../../server/chatkit/index.ts';
import { createId } from '../../server/chatkit/index.ts';
import type { ScriptedServer, TestContext } from '../support/chatkit.ts';
import { createGate, createScriptedServer, createThread, stream } from '../support/chatkit.ts';

setTracingDisabled(true);

type Output = Extract<ModelEvent, { type: 'response_done' }>['response']['output'];
type ModelEvent = ReturnType<Model['getStreamedResponse']> extends AsyncIterable<infer Event> ? Event : never;

/** A model that plays its turns; text is streamed word by word unless told otherwise. */
class ScriptedModel implements Model {
  readonly #turns: Output[];
  readonly #streams: boolean;
  readonly #error: Error | undefined;

  constructor(turns: Output[], { streams = true, error }: { streams?: boolean; error?: Error } = {}) {
    this.#turns = [...turns];
    this.#streams = streams;
    this.#error = error;
  }

  async getResponse(): Promise<ModelResponse> {
    return { usage: new Usage(), output: this.#turns.shift() ?? [] };
  }

  async *getStreamedResponse(_request: ModelRequest): AsyncGenerator<ModelEvent> {
    const output = this.#turns.shift() ?? [];
    yield { type: 'response_started' };
    for (const item of output) {
      if (!this.#streams || item.type !== 'message') continue;
      for (const part of item.content) {
        if (part.type !== 'output_text') continue;
        for (const delta of part.text.match(/\S+\s*/g) ?? []) yield { type: 'output_text_delta', delta };
      }
      yield { type: 'model', event: { type: 'response.output_item.done', item: { type: 'message' } } };
    }
    if (this.#error) throw this.#error;
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
    yield { type: 'response_done', response: { id: 'fake', usage, output } };
  }
}

const says = (text: string): Output[number] => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  // The same for every message, as some models do it.
  id: '__fake_id__',
  content: [{ type: 'output_text', text }],
});
const calls = (name: string, args: object): Output[number] => ({
  type: 'function_call',
  callId: `call_${name}`,
  name,
  status: 'completed',
  arguments: JSON.stringify(args),
});

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

function answerWith(server: ScriptedServer, model: Model): void {
  server.respondWith = async function* (thread, input, context, turn) {
    const agentContext = new AgentContext({ thread, store: server.store, context, turn });
    const agent = new Agent<AgentContext<TestContext>>({ name: 'Test', instructions: 'x', model, tools: [showCard] });
    const items = new ThreadItemConverter().toAgentInput(input ? [input] : []);
    const result = await run(agent, items, { stream: true, context: agentContext, signal: turn.signal });
    yield* streamAgentResponse(agentContext, result);
  };
}

const ofType = <Type extends ThreadItem['type']>(items: ThreadItem[], type: Type) =>
  items.filter((item): item is Extract<ThreadItem, { type: Type }> => item.type === type);

async function answerOf(model: Model) {
  const server = await createScriptedServer();
  answerWith(server, model);
  const answer = await (await stream(server, createThread('hi'))).rest();
  const done = answer.events.flatMap((event) => (event.type === 'thread.item.done' ? [event.item] : []));
  return { answer, done };
}

test('text streams as one message with announced parts and an id of ours', async () => {
  const { answer, done } = await answerOf(new ScriptedModel([[says('Hello there, Ann.')]]));
  const updates = answer.events.flatMap((event) => (event.type === 'thread.item.updated' ? [event.update] : []));
  expect(updates.map((update) => update.type)).toEqual([
    'assistant_message.content_part.added',
    'assistant_message.content_part.text_delta',
    'assistant_message.content_part.text_delta',
    'assistant_message.content_part.text_delta',
    'assistant_message.content_part.done',
  ]);
  const [message] = ofType(done, 'assistant_message');
  expect(message?.content).toEqual([{ type: 'output_text', text: 'Hello there, Ann.', annotations: [] }]);
  expect(message?.id).toMatch(/^msg_[0-9a-f]{32}$/);
});

test('what a tool shows stands between the texts around it, in order', async () => {
  const model = new ScriptedModel([
    [says('Let me see.'), calls('show_card', { label: 'Groceries' })],
    [says('There you are.')],
  ]);
  const { answer, done } = await answerOf(model);
  expect(done.map((item) => item.type)).toEqual(['user_message', 'assistant_message', 'widget', 'assistant_message']);
  expect(answer.types.indexOf('progress_update')).toBeLessThan(answer.types.lastIndexOf('thread.item.added'));
  expect(ofType(done, 'widget')[0]).toMatchObject({ copy_text: 'Groceries' });
  const ids = ofType(done, 'assistant_message').map((item) => item.id);
  expect(new Set(ids).size).toBe(2);
});

test('two messages of one response are two items', async () => {
  const { done } = await answerOf(new ScriptedModel([[says('One.'), says('Two.')]]));
  expect(ofType(done, 'assistant_message').map((item) => item.content[0]?.text)).toEqual(['One.', 'Two.']);
});

test('a model that does not stream is shown whole', async () => {
  const { done } = await answerOf(new ScriptedModel([[says('All at once.')]], { streams: false }));
  expect(ofType(done, 'assistant_message').map((item) => item.content[0]?.text)).toEqual(['All at once.']);
});

test('an error of the model comes behind what it said, and what it said is kept', async () => {
  const { answer, done } = await answerOf(new ScriptedModel([[says('Well')]], { error: new Error('model away') }));
  expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error', allow_retry: true });
  expect(ofType(done, 'assistant_message').map((item) => item.content[0]?.text)).toEqual(['Well']);
});

test('a refusal is shown like any other answer', async () => {
  const refusal: Output[number] = {
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'refusal', refusal: 'I cannot help with that.' }],
  };
  const { done } = await answerOf(new ScriptedModel([[refusal]]));
  expect(ofType(done, 'assistant_message').map((item) => item.content[0]?.text)).toEqual(['I cannot help with that.']);
});

describe('a run that misbehaves', () => {
  /** A context outside of any server, and the switch that stops its turn. */
  function createContext() {
    const controller = new AbortController();
    const turn: Turn = {
      id: 'turn_1',
      operation: 'turn:turn_1',
      metadata: {},
      signal: controller.signal,
      ref: { id: 'turn_1', fence: 1 },
      generateId: createId,
      now: () => new Date(),
    };
    const thread = { id: 'thr_1', created_at: '', status: { type: 'active' as const }, metadata: {} };
    const store = {} as ThreadStore<TestContext>;
    return { controller, context: new AgentContext({ thread, store, context: { owner: 'alice' }, turn }) };
  }
  const says = async function* (...deltas: string[]): AsyncGenerator<RunStreamEvent> {
    for (const delta of deltas) yield new RunRawModelStreamEvent({ type: 'output_text_delta', delta });
  };
  async function textOf(events: AsyncIterable<ThreadStreamEvent>): Promise<string> {
    let text = '';
    for await (const event of events) {
      if (event.type === 'thread.item.done' && event.item.type === 'assistant_message') {
        text += event.item.content[0]?.text;
      }
    }
    return text;
  }

  test('one context serves several runs in a row', async () => {
    const { context } = createContext();
    expect(await textOf(streamAgentResponse(context, says('first')))).toBe('first');
    expect(await textOf(streamAgentResponse(context, says('second')))).toBe('second');
  });

  test('its error is thrown once, whatever else of it is rejected', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => {
      process.off('unhandledRejection', note);
    });
    const { context } = createContext();
    const run = Object.assign(
      (async function* (): AsyncGenerator<RunStreamEvent> {
        yield* says('well');
        throw new Error('model away');
      })(),
      { completed: Promise.reject(new Error('model away')) },
    );
    await expect(textOf(streamAgentResponse(context, run))).rejects.toThrow('model away');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(unhandled).toEqual([]);
  });

  test('one that takes no notice of a Stop is left behind, and closed as soon as it says something', async () => {
    const { context, controller } = createContext();
    let closed = false;
    const gate = createGate();
    const run = (async function* (): AsyncGenerator<RunStreamEvent> {
      try {
        yield* says('one');
        await gate.opened;
        yield* says('two', 'three');
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

  test('a widget that grows for ever is closed when the turn stops', async () => {
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

test('items become input in order: tags, quotes, widgets, hidden notes, finished calls', () => {
  const base = { thread_id: 'thr', created_at: '2026-01-01T00:00:00Z' };
  const message = { ...base, type: 'user_message' as const, attachments: [], inference_options: {} };
  const items: ThreadItem[] = [
    {
      ...message,
      id: '1',
      content: [
        { type: 'input_text', text: 'Ask ' },
        { type: 'input_tag', id: 't', text: 'Ann', data: {} },
      ],
    },
    { ...base, type: 'widget', id: '2', widget: { type: 'Card', children: [] }, copy_text: 'A card' },
    { ...base, type: 'sdk_hidden_context', id: '3', content: 'stopped' },
    { ...base, type: 'client_tool_call', id: '4', status: 'pending', call_id: 'c', name: 'n', arguments: {} },
    {
      ...base,
      type: 'client_tool_call',
      id: '5',
      status: 'completed',
      call_id: 'd',
      name: 'n',
      arguments: { a: 1 },
      output: 2,
    },
    { ...message, id: '6', content: [{ type: 'input_text', text: 'this?' }], quoted_text: 'the quote' },
    { ...base, type: 'end_of_turn', id: '7' },
  ];
  const input = new ThreadItemConverter().toAgentInput(items);
  expect(input.map((item) => ('role' in item ? item.role : item.type))).toEqual([
    'user',
    'assistant',
    'user',
    'function_call',
    'function_call_result',
    'user',
  ]);
  expect(input[0]).toMatchObject({ content: [{ text: 'Ask @Ann' }] });
  expect(JSON.stringify(input[1])).toContain('A card');
  expect(JSON.stringify(input[5])).toContain('the quote');
});
