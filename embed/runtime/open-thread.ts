import { TaskChatThreadChangeEvent } from '../events.ts';
import { type Memory, openMemory } from '../state/memory.ts';
import { Tabs } from '../state/tabs.ts';
import type { RuntimeHost } from './runtime.ts';

/** The conversation that OpenAI's element shows, as the page, the person's memory and the other tabs know it. */
export class OpenThread {
  /** As OpenAI's element names it. `undefined`: which one it is to be is not known yet. */
  shown: string | null | undefined;
  reached = true;
  readonly #host: RuntimeHost;
  readonly #refresh: () => void;
  #told: string | null = null;
  #memory: Memory | undefined;
  /** The person's other tabs, as soon as it is known who that is. */
  tabs: Tabs | undefined;

  /** @param refresh what is shown may be out of date */
  constructor(host: RuntimeHost, shown: string | null | undefined, refresh: () => void) {
    this.#host = host;
    this.shown = shown;
    this.#refresh = refresh;
  }

  /** As the server names it. */
  get realId(): string | null {
    return this.#host.backend.realThreadId(this.shown ?? null);
  }

  /** Somebody is signed in: the conversation of theirs that is wanted, or was open last. */
  enter(): void {
    const { backend, options, emit } = this.#host;
    const memory = openMemory(backend.apiUrl, backend.token.person);
    this.close();
    this.#memory = memory;
    this.tabs = new Tabs(emit, this.#refresh);
    this.tabs.join(memory.key);
    this.shown = memory.readThread(this.shown, options.initialThread);
    this.#told = this.realId;
  }

  /** What is remembered of it is forgotten too. */
  forget(): void {
    this.#memory?.saveThread(null);
  }

  close(): void {
    this.tabs?.close();
  }

  /** Tells of another one. It may be the same: begun without the server, it gets the server's id later. */
  tell(): void {
    const id = this.realId;
    if (id === this.#told) return;
    this.#told = id;
    // One that could not be loaded is not gone.
    if (id || this.reached) this.#memory?.saveThread(id);
    this.#host.emit(new TaskChatThreadChangeEvent(id));
  }
}
