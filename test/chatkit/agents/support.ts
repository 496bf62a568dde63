import type { AgentOptions, Model, RunStreamEvent } from '@openai/agents';
import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  RunRawModelStreamEvent,
  run,
  setTracingDisabled,
} from '@openai/agents';
import type { ResponseStreamConverter } from '../../../server/chatkit/agents/index.ts';
import { AgentContext, streamAgentResponse, ThreadItemConverter } from '../../../server/chatkit/agents/index.ts';
import type { ItemUpdate, ThreadItem, ThreadStreamEvent, Turn } from '../../../server/chatkit/index.ts';
import { createId, NotFoundError } from '../../../server/chatkit/index.ts';
import type { ScriptedServer, TestContext } from '../../support/chatkit.ts';
import { createScriptedServer, createThread, storedItems, stream, type TestStream } from '../../support/chatkit.ts';

setTracingDisabled(true);

/** What a scripted model does next: send an event of its API, or run something first. */
export type Step = { [field: string]: unknown } | (() => unknown);

type Client = ConstructorParameters<typeof OpenAIResponsesModel>[0];

async function* play(steps: readonly Step[]): AsyncGenerator<unknown> {
  for (const step of steps) {
    if (typeof step === 'function') await step();
    else yield structuredClone(step);
  }
}

/** OpenAI's own model of the Responses API over a scripted connection: each request plays the next turn. */
export function responsesModel(...turns: Step[][]): Model {
  const create = async () => play([{ type: 'response.created', response: { id: 'resp' } }, ...(turns.shift() ?? [])]);
  // The model calls nothing else of its client.
  return new OpenAIResponsesModel({ responses: { create } } as unknown as Client, 'scripted');
}

/** The same for Chat Completions: `turns` are the deltas of a choice. */
export function chatModel(...turns: Step[][]): Model {
  const create = async () => {
    const steps = (turns.shift() ?? []).map((step) =>
      typeof step === 'function'
        ? step
        : { id: 'chatcmpl', object: 'chat.completion.chunk', choices: [{ index: 0, delta: step }] },
    );
    return play(steps);
  };
  // The model calls nothing else of its client, but asks where it leads to.
  const client = { baseURL: 'http://scripted', chat: { completions: { create } } } as unknown as Client;
  return new OpenAIChatCompletionsModel(client, 'scripted');
}

// ── events of the Responses API ───────────────────────────────────────────────────────────────────────────────────

export const itemAdded = (item: object) => ({ type: 'response.output_item.added', output_index: 0, item });
export const itemDone = (item: object) => ({ type: 'response.output_item.done', output_index: 0, item });
export const completed = (...output: object[]) => ({ type: 'response.completed', response: { id: 'resp', output } });

const at = (item_id: string, content_index = 0) => ({ item_id, output_index: 0, content_index });
export const partAdded = (
  id: string,
  index = 0,
  part: object = { type: 'output_text', text: '', annotations: [] },
) => ({
  type: 'response.content_part.added',
  ...at(id, index),
  part,
});
export const textDelta = (id: string, delta: string, index = 0) => ({
  type: 'response.output_text.delta',
  ...at(id, index),
  delta,
});
export const textDone = (id: string, text: string, index = 0) => ({
  type: 'response.output_text.done',
  ...at(id, index),
  text,
});
export const annotationAdded = (id: string, annotation: unknown, annotation_index = 0, index = 0) => ({
  type: 'response.output_text.annotation.added',
  ...at(id, index),
  annotation_index,
  annotation,
});

/** A message as it stands at the end. */
export const message = (id: string, ...content: object[]) => ({
  type: 'message',
  id,
  role: 'assistant',
  status: 'completed',
  content,
});
export const outputText = (text: string, annotations: unknown[] = []) => ({ type: 'output_text', text, annotations });

/** Everything the API sends of a message of one text. */
export function saying(id: string, text: string): Step[] {
  const deltas = text.match(/\S+\s*/g) ?? [];
  return [
    itemAdded({ ...message(id), status: 'in_progress' }),
    partAdded(id),
    ...deltas.map((delta) => textDelta(id, delta)),
    textDone(id, text),
    itemDone(message(id, outputText(text))),
  ];
}

/** A whole response of one message. */
export function says(text: string, id = 'm_1'): Step[] {
  return [...saying(id, text), completed(message(id, outputText(text)))];
}

export function functionCall(name: string, args: object = {}, callId = `call_${name}`) {
  return {
    type: 'function_call',
    id: `fc_${callId}`,
    call_id: callId,
    name,
    arguments: JSON.stringify(args),
    status: 'completed',
  };
}

/** A whole response of function calls. */
export function calls(...made: ReturnType<typeof functionCall>[]): Step[] {
  return [...made.flatMap((call) => [itemAdded(call), itemDone(call)]), completed(...made)];
}

export const thoughtDelta = (id: string, delta: string, summary_index = 0) => ({
  type: 'response.reasoning_summary_text.delta',
  item_id: id,
  output_index: 0,
  summary_index,
  delta,
});
export const thoughtDone = (id: string, text: string, summary_index = 0) => ({
  type: 'response.reasoning_summary_text.done',
  item_id: id,
  output_index: 0,
  summary_index,
  text,
});
export const reasoning = (id: string, ...summary: string[]) => ({
  type: 'reasoning',
  id,
  summary: summary.map((text) => ({ type: 'summary_text', text })),
});

