import type { TurnEnd } from './endings.ts';
import { TurnStop, toEnding } from './endings.ts';
import { requireEvent } from './event-check.ts';
import { createEventEncoder } from './event-json.ts';
import { applyItemUpdate } from './item-updates.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ClientToolCallItem, StructuredInputItem, ThreadItem } from './protocol/items.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { ItemKind, ThreadStore, TurnRef } from './store.ts';
import { saveThreadChanges, toThreadState } from './thread-changes.ts';
import { toWireEvent, toWireThread } from './wire.ts';

/** How long a run may go on before others get their turn: a generator that never waits would stop the whole process. */
const SLICE_MS = 8;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;
const ENCODER = new TextEncoder();

/** What a hook is told of the turn it runs in. */
export interface Turn {
  /** The turn's id. */
  id: string;
  /** Aborts when the turn must stop: the person pressed Stop, time is up, it failed, the server shuts down. */
  signal: AbortSignal;
  /**
   * Names what the effects of this turn belong to, the same for a repeat and for a retry of the same message: build the
   * names of single effects upon it, and a second run does nothing twice.
   */
  operation: string;
  /** What the client sent in the request's `metadata`, unchecked. ChatKit's own client sends none. */
  metadata: Record<string, unknown>;
  /** What was answered when no message came: a call of a client's tool, with its output, or questions. */
  answered?: ClientToolCallItem | StructuredInputItem | undefined;
  /** To be handed to the store with every write of the turn. */
  ref: TurnRef;
  generateId(kind: ItemKind): string;
  now(): Date;
}

/** Yields what the SDK itself does in a turn, the echo of the message first, and returns what calls the hook. */
export type TurnEvents = AsyncGenerator<ThreadStreamEvent, () => AsyncIterable<ThreadStreamEvent>>;

export interface TurnRun<Context> {
  turn: Turn;
  thread: ThreadMetadata;
  context: Context;
  store: ThreadStore<Context>;
  limits: Limits;
  logger: Logger;
  /** See `ServerHooks.presentThread`. */
  present(thread: ThreadMetadata): ThreadMetadata;
  events: TurnEvents;
  /** Ids that were made for this turn, and are given to no item yet. */
  newIds: Set<string>;
  /** Hands the JSON of an event to the readers. */
  append(data: string): void;
  /** Aborts the turn's signal. */
  stop(kind: TurnStop['kind']): void;
}

/**
 * Runs one turn to its end: what is done is persisted before readers see it, changes of the thread are saved and told,
 * and whatever happens (an exception, Stop, a limit) ends in a defined state. Never throws.
 */
