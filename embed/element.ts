import { LitElement, type PropertyValues } from 'lit';
import type { Action } from '../server/chatkit/protocol/actions.ts';
import { toApiUrl } from './api-url.ts';
import { firstStyles } from './base.styles.ts';
import type { Engine } from './engine.ts';
import type { TaskChatEventMap } from './events.ts';
import { painted } from './frames.ts';
import { loadEngine } from './load-engine.ts';
import { OPTION_ATTRIBUTES } from './options/attributes.ts';
import type { TaskChatOptions } from './options/options.ts';
import type { ComposerValue, OutgoingMessage } from './runtime/runtime.ts';
import { type RuntimeWish, whyBuiltin } from './runtime/why-builtin.ts';
import { dressFirst, leaveFirst, renderFirst } from './ui/first.ts';

export type GetToken = () => string | null | undefined | Promise<string | null | undefined>;

/** One for all chats on the page: what gives it must not be called twice. */
let makeEngine: ReturnType<typeof loadEngine> | undefined;

/**
 * A task assistant for any page.
 *
 * @attr api-url - address of the task server's ChatKit endpoint
 * @attr get-token - name of a global function (`app.getToken`) that gives the person's token
 * @attr runtime - `auto` (default), `chatkit` or `builtin`
 * @attr chatkit-timeout - milliseconds until OpenAI's chat has to work, else the built-in one comes; 2500 by default
 * @attr mode - `inline` (default), `bubble` or `page`
 * @attr position - where a bubble stands: `bottom-end` (default), `bottom-start`, `top-end` or `top-start`
 * @attr launcher-greeting - a sentence beside the launcher, shown once in a session
 * @attr domain-key - OpenAI's key for the page's domain
 * @attr theme - `light`, `dark` or `auto` (default): what the person's system says
 * @attr accent - the colour of buttons and links, as CSS has it
 * @attr radius - of corners: `pill`, `round`, `soft` or `sharp`
 * @attr density - `compact`, `normal` or `spacious`
 * @attr font - a font family, as CSS has it
 * @attr header - the title above the chat, or `off`
 * @attr history - `off` hides the list of conversations
 * @attr greeting - what the start screen says
 * @attr prompts - what the start screen offers to say: a line each, or JSON as in `options`
 * @attr placeholder - what the composer says while it is empty
 * @attr thread-actions - what an answer offers: `feedback`, `retry` or both
 * @attr disclaimer - a line below the composer, with simple Markdown
 * @attr locale - language of OpenAI's chat, and what the server is told; the built-in chat speaks English
 * @attr initial-thread - the conversation to begin with
 * @slot sign-in - what people see who are not signed in
 * @slot launcher - the launcher's drawing
 * @fires task-chat:ready
 * @fires task-chat:error
 * @fires task-chat:thread-change
 * @fires task-chat:response-start
 * @fires task-chat:response-end
 * @fires task-chat:tasks-change
 * @fires task-chat:action
 * @fires task-chat:runtime
 * @fires task-chat:open
 * @fires task-chat:close
 * @fires task-chat:log
 * @csspart launcher - the button of a bubble
 * @csspart badge - how many answers nobody has seen
 * @csspart greeting - the sentence beside the launcher
 * @csspart panel - what the launcher opens
 * @csspart frame - all of the chat
 * @csspart header - the bar with the title
 * @csspart conversation - what scrolls
 * @csspart user-message - what the person wrote
 * @csspart assistant-message - what the assistant answered
 * @csspart widget - a card or list in an answer
 * @csspart generated-image - a picture that the assistant made
 * @csspart composer - the field below, with its button
 * @csspart input - where the person writes
 * @csspart send-button - sends what is written
 * @csspart stop-button - stops an answer
 * @csspart history - the list of conversations
 * @csspart start-screen - what is seen before the first message
 * @csspart prompt - a suggestion on the start screen
 * @csspart notice - what went wrong, with a way on
 * @csspart toast - a message that goes by itself
 * @csspart progress - what the assistant is doing
 * @csspart connection - says that there is no connection
 * @csspart jump-button - leads to the newest message
 * @csspart closed - says that a conversation takes no more
 * @cssprop --task-chat-bg - behind everything
 * @cssprop --task-chat-surface - of cards, lists and the composer
 * @cssprop --task-chat-surface-2 - of the person's messages, and of what is pointed at
 * @cssprop --task-chat-text - for reading
 * @cssprop --task-chat-text-2 - for what is less important
 * @cssprop --task-chat-text-3 - for hints
 * @cssprop --task-chat-border - lines between things
 * @cssprop --task-chat-border-strong - around what can be pressed or written into
 * @cssprop --task-chat-accent - buttons, links and focus
 * @cssprop --task-chat-on-accent - text on the accent
 * @cssprop --task-chat-accent-soft - the accent as a background
 * @cssprop --task-chat-radius - of corners; larger and smaller ones follow it
 * @cssprop --task-chat-pill - of corners that are half circles
 * @cssprop --task-chat-gap - between things
 * @cssprop --task-chat-font - for everything but code
 * @cssprop --task-chat-mono - for code
 * @cssprop --task-chat-font-size - of messages; the rest follows it
 * @cssprop --task-chat-shadow - below what floats
 * @cssprop --task-chat-offset-x - how far a bubble stays from the side (20px)
 * @cssprop --task-chat-offset-y - and from the bottom or top (20px)
 * @cssprop --task-chat-z-index - takes a bubble out of the browser's top layer, so that the page can cover it
 */
