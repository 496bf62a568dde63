import { Agent, type Model, Runner, setTracingDisabled, tool } from '@openai/agents';
import { streamAgentResponse, ThreadItemConverter } from '../chatkit/agents/index.ts';
import {
  type Action,
  ChatKitError,
  ChatKitServer,
  type Limits,
  type Logger,
  type ThreadItem,
  type ThreadMetadata,
  type ThreadStore,
  type ThreadStreamEvent,
  type Turn,
  type TurnLog,
  type TurnStore,
  type UserMessageItem,
  type WidgetItem,
} from '../chatkit/index.ts';
import { dropPending, parseAnswer, pendingItems, settle, takePending } from './confirmation.ts';
import { drawView } from './draw.ts';
import { type ActionContext, type Feature, type FeatureAction, invalidAction } from './feature.ts';
import { features } from './features/index.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { toModelError } from './model-error.ts';
import { createNameMemory } from './name-memory.ts';
import { createOperations } from './operation.ts';
import { Gate, type Pacer } from './pace.ts';
import { presentLists, Screen, withDrawn } from './screen.ts';
import type { TaskStore } from './store.ts';
import { createTaskReader } from './task-reader.ts';
import { TaskRun } from './task-run.ts';
import { toText, toThreadTitle } from './title.ts';
import { readModelText, readView, type View } from './view.ts';

/** Who a request speaks for, from the verified token. */
export interface TaskContext {
  /** Opaque key of issuer and subject. */
  owner: string;
  name?: string | undefined;
  /** For the log. */
  requestId?: string | undefined;
  /** The client's network, of which no more than so many messages come. */
  address?: string | undefined;
}

export interface TaskChatServerOptions {
  storage: { threads: ThreadStore<TaskContext>; turns: TurnStore; tasks: TaskStore };
  model: Model;
  logger: Logger;
  /** @default a log in this process's memory */
  log?: TurnLog | undefined;
  limits?: Partial<Limits> | undefined;
  /** @default every message goes to the model at once */
  pacer?: Pacer | undefined;
  /** Rounds of model and tools in one turn. @default 10 */
  toolRounds?: number | undefined;
  /** Hosts, with their subdomains, that images in answers may come from. @default none */
  imageHosts?: readonly string[] | undefined;
  /** @default the system's clock */
  now?: (() => Date) | undefined;
}

/** The assistant on these stores, answered for by this model. */
export function createTaskChatServer(options: TaskChatServerOptions): TaskChatServer {
  return new TaskChatServer(options);
}

/** Items of a thread that the model reads. */
const HISTORY_ITEMS = 20;
/** A name that nobody can have (RFC 2606). */
const NO_HOST = 'none.invalid';

/** The product: an agent whose tools, and widgets whose buttons, come from one list of features. */
export class TaskChatServer extends ChatKitServer<TaskContext> {
  readonly #tasks: TaskStore;
  readonly #agent: Agent<TaskRun<TaskContext>>;
  readonly #runner: Runner;
  readonly #actions: Map<string, FeatureAction>;
  readonly #converter = new TaskItemConverter();
  readonly #gate: Gate | undefined;
  readonly #toolRounds: number;
  readonly #imageHosts: string[];
  readonly #now: () => Date;

