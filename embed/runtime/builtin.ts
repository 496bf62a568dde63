import type { Action } from '../../server/chatkit/protocol/actions.ts';
import { ChatError } from '../client/errors.ts';
import { addFonts } from '../options/fonts.ts';
import type { ChatSession } from '../state/session.ts';
import { wordsOf } from '../state/thread-view.ts';
import { renderChat } from '../ui/chat.ts';
import { ChatUi } from '../ui/chat-ui.ts';
import { MESSAGE_LIMIT } from '../ui/composer.ts';
import type { ChatRuntime, ComposerValue, Handover, OutgoingMessage, RuntimeHost } from './runtime.ts';

/** Our own chat: drawn by the element itself, with nothing from third parties. */
export class BuiltinRuntime implements ChatRuntime {
  readonly #host: RuntimeHost;
  readonly #handover: Handover;
  readonly #ui: ChatUi;
  readonly #listening = new AbortController();

  constructor(host: RuntimeHost, handover: Handover) {
    this.#host = host;
    this.#handover = handover;
    this.#ui = new ChatUi(host);
    this.#ui.draft = handover.draft;
    this.#ui.choice = handover.choice;
  }

  // Another person has another one.
  get #session(): ChatSession {
    return this.#ui.session;
  }

  start(): void {
    const { signal } = this.#listening;
    for (const type of ['online', 'offline']) addEventListener(type, () => void this.#host.requestUpdate(), { signal });
    const { threadId, sent } = this.#handover;
    for (const { content, inference, requestId } of sent) this.#session.send(content, inference, requestId);
    void this.#session.start(threadId);
    this.#host.up();
  }

  stop(): Handover {
    this.#listening.abort();
    const { threadId } = this.#session;
    const { draft, choice } = this.#ui;
    this.#session.close();
    this.#ui.scroll.follow(null);
    return { threadId: threadId ?? undefined, draft, choice, sent: [] };
  }

  willRender(): void {
    addFonts(this.#host.options);
    this.#ui.willRender();
  }

  render(): unknown {
    return renderChat(this.#ui);
  }

  didRender(): void {
    this.#ui.didRender();
  }

  reached(reached: boolean): void {
    this.#ui.reached(reached);
  }

  resume(): boolean {
    const { phase } = this.#session;
    const lost = phase === 'signed-out' || phase === 'failed';
    if (lost) void this.#session.start();
    return lost;
  }

  /** What the former person could see goes at once, before anything of the next one comes. */
  personChanged(): void {
    this.#ui.renew();
    if (!this.#listening.signal.aborted) void this.#session.start();
  }

  signOut(): void {
    this.#session.signOut();
    // Rows, waiting messages and toasts go with the session; the next one begins where this one ended.
    this.#ui.renew();
    this.#session.signOut();
  }

  setThreadId(id: string | null): Promise<void> {
    this.#ui.dropTool();
    return this.#session.setThread(id);
  }

  async sendUserMessage({
    text = '',
    content = [{ type: 'input_text', text: text.trim() }],
    newThread,
    toolChoice,
    model,
  }: OutgoingMessage): Promise<void> {
    const words = content.map(wordsOf).join('');
    if (!words.trim()) throw new ChatError('empty', { message: 'A message needs words.' });
    if (words.length > MESSAGE_LIMIT) throw new ChatError('too_large');
    if (this.#session.phase === 'signed-out') throw new ChatError('signed_out');
    if (newThread) await this.#session.setThread(null);
    this.#ui.sendText(content, { tool: toolChoice?.id, model });
  }

  async setComposerValue({
    text = this.#ui.draft,
    selectedToolId: tool = this.#ui.choice.tool,
    selectedModelId: model = this.#ui.choice.model,
  }: ComposerValue): Promise<void> {
    this.#ui.choose({ tool, model });
    this.#ui.setDraft(text);
  }

  focusComposer(): Promise<void> {
    return this.#ui.focus();
  }

  fetchUpdates(): Promise<void> {
    return this.#session.fetchUpdates();
  }

  sendCustomAction(action: Action, itemId?: string): Promise<void> {
    return this.#session.actions.send(action, itemId);
  }

  showHistory(): Promise<void> {
    return this.#ui.showHistory();
  }

  hideHistory(): Promise<void> {
    return this.#ui.hideHistory();
  }
}
