import type { OpenAIChatKit } from '@openai/chatkit';
import { css } from 'lit';
import { pause } from '../client/wait.ts';
import { CHATKIT } from './load.ts';
import type { ChatRuntime } from './runtime.ts';

/** For so long after it loaded a conversation (ms) it does not ask the server for it again. */
const FRESH = 5_100;
/** After a tool of the page's its answer goes on within this time (ms). */
const NEXT = 500;

/**
 * How OpenAI's frame lies in ours, for a page whose policy refuses its `<style>` (reference §1). In a layer, so that its own
 * rules win wherever they are let in.
 */
const LAYOUT = css`
@layer {
  .ck-iframe { position: absolute; inset: 0; border: 0; width: 100%; height: 100%; }
}
`;

/** What an event of OpenAI's element may say. */
export interface Detail {
  name?: string;
  data?: Record<string, unknown>;
  error?: Error;
  threadId?: string | null;
}

/** What is done with its events, by their names without what all of them begin with. */
export type Ears = Readonly<Record<string, (detail: Detail) => unknown>>;

/** What both runtimes can be told, in the same words. */
export type Commands = Pick<
  ChatRuntime,
  | 'setThreadId'
  | 'sendUserMessage'
  | 'setComposerValue'
  | 'focusComposer'
  | 'fetchUpdates'
  | 'sendCustomAction'
  | 'showHistory'
  | 'hideHistory'
>;

/** One element of OpenAI's: it lives in one place of the document, for one person, until the signal. */
export class InnerChat {
  readonly element = document.createElement(CHATKIT) as OpenAIChatKit & Commands;
  readonly signal: AbortSignal;
  readonly #signs = new Set<string | undefined>();
  readonly #busy = new Set<unknown>();
  #waiting: (() => void)[] = [];
  /** Until then it does not ask the server for the conversation. */
  #fresh = 0;
  #refreshing = false;

  /** @param ears others of its events are not heard */
  constructor(signal: AbortSignal, ears: Ears) {
    this.signal = signal;
    for (const [name, take] of Object.entries(ears)) {
      const listen = (event: Event) => {
        // One of them would leave our element too.
        event.stopPropagation();
        const detail: Detail = (event as CustomEvent).detail ?? {};
        this.#signs.add(detail.name ?? name);
        if (name.endsWith('start')) this.#busy.add(name[0]);
        if (name.endsWith('end')) this.#free(name[0]);
        take(detail);
      };
      this.element.addEventListener(`chatkit.${name}`, listen, { signal });
    }
    this.element.shadowRoot?.adoptedStyleSheets.push(LAYOUT.styleSheet as CSSStyleSheet);
    signal.addEventListener('abort', () => {
      this.element.remove();
      this.#busy.clear();
      this.#free();
    });
  }

  get busy(): boolean {
    return this.#busy.size > 0;
  }

  /** The conversation was loaded now. */
  loaded(): void {
    this.#fresh = Date.now() + FRESH;
  }

  /** Whether this was logged. Before the frame is loaded nobody sees it. */
  shows(sign: string): boolean {
    return this.#signs.has('ready') && this.#signs.has(sign);
  }

  /** It takes no message before this is over, and what follows from it has begun. */
  whileBusy<Value>(work: Promise<Value>): Promise<Value> {
    this.#busy.add(work);
    return work.finally(() => setTimeout(() => this.#free(work), NEXT));
  }

  /** Resolves when it is busy no more, or gone. */
  async idle(): Promise<void> {
    while (this.busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Loads the conversation again as soon as that gives something new. */
  async refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      do {
        await this.idle();
        await pause(this.#fresh - Date.now(), this.signal);
      } while (this.busy || Date.now() < this.#fresh);
      this.#refreshing = false;
      await this.element.fetchUpdates();
    } catch {
      // Nobody asked for it: what is shown stays.
    }
  }

  #free(key?: unknown): void {
    this.#busy.delete(key);
    if (!this.busy) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
