import { type Backend, createBackend } from '../client/backend.ts';
import { TaskChatRuntimeEvent } from '../events.ts';
import { BuiltinRuntime } from './builtin.ts';
import { ChatKitRuntime } from './cdn.ts';
import type { ChatRuntime, Handover, RuntimeHost, RuntimeName } from './runtime.ts';
import { type RuntimeWish, WANTED, whyBuiltin } from './why-builtin.ts';

/** What the element is to the runtimes' switch. */
export interface SwitchHost extends Omit<RuntimeHost, 'backend' | 'up' | 'fail' | 'ready'> {
  /** What the page gives as token: a string, a promise of one, or nothing. */
  readToken(): unknown;
  /** Another person is there now, or nobody. */
  personChanged(): void;
}

/** Runs one runtime at a time, and takes what it held over to the next. */
export class RuntimeSwitch {
  current: ChatRuntime | undefined;
  readonly #host: SwitchHost;
  #backend: Backend | undefined;
  #handover: Handover = { draft: '', choice: {}, sent: [] };
  /** Why ChatKit's runtime is not tried again. */
  #fallen: string | undefined;
  #up: Promise<void> | undefined;
  #setUp = () => {};

  constructor(host: SwitchHost) {
    this.#host = host;
  }

  /** Starts the runtime that fits; the one before, if any, is stopped first. */
  start(apiUrl: URL, wish: RuntimeWish): void {
    this.stop();
    if (this.#backend?.apiUrl.href !== apiUrl.href) {
      this.#backend = this.#createBackend(apiUrl);
      // A conversation belongs to its server; what is being typed, to the person.
      this.#handover = { ...this.#handover, threadId: undefined, sent: [] };
    }
    const against = this.#fallen ?? whyBuiltin(apiUrl, wish, this.#host.options.domainKey);
    this.#up = new Promise((resolve) => {
      this.#setUp = resolve;
    });
    if (against) this.#run('builtin', against);
    else this.#run('chatkit', wish === 'chatkit' ? WANTED : 'it is there');
  }

  /** The page's token or its function is another one. */
  tokenChanged(): void {
    if (!this.current) return;
    const { token } = this.#backend as Backend;
    token.forget();
    // Who is it now? If another person, the token's source says so.
    if (!this.current.resume()) token.get().catch(() => {});
  }

  signOut(): void {
    if (!this.current) return;
    this.#backend?.token.forget();
    this.current.signOut();
  }

  /** What was typed before there was a chat. */
  keepDraft(draft: string): void {
    this.#handover = { ...this.#handover, draft };
  }

  /** The page wishes for another runtime: what failed before is tried again. */
  forgive(): void {
    this.#fallen = undefined;
  }

  stop(): void {
    if (!this.current) return;
    this.#handover = this.current.stop();
    this.current = undefined;
  }

  /** The runtime, once it can be used. `undefined` when there is none. */
  async ready(): Promise<ChatRuntime | undefined> {
    await this.#up;
    return this.current;
  }

  #run(name: RuntimeName, reason: string): void {
    const host = this.#host;
    let told = false;
    const own: RuntimeHost = {
      ...host,
      // As they stand when they are asked for.
      get options() {
        return host.options;
      },
      backend: this.#backend as Backend,
      ready: () => this.ready(),
      up: () => {
        if (this.current !== runtime || told) return;
        told = true;
        this.#setUp();
        host.emit(new TaskChatRuntimeEvent(name, reason));
      },
      fail: (why) => {
        if (this.current !== runtime) return;
        this.#fallen = why;
        console.warn(`task-chat: the built-in chat takes over: ${why}`);
        this.stop();
        this.#run('builtin', why);
      },
    };
    const runtime =
      name === 'chatkit' ? new ChatKitRuntime(own, this.#handover) : new BuiltinRuntime(own, this.#handover);
    this.current = runtime;
    runtime.start();
    void host.requestUpdate();
  }

  #createBackend(apiUrl: URL): Backend {
    return createBackend({
      apiUrl,
      readToken: () => this.#host.readToken(),
      onPersonChange: () => {
        this.current?.personChanged();
        this.#host.personChanged();
      },
      listener: () => this.current,
    });
  }
}
