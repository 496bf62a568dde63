import { attempt } from '../attempt.ts';
import { TaskChatLogEvent, TaskChatTasksChangeEvent } from '../events.ts';

/** Coming back to a tab more often than this (ms) asks the server once. */
const PAUSE = 5_000;

/** What the tabs of a person tell each other of tasks, and when a person is back. */
export class Tabs {
  readonly #emit: (event: Event) => void;
  readonly #refresh: () => void;
  readonly #listening = new AbortController();
  #channel: BroadcastChannel | undefined;
  #last = Date.now();

  /** @param refresh what is shown may be out of date */
  constructor(emit: (event: Event) => void, refresh: () => void) {
    this.#emit = emit;
    this.#refresh = refresh;
    const { signal } = this.#listening;
    const back = () => this.#back();
    document.addEventListener('visibilitychange', back, { signal });
    addEventListener('focus', back, { signal });
  }

  /** From now on tabs of the same name, and other elements of this page, are told, and tell. Once. */
  join(name: string): void {
    // An opaque origin (a sandboxed frame) has no channel, and no other tabs.
    attempt(() => {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }) => {
        this.#hear(data?.numbers, true);
        this.#refresh();
      };
    });
  }

  /** The server wants something of the page, or tasks were changed here. */
  takeEffect({ name, data = {} }: { name?: string; data?: Record<string, unknown> }): void {
    if (name === 'tasks.changed') this.#channel?.postMessage({ numbers: this.#hear(data.numbers, false) });
    this.#emit(new TaskChatLogEvent('effect', { name, data }));
  }

  close(): void {
    this.#listening.abort();
    this.#channel?.close();
  }

  #hear(given: unknown, remote: boolean): readonly number[] {
    const numbers = Array.isArray(given) ? given.filter((entry) => typeof entry === 'number') : [];
    this.#emit(new TaskChatTasksChangeEvent(numbers, remote));
    return numbers;
  }

  #back(): void {
    if (document.visibilityState !== 'visible' || Date.now() - this.#last < PAUSE) return;
    this.#last = Date.now();
    this.#refresh();
  }
}
