import type {
  ItemKind,
  ThreadMetadata,
  ThreadStore,
  ThreadStreamEvent,
  Turn,
  WidgetItem,
  WidgetRoot,
} from '../index.ts';
import { streamWidget } from '../index.ts';
import { EventQueue } from './event-queue.ts';

export interface AgentContextOptions<Context> {
  thread: ThreadMetadata;
  store: ThreadStore<Context>;
  context: Context;
  turn: Turn;
}

/**
 * What tools of an agents run are given (`run(agent, input, {context})`), to show things while the run goes on: what
 * they stream stands in order with the run's own text.
 */
export class AgentContext<Context> {
  readonly thread: ThreadMetadata;
  readonly store: ThreadStore<Context>;
  /** What was given to `ChatKitServer.process`. */
  readonly requestContext: Context;
  readonly turn: Turn;
  /** Read by `streamAgentResponse`. */
  readonly events: EventQueue<ThreadStreamEvent> = new EventQueue();

  constructor({ thread, store, context, turn }: AgentContextOptions<Context>) {
    this.thread = thread;
    this.store = store;
    this.requestContext = context;
    this.turn = turn;
  }

  stream(event: ThreadStreamEvent): void {
    this.events.push(event);
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
    const events = streamWidget({
      threadId: this.thread.id,
      itemId: this.generateId('message'),
      createdAt: this.turn.now().toISOString(),
      widget,
      ...options,
    });
    const { signal } = this.turn;
    while (true) {
      const next = await events.next();
      if (next.done) return next.value;
      // Thrown into the generator, which closes the one of the widget.
      if (signal.aborted) await events.throw(signal.reason);
      else this.stream(next.value);
    }
  }

  /** One line that tells what is going on, until the next one or the next item. */
  progress(text: string, icon?: string): void {
    this.stream({ type: 'progress_update', text, ...(icon ? { icon } : {}) });
  }

  generateId(kind: ItemKind): string {
    return this.turn.generateId(kind);
  }
}
