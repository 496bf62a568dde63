import { html } from 'lit';
import { SETUP, toApiUrl } from './api-url.ts';
import { firstStyles } from './base.styles.ts';
import { within } from './client/wait.ts';
import { laterStyles } from './element.styles.ts';
import { Panel, type PanelHost } from './modes/panel.ts';
import { type ChatOptions, readOptions, type TaskChatOptions } from './options/options.ts';
import { toLook } from './options/theme.ts';
import { RuntimeSwitch } from './runtime/choose.ts';
import type { ChatRuntime } from './runtime/runtime.ts';
import type { RuntimeWish } from './runtime/why-builtin.ts';
import { renderPlacard } from './ui/notices.ts';
import { type Style, style } from './widgets/style.ts';

/** How long a command waits for the chat to be there (ms). */
const PATIENCE = 15_000;

/** The element, as far as its engine knows it. */
export interface EngineHost extends PanelHost {
  readonly chatkitUrl: string | null | undefined;
  readonly chatkitTimeout: number | null | undefined;
  readonly apiUrl: string | null | undefined;
  readonly getTokenName: string | null | undefined;
  readonly getToken: (() => unknown) | null | undefined;
  readonly token: string | null | undefined;
  readonly options: TaskChatOptions | null | undefined;
  readonly runtime: RuntimeWish | null | undefined;
}

/** What works behind the element from its second picture on: the options, where the chat stands, and who draws it. */
export class Engine {
  /** What holds of them, as far as they were read. */
  options: ChatOptions = {};
  readonly panel: Panel;
  readonly runtimes: RuntimeSwitch;
  readonly #host: EngineHost;
  /** What was told of the options. */
  readonly #told = new Set<string>();
  #fresh = true;
  #warned = false;
  #dressed = false;

  constructor(host: EngineHost) {
    this.#host = host;
    const self = this;
    this.runtimes = new RuntimeSwitch({
      element: host,
      get options() {
        return self.options;
      },
      readToken: () => this.#readToken(),
      personChanged: () => this.panel.forgetAnswers(),
      requestUpdate: () => {
        host.requestUpdate();
        return host.updateComplete;
      },
      emit: (event: Event) => host.dispatchEvent(event),
    });
    this.panel = new Panel(host);
  }

  /** What the options make of everything that is drawn. */
  get look(): Style {
    return toLook(this.options);
  }

  readOptions(): ChatOptions {
    this.options = readOptions(this.#host.options, (name) => this.#host.getAttribute(name), this.#told);
    return this.options;
  }

  /** Brings in the styles that the first picture did without, before whatever the page has added. */
  dress(): void {
    // In another document, where a page may have put it, sheets of this one are refused.
    if (this.#dressed || this.#host.ownerDocument !== document) return;
    this.#dressed = true;
    const root = this.#host.renderRoot as ShadowRoot;
    const sheets = [...root.adoptedStyleSheets];
    sheets.splice(firstStyles.length, 0, ...laterStyles.map(({ styleSheet }) => styleSheet as CSSStyleSheet));
    root.adoptedStyleSheets = sheets;
  }

  /** Right before the element is drawn. */
  willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    const has = (...names: (keyof EngineHost)[]) => names.some((name) => changed.has(name));
    const { runtimes } = this;
    if (this.#fresh || has('options')) {
      this.readOptions();
      runtimes.current?.optionsChanged?.();
    }
    this.#fresh = false;
    if (has('runtime')) runtimes.forgive();
    this.dress();
    if (!this.panel.wanted) runtimes.stop();
    else if (!runtimes.current || has('apiUrl', 'runtime')) this.#start();
    else if (has('getToken', 'token', 'getTokenName')) runtimes.tokenChanged();
    runtimes.current?.willRender?.();
  }

  /** Right after it was drawn. */
  updated(): void {
    this.panel.didRender();
    this.runtimes.current?.didRender?.();
  }

  render(): unknown {
    const { current } = this.runtimes;
    const chat = current ? current.render() : renderPlacard('Almost there', `The page has to ${SETUP}.`, []);
    const frame = this.panel.render(html`<div class="frame" part="frame">${chat}</div>`);
    return html`<div class="look" ${style(this.look)}>${frame}</div>`;
  }

  /** Does what a page asks of the chat, as soon as there is one. */
  async run(work: (runtime: ChatRuntime) => Promise<void>): Promise<void> {
    this.panel.wake();
    // An element that never comes into the document is never ready.
    const runtime = await within(
      this.#host.updateComplete.then(() => this.runtimes.ready()),
      PATIENCE,
      () => new Error('task-chat: there is no chat yet that could do this'),
    );
    if (!runtime) throw new Error(`task-chat: ${SETUP}`);
    await work(runtime);
  }

  #start(): void {
    const apiUrl = toApiUrl(this.#host.apiUrl);
    // Taken away again before it was ever drawn: it starts when it is back.
    if (!this.#host.isConnected) return;
    if (apiUrl) this.runtimes.start(apiUrl, this.#host.runtime ?? 'auto');
    else {
      this.runtimes.stop();
      if (!this.#warned) console.warn(`task-chat: ${SETUP}`);
      this.#warned = true;
    }
  }

  async #readToken(): Promise<unknown> {
    const { getTokenName: name } = this.#host;
    if (this.#host.getToken) return this.#host.getToken();
    if (this.#host.token) return this.#host.token;
    if (!name) return undefined;
    const find = () => name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], window);
    let named = find();
    // The page's own script may come after ours. One that is there is not waited for: a page that hangs is never loaded.
    if (!named && document.readyState !== 'complete') {
      await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
      named = find();
    }
    if (typeof named !== 'function') throw new TypeError(`there is no function ${name}`);
    return named();
  }
}
