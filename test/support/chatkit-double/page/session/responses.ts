import { type Bridge, blame } from '../bridge.ts';
import { ChatKitError, toMessage } from '../errors.ts';
import type { Client, Outcome } from '../wire/client.ts';
import type { Item, Thread, WireEvent } from '../wire/types.ts';
import type { Notice, Run, ThreadState } from './thread-state.ts';

const FAILED = 'There was an error while generating the assistant’s response.';
const BUSY = 'Too many requests. Please try again later.';

export interface StreamRequest {
  readonly type: string;
  readonly params: object;
  /** An action occupies the composer only once it brings something new (§4.1). */
  readonly kind: 'turn' | 'action';
}

/** What a session does with what comes in a stream. */
export interface ResponseHost {
  readonly bridge: Bridge;
  readonly client: Client;
  changed(): void;
  toast(message: string): void;
  /** The server has made the thread. */
  created(thread: ThreadState, from: string): void;
  /** A new thread that the server did not make is gone. */
  discarded(thread: ThreadState): void;
}

/** Runs streaming requests and applies what they bring (reference §6.4, §10). */
export class Responses {
  readonly #host: ResponseHost;

  constructor(host: ResponseHost) {
    this.#host = host;
  }

  /** Marks the thread as responding; {@link stream} does the rest. */
  begin(thread: ThreadState, kind: StreamRequest['kind']): Run {
    const run: Run = { controller: new AbortController(), responding: kind === 'turn', canCancel: false, calls: [] };
    thread.runs.add(run);
    if (kind === 'turn') thread.notices = [];
    this.#host.changed();
    return run;
  }

  /** Sends a request, applies its whole answer, and answers the client tools that it calls. */
  async stream(thread: ThreadState, request: StreamRequest, run = this.begin(thread, request.kind)): Promise<void> {
    const { client } = this.#host;
    const outcome = await client.stream(request.type, request.params, run.controller, (data) =>
      this.#take(thread, run, data),
    );
    const wasCreated = thread.loaded;
    if (outcome.kind === 'cut') thread.dropUnfinished();
    thread.streaming.clear();
    thread.optimistic = [];
    thread.progress = undefined;
    thread.runs.delete(run);
    const tools = outcome.kind === 'end' ? run.calls : [];
    thread.pendingTools += tools.length;
    if (request.kind === 'action') this.#endAction(outcome);
    else if (wasCreated) this.#endTurn(thread, outcome);
    this.#host.changed();
    if (!wasCreated) {
      this.#host.discarded(thread);
      const message = run.failure ?? toToast(outcome);
      if (message) this.#host.toast(message);
      return;
    }
    for (const call of tools) if (this.#host.bridge.alive) await this.#answer(thread, call);
  }

  stop(thread: ThreadState): void {
    this.#host.bridge.emit('chatkit.response.stop');
    for (const run of thread.runs) if (run.responding) run.controller.abort();
  }

  #endAction(outcome: Outcome): void {
    if (outcome.kind !== 'end' && outcome.kind !== 'stopped') this.#host.toast('The action could not be completed.');
  }

  /** A refusal by status says nothing, except for 429 (S6). */
  #endTurn(thread: ThreadState, outcome: Outcome): void {
    if (outcome.kind === 'status' && outcome.status === 429) this.#host.toast(outcome.message || BUSY);
    if (outcome.kind !== 'cut' && outcome.kind !== 'network') return;
    // After a request that was refused by the network, Retry sends nothing (S5).
    const itemId = outcome.kind === 'cut' ? thread.lastQuestion : undefined;
    this.#notify(thread, { kind: 'error', message: FAILED, retry: { itemId } });
    this.#host.bridge.fail(new ChatKitError('StreamError', FAILED));
  }

  #take(thread: ThreadState, run: Run, data: string): void {
    let event: WireEvent;
    try {
      event = JSON.parse(data);
    } catch (error) {
      // The stream goes on.
      this.#host.bridge.fail(new ChatKitError('StreamEventParsingError', toMessage(error), error));
      return;
    }
    // What comes before the thread is there belongs to nothing.
    if (!thread.loaded && event.type !== 'thread.created' && event.type !== 'error') return;
    this.#apply(thread, run, event);
    this.#host.changed();
  }

  #apply(thread: ThreadState, run: Run, event: WireEvent): void {
    const { bridge } = this.#host;
    switch (event.type) {
      case 'thread.created': {
        const created = event.thread as Thread;
        const before = thread.id;
        thread.id = created.id;
        thread.loaded = true;
        thread.describe(created);
        this.#host.created(thread, before);
        return;
      }
      case 'thread.updated':
        thread.describe(event.thread as Thread);
        return;
      case 'stream_options':
        run.canCancel = (event.stream_options as { allow_cancel?: boolean }).allow_cancel === true;
        return;
      case 'progress_update':
        run.responding = true;
        thread.progress = String(event.text);
        return;
      case 'client_effect':
        bridge.emit('chatkit.effect', { name: event.name, ...(event.data !== undefined && { data: event.data }) });
        return;
      case 'notice':
        this.#notify(thread, {
          kind: event.level as Notice['kind'],
          message: String(event.message),
          ...(event.title !== undefined && { title: String(event.title) }),
        });
        return;
      case 'error':
        this.#fail(thread, run, event);
        return;
    }
    const item = event.item as Item | undefined;
    if (event.type === 'thread.item.added') run.responding = true;
    if (item?.type === 'client_tool_call') {
      // Both make it run, whatever its status.
      if (event.type === 'thread.item.added' || event.type === 'thread.item.done') run.calls.push(item);
      return;
    }
    if (event.type === 'thread.item.done' && item?.type === 'user_message') thread.optimistic = [];
    thread.apply(event);
  }

  #fail(thread: ThreadState, run: Run, event: WireEvent): void {
    const message = typeof event.message === 'string' ? event.message : FAILED;
    run.failure = message;
    thread.dropUnfinished();
    const retry = event.allow_retry === true && { retry: { itemId: thread.lastQuestion } };
    this.#notify(thread, { kind: 'error', message, ...retry });
    this.#host.bridge.fail(new ChatKitError('StreamError', message));
  }

  #notify(thread: ThreadState, notice: Notice): void {
    thread.notices = [...thread.notices, notice];
  }

  /** One that rejects is never answered, and keeps the composer busy for good (§6.4). */
  async #answer(thread: ThreadState, call: Item): Promise<void> {
    const { bridge } = this.#host;
    const handler = bridge.host.onClientTool;
    if (!handler) throw blame(bridge, 'No handler for client tool calls: set onClientTool.');
    const result = await handler({
      name: String(call.name),
      params: (call.arguments ?? {}) as Record<string, unknown>,
    });
    const request = { type: 'threads.add_client_tool_output', params: { thread_id: thread.id, result } } as const;
    const run = this.begin(thread, 'turn');
    thread.pendingTools--;
    await this.stream(thread, { ...request, kind: 'turn' }, run);
  }
}

function toToast(outcome: Outcome): string | undefined {
  if (outcome.kind === 'network' || outcome.kind === 'cut') return FAILED;
  return outcome.kind === 'status' && outcome.status === 429 ? outcome.message || BUSY : undefined;
}
