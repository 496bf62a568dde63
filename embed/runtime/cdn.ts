import type { ChatKitOptions } from '@openai/chatkit';
import { html, nothing } from 'lit';
import type { Action } from '../../server/chatkit/protocol/actions.ts';
import { ChatError } from '../client/errors.ts';
import type { ApiFetch } from '../client/fetch.ts';
import { newId } from '../client/ids.ts';
import { toJson } from '../client/json.ts';
import type { StreamNote } from '../client/stream-note.ts';
import { childOf, pause, within } from '../client/wait.ts';
import * as events from '../events.ts';
import { callClientTool } from '../state/client-tools.ts';
import { wordsOf } from '../state/thread-view.ts';
import { fulfil, type Wish } from '../state/turn-line.ts';
import { actOnPage } from '../state/widget-actions.ts';
import type { Choice } from '../ui/choices.ts';
import { renderSignedOut } from '../ui/conversation.ts';
import { renderPlacard, renderSkeleton } from '../ui/notices.ts';
import { DARK, toChatKitOptions } from './chatkit-options.ts';
import { type Commands, type Ears, InnerChat } from './inner-chat.ts';
import { loadChatKit } from './load.ts';
import { OpenThread } from './open-thread.ts';
import type { ChatRuntime, ComposerValue, Handover, OutgoingMessage, RuntimeHost, SentMessage } from './runtime.ts';
import { isFatal, watchFrame } from './watch.ts';

/** From the start to a script that works, and from the token to a sign of life (ms). */
const DEADLINE = 2_500;
/** For one command (ms): OpenAI's element may never answer. */
const COMMAND = 10_000;
/** For an action of the page's, which resolves with the end of its answer (ms). */
const ANSWER = 600_000;

/** OpenAI's ChatKit: its script from OpenAI's CDN, its element in ours, watched for signs of life. */
export class ChatKitRuntime implements ChatRuntime {
  readonly #host: RuntimeHost;
  readonly #thread: OpenThread;
  readonly #listening = new AbortController();
  #following = false;
  #loaded: Promise<void> | undefined;
  /** Ends with the inner element, or when another person comes: what is late is not heard. */
  #life = new AbortController();
  #inner: InnerChat | undefined;
  /** Where the inner element stands. */
  #place: ParentNode | null | undefined;
  /** What stands in front of the inner element. */
  #cover: unknown;
  /** What the page has put into the composer. What a person types there cannot be read. */
  #draft: string;
  /** What the page has chosen there. */
  #choice: Choice;
  #sent: SentMessage[];
  /** Of streams that are read, and of messages that failed. */
  #notes: StreamNote[] = [];
  #leaving = false;

  constructor(host: RuntimeHost, { threadId, draft, choice, sent }: Handover) {
    this.#host = host;
    this.#thread = new OpenThread(host, threadId, () => void this.#inner?.refresh());
    this.#draft = draft;
    this.#choice = choice;
    this.#sent = [...sent];
  }

  start(): void {
    const { element, fail } = this.#host;
    const { signal } = this.#listening;
    const leave = ({ type }: Event) => {
      this.#leaving = type === 'pagehide';
    };
    addEventListener('pagehide', leave, { signal });
    addEventListener('pageshow', leave, { signal });
    matchMedia(DARK).addEventListener('change', () => this.optionsChanged(), { signal });
    const forbidden = () => fail('the page’s Content Security Policy forbids OpenAI’s chat');
    const late = () => new Error('OpenAI’s script did not come');
    // Whoever waits for a token must not wait for a script besides.
    this.#loaded = within(loadChatKit(element.chatkitUrl, signal, forbidden), element.chatkitTimeout || DEADLINE, late);
    this.#loaded.catch(({ message }) => fail(message));
    void this.#open();
  }

