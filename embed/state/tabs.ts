import { attempt } from '../attempt.ts';

/** Coming back to a tab more often than this (ms) asks the server once. */
const PAUSE = 5_000;

export interface TabsOptions {
  /** Another tab, or another element of this page, has changed tasks. */
  onTasksChange(numbers: readonly number[]): void;
  /** The person is back at this tab. */
  onReturn(): void;
}

/** What the tabs of a person tell each other, and when a person is back. */
export class Tabs {
  readonly #options: TabsOptions;
  readonly #listening = new AbortController();
  #channel: BroadcastChannel | undefined;
  #last = Date.now();

  constructor(options: TabsOptions) {
    this.#options = options;
    const { signal } = this.#listening;
    const back = () => this.#back();
    document.addEventListener('visibilitychange', back, { signal });
    addEventListener('focus', back, { signal });
  }

  /** From now on tabs of the same name are told, and tell. */
  join(name: string): void {
    if (this.#channel) return;
    // An opaque origin (a sandboxed frame) has no channel, and no other tabs.
    attempt(() => {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }) => this.#options.onTasksChange(toNumbers(data?.numbers));
    });
  }

  tellTasksChange(numbers: readonly number[]): void {
    this.#channel?.postMessage({ numbers });
  }

  close(): void {
    this.#listening.abort();
    this.#channel?.close();
  }

  #back(): void {
    if (document.visibilityState !== 'visible' || Date.now() - this.#last < PAUSE) return;
    this.#last = Date.now();
    this.#options.onReturn();
  }
}

/** The task numbers of a `tasks.changed` effect. */
export function toNumbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'number') : [];
}
