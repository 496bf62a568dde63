import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type {
  ClientToolCallItem,
  InferenceOptions,
  ThreadItem,
  UserMessageContent,
} from '../../server/chatkit/protocol/items.ts';
import { attempt } from '../attempt.ts';
import type { Backend } from '../client/backend.ts';
import type { ChatKitClient } from '../client/chatkit-client.ts';
import { ChatError, type Failure, isOnTheWay, toFailure } from '../client/errors.ts';
import { newId } from '../client/ids.ts';
import {
  TaskChatErrorEvent,
  TaskChatReadyEvent,
  TaskChatResponseEndEvent,
  TaskChatResponseStartEvent,
  TaskChatThreadChangeEvent,
} from '../events.ts';
import type { ChatOptions } from '../options/options.ts';
import { callClientTool } from './client-tools.ts';
import { HistoryList } from './history-list.ts';
import { type Memory, openMemory } from './memory.ts';
import { Tabs } from './tabs.ts';
import * as views from './thread-view.ts';
import { Toasts } from './toasts.ts';
import { type MessageWish, type Turn, type TurnHooks, TurnLine } from './turn-line.ts';
import { type ActionScene, WidgetActions } from './widget-actions.ts';

/** Rows that are loaded at once. */
const PAGE = 30;

/**
 * - `starting`: who is here, and what did they look at last?
 * - `signed-out`: nobody is signed in
 * - `failed`: `failure` says why the chat or the conversation could not be opened
 */
export type Rating = 'positive' | 'negative';
export type Phase = 'starting' | 'ready' | 'signed-out' | 'failed';

/** The element, as far as a conversation knows it. */
export interface SessionHost {
  readonly backend: Pick<Backend, 'apiUrl' | 'client' | 'token'>;
  /** What the page has set, as it stands now. */
  readonly options: Pick<ChatOptions, 'initialThread' | 'onClientTool' | 'widgets'>;
  emit(event: Event): void;
}

/** Where a conversation is shown. */
export interface Screen {
  /** Something is to be drawn anew. */
  changed(): void;
  /** Words that could not be sent go back to where they were typed. */
  giveBack(text: string): void;
  /** What was being typed before the page was loaded again. */
  recall(draft: string): void;
  /** An answer is complete. */
  answered(rows: readonly views.Row[]): void;
}

/** One person's conversation with the server: what is shown, what runs and what waits. */
export class ChatSession implements TurnHooks, ActionScene {
  view: views.ThreadView = views.EMPTY;
  phase: Phase = 'starting';
  failure: Failure | undefined;
  loadingEarlier = false;
  /** By the items of an answer. */
  readonly ratings = new Map<string, Rating>();
  readonly history: HistoryList;
  readonly toasts: Toasts;
  readonly actions: WidgetActions;
  readonly #host: SessionHost;
  readonly #screen: Screen;
  readonly #client: ChatKitClient;
  readonly #line: TurnLine;
  readonly #tabs: Tabs;
  #memory: Memory | undefined;
  /** The person's messages by the keys of their rows, as they were sent last. */
  readonly #sent = new Map<string, MessageWish>();
  /** Counts conversations: an answer for a former one is not heard. */
  #visit = 0;
  /** Rows that were there when the turn began. */
  #before: ReadonlySet<string> = new Set();
  #stale = false;
  #closed = false;