  constructor({ storage, model, pacer, toolRounds = 10, imageHosts = [], ...options }: TaskChatServerOptions) {
    super({ store: storage.threads, turns: storage.turns, ...options });
    this.#tasks = storage.tasks;
    this.#gate = pacer && new Gate(pacer);
    this.#toolRounds = toolRounds;
    this.#imageHosts = imageHosts.length > 0 ? [...imageHosts] : [NO_HOST];
    this.#now = options.now ?? (() => new Date());
    this.#actions = new Map(features.flatMap((feature) => Object.entries(feature.actions)));
    this.#agent = new Agent({
      name: 'Task assistant',
      instructions: INSTRUCTIONS,
      model,
      tools: features.map(toTool),
    });
    // Traces would go to a third party, whatever the base URL is.
    setTracingDisabled(true);
    this.#runner = new Runner({ tracingDisabled: true, traceIncludeSensitiveData: false });
  }

  override ownerOf({ owner }: TaskContext): string {
    return owner;
  }

  override async *respond(
    thread: ThreadMetadata,
    input: UserMessageItem | undefined,
    context: TaskContext,
    turn: Turn,
  ): AsyncGenerator<ThreadStreamEvent> {
    if (input) {
      thread.title ??= toThreadTitle(input);
      const answered = await this.#answerQuestion(thread, input, context, turn);
      if (answered) {
        yield* answered;
        return;
      }
    }

    if (this.#gate) yield* this.#gate.pass({ ...context, signal: turn.signal });
    const history = await this.store.loadThreadItems(thread.id, { limit: HISTORY_ITEMS, order: 'desc' }, context);
    // The model reads the lists that the person sees.
    const items = await this.presentItems(history.data.reverse(), thread, context);
    const run = new TaskRun({
      thread,
      store: this.store,
      context,
      turn,
      tasks: this.#tasks,
      owner: context.owner,
      askedAt: input?.created_at ?? turn.now().toISOString(),
      requestId: context.requestId,
      logger: this.logger,
    });
    try {
      const result = await this.#runner.run(this.#agent, await this.#converter.toAgentInput(items), {
        stream: true,
        context: run,
        maxTurns: this.#toolRounds,
        signal: turn.signal,
      });
      yield* streamAgentResponse(run, result);
    } catch (error) {
      turn.signal.throwIfAborted();
      throw toModelError(error);
    }
  }

  override async *action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: TaskContext,
    turn: Turn,
  ): AsyncGenerator<ThreadStreamEvent> {
    const { handler, item, view } = this.#requireAction(action, sender);
    const events: ThreadStreamEvent[] = [];
    const screen = this.#createScreen(thread, context, turn, events);
    const reply = await handler.run(action.payload, {
      ...this.#toActionContext(thread, context, item, view),
      operation: createOperations(turn.operation)(action.type),
      names: createNameMemory(thread, turn.operation),
      askedAt: turn.now().toISOString(),
    });
    dropPendingOnceSettled(thread, item.id, reply.view);
    await screen.replace(item, reply.view, 'click');
    for (const further of reply.show ?? []) {
      const asked = await findAsked(thread, further, screen);
      // Told again: the turn that asked may have failed before anybody saw the question.
      if (asked) events.push({ type: 'thread.item.done', item: asked });
      else await screen.show(further);
    }
    await screen.tellChange(reply.changed ?? [], { clicked: item.id });
    if (reply.notice) events.push({ type: 'notice', level: 'warning', message: reply.notice });
    yield* events;
  }

  override async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: TaskContext,
  ): Promise<{ updated_item?: ThreadItem }> {
    const { handler, item, view } = this.#requireAction(action, sender);
    // Changes wait in the thread's line; here they would not.
    if (handler.kind !== 'view') throw invalidAction();
    const reply = await handler.run(action.payload, {
      ...this.#toActionContext(thread, context, item, view),
      operation: createOperations(`view:${item.id}`)(action.type),
      names: createNameMemory(thread, ''),
      askedAt: this.#now().toISOString(),
    });
    const drawn = await drawView(reply.view, createTaskReader(this.#tasks, context.owner), 'form');
    return { updated_item: withDrawn(item, drawn) };
  }

  /** A list that is empty would let images come from everywhere. */
  override presentThread(thread: ThreadMetadata): ThreadMetadata {
    return { ...thread, allowed_image_domains: this.#imageHosts };
  }

  override presentItems(items: ThreadItem[], _thread: ThreadMetadata, context: TaskContext): Promise<ThreadItem[]> {
    return presentLists(items, this.#tasks, context.owner);
  }

  /** Takes a typed yes or no to the questions right before it; `undefined` when the message is something else. */
  async #answerQuestion(
    thread: ThreadMetadata,
    input: UserMessageItem,
    context: TaskContext,
    turn: Turn,
  ): Promise<ThreadStreamEvent[] | undefined> {
    const waiting = takePending(thread, input.id);
    const answer = waiting.length > 0 ? parseAnswer(toText(input)) : undefined;
    if (!answer) return undefined;

    const events: ThreadStreamEvent[] = [];
    const screen = this.#createScreen(thread, context, turn, events);
    const changed: number[] = [];
    let deleted = false;
    let answered = false;
    for (const itemId of waiting) {
      const item = await screen.find(itemId);
      const view = item && readView(item);
      if (!item || view?.kind !== 'confirm') continue;
      const settled = await settle(view, answer, { tasks: this.#tasks, owner: context.owner, itemId });
      await screen.replace(item, settled.view, 'click');
      changed.push(...settled.changed);
      answered = true;
      deleted ||= settled.view.state === 'deleted';
    }
    if (!answered) return undefined;
    await screen.tellChange(changed);
    events.push(toMessage(thread, turn, deleted ? 'Done.' : 'All right, nothing was deleted.'));
    return events;
  }

  #requireAction(action: Action, sender: WidgetItem | undefined) {
    const handler = this.#actions.get(action.type);
    const view = sender && readView(sender);
    if (!handler || !sender || !view) throw invalidAction();
    return { handler, item: sender, view };
  }

  #toActionContext(thread: ThreadMetadata, { owner }: TaskContext, { id }: WidgetItem, view: View) {
    return { owner, tasks: this.#tasks, thread, view, itemId: id } satisfies Partial<ActionContext>;
  }

  #createScreen(thread: ThreadMetadata, context: TaskContext, turn: Turn, events: ThreadStreamEvent[]) {
    const { owner } = context;
    const emit = (event: ThreadStreamEvent) => events.push(event);
    return new Screen({ thread, store: this.store, context, turn, tasks: this.#tasks, owner, emit });
  }
}

/** Widgets of ours reach the model in words; what the user wrote comes behind what it quotes. */
class TaskItemConverter extends ThreadItemConverter {
  protected override widgetToInput(item: WidgetItem) {
    const text = readModelText(item);
    if (text === undefined) return super.widgetToInput(item);
    const { id, thread_id, created_at } = item;
    const content = [{ type: 'output_text' as const, text, annotations: [] }];
    return this.assistantMessageToInput({ type: 'assistant_message', id, thread_id, created_at, content });
  }

  /** The offline model takes the last thing the user said for the command. */
  protected override async userMessageToInput(item: UserMessageItem) {
    const [message, ...about] = [(await super.userMessageToInput(item)) ?? []].flat();
    return message ? [...about, message] : about;
  }

  /** Nobody offers tags here; in a request that holds one all the same, its text says what it says. */
  protected override tagToMessageContent() {
    return undefined;
  }
}

function toTool(feature: Feature) {
  return tool<Feature['input'], TaskRun<TaskContext>>({
    name: feature.name,
    description: feature.description,
    parameters: feature.input,
    strict: true,
    errorFunction: (_runContext, error) => {
      // Ends the run; `streamAgentResponse` hands it on.
      if (error instanceof ChatKitError) throw error;
      return JSON.stringify({ error: { code: 'invalid', message: 'The tool did not understand that.' }, shown: false });
    },
    execute: async (input, runContext) => {
      if (!runContext) throw new Error('A tool was called outside of a run.');
      return runContext.context.callTool(feature, input);
    },
  });
}

function dropPendingOnceSettled(thread: ThreadMetadata, itemId: string, view: View): void {
  if (view.kind === 'confirm' && view.state !== 'asked') dropPending(thread, itemId);
}

/** The question that a second click on Delete would ask again. */
async function findAsked(
  thread: ThreadMetadata,
  view: View,
  screen: Screen<TaskContext>,
): Promise<WidgetItem | undefined> {
  if (view.kind !== 'confirm') return undefined;
  for (const itemId of pendingItems(thread)) {
    const item = await screen.find(itemId);
    const asked = item && readView(item);
    if (asked?.kind !== 'confirm' || asked.state !== 'asked') continue;
    if (asked.numbers.join() === view.numbers.join()) return item;
  }
  return undefined;
}

function toMessage(thread: ThreadMetadata, turn: Turn, text: string): ThreadStreamEvent {
  return {
    type: 'thread.item.done',
    item: {
      type: 'assistant_message',
      id: turn.generateId('message'),
      thread_id: thread.id,
      created_at: turn.now().toISOString(),
      content: [{ type: 'output_text', text, annotations: [] }],
    },
  };
}