// ── turns ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A clock that moves when a test says so. */
export function createClock() {
  let ms = Date.parse('2026-01-01T00:00:00Z');
  return {
    now: () => new Date(ms),
    advance: (by: number) => {
      ms += by;
    },
  };
}

type RunContext = AgentContext<TestContext>;

export interface AnswerOptions extends Omit<Partial<AgentOptions<RunContext>>, 'model'> {
  converter?: ResponseStreamConverter;
  /** Runs before the agent does, and may keep the context. */
  prepare?: (context: RunContext) => unknown;
}

/** Lets an agent of the real Agents SDK answer every message of this server. */
export function answerWith(server: ScriptedServer, model: Model, options: AnswerOptions = {}): void {
  const { converter, prepare, ...agentOptions } = options;
  server.respondWith = async function* (thread, input, context, turn) {
    const agentContext = new AgentContext({ thread, store: server.store, context, turn });
    await prepare?.(agentContext);
    const agent = new Agent<RunContext>({ name: 'Test', instructions: 'x', ...agentOptions, model });
    const history = input ? [input] : await storedItems(server, thread.id);
    const items = await new ThreadItemConverter().toAgentInput(history);
    const result = await run(agent, items, { stream: true, context: agentContext, signal: turn.signal });
    yield* streamAgentResponse(agentContext, result, { converter });
  };
}

export interface Answer {
  server: ScriptedServer;
  threadId: string;
  stream: TestStream;
  /** Without what every turn begins with. */
  events: ThreadStreamEvent[];
  /** The assistant's items, as they were stored. */
  stored: ThreadItem[];
}

/** One turn that is answered by this model. @throws Error when it ends in an error, or does not while it should. */
export async function answerOf(
  model: Model,
  options: AnswerOptions & { now?: () => Date; fails?: boolean } = {},
): Promise<Answer> {
  const { now, fails = false, ...rest } = options;
  const server = await createScriptedServer(now ? { now } : {});
  answerWith(server, model, rest);
  const answer = await (await stream(server, createThread('hi'))).rest();
  const [created] = answer.events;
  if (created?.type !== 'thread.created') throw new Error(`The thread was not created: ${JSON.stringify(created)}`);
  const error = answer.events.find((event) => event.type === 'error');
  if (fails !== (error !== undefined)) throw new Error(`It ended otherwise than it should: ${JSON.stringify(error)}`);
  const stored = (await storedItems(server, created.thread.id)).filter((item) => item.type !== 'user_message');
  return { server, threadId: created.thread.id, stream: answer, events: withoutEcho(answer.events), stored };
}

/** Events without those that every turn begins and ends with. */
export function withoutEcho(events: readonly ThreadStreamEvent[]): ThreadStreamEvent[] {
  return events.filter((event) => {
    if (event.type === 'thread.item.done') return event.item.type !== 'user_message';
    return !['thread.created', 'thread.updated', 'stream_options'].includes(event.type);
  });
}

export function updatesOf(events: readonly ThreadStreamEvent[]): ItemUpdate[] {
  return events.flatMap((event) => (event.type === 'thread.item.updated' ? [event.update] : []));
}

export function ofType<Type extends ThreadItem['type']>(items: readonly ThreadItem[], type: Type) {
  return items.filter((item): item is Extract<ThreadItem, { type: Type }> => item.type === type);
}

/** The texts of all assistant messages, their parts joined by a bar. */
export function textsOf(items: readonly ThreadItem[]): string[] {
  return ofType(items, 'assistant_message').map((item) => item.content.map((part) => part.text).join('|'));
}

// ── runs without a server ─────────────────────────────────────────────────────────────────────────────────────────

/** A context outside of any server, and the switch that stops its turn. */
export function createContext({ now = () => new Date() }: { now?: () => Date } = {}) {
  const controller = new AbortController();
  const turn: Turn = {
    id: 'turn_1',
    operation: 'turn:turn_1',
    metadata: {},
    signal: controller.signal,
    ref: { id: 'turn_1', fence: 1 },
    generateId: createId,
    now,
  };
  const thread = { id: 'thr_1', created_at: '', status: { type: 'active' as const }, metadata: {} };
  const notThere = async () => {
    throw new NotFoundError();
  };
  // The bridge asks the store for the newest items only.
  const store = { loadThreadItems: notThere } as unknown as RunContext['store'];
  return { controller, context: new AgentContext({ thread, store, context: { owner: 'alice' }, turn }) };
}

/** A run that says these pieces of text. */
export async function* saysPieces(...deltas: string[]): AsyncGenerator<RunStreamEvent> {
  for (const delta of deltas) yield new RunRawModelStreamEvent({ type: 'output_text_delta', delta });
}

/** A run that plays these steps of the Responses API, as raw events and nothing else. */
export async function* playsRaw(...steps: Step[]): AsyncGenerator<RunStreamEvent> {
  for await (const event of play(steps)) yield new RunRawModelStreamEvent({ type: 'model', event });
}

export async function collect(events: AsyncIterable<ThreadStreamEvent>): Promise<ThreadStreamEvent[]> {
  const all: ThreadStreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