export class TaskChatElement extends LitElement {
  static override readonly styles = firstStyles;
  static override readonly properties = {
    apiUrl: { attribute: 'api-url' },
    getTokenName: { attribute: 'get-token' },
    getToken: { attribute: false },
    token: { attribute: false },
    options: { attribute: false },
    runtime: {},
    chatkitUrl: { attribute: false },
    chatkitTimeout: { attribute: 'chatkit-timeout', type: Number },
    mode: { reflect: true },
    launcherGreeting: { attribute: 'launcher-greeting' },
    theme: { reflect: true },
  };

  declare apiUrl: string | null | undefined;
  declare getTokenName: string | null | undefined;
  /** Gives the person's token; nothing when nobody is signed in. It is asked again a minute before the token ends. */
  declare getToken: GetToken | null | undefined;
  /** A token, for pages that set a new one by themselves. */
  declare token: string | null | undefined;
  /** ChatKit's options, for whichever runtime draws the chat. What is wrong in them is told once and left out. */
  declare options: TaskChatOptions | null | undefined;
  declare runtime: RuntimeWish | null | undefined;
  /**
   * Where OpenAI's script is, on sites that keep it somewhere else than OpenAI does. No attribute: markup that somebody
   * smuggled into a page must not name a script to run. `data-chatkit-url` on our script's own tag sets it too.
   */
  declare chatkitUrl: string | null | undefined;
  declare chatkitTimeout: number | null | undefined;
  declare mode: 'inline' | 'bubble' | 'page' | null | undefined;
  declare launcherGreeting: string | null | undefined;
  declare theme: string | null | undefined;
  static #meet: (chat: TaskChatElement) => void;
  /** Resolves with the first chat that stands on a page. */
  static readonly ready = new Promise<TaskChatElement>((resolve) => {
    TaskChatElement.#meet = resolve;
  });
  /** Made when it is first needed, at the latest after the first picture. */
  #made: Engine | undefined;
  /** A page that comes back from the browser's memory: on the pages between somebody else may have signed in. */
  readonly #shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) this.#made?.runtimes.tokenChanged();
  };
  /** Only the first picture is drawn: who draws it has not begun. */
  #waits = false;
  /** Puts the caret where it was in the first picture. */
  #goOn = () => {};
  #begin = () => {};
  readonly #begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit's getter finishes the very class that it is asked of
    return [...super.observedAttributes, ...OPTION_ATTRIBUTES];
  }

  /** Also, the first time, that the chat is there whose place the first picture keeps. */
  override get updateComplete(): Promise<boolean> {
    return this.#begun.then(() => super.updateComplete);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    TaskChatElement.#meet(this);
    addEventListener('pageshow', this.#shown);
    this.#made?.runtimes.current?.moved?.();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      // Only if it has gone for good: an element that was merely moved goes on with what it has.
      if (this.isConnected) return;
      removeEventListener('pageshow', this.#shown);
      this.#made?.runtimes.stop();
      this.#made?.panel.disconnected();
    });
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (OPTION_ATTRIBUTES.includes(name)) this.requestUpdate('options', {});
  }

  /** Opens the panel of `mode="bubble"`. */
  open(): void {
    this.#engine.panel.show();
  }

  /** Closes it. */
  close(): void {
    this.#engine.panel.hide();
  }

  /** Opens or closes it. */
  toggle(): void {
    if (!this.#engine.panel.hide()) this.open();
  }

  /** Takes what the person could see from the screen and from the page's storage, until there is another token. */
  async signOut(): Promise<void> {
    await this.updateComplete;
    this.#engine.runtimes.signOut();
    this.#engine.panel.forgetAnswers();
  }

  /** Shows a conversation; `null` begins a new one. */
  setThreadId(id: string | null): Promise<void> {
    return this.#engine.run((runtime) => runtime.setThreadId(id ?? null));
  }

  /** Sends a message in the person's name. What is in the composer stays. */
  sendUserMessage(message: OutgoingMessage): Promise<void> {
    return this.#engine.run((runtime) => runtime.sendUserMessage(message));
  }

  /**
   * Puts words into the composer, in place of what is there, or chooses one of its tools or models. OpenAI's chat takes
   * what a person is typing away with either.
   */
  setComposerValue(value: ComposerValue): Promise<void> {
    return this.#engine.run((runtime) => runtime.setComposerValue(value));
  }

  /** Opens the chat too, as {@link showHistory} does. */
  focusComposer(): Promise<void> {
    this.open();
    return this.#engine.run((runtime) => runtime.focusComposer());
  }

  /** Loads the conversation again. */
  fetchUpdates(): Promise<void> {
    return this.#engine.run((runtime) => runtime.fetchUpdates());
  }

  /** Sends an action as a widget would. Resolves with its end. */
  sendCustomAction(action: Action, itemId?: string): Promise<void> {
    return this.#engine.run((runtime) => runtime.sendCustomAction(action, itemId));
  }

  /** Shows the list of conversations. */
  showHistory(): Promise<void> {
    this.open();
    return this.#engine.run((runtime) => runtime.showHistory());
  }

  /** Hides it. */
  hideHistory(): Promise<void> {
    return this.#engine.run((runtime) => runtime.hideHistory());
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) {
      this.#waits = this.mode !== 'bubble' && this.#isBuiltin();
      if (this.#waits) void painted().then(() => this.#complete());
    }
    // How a chat that is all of the page stands there is not among the first styles.
    if (this.#waits && this.mode === 'page') this.#engine.dress();
    if (this.#waits) return;
    this.#begin();
    this.#engine.willUpdate(changed);
  }

  protected override updated(): void {
    if (this.#waits) {
      if (this.#hasOptions) {
        const { composer } = this.#engine.readOptions();
        dressFirst(this.renderRoot, composer?.placeholder, this.#engine.look);
      } else dressFirst(this.renderRoot);
      return;
    }
    this.#engine.updated();
    this.#goOn();
    this.#goOn = () => {};
  }

  protected override render(): unknown {
    return this.#waits ? renderFirst() : this.#engine.render();
  }

  get #engine(): Engine {
    makeEngine ??= loadEngine();
    this.#made ??= makeEngine(this);
    return this.#made;
  }

  get #hasOptions(): boolean {
    return !!this.options || OPTION_ATTRIBUTES.some((name) => this.hasAttribute(name));
  }

  /** Whether the chat will be ours, as far as can be told before anything has begun. */
  #isBuiltin(): boolean {
    const apiUrl = toApiUrl(this.apiUrl);
    const domainKey = this.#hasOptions ? this.#engine.readOptions().domainKey : undefined;
    return !!apiUrl && !!whyBuiltin(apiUrl, this.runtime ?? 'auto', domainKey);
  }

  /** After the first picture: the chat whose place it kept. */
  #complete(): void {
    this.#waits = false;
    this.#engine.dress();
    this.#goOn = leaveFirst(this.renderRoot as ShadowRoot, (draft) => this.#engine.runtimes.keepDraft(draft));
    this.requestUpdate();
  }
}

declare global {
  // Of elements, documents and windows.
  interface GlobalEventHandlersEventMap extends TaskChatEventMap {}

  interface HTMLElementTagNameMap {
    'task-chat': TaskChatElement;
  }
}
