import type {
  ItemKind,
  Task,
  ThreadItem,
  ThreadMetadata,
  ThreadStore,
  ThreadStreamEvent,
  Turn,
  WidgetItem,
  WidgetRoot,
  Workflow,
  WorkflowItem,
} from '../index.ts';
import { NotFoundError, streamWidget } from '../index.ts';
import { RunChannel } from './channel.ts';
import type { ClientToolCall } from './client-tools.ts';
import type { EndWorkflowOptions } from './workflows.ts';

/** How far back an open workflow is looked for, behind the calls of client tools and what is hidden. */
const SEARCHED_ITEMS = 20;

export interface AgentContextOptions<Context> {
  thread: ThreadMetadata;
  store: ThreadStore<Context>;
  context: Context;
  turn: Turn;
  /** The model's last response in this thread, for models that keep the conversation themselves. */
  previousResponseId?: string | undefined;
}

/**
 * What tools of an agents run are given (`run(agent, input, {context})`), to show things while the run goes on: what
 * they stream stands in order with the run's own text.
 *
 * Events are copied as they are handed over. A workflow ends by itself as soon as something else is shown behind it.
 */
export class AgentContext<Context> {
  readonly thread: ThreadMetadata;
  readonly store: ThreadStore<Context>;
  /** What was given to `ChatKitServer.process`. */
  readonly requestContext: Context;
  readonly turn: Turn;
  readonly previousResponseId: string | undefined;
  /**
   * Set by a tool that the client has to run. The run must stop there (`toolUseBehavior: {stopAtToolNames: [...]}`); at its
   * end the call is told to the client, once, and the client's answer starts the next turn. The last one set counts.
   */
  clientToolCall: ClientToolCall | undefined;
  /** Read by `streamAgentResponse`. */
  readonly channel: RunChannel;

  constructor({ thread, store, context, turn, previousResponseId }: AgentContextOptions<Context>) {
    this.thread = thread;
    this.store = store;
    this.requestContext = context;
    this.turn = turn;
    this.previousResponseId = previousResponseId;
    this.channel = new RunChannel({ threadId: thread.id, turn, loadNewest: () => this.#loadNewest() });
  }

  /** The open workflow as it stands, as a copy. */
  get workflowItem(): WorkflowItem | undefined {
    return this.channel.workflow.item;
  }

  /** Shows any event of the protocol behind all that was shown before. */
  stream(event: ThreadStreamEvent): void {
    this.#show(structuredClone(event));
  }

  /**
   * Shows a widget: whole, or growing with each root of a generator. Returns the item as it stands at the end.
   *
   * @throws the reason of the turn's signal when the turn is stopped meanwhile; the generator is closed then.
   */
  async streamWidget(
    widget: WidgetRoot | AsyncIterable<WidgetRoot>,
    options: { copyText?: string; metadata?: Record<string, unknown> } = {},
  ): Promise<WidgetItem> {
    const events = streamWidget({ thread: this.thread, turn: this.turn, widget, ...options });
    const { signal } = this.turn;
    while (true) {
      const next = await events.next();
      // The caller's own copy: the event may not have been read yet.
      if (next.done) return structuredClone(next.value);
      // Thrown into the generator, which closes the one of the widget.
      if (signal.aborted) await events.throw(signal.reason);
      else this.#show(next.value);
    }
  }

  /**
   * Opens a workflow: steps of the assistant that people can follow. One of type `custom` shows with its first task. The
   * one before it ends.
   */
  startWorkflow(workflow: Workflow): Promise<void> {
    const copy = structuredClone(workflow);
    return this.channel.whenOpen(() => this.channel.workflow.start(copy));
  }

  /** Adds a task to the open workflow, or to a new one. */
  addWorkflowTask(task: Task): Promise<void> {
    const copy = structuredClone(task);
    return this.channel.whenOpen(() => {
      this.channel.workflow.add(copy);
    });
  }

  /**
   * Replaces a task of the open workflow. `index` counts from 0.
   *
   * @throws Error when no workflow is open, RangeError when it has no such task.
   */
  updateWorkflowTask(task: Task, index: number): Promise<void> {
    const copy = structuredClone(task);
    return this.channel.whenOpen(() => this.channel.workflow.update(copy, index));
  }

  /** Ends the open workflow; does nothing when none is open. */
  endWorkflow(options: EndWorkflowOptions = {}): Promise<void> {
    const copy = structuredClone(options);
    return this.channel.whenOpen(() => this.channel.workflow.end(copy));
  }

  /** One line that tells what is going on, until the next one or the next item. */
  progress(text: string, icon?: string): void {
    this.stream({ type: 'progress_update', text, ...(icon ? { icon } : {}) });
  }

  generateId(kind: ItemKind): string {
    return this.turn.generateId(kind);
  }

  #show(event: ThreadStreamEvent): void {
    // When the channel does not open, `streamAgentResponse` tells why.
    this.channel.whenOpen(() => this.channel.show(event)).catch(() => {});
  }

  async #loadNewest(): Promise<ThreadItem[]> {
    const page = { limit: SEARCHED_ITEMS, order: 'desc' as const };
    try {
      return (await this.store.loadThreadItems(this.thread.id, page, this.requestContext)).data;
    } catch (error) {
      // A thread that is not stored (a dry run) has nothing to go on with.
      if (error instanceof NotFoundError) return [];
      throw error;
    }
  }
}
