import { BuiltinRuntime } from './builtin.ts';
import type { ChatRuntime, Handover, RuntimeHost, RuntimeName } from './runtime.ts';

type CreateRuntime = (host: RuntimeHost, handover: Handover) => ChatRuntime;

/** In the order in which they are tried. */
const RUNTIMES: Record<RuntimeName, CreateRuntime> = {
  builtin: (host, handover) => new BuiltinRuntime(host, handover),
};

/** Runs one runtime at a time, and takes what it held over to the next. */
export class RuntimeSwitch {
  current: ChatRuntime | undefined;
  #server: string | undefined;
  #handover: Handover = { threadId: undefined, draft: '' };

  /** Starts a runtime for this server; the one before, if any, is stopped first. */
  start(host: RuntimeHost): void {
    const sameServer = this.#server === host.apiUrl.href;
    this.stop();
    this.#server = host.apiUrl.href;
    // A conversation belongs to its server; what is being typed, to the person.
    const handover = sameServer ? this.#handover : { ...this.#handover, threadId: undefined };
    this.current = RUNTIMES.builtin(host, handover);
    this.current.start();
  }

  stop(): void {
    if (!this.current) return;
    this.#handover = this.current.stop();
    this.current = undefined;
  }
}