  constructor(host: SessionHost, screen: Screen) {
    const { client } = host.backend;
    this.#host = host;
    this.#screen = screen;
    this.#client = client;
    this.history = new HistoryList(client, () => this.#change());
    this.toasts = new Toasts(() => this.#change());
    this.#line = new TurnLine(client, this);
    this.actions = new WidgetActions(host, this.#line, this);
    this.#tabs = new Tabs(host.emit, () => this.#refreshQuietly());
  }

  get isOpen(): boolean {
    return this.phase === 'ready' && !this.#closed;
  }

  /** An answer is coming. */
  get responding(): boolean {
    return this.#line.running?.shown ?? false;
  }

  /** The person has asked the answer to stop, and it has not yet. */
  get stopping(): boolean {
    return this.#line.running?.stopped ?? false;
  }

  /** An answer is coming and nothing of it is on the screen yet. */
  get pondering(): boolean {
    const last = this.view.rows.findLast((row) => row.state !== 'waiting');
    const silent = !last || last.item.type === 'user_message' || views.isEmptyAnswer(last);
    return this.responding && (silent || this.view.progress !== undefined);
  }

  get threadId(): string | null {
    return this.view.thread?.id ?? null;
  }

  /** Opens the chat: the conversation that is asked for, else the one that was open last. */
  async start(wanted?: string | null): Promise<void> {
    const visit = ++this.#visit;
    this.phase = 'starting';
    this.failure = undefined;
    this.#change();
    try {
      const { apiUrl, token } = this.#host.backend;
      const bearer = await token.get();
      if (this.#isOver(visit)) return;
      if (!bearer) {
        this.phase = 'signed-out';
        return this.#change();
      }
      if (!this.#memory) {
        this.#memory = openMemory(apiUrl, token.person);
        this.#tabs.join(this.#memory.key);
        this.#screen.recall(this.#memory.readDraft());
      }
      const id = this.#memory.readThread(wanted, this.#host.options.initialThread);
      if (id) await this.#load(id, visit);
    } catch (error) {
      if (this.#isOver(visit)) return;
      const failure = toFailure(error);
      if (wanted !== undefined || failure.code !== 'not_found') return this.#fail(failure);
      // The last conversation is gone: a new one begins.
      this.#memory?.saveThread(null);
    }
    if (this.#isOver(visit)) return;
    this.phase = 'ready';
    this.#change();
    this.#host.emit(new TaskChatReadyEvent(this.threadId));
    this.#line.advance();
  }

  keepDraft(text: string): void {
    this.#memory?.saveDraft(text);
  }

  /** Nobody is signed in: nothing is shown, and nothing is remembered. */
  signOut(): void {
    this.#memory?.saveThread(null);
    this.keepDraft('');
    this.#visit++;
    this.phase = 'signed-out';
    this.#change();
  }

  /** Nothing of this session is heard any more. What runs on the server goes on. */
  close(): void {
    this.#leave();
    this.#closed = true;
    this.#tabs.close();
  }

  /** Shows another conversation; `null` begins a new one. */
  async setThread(id: string | null): Promise<void> {
    if (this.phase === 'signed-out' || (id === this.threadId && this.phase === 'ready' && !this.responding)) return;
    this.#leave();
    this.view = views.EMPTY;
    this.#memory?.saveThread(id);
    this.#host.emit(new TaskChatThreadChangeEvent(id));
    await this.start(id);
  }

  /** Sends a message, or lets it wait until the answer that runs is over. */
  send(content: UserMessageContent[], inference: InferenceOptions = {}, requestId = newId()): void {
    const key = newId();
    this.view = views.addMessage(this.view, key, content, inference);
    this.#send({ kind: 'message', key, content, inference, requestId });
  }

  #send(wish: MessageWish): void {
    this.#sent.set(wish.key, wish);
    this.#line.add(wish);
    this.#change();
  }

  /** Takes back a message that waits or failed, and returns its words. */
  withdraw(key: string): string {
    const wish = this.#sent.get(key);
    this.#line.remove(wish);
    this.view = views.dropRow(this.view, key);
    this.#change();
    return wish?.content.map(views.wordsOf).join('') ?? '';
  }

  /** Sends a message again that the server never took. */
  resend(key: string): void {
    const row = this.view.rows.find((each) => each.key === key);
    const wish = this.#sent.get(key);
    if (row?.state !== 'failed' || !wish) return;
    // If nobody answered the server may have it all the same: under its first id it is not done twice. What the server
    // has answered would be read again for ever.
    const requestId = row.failure?.lost ? wish.requestId : newId();
    this.view = views.setMessage(this.view, key, 'waiting');
    this.#send({ ...wish, requestId });
  }

  /** Asks for the last answer again; after a broken connection, first looks whether it is there. */
  async retry(): Promise<void> {
    const { failure } = this.view;
    if (!failure || this.#line.running) return;
    this.view = views.beginTurn(this.view);
    this.#change();
    if (isOnTheWay(failure)) {
      const visit = this.#visit;
      try {
        await this.#refresh();
      } catch (error) {
        this.view = { ...this.view, failure: toFailure(error) };
        return this.#change();
      }
      if (this.#isOver(visit) || !this.#line.isEmpty) return;
      if (this.view.rows.findLast((row) => !views.isLocal(row))?.item.type !== 'user_message') return;
    }
    this.regenerate();
  }

  /** Asks for the last answer again. */
  regenerate(): void {
    const asked = this.view.rows.findLast((row) => row.item.type === 'user_message' && !views.isLocal(row));
    if (!asked) return;
    this.view = views.dropAfter(this.view, asked.item.id);
    this.#line.addFirst({ kind: 'threads.retry_after_item', params: { item_id: asked.item.id } });
  }

  /** Says what the person thinks of an answer. */
  async rate(kind: Rating, ids: string[]): Promise<void> {
    this.ratings.set(`${ids}`, kind);
    this.#change();
    try {
      await this.#client.ask('items.feedback', { thread_id: this.threadId ?? '', item_ids: ids, kind });
    } catch (error) {
      this.ratings.delete(`${ids}`);
      this.toasts.show(toFailure(error), () => this.rate(kind, ids));
    }
  }

  stop(): Promise<void> {
    const stopped = this.#line.stop();
    this.#change();
    return stopped;
  }

  /** Adds the rows before the first one that is shown. */
  async loadEarlier(): Promise<void> {
    const { earlier } = this.view;
    const { threadId } = this;
    if (!earlier || this.loadingEarlier || !threadId) return;
    const visit = this.#visit;
    this.loadingEarlier = true;
    this.#change();
    try {
      const page = await this.#newest(threadId, earlier);
      if (!this.#isOver(visit)) this.view = views.showEarlier(this.view, page);
    } catch (error) {
      if (!this.#isOver(visit)) this.toasts.show(toFailure(error), () => this.loadEarlier());
    }
    this.loadingEarlier = false;
    this.#change();
  }

  /**
   * Loads what is shown again, now or when the answer that runs is over.
   *
   * @throws ChatError
   */
  async fetchUpdates(): Promise<void> {
    if (this.phase === 'starting') return;
    if (this.phase !== 'ready') return this.start();
    this.#stale = this.#line.running !== undefined;
    if (!this.#stale) await this.#refresh();
  }

  #refreshQuietly(): void {
    this.fetchUpdates().catch(() => {});
  }

  onIdle(): void {
    if (this.#stale) this.#refreshQuietly();
  }

  async #refresh(): Promise<void> {
    if (this.threadId) await this.#load(this.threadId, this.#visit);
  }

  async #load(id: string, visit: number): Promise<void> {
    const [thread, page] = await Promise.all([
      this.#client.ask('threads.get_by_id', { thread_id: id }),
      this.#newest(id),
    ]);
    // A turn that began meanwhile knows better.
    this.#stale = this.#line.running !== undefined;
    if (this.#stale || this.#isOver(visit)) return;
    this.view = views.showNewest(this.view, thread, page);
    this.#memory?.saveThread(id);
    const turn_id = thread.running_turn?.id;
    if (turn_id) this.#line.addFirst({ kind: 'turns.resume', params: { turn_id } });
    this.#change();
  }

  #newest(id: string, after?: string) {
    return this.#client.ask('items.list', { thread_id: id, limit: PAGE, order: 'desc', after });
  }

  onBegin(turn: Turn): void {
    const { wish } = turn;
    this.#before = new Set(this.view.rows.map((row) => row.key));
    if (wish.kind !== 'threads.custom_action') {
      this.view = views.beginTurn(this.view);
      this.#answers(turn);
    }
    if (wish.kind === 'message') this.view = views.setMessage(this.view, wish.key, 'sending');
    this.#change();
  }

  onEvent(event: ThreadStreamEvent, turn: Turn): void {
    switch (event.type) {
      case 'client_effect':
        this.#tabs.takeEffect(event);
        return;
      case 'error':
        turn.failure = views.toFailureOf(event);
        return;
      case 'thread.item.done':
        if (event.item?.type === 'client_tool_call') turn.call = event.item;
        break;
      case 'thread.item.added':
      case 'progress_update':
        this.#answers(turn);
    }
    const before = this.threadId;
    this.#apply(event);
    if (this.threadId !== before && this.threadId) {
      this.#memory?.saveThread(this.threadId);
      this.#host.emit(new TaskChatThreadChangeEvent(this.threadId));
    }
  }

  replace(item: ThreadItem): void {
    this.#apply({ type: 'thread.item.replaced', item });
  }

  #apply(event: ThreadStreamEvent): void {
    // An event of a shape that nobody foresaw is skipped, not the answer.
    this.view = attempt(() => views.applyEvent(this.view, event)) ?? this.view;
    this.#change();
  }

  #answers(turn: Turn): void {
    if (turn.shown) return;
    turn.shown = true;
    this.#host.emit(new TaskChatResponseStartEvent());
  }

  onEnd(turn: Turn): void {
    const { wish } = turn;
    this.view = views.endTurn(this.view);
    const unsent = wish.kind === 'message' && this.view.rows.some((row) => row.key === wish.key && views.isLocal(row));
    let failure = turn.stopped ? undefined : turn.failure;
    if (unsent) {
      failure ??= new ChatError(turn.stopped ? 'stopped' : 'interrupted_stream');
      this.view = views.setMessage(this.view, wish.key, 'failed', failure);
    } else if (failure && wish.kind === 'turns.resume' && failure.code === 'not_found') {
      // The turn ended before we asked for it: what it left is in the thread.
      this.#stale = true;
      failure = undefined;
    } else if (failure && wish.kind !== 'threads.custom_action') {
      this.view = { ...this.view, failure };
    }
    if (failure) {
      this.tellFailure(failure);
      // What waits would fail in the same way: it is for the person to say when to try again.
      if (unsent || isOnTheWay(failure)) this.#holdLine(failure);
    } else {
      this.#screen.answered(this.view.rows.filter((row) => !this.#before.has(row.key) && !views.isLocal(row)));
    }
    if (wish.kind === 'threads.custom_action') wish.settle(failure);
    if (wish.kind === 'message' && !unsent) this.#sent.delete(wish.key);
    if (turn.call && !failure && !turn.stopped) void this.#callTool(turn.call);
    if (turn.shown) this.#host.emit(new TaskChatResponseEndEvent());
    this.#change();
  }

  async #callTool(call: ClientToolCallItem): Promise<void> {
    const visit = this.#visit;
    const result = await callClientTool(call, this.#host.options.onClientTool);
    if (!this.#isOver(visit)) this.#line.addFirst({ kind: 'threads.add_client_tool_output', params: { result } });
  }

  #holdLine(failure: Failure): void {
    for (const wish of this.#line.takeWaiting()) {
      if (wish.kind === 'message') this.view = views.setMessage(this.view, wish.key, 'failed', failure);
      if (wish.kind === 'threads.custom_action') wish.settle(failure);
    }
  }

  #fail(failure: Failure): void {
    this.phase = failure.code === 'signed_out' ? 'signed-out' : 'failed';
    this.failure = failure;
    this.tellFailure(failure);
    this.#change();
  }

  tellFailure({ code, message }: Failure): void {
    this.#host.emit(new TaskChatErrorEvent(code, message));
  }

  /** Leaves the conversation: nothing that is still to come of it is heard. */
  #leave(): void {
    this.#visit++;
    const turn = this.#line.leave();
    const wishes = this.#line.takeWaiting();
    const unsent = wishes.flatMap((wish) => (wish.kind === 'message' ? wish.content.map(views.wordsOf).join('') : []));
    if (unsent.length > 0) this.#screen.giveBack(unsent.join('\n'));
    for (const wish of turn ? [turn.wish, ...wishes] : wishes) if (wish.kind === 'threads.custom_action') wish.settle();
    if (turn?.shown) this.#host.emit(new TaskChatResponseEndEvent());
  }

  #isOver(visit: number): boolean {
    return this.#closed || visit !== this.#visit;
  }

  #change(): void {
    if (!this.#closed) this.#screen.changed();
  }
}
