import type { ChatKitOptions } from '@openai/chatkit';
import type { DoubleSettings } from '../settings.ts';
import type { App } from './app.ts';
import { register } from './driver/registry.ts';
import { IntegrationError } from './errors.ts';
import { Frame } from './frame.ts';
import type { SentRequest } from './types.ts';

const HOST_STYLE = `
:host { display: block; position: relative; width: 100%; height: 100% }
.ck-wrapper { position: absolute; inset: 0; opacity: 0 }
:host([data-loaded="true"]) .ck-wrapper { opacity: 1 }
.ck-iframe { border: 0; width: 100%; height: 100% }
`;

/** What an instance remembers of its host, for tests. */
export interface Memory {
  readonly given: ChatKitOptions[];
  readonly events: { readonly type: string; readonly detail: unknown }[];
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  readonly requests: SentRequest[];
}

/** Makes the class of `<openai-chatkit>`; the settings are those of the script's address. */
export function createElementClass(fromAddress: DoubleSettings): CustomElementConstructor {
  return class OpenAIChatKit extends HTMLElement {
    #options: ChatKitOptions | undefined;
    #frame: Frame | undefined;
    readonly #memory: Memory = { given: [], events: [], calls: [], requests: [] };
    #start: (app: App) => void = () => undefined;
    /** Without a frame that loads and an app that starts, this is never there (L10). */
    readonly #app = new Promise<App>((resolve) => {
      this.#start = resolve;
    });

    constructor() {
      super();
      this.attachShadow({ mode: 'open' });
    }

    connectedCallback(): void {
      const root = this.shadowRoot;
      if (root && !root.querySelector('style')) {
        const style = document.createElement('style');
        style.textContent = HOST_STYLE;
        root.append(style);
      }
      // One that comes back gets a new frame, which nobody starts or hears any more (L11).
      if (this.#frame) this.#frame.build();
      else this.#initialise();
    }

    disconnectedCallback(): void {
      this.#frame?.leave();
    }

    setOptions(options: ChatKitOptions): void {
      this.#memory.given.push(options);
      if (typeof options !== 'object' || options === null) {
        const error = new IntegrationError('setOptions() needs an object.');
        this.#dispatch('chatkit.error', { error });
        throw error;
      }
      const actions = options.threadItemActions as { share?: unknown } | undefined;
      // Undocumented, and of the options that the host passed (L13).
      if (actions && 'share' in actions) delete actions.share;
      const { api } = options;
      const before = this.#options?.api;
      this.#options = options;
      if (!this.#frame) {
        this.#initialise();
        return;
      }
      if (api && before && 'url' in api && 'url' in before && api.url !== before.url) {
        console.warn('[ChatKit] api.url cannot be changed after the start.');
      }
      this.#frame.setOptions(options);
    }

    focusComposer(): Promise<void> {
      return this.#command('focusComposer');
    }
    setThreadId(id: string | null): Promise<void> {
      return this.#command('setThreadId', id);
    }
    sendUserMessage(message: unknown): Promise<void> {
      return this.#command('sendUserMessage', message);
    }
    setComposerValue(value: unknown): Promise<void> {
      return this.#command('setComposerValue', value);
    }
    sendCustomAction(action: unknown, itemId?: string): Promise<void> {
      return this.#command('sendCustomAction', action, itemId);
    }
    fetchUpdates(): Promise<void> {
      return this.#command('fetchUpdates');
    }
    showHistory(): Promise<void> {
      return this.#command('showHistory');
    }
    hideHistory(): Promise<void> {
      return this.#command('hideHistory');
    }
    shareThread(): never {
      throw this.#unusable('shareThread');
    }
    setTrainingOptOut(): never {
      throw this.#unusable('setTrainingOptOut');
    }

    #unusable(name: string): Error {
      const error = new IntegrationError(`${name}() is not available here.`);
      this.#dispatch('chatkit.error', { error });
      return error;
    }

    /** Once, when there are options and a place for them (L3). */
    #initialise(): void {
      if (!this.#options || !this.isConnected) return;
      this.#frame = new Frame({
        element: this,
        options: this.#options,
        settings: { ...fromAddress, ...window.__chatkitDouble },
        requests: this.#memory.requests,
        dispatch: (type, detail) => this.#dispatch(type, detail),
        started: (app) => this.#start(app),
      });
      register(this, this.#frame, this.#memory);
      this.#frame.build();
    }

    async #command(name: string, ...args: unknown[]): Promise<void> {
      this.#memory.calls.push({ name, args });
      const app = await this.#app;
      if (this.#frame?.alive) await app.commands[name]?.(...(args as never[]));
      // Nobody hears the answer of a frame that is gone.
      if (!this.#frame?.alive) await new Promise(() => undefined);
    }

    /** Only `ready` leaves the element. */
    #dispatch(type: string, detail?: unknown): void {
      const all = type === 'chatkit.ready';
      this.#memory.events.push({ type, detail });
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: all, composed: all }));
    }
  };
}
