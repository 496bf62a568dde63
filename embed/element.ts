import { html, LitElement, type PropertyValues } from 'lit';
import type { Action } from '../server/chatkit/protocol/actions.ts';
import { styles } from './element.styles.ts';
import type { TaskChatEventMap } from './events.ts';
import { RuntimeSwitch } from './runtime/choose.ts';
import type { ChatRuntime, OutgoingMessage } from './runtime/runtime.ts';
import { renderPlacard } from './ui/notices.ts';

export type GetToken = () => string | null | undefined | Promise<string | null | undefined>;

const SETUP =
  'task-chat: set the attribute api-url to the address of the task server, as in api-url="https://…/chatkit"';

/**
 * A task assistant for any page.
 *
 * @attr api-url - address of the task server's ChatKit endpoint
 * @attr get-token - name of a global function (`app.getToken`) that gives the person's token
 * @attr theme - `light`, `dark` or `auto` (default): what the person's system says
 * @slot sign-in - what people see who are not signed in
 * @fires task-chat:ready
 * @fires task-chat:error
 * @fires task-chat:thread-change
 * @fires task-chat:response-start
 * @fires task-chat:response-end
 * @fires task-chat:tasks-change
 * @fires task-chat:action
 * @csspart header - the bar with the title
 * @csspart conversation - what scrolls
 * @csspart user-message
 * @csspart assistant-message
 * @csspart widget
 * @csspart composer
 * @csspart input
 * @csspart send-button
 * @csspart stop-button
 * @csspart history - the list of conversations
 * @csspart start-screen
 * @csspart prompt
 * @csspart notice
 * @csspart toast
 * @csspart progress
 * @csspart connection
 * @csspart jump-button
 * @csspart closed
 */
export class TaskChatElement extends LitElement {
  static override readonly styles = styles;
  static override readonly properties = {
    apiUrl: { attribute: 'api-url' },
    getTokenName: { attribute: 'get-token' },
    getToken: { attribute: false },
    token: { attribute: false },
    theme: { reflect: true },
  };

  declare apiUrl: string | null | undefined;
  declare getTokenName: string | null | undefined;
  /** Gives the person's token; nothing when nobody is signed in. It is asked again a minute before the token ends. */
  declare getToken: GetToken | null | undefined;
  /** A token, for pages that set a new one by themselves. */
  declare token: string | null | undefined;
  declare theme: string | null | undefined;
  readonly #runtimes = new RuntimeSwitch();
  #warned = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // Only once: an element that was merely moved goes on with what it has.
    if (!this.#runtimes.current) this.requestUpdate('apiUrl');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#runtimes.stop();
    });
  }

  /** Shows a conversation; `null` begins a new one. */
  setThreadId(id: string | null): Promise<void> {
    return this.#run((runtime) => runtime.setThreadId(id ?? null));
  }

  /** Sends a message in the person's name. What is in the composer stays. */
  sendUserMessage(message: OutgoingMessage): Promise<void> {
    return this.#run((runtime) => runtime.sendUserMessage(message));
  }

  setComposerValue(value: { text: string }): Promise<void> {
    return this.#run((runtime) => runtime.setComposerValue(value));
  }

  focusComposer(): Promise<void> {
    return this.#run((runtime) => runtime.focusComposer());
  }

  /** Loads the conversation again. */
  fetchUpdates(): Promise<void> {
    return this.#run((runtime) => runtime.fetchUpdates());
  }

  /** Sends an action as a widget would. Resolves with its end. */
  sendCustomAction(action: Action, itemId?: string): Promise<void> {
    return this.#run((runtime) => runtime.sendCustomAction(action, itemId));
  }

  showHistory(): Promise<void> {
    return this.#run((runtime) => runtime.showHistory());
  }

  hideHistory(): Promise<void> {
    return this.#run((runtime) => runtime.hideHistory());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('apiUrl') || !this.hasUpdated) this.#start();
    else if (changed.has('getToken') || changed.has('token') || changed.has('getTokenName')) {
      this.#runtimes.current?.tokenChanged();
    }
    this.#runtimes.current?.willRender?.();
  }

  protected override updated(): void {
    this.#runtimes.current?.didRender?.();
  }

  protected override render(): unknown {
    const runtime = this.#runtimes.current;
    const setup = 'The page has to name its task server in the attribute “api-url”: an http(s) address.';
    return html`<div class="frame" part="frame">${runtime ? runtime.render() : renderPlacard('Almost there', setup, [])}</div>`;
  }

  #start(): void {
    const apiUrl = toApiUrl(this.apiUrl);
    // Taken away again before it was ever drawn: it starts when it is back.
    if (!this.isConnected) return;
    if (!apiUrl) {
      this.#runtimes.stop();
      if (!this.#warned) console.warn(SETUP);
      this.#warned = true;
      return;
    }
    this.#runtimes.start({
      apiUrl,
      root: this.renderRoot as ShadowRoot,
      readToken: () => this.#readToken(),
      requestUpdate: () => {
        this.requestUpdate();
        return this.updateComplete;
      },
      emit: (event) => this.dispatchEvent(event),
    });
  }

  async #readToken(): Promise<unknown> {
    if (this.getToken) return this.getToken();
    if (this.token) return this.token;
    if (!this.getTokenName) return undefined;
    // The page's own script may come after ours.
    if (document.readyState !== 'complete')
      await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
    const named = this.getTokenName
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], window);
    if (typeof named !== 'function') throw new TypeError(`there is no function ${this.getTokenName}`);
    return named();
  }

  async #run(work: (runtime: ChatRuntime) => Promise<void>): Promise<void> {
    await this.updateComplete;
    const runtime = this.#runtimes.current;
    if (!runtime) throw new Error(this.isConnected ? SETUP : 'task-chat: the element is not in the document');
    await work(runtime);
  }
}

function toApiUrl(value: string | null | undefined): URL | undefined {
  try {
    const url = new URL(value?.trim() || 'none:', document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

declare global {
  interface HTMLElementEventMap extends TaskChatEventMap {}

  interface HTMLElementTagNameMap {
    'task-chat': TaskChatElement;
  }
}