  stop(): Handover {
    const running = this.#notes.find((note) => !note.done);
    const unsent = this.#notes.filter(isUnsent).map(({ content = [] }) => content.map(wordsOf).join(''));
    const { shown, realId } = this.#thread;
    this.#renew();
    this.#listening.abort();
    this.#thread.close();
    return {
      threadId: shown === undefined ? undefined : (realId ?? running?.threadId ?? null),
      draft: [...unsent, this.#draft].filter(Boolean).join('\n'),
      choice: this.#choice,
      sent: this.#sent,
    };
  }

  render(): unknown {
    return html`<div class="chatkit" ?inert=${this.#cover !== nothing}>${this.#inner?.element}</div>${this.#cover}`;
  }

  didRender(): void {
    const place = this.#inner?.element.parentNode;
    // Drawn into other templates, it stands at another place too.
    if (place && this.#place && place !== this.#place) this.moved();
    this.#place = place;
  }

  moved(): void {
    if (this.#inner) void this.#open();
  }

  optionsChanged(): void {
    this.#inner?.element.setOptions(this.#options());
  }

  resume(): boolean {
    const lost = !this.#inner;
    if (lost) void this.#open();
    return lost;
  }

  personChanged(): void {
    this.#forget();
    void this.#open();
  }

  signOut(): void {
    this.#thread.forget();
    this.#forget();
    this.#showFailure(new ChatError('signed_out'));
  }

  reached(reached: boolean): void {
    this.#thread.reached = reached;
  }

  streams(note: StreamNote): void {
    this.#notes = this.#notes.filter(
      (each) => !each.done || (isUnsent(each) && toJson(each.content) !== toJson(note.content)),
    );
    this.#notes.push(note);
  }

  isStop(note: StreamNote): boolean {
    const here = note.threadId !== null && note.threadId === this.#thread.realId;
    return here && !this.#leaving && this.#notes.includes(note);
  }

  setThreadId(id: string | null): Promise<void> {
    return this.#do((chat) => chat.setThreadId(id));
  }

  sendUserMessage(message: OutgoingMessage): Promise<void> {
    const send = async (chat: Commands) => {
      // It is logged as if it had come from the composer, whose text stays.
      const draft = this.#draft;
      await chat.sendUserMessage(message);
      this.#draft = draft;
    };
    return this.#do(send, !message.newThread);
  }

  setComposerValue(value: ComposerValue): Promise<void> {
    const { text = this.#draft, selectedToolId: tool = this.#choice.tool, selectedModelId } = value;
    this.#draft = text;
    this.#choice = { tool, model: selectedModelId ?? this.#choice.model };
    // What it is not told there it clears (reference §3).
    return this.#do((chat) => chat.setComposerValue({ ...value, text }));
  }

  focusComposer(): Promise<void> {
    return this.#do((chat) => chat.focusComposer());
  }

  fetchUpdates(): Promise<void> {
    return this.#do((chat) => chat.fetchUpdates(), true);
  }

  sendCustomAction(action: Action, itemId?: string): Promise<void> {
    return this.#do((chat) => chat.sendCustomAction(action, itemId), true, ANSWER);
  }

  showHistory(): Promise<void> {
    return this.#do((chat) => chat.showHistory());
  }

  hideHistory(): Promise<void> {
    return this.#do((chat) => chat.hideHistory());
  }

  /** @param patient it waits for the end of an answer, or of a conversation that loads */
  async #do(work: (chat: Commands) => Promise<void>, patient = false, ms = COMMAND): Promise<void> {
    while (patient && this.#inner?.busy) await this.#inner.idle();
    const chat = this.#listening.signal.aborted ? await this.#host.ready() : this.#inner?.element;
    if (!chat) throw new ChatError('signed_out');
    await within(work(chat), ms, () => new ChatError('timeout', { message: 'OpenAI’s chat does not answer.' }));
  }

  /** Asks for the token first: without one OpenAI's chat would say wrong things (reference §10, S9). */
  async #open(): Promise<void> {
    const { backend, element, fail } = this.#host;
    const signal = this.#renew();
    // A frame that loaded may be the browser's error page: only the app inside it logs (reference §1.1, L8 and L9).
    const late = () => {
      if (this.#inner?.shows('app.init')) this.#reveal();
      else fail('OpenAI’s chat gave no sign of life');
    };
    try {
      if (!(await backend.token.get())) throw new ChatError('signed_out');
      pause(element.chatkitTimeout || DEADLINE, signal).then(late, () => {});
      await this.#loaded;
      if (signal.aborted) return;
      this.#thread.enter();
      this.#inner = new InnerChat(signal, this.#ears());
      this.optionsChanged();
      void this.#host.requestUpdate();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ChatError) this.#showFailure(error);
      else fail(`OpenAI’s chat failed: ${error}`);
    }
  }

  #reveal(): void {
    const { element } = this.#inner ?? {};
    if (!element || this.#cover === nothing) return;
    watchFrame(element, () => this.#host.fail('OpenAI’s chat went away'));
    this.#show(nothing);
    this.#host.up();
    this.#host.emit(new events.TaskChatReadyEvent(this.#thread.realId));
    const { tool, model } = this.#choice;
    if (this.#draft || tool || model) {
      element
        .setComposerValue({
          text: this.#draft,
          ...(tool && { selectedToolId: tool }),
          ...(model && { selectedModelId: model }),
        })
        .catch(() => {});
    }
    for (const sent of this.#sent.splice(0)) void this.#follow({ kind: 'message', key: '', ...sent });
  }

  #showFailure({ code, message }: ChatError): void {
    const go = () => void this.#open();
    const signedOut = code === 'signed_out';
    if (!signedOut) this.#host.emit(new events.TaskChatErrorEvent(code, message));
    this.#show(
      signedOut
        ? renderSignedOut(go)
        : renderPlacard('The chat could not be opened', message, [{ label: 'Try again', go }]),
    );
    this.#loaded?.then(this.#host.up, () => {});
  }

  #show(cover: unknown): void {
    this.#cover = cover;
    void this.#host.requestUpdate();
  }

  /** Nothing of the former inner element is seen or heard any more. What it sent and nobody took up is kept. */
  #renew(): AbortSignal {
    // First: a stream that ends because of this is no Stop of the person's.
    for (const { content, inference, requestId, done, events: heard } of this.#notes.splice(0)) {
      if (content && !done && !heard) this.#sent.push({ content, inference, requestId });
    }
    this.#life.abort();
    this.#life = new AbortController();
    this.#inner = undefined;
    this.#show(renderSkeleton());
    return this.#life.signal;
  }

  #forget(): void {
    this.#renew();
    this.#thread.shown = undefined;
    this.#draft = '';
    this.#choice = {};
    this.#sent = [];
  }

