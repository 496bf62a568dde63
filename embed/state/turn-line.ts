import type { Action } from '../../server/chatkit/protocol/actions.ts';
import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { ClientToolCallItem, InferenceOptions, UserMessageContent } from '../../server/chatkit/protocol/items.ts';
import type { ChatKitClient, StreamRequest } from '../client/chatkit-client.ts';
import { type Failure, toFailure } from '../client/errors.ts';
import { newId } from '../client/ids.ts';

/** How long a stopped answer may take to end by itself (ms): its last words come with the end. */
const STOP_GRACE = 3_000;

/** What the person wants of the server, and what follows from it: a message, or a request that is named. */
export type Want =
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly content: UserMessageContent[];
      readonly inference: InferenceOptions;
    }
  | {
      readonly kind: 'threads.custom_action';
      readonly params: { readonly action: Action; readonly item_id: string | undefined };
      settle(failure?: Failure): void;
    }
  | { readonly kind: 'threads.retry_after_item'; readonly params: { readonly item_id: string } }
  | { readonly kind: 'threads.add_client_tool_output'; readonly params: { readonly result: unknown } }
  | { readonly kind: 'turns.resume'; readonly params: { readonly turn_id: string } };
export type Wish = Want & { readonly requestId: string };
export type MessageWish = Extract<Wish, { kind: 'message' }>;

/** One wish that is being fulfilled. */
export interface Turn {
  readonly wish: Wish;
  readonly reading: AbortController;
  /** The person sees that an answer is coming. */
  shown?: boolean;
  stopped?: boolean;
  failure?: Failure;
  /** What the answer wants the page to do before it goes on. */
  call?: ClientToolCallItem;
}

/** The conversation that the turns belong to. */
export interface TurnHooks {
  /** Whether a wish can be sent now. */
  readonly isOpen: boolean;
  readonly threadId: string | null;
  onBegin(turn: Turn): void;
  onEvent(event: ThreadStreamEvent, turn: Turn): void;
  onEnd(turn: Turn): void;
  /** Nothing runs and nothing waits. */
  onIdle(): void;
}

/** The client's own line: one turn runs, what else the person wants waits for its end. */
export class TurnLine {
  running: Turn | undefined;
  readonly #client: ChatKitClient;
  readonly #hooks: TurnHooks;
  #waiting: Wish[] = [];

  constructor(client: ChatKitClient, hooks: TurnHooks) {
    this.#client = client;
    this.#hooks = hooks;
  }

  get isEmpty(): boolean {
    return !this.running && this.#waiting.length === 0;
  }

  add(wish: Wish): void {
    this.#waiting.push(wish);
    this.advance();
  }

  /** Puts a wish before all others. */
  addFirst(want: Want): void {
    this.#waiting.unshift({ ...want, requestId: newId() });
    this.advance();
  }

  remove(wish: Wish | undefined): void {
    this.#waiting = this.#waiting.filter((each) => each !== wish);
  }

  /** Takes everything that waits out of the line. */
  takeWaiting(): Wish[] {
    return this.#waiting.splice(0);
  }

  /** Listens to the running turn no more; it goes on on the server. */
  leave(): Turn | undefined {
    const turn = this.running;
    this.running = undefined;
    turn?.reading.abort();
    return turn;
  }

  /** Starts the next turn, if none runs. */
  advance(): void {
    if (this.running || !this.#hooks.isOpen) return;
    const wish = this.#waiting.shift();
    if (wish) void this.#run(wish);
    else this.#hooks.onIdle();
  }

  /** Ends the answer that runs; what it said so far stays. */
  async stop(): Promise<void> {
    const turn = this.running;
    if (!turn || turn.stopped) return;
    turn.stopped = true;
    // Read on: the server closes what it began, and only then is the conversation as it keeps it.
    setTimeout(() => turn.reading.abort(), navigator.onLine ? STOP_GRACE : 0);
    const { wish } = turn;
    const { threadId } = this.#hooks;
    const which = wish.kind === 'turns.resume' ? wish.params : { request_id: wish.requestId };
    await this.#client.cancel({ thread_id: threadId ?? undefined, ...which });
  }

  async #run(wish: Wish): Promise<void> {
    const turn: Turn = { wish, reading: new AbortController() };
    this.running = turn;
    this.#hooks.onBegin(turn);
    try {
      for await (const event of fulfil(wish, this.#client, this.#hooks.threadId, turn.reading.signal)) {
        if (this.running !== turn) return;
        this.#hooks.onEvent(event, turn);
      }
    } catch (error) {
      turn.failure = toFailure(error);
    }
    if (this.running !== turn) return;
    this.running = undefined;
    this.#hooks.onEnd(turn);
    this.advance();
  }
}

/** Asks for a wish, and gives the events of its turn. */
export function fulfil(wish: Wish, client: ChatKitClient, threadId: string | null, signal: AbortSignal) {
  return client.stream(toRequest(wish, threadId), wish.requestId, signal);
}

function toRequest(wish: Wish, threadId: string | null): StreamRequest {
  const thread_id = threadId ?? '';
  if (wish.kind !== 'message') {
    return { type: wish.kind, params: { thread_id, ...wish.params } } as StreamRequest;
  }
  const { content } = wish;
  const input = { content, attachments: [], quoted_text: '', inference_options: wish.inference };
  return thread_id
    ? { type: 'threads.add_user_message', params: { thread_id, input } }
    : { type: 'threads.create', params: { input } };
}
