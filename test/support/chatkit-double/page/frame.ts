import type { ChatKitOptions } from '@openai/chatkit';
import type { DoubleSettings } from '../settings.ts';
import { App } from './app.ts';
import type { Bridge, FrameOptions } from './bridge.ts';
import { chooseFiles } from './choose-files.ts';
import { ChatKitError, IntegrationError } from './errors.ts';
import { problemsOf } from './options/chatkit-options.ts';
import { stripFunctions } from './options/strip.ts';
import type { SentRequest } from './types.ts';

export interface FrameHost {
  readonly element: HTMLElement;
  readonly options: ChatKitOptions;
  readonly settings: DoubleSettings;
  readonly requests: SentRequest[];
  dispatch(type: string, detail?: unknown): void;
  /** The app runs. Never called when it does not start. */
  started(app: App): void;
}

/** The iframe in the element's shadow root, its boot, and what can go wrong with it. */
export class Frame {
  app: App | undefined;
  iframe: HTMLIFrameElement | undefined;
  readonly telemetry: boolean;
  /** Valid options, without functions. */
  options: FrameOptions | undefined;
  /** The host does not hear it any more. */
  #dead = false;
  #running = false;
  #current: ChatKitOptions;
  readonly #host: FrameHost;
  readonly #loaded: Promise<void>;
  #load: () => void = () => undefined;

  constructor(host: FrameHost) {
    this.#host = host;
    this.#current = host.options;
    this.telemetry = (host.options as FrameOptions).disableTelemetry !== true;
    this.#loaded = new Promise((resolve) => {
      this.#load = resolve;
    });
  }

  /** What the host set last, functions and all. */
  get host(): ChatKitOptions {
    return this.#current;
  }

  /** The composer takes input. */
  get running(): boolean {
    return this.#running && !this.#dead;
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** Puts a frame into the shadow root. Only the first one is ever started. */
  build(): void {
    const { element, options, settings } = this.#host;
    const first = !this.iframe;
    element.shadowRoot?.querySelector('.ck-wrapper')?.remove();
    const wrapper = document.createElement('div');
    wrapper.className = 'ck-wrapper';
    const iframe = document.createElement('iframe');
    iframe.className = 'ck-iframe';
    iframe.name = 'chatkit';
    iframe.tabIndex = 0;
    iframe.allow = 'clipboard-read; clipboard-write; microphone';
    iframe.title = options.frameTitle ?? 'Chat';
    if (first && settings.fault !== 'no-ready') {
      iframe.addEventListener('load', () => void this.#boot(iframe), { once: true });
    }
    if (first) this.#colour(options);
    this.iframe = iframe;
    wrapper.append(iframe);
    element.shadowRoot?.append(wrapper);
  }

  /** The element has left the page: what still comes from the frame is not heard. */
  leave(): void {
    this.#dead = true;
  }

  setOptions(options: ChatKitOptions): void {
    this.#current = options;
    this.#colour(options);
    void this.#forward(options);
  }

  /** Nobody catches what goes wrong here: it surfaces as an unhandled rejection, and the old options stay (§1.2). */
  async #forward(options: ChatKitOptions): Promise<void> {
    await this.#loaded;
    if (this.#dead || !this.app) return;
    const copy = structuredClone(stripFunctions(options));
    const problems = problemsOf(copy);
    if (problems.length > 0) throw new IntegrationError(`chatKit.setOptions(): ${problems.join('\n')}`);
    this.options = copy as FrameOptions;
    this.app.optionsChanged();
  }

  #colour({ theme }: ChatKitOptions): void {
    const scheme = typeof theme === 'object' ? theme.colorScheme : theme;
    this.#host.element.dataset.colorScheme = scheme === 'dark' ? 'dark' : 'light';
  }

  async #boot(iframe: HTMLIFrameElement): Promise<void> {
    // A load event may come while the frame is still being put in.
    await pause();
    const page = iframe.contentDocument;
    if (this.#dead || !page) return;
    const { element, options, settings } = this.#host;
    const { fault } = settings;
    const ready = () => {
      element.dataset.loaded = 'true';
      this.#dispatch('chatkit.ready');
      this.#load();
    };
    // What goes into the frame's address is JSON.
    const copy = JSON.parse(JSON.stringify(stripFunctions(options)));
    const problems = fault === 'fatal' ? ['The app could not start.'] : problemsOf(copy);
    if (fault === 'no-app' || problems.length > 0) {
      ready();
      if (fault === 'no-app') return page.body.append('This site can’t be reached');
      await pause(settings.after);
      this.#fail(new ChatKitError('FatalAppError', `ChatKit.create(): ${problems.join('\n')}`));
      return;
    }
    this.options = copy;
    if (settings.first === 'ready') ready();
    await pause();
    if (this.#dead) return;
    this.app = new App(this.#bridge(), page);
    this.#log('app.init', { iframeInitDurationMs: 1 });
    await pause();
    if (settings.first !== 'ready') ready();
    await pause();
    if (this.#dead) return;
    this.app.start();
    this.#running = true;
    this.#host.started(this.app);
    await this.#goWrong();
  }

  /** What shows only after the frame works. */
  async #goWrong(): Promise<void> {
    const { fault, after } = this.#host.settings;
    if (fault === 'integration-error') {
      await pause(after);
      this.#accuse(new IntegrationError('Something that the host does is wrong.'));
    }
    if (fault === 'unverified') {
      await pause(after ?? 1_000);
      this.#unmount(
        new IntegrationError(`Domain verification failed for ${location.origin}. See the domain allowlist.`),
      );
    }
    if (fault === 'verification-error' || fault === 'verification-hangs') {
      await pause(after ?? (fault === 'verification-hangs' ? 10_000 : 1_000));
      this.#unmount(new ChatKitError('DomainVerificationRequestError', 'The domain could not be verified.'));
    }
  }

  #unmount(error: ChatKitError): void {
    if (this.#dead) return;
    if (error instanceof IntegrationError) this.#accuse(error);
    else this.#fail(error);
    this.#dead = true;
    this.#host.element.shadowRoot?.querySelector('.ck-wrapper')?.remove();
  }

  /** An IntegrationError is told and thrown, and nobody catches it (§5.1). */
  #accuse(error: IntegrationError): void {
    if (this.#dead) return;
    this.#fail(error);
    void Promise.reject(error);
  }

  #fail(error: ChatKitError): void {
    this.#dispatch('chatkit.error', { error });
  }

  #log(name: string, data?: object): void {
    this.#dispatch('chatkit.log', { name, ...(data && { data }), timestamp: Date.now() });
  }

  #dispatch(type: string, detail?: unknown): void {
    if (!this.#dead) this.#host.dispatch(type, detail);
  }

  #bridge(): Bridge {
    const frame = this;
    const { settings, requests, element } = this.#host;
    return {
      get options() {
        return frame.options ?? (frame.#current as FrameOptions);
      },
      get host() {
        return frame.#current;
      },
      get alive() {
        return frame.alive;
      },
      settings,
      requests,
      emit: (type, detail) => this.#dispatch(type, detail),
      log: (name, data) => this.#log(name, data),
      fail: (error) => this.#fail(error),
      chooseFiles: (accept, multiple) => chooseFiles(element, accept, multiple),
    };
  }
}

function pause(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