  /** What becomes of the events of OpenAI's element. */
  #ears(): Ears {
    const { emit, fail } = this.#host;
    const thread = this.#thread;
    const look = () => this.#inner?.shows('composer.ready') && this.#reveal();
    return {
      ready: look,
      error: ({ error }) => {
        if (isFatal(error)) return fail(`OpenAI’s chat failed: ${error}`);
        // What a server said is for people; the other texts are for whoever builds the page.
        const { message } = error?.name === 'StreamError' ? error : new ChatError('unexpected');
        emit(new events.TaskChatErrorEvent(`chatkit:${error?.name}`, message));
      },
      log: ({ name = '', data }) => {
        const { text, quotedText, ...scrubbed } = data ?? {};
        if (name === 'composer.submit') this.#draft = '';
        emit(new events.TaskChatLogEvent(name, scrubbed));
        look();
      },
      'response.start': () => emit(new events.TaskChatResponseStartEvent()),
      'response.end': () => {
        emit(new events.TaskChatResponseEndEvent());
        thread.tell();
      },
      'thread.change': ({ threadId = null }) => {
        thread.shown = threadId;
        thread.tell();
      },
      'thread.load.start': () => {},
      'thread.load.end': () => this.#inner?.loaded(),
      effect: (detail) => thread.tabs?.takeEffect(detail),
      deeplink: ({ name, data }) => emit(new events.TaskChatLogEvent('deeplink', { name, data })),
    };
  }

  #options(inner = this.#inner as InnerChat): ChatKitOptions {
    const host = this.#host;
    return toChatKitOptions(host.options, {
      apiUrl: host.backend.apiUrl,
      initialThread: this.#thread.shown ?? null,
      fetch: (input, init) => this.#fetch(inner, input, init),
      onClientTool: ({ name, params }) =>
        inner.whileBusy(callClientTool({ name, arguments: params }, host.options.onClientTool)),
      widgets: {
        onAction: (action, item) =>
          actOnPage(action, item as never, host).catch((error) =>
            console.warn(`task-chat: the action ${action.type} failed`, error),
          ),
      },
    });
  }

  async #fetch({ signal }: InnerChat, ...[input, init]: Parameters<ApiFetch>): Promise<Response> {
    const reply = await this.#host.backend.fetch(input, { ...init, signal: childOf(signal, init.signal).signal });
    if (/threads.get_by_id/.test(`${init.body}`)) void this.#readOn(reply.clone());
    return reply;
  }

  /** A conversation that is loaded may have an answer on its way, which OpenAI's element does not know. */
  async #readOn(reply: Response): Promise<void> {
    const thread = await reply.json().catch(() => undefined);
    const turn_id = thread?.running_turn?.id;
    if (!turn_id || thread.id !== this.#thread.shown || this.#following) return;
    this.#following = true;
    await this.#follow({ kind: 'turns.resume', params: { turn_id }, requestId: newId() });
    this.#following = false;
  }

  /** Reads a turn in place of OpenAI's element, and lets that load what came of it. */
  async #follow(wish: Wish): Promise<void> {
    const inner = this.#inner;
    const { signal } = this.#life;
    const { client } = this.#host.backend;
    let created: string | undefined;
    try {
      for await (const event of fulfil(wish, client, this.#thread.realId, signal)) {
        if (event.type === 'client_effect') this.#thread.tabs?.takeEffect(event);
        if (event.type === 'thread.created') created = event.thread.id;
      }
    } catch {
      // What came of it is loaded all the same.
    }
    if (created) await inner?.element.setThreadId(created).catch(() => {});
    void inner?.refresh();
  }
}

function isUnsent({ content, done, taken }: StreamNote): boolean {
  return !!content && done && !taken;
}
