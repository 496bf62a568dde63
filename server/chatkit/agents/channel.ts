import type { ItemKind, ThreadItem, ThreadStreamEvent, Turn, WorkflowItem } from '../index.ts';
import { isHidden } from '../wire.ts';
import { EventQueue } from './event-queue.ts';
import { isOpenWorkflow, WorkflowTrack } from './workflows.ts';

export interface ChannelOptions {
  threadId: string;
  turn: Turn;
  /** The newest items of the thread, newest first. */
  loadNewest(): Promise<ThreadItem[]>;
}

/**
 * What a run and its tools show, brought into one order for `streamAgentResponse` to read.
 *
 * A run that goes on after a client's tool continues the workflow before it, so nothing can be shown before that is looked
 * up. Tools may be quicker than the look-up: what they do meanwhile waits, and is done in its order.
 */
export class RunChannel {
  readonly workflow: WorkflowTrack;
  readonly #options: ChannelOptions;
  readonly #queue = new EventQueue<ThreadStreamEvent>();
  #opening: Promise<void> | undefined;
  #isOpen = false;
  /** What was done before the channel was open, in its order. */
  #waiting: (() => void)[] = [];
  #resumedId: string | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.workflow = new WorkflowTrack({
      createItem: (at) => this.itemBase('workflow', at),
      now: () => options.turn.now(),
      emit: (event) => this.#queue.push(event),
    });
  }

  /** The workflow of an earlier turn that this run went on with. */
  get resumedId(): string | undefined {
    return this.#resumedId;
  }

  /** Looks up the workflow to go on with, once. @throws what the store throws. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Does this now, or as soon as the channel is open; what waits keeps its order. Rejects with what `act` throws. */
  async whenOpen(act: () => void): Promise<void> {
    if (this.#isOpen) return act();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(act());
        } catch (error) {
          reject(error);
        }
      });
      this.open().catch(reject);
    });
  }

  /** Adds an event behind all others; one that shows another item ends the open workflow. */
  show(event: ThreadStreamEvent): void {
    this.workflow.follow(event);
    this.#queue.push(event);
  }

  read(until: AbortSignal): AsyncGenerator<ThreadStreamEvent> {
    return this.#queue.read(until);
  }

  /** What every new item of this run begins with. */
  itemBase(kind: ItemKind, at: Date = this.#options.turn.now()) {
    const { threadId, turn } = this.#options;
    return { id: turn.generateId(kind), thread_id: threadId, created_at: at.toISOString() };
  }

  async #open(): Promise<void> {
    const item = await this.#findOpenWorkflow();
    if (item) {
      this.#resumedId = item.id;
      this.workflow.resume(item);
    }
    this.#isOpen = true;
    for (const act of this.#waiting.splice(0)) act();
  }

  /** It stands last, but for the calls of client tools and what is hidden. */
  async #findOpenWorkflow(): Promise<WorkflowItem | undefined> {
    const items = await this.#options.loadNewest();
    const last = items.find((item) => !isHidden(item) && item.type !== 'client_tool_call');
    return last?.type === 'workflow' && isOpenWorkflow(last) ? last : undefined;
  }
}
