import { type Bridge, blame } from '../bridge.ts';
import { ChatKitError, toMessage } from '../errors.ts';
import type { Client } from '../wire/client.ts';
import type { Attachment, Content, Input, Item } from '../wire/types.ts';
import { ComposerState, toInput } from './composer-state.ts';
import { Library } from './library.ts';
import { Responses } from './responses.ts';
import { isTemporary, optimisticMessage, ThreadState, temporaryId } from './thread-state.ts';

/** What `sendUserMessage` takes. */
export interface OutgoingMessage {
  readonly text?: string;
  readonly content?: readonly Content[];
  readonly reply?: string;
  readonly attachments?: readonly Attachment[];
  readonly newThread?: boolean;
  readonly toolChoice?: { readonly id: string };
  readonly model?: string;
}

/** The threads that are open in one frame, and which of them is on the screen. */
export class Session {
  active: ThreadState | undefined;
  readonly composer: ComposerState;
  readonly library: Library;
  readonly responses: Responses;
  readonly client: Client;
  readonly bridge: Bridge;
  toasts: readonly string[] = [];
  readonly #threads = new Map<string, ThreadState>();
  readonly #listeners = new Set<() => void>();
  /** The thread that the host was told is responding. */
  #announced: ThreadState | undefined;

  constructor(bridge: Bridge, client: Client) {
    this.bridge = bridge;
    this.client = client;
    this.composer = new ComposerState(bridge);
    this.library = new Library(client);
    this.responses = new Responses({
      bridge,
      client,
      changed: () => this.changed(),
      toast: (message) => this.toast(message),
      created: (thread, from) => this.#created(thread, from),
      discarded: (thread) => this.#discarded(thread),
    });
  }