export async function runTurn<Context>(run: TurnRun<Context>): Promise<TurnEnd> {
  const { signal, id } = run.turn;
  // Nothing was begun and nothing is stored: the note of a Stop would speak of the answer before.
  if (signal.aborted) return toEnding(signal.reason, run.logger, { turn: id });
  // Everything that is stored goes by it: a hook that sets it by mistake is told at once.
  Object.defineProperty(run.thread, 'id', { writable: false });
  const state = new RunState(run);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
  });
  try {
    // Done whole, whoever presses Stop meanwhile: half a beginning is a thread without its message, or items that a retry
    // took away and nobody was told of.
    const answer = await readEvents(run.events, state);
    // The echo leaves before the hook begins, which may be at work for a while without waiting for anything.
    await pause();
    signal.throwIfAborted();
    signal.addEventListener('abort', onAbort);
    // One race for the whole run, so that a hook which hangs can be left behind: one for every event costs too much.
    await Promise.race([readAnswer(answer, state, signal), aborted]);
    await state.finish();
    return { outcome: state.failed ? 'failed' : 'completed' };
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    // What the hook left running (a call of a model) must not go on for nobody.
    run.stop('failed');
    return await state.endEarly(reason);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Reads what the hook yields to its end; after an abort it takes nothing more. */
async function readAnswer<Context>(
  answer: () => AsyncIterable<ThreadStreamEvent>,
  state: RunState<Context>,
  signal: AbortSignal,
): Promise<void> {
  const events = (await answer())[Symbol.asyncIterator]();
  // Whoever waits in a generator that hangs is not there to close it.
  const close = () => closeQuietly(events);
  signal.addEventListener('abort', close);
  try {
    await readEvents(events, state, signal);
  } catch (error) {
    close();
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/**
 * Answers what the iterator returns in the end.
 *
 * @throws the signal's reason when it aborted before.
 */
async function readEvents<Context, Result>(
  events: AsyncIterator<ThreadStreamEvent, Result>,
  state: RunState<Context>,
  signal?: AbortSignal,
): Promise<Result> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const next = await events.next();
    signal?.throwIfAborted();
    if (next.done) return next.value;
    const stored = state.handle(next.value);
    if (stored !== undefined) await stored;
    if (performance.now() > sliceEnd) {
      await pause();
      sliceEnd = performance.now() + SLICE_MS;
    }
    signal?.throwIfAborted();
  }
}

/** Lets everybody else in the process have a turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class RunState<Context> {
  failed = false;
  readonly #run: TurnRun<Context>;
  /** Items that were announced and are not done yet. */
  readonly #pending = new Map<string, ThreadItem>();
  readonly #encode = createEventEncoder();
  readonly #toldCalls = new Set<string>();
  /** The last event that had to be waited for. */
  #settling: Promise<void> | undefined;
  #saved: string;
  #size = 0;

  constructor(run: TurnRun<Context>) {
    this.#run = run;
    this.#saved = toThreadState(run.thread);
  }

  /** Answers a promise only when there is something to wait for. */
  handle(event: ThreadStreamEvent): Promise<void> | undefined {
    requireEvent(event, this.#run.thread.id);
    const wire = this.#isToldAlready(event) ? undefined : toWireEvent(event);
    const data = this.#encode(wire ?? event);
    this.#size += toByteLength(data);
    if (this.#size > this.#run.limits.runBytes) {
      this.#run.stop('too_large');
      throw new TurnStop('too_large');
    }
    // A delta comes by the thousand, and no hook changes the thread between two of them without another event.
    if (event.type === 'thread.item.updated') {
      const item = this.#pending.get(event.item_id);
      if (item) applyItemUpdate(item, event.update);
      this.#run.append(data);
      return undefined;
    }
    this.#settling = this.#settle(event, wire && data);
    return this.#settling;
  }

  async finish(): Promise<void> {
    await this.#storePending();
    await this.#saveThreadIfChanged({ touch: true });
  }

  async endEarly(reason: unknown): Promise<TurnEnd> {
    const { logger, turn } = this.#run;
    // A Stop does not wait, and what is half stored would be stored twice.
    await this.#settling?.catch(() => {});
    const end = toEnding(reason, logger, { turn: turn.id });
    const { outcome } = end;
    // Somebody else runs a lost turn's thread now: whatever was written would be ignored.
    if (outcome !== 'lost') {
      await this.#storeEnd(outcome).catch((error: unknown) =>
        logger.error({ err: error, turn: turn.id }, 'the end of a turn could not be stored'),
      );
    }
    return end;
  }

  async #settle(event: ThreadStreamEvent, data: string | undefined): Promise<void> {
    await this.#persist(event);
    if (data) this.#run.append(data);
    await this.#saveThreadIfChanged();
  }

  async #persist(event: ThreadStreamEvent): Promise<void> {
    const { store, thread, context, turn } = this.#run;
    switch (event.type) {
      case 'thread.item.added':
        this.#pending.set(event.item.id, structuredClone(event.item));
        return;
      case 'thread.item.done':
      case 'thread.item.replaced':
        await this.#saveItem(event.item);
        this.#pending.delete(event.item.id);
        return;
      case 'thread.item.removed':
        await store.deleteItem(thread.id, event.item_id, context, { turn: turn.ref });
        this.#pending.delete(event.item_id);
        return;
      case 'error':
        this.failed = true;
        return;
      default:
        return;
    }
  }

  async #saveItem(item: ThreadItem): Promise<void> {
    const { store, thread, context, turn, newIds } = this.#run;
    // Once: a write that failed may have been applied.
    const isNew = newIds.delete(item.id);
    await store.saveItem(thread.id, item, context, { turn: turn.ref, ...(isNew && { isNew }) });
  }

  async #storeEnd(outcome: 'cancelled' | 'failed'): Promise<void> {
    await this.#storePending({ interrupted: outcome });
    if (outcome === 'cancelled') await this.#noteCancel();
    await this.#saveThreadIfChanged({ touch: true });
  }

  /** Keeps what people have already seen of an answer that nobody finished, and takes back what is nothing yet. */
  async #storePending(notes?: { interrupted: 'cancelled' | 'failed' }): Promise<void> {
    for (const item of this.#pending.values()) {
      if (isWorthKeeping(item) || (!notes && asksTheClient(item))) {
        const kept = notes ? { ...item, metadata: { ...item.metadata, ...notes } } : item;
        await this.#saveItem(kept);
        this.#tell({ type: 'thread.item.done', item: kept });
      } else if (toWireEvent({ type: 'thread.item.added', item })) {
        this.#tell({ type: 'thread.item.removed', item_id: item.id });
      }
    }
    this.#pending.clear();
  }

  async #noteCancel(): Promise<void> {
    const { store, thread, context, turn } = this.#run;
    await store.saveItem(
      thread.id,
      {
        type: 'sdk_hidden_context',
        id: turn.generateId('sdk_hidden_context'),
        thread_id: thread.id,
        created_at: turn.now().toISOString(),
        content: 'The person stopped this answer before it was complete. Do not go on with it unless asked to.',
      },
      context,
      { turn: turn.ref },
    );
  }

  /** `touch` moves `updated_at` even when nothing else changed. */
  async #saveThreadIfChanged({ touch = false } = {}): Promise<void> {
    const { store, thread, context, turn } = this.#run;
    const changed = toThreadState(thread) !== this.#saved;
    if (!changed && !touch) return;
    this.#saved = await saveThreadChanges(store, thread, this.#saved, context, { turn: turn.ref, now: turn.now() });
    if (changed) this.#tell({ type: 'thread.updated', thread: toWireThread(this.#run.present(thread)) });
  }

  /** ChatKit runs a client's tool whenever the call turns up, be it announced, done or replaced: it must do so once. */
  #isToldAlready(event: ThreadStreamEvent): boolean {
    if (!('item' in event) || event.item?.type !== 'client_tool_call') return false;
    if (event.type === 'thread.item.added' || this.#toldCalls.has(event.item.id)) return true;
    this.#toldCalls.add(event.item.id);
    return false;
  }

  /** Tells what the SDK itself says: it is small, or was counted when it first came. */
  #tell(event: ThreadStreamEvent): void {
    const wire = this.#isToldAlready(event) ? undefined : toWireEvent(event);
    if (wire) this.#run.append(JSON.stringify(wire));
  }
}

/** Bytes of the text as UTF-8. */
function toByteLength(text: string): number {
  // Nearly always, and then nothing is copied.
  return ASCII.test(text) ? text.length : ENCODER.encode(text).length;
}

function isWorthKeeping(item: ThreadItem): boolean {
  if (item.type === 'assistant_message') return item.content.some((part) => part.text.length > 0);
  if (item.type === 'generated_image') return item.image !== undefined;
  return item.type === 'widget' || item.type === 'workflow' || item.type === 'task';
}

/** What the client or the person must answer is asked by an answer that came to its end, and by no other. */
function asksTheClient(item: ThreadItem): boolean {
  return item.type === 'client_tool_call' || item.type === 'structured_input';
}

/** Tells a generator to clean up, without waiting for one that hangs. */
function closeQuietly(iterator: AsyncIterator<unknown, unknown>): void {
  Promise.resolve()
    .then(() => iterator.return?.())
    .catch(() => {});
}