  /** Called after every change, which may be more often than once per event. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  changed(): void {
    const responding = this.active?.responding ? this.active : undefined;
    if (responding !== this.#announced) {
      if (this.#announced) this.bridge.emit('chatkit.response.end');
      this.#announced = responding;
      if (responding) this.bridge.emit('chatkit.response.start');
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** Waits until this is so. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#listeners.delete(check);
        resolve();
      };
      this.#listeners.add(check);
      check();
    });
  }

  /** What was said before the person went on. */
  #clearToasts(): void {
    if (this.toasts.length === 0) return;
    this.toasts = [];
    this.bridge.emit('chatkit.toast.hide');
  }

  toast(message: string): void {
    this.toasts = [...this.toasts, message];
    this.bridge.emit('chatkit.toast.show');
    this.bridge.log('toast.show');
    this.changed();
  }

  /** Opens the thread that the host asked for at the start; no event says so (§4.1). */
  async boot(id: string | null | undefined): Promise<void> {
    if (!id) return;
    const thread = new ThreadState(id);
    this.#threads.set(id, thread);
    this.active = thread;
    try {
      await this.#load(thread);
    } catch (error) {
      this.#threads.delete(id);
      if (this.active === thread) this.active = undefined;
      this.bridge.fail(new ChatKitError('InitialThreadLoadError', toMessage(error), error));
      this.bridge.emit('chatkit.thread.change', { threadId: null });
      this.changed();
    }
  }

  /** Shows a thread, or with `null` the start of a new one. Rejects when it cannot be loaded, and goes back then. */
  async select(id: string | null): Promise<void> {
    const before = this.active;
    if (id === (before?.id ?? null)) return;
    const known = id === null ? undefined : this.#threads.get(id);
    const thread = id === null ? undefined : (known ?? new ThreadState(id));
    this.active = thread;
    this.#moved();
    if (!thread || thread.loaded || thread.loading) return;
    this.#threads.set(thread.id, thread);
    try {
      await this.#load(thread);
    } catch (error) {
      this.#threads.delete(thread.id);
      if (this.active === thread) {
        this.active = before;
        this.#moved();
      }
      throw error;
    }
  }

  /** A thread that is gone from the server. */
  forget(id: string): void {
    this.#threads.delete(id);
    if (this.active?.id !== id) return;
    this.active = undefined;
    this.#moved();
  }

  /** Asks the server for the active thread again, after a running response. */
  async refresh(): Promise<void> {
    const thread = this.active;
    if (!thread || isTemporary(thread.id)) return;
    await this.until(() => !thread.responding);
    await this.#load(thread);
  }

  /** What Enter does. Nothing while the composer is busy or has nothing to send (S3). */
  submit(): void {
    const { composer, active } = this;
    const empty = composer.text.trim() === '' && composer.attachments.length === 0;
    if (empty || active?.busy || active?.loading || (active && active.status.type !== 'active')) return;
    const { attachments } = composer;
    const input = composer.toInput();
    composer.replace('', undefined, '', []);
    this.#send(input, attachments, active);
    composer.leaveTool();
  }

  /** A prompt of the start screen is sent at once. */
  submitPrompt(prompt: string | readonly Content[]): void {
    if (this.active?.busy) return;
    const content = typeof prompt === 'string' ? [{ type: 'input_text', text: prompt }] : prompt;
    const { modelId: model, toolId: tool } = this.composer;
    this.bridge.log('startScreenPrompt.select', { text: textOf(content) });
    this.#send(toInput(content, [], '', { model, tool }), [], this.active);
    this.composer.leaveTool();
  }

  /** What the host sends; it leaves the draft alone. */
  command(message: OutgoingMessage): void {
    const thread = message.newThread ? undefined : this.active;
    const text = (message.text ?? '').trim();
    const content = message.content ?? (text ? [{ type: 'input_text', text }] : []);
    const attachments = message.attachments ?? [];
    if (content.length === 0 && attachments.length === 0) throw blame(this.bridge, 'A message cannot be empty.');
    if (thread?.busy) throw blame(this.bridge, 'A message cannot be sent while the thread is responding.');
    if (thread?.loading) throw blame(this.bridge, 'A message cannot be sent while the thread is loading.');
    const offered = this.bridge.options.composer?.models?.some(({ id }) => id === message.model);
    const model = offered ? message.model : this.composer.modelId;
    const input = toInput(content, attachments, message.reply ?? '', { model, tool: message.toolChoice?.id });
    this.#send(input, attachments, thread);
  }

  /** Has the answer to this item made again; what came after it is dropped first. */
  retry(itemId: string | undefined): void {
    const thread = this.active;
    if (!thread || thread.busy || itemId === undefined) return;
    const place = thread.items.findIndex(({ id }) => id === itemId);
    thread.items = thread.items.slice(0, place + 1);
    const params = { thread_id: thread.id, item_id: itemId };
    void this.responses.stream(thread, { type: 'threads.retry_after_item', params, kind: 'turn' });
  }

  #send(input: Input, attachments: readonly Attachment[], to: ThreadState | undefined): void {
    const thread = to ?? new ThreadState(temporaryId());
    this.active = thread;
    this.#clearToasts();
    thread.optimistic = [...thread.optimistic, optimisticMessage(input.content, attachments, input.quoted_text)];
    const run = this.responses.begin(thread, 'turn');
    const data = { text: textOf(input.content), quotedText: input.quoted_text, attachmentsCount: attachments.length };
    this.bridge.log('composer.submit', data);
    this.bridge.emit('chatkit.composer.submit', { threadId: thread.id });
    const request = to
      ? { type: 'threads.add_user_message', params: { input, thread_id: thread.id } }
      : { type: 'threads.create', params: { input } };
    void this.responses.stream(thread, { ...request, kind: 'turn' }, run);
  }

  async #load(thread: ThreadState): Promise<void> {
    const threadId = thread.id;
    thread.loading = true;
    this.bridge.emit('chatkit.thread.load.start', { threadId });
    this.changed();
    try {
      const { thread: loaded, items, stale } = await this.library.load(threadId);
      if (!stale || !thread.loaded) {
        thread.describe(loaded);
        thread.items = items.filter(isShown);
      }
      thread.loaded = true;
    } finally {
      thread.loading = false;
      this.bridge.emit('chatkit.thread.load.end', { threadId });
      this.changed();
    }
  }

  #created(thread: ThreadState, from: string): void {
    this.#threads.delete(from);
    this.#threads.set(thread.id, thread);
    // A temporary id is nothing a host can use.
    if (this.active === thread && !isTemporary(thread.id)) {
      this.bridge.emit('chatkit.thread.change', { threadId: thread.id });
    }
  }

  #discarded(thread: ThreadState): void {
    if (this.active !== thread) return;
    this.active = undefined;
    this.bridge.emit('chatkit.thread.change', { threadId: null });
    this.changed();
  }

  #moved(): void {
    this.bridge.emit('chatkit.thread.change', { threadId: this.active?.id ?? null });
    this.composer.leaveTool();
    this.changed();
  }
}

/** Calls of client tools are for the moment they are made, not for whoever reads the thread later (§6.4). */
function isShown({ type }: Item): boolean {
  return type !== 'client_tool_call';
}

function textOf(content: readonly Content[]): string {
  return content.map(({ text }) => text).join('');
}
