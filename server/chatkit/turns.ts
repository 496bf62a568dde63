import { delay, waitAtMost } from './delay.ts';
import type { TurnEnd } from './endings.ts';
import { TurnStop, toEnding } from './endings.ts';
import { ChatKitError, TurnLostError } from './errors.ts';
import { createId } from './ids.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { TurnRef } from './store.ts';
import type { TurnLog } from './turn-log.ts';
import type { NewTurn, OpenResult, TurnRecord, TurnStore } from './turn-store.ts';

/** How often a waiting turn asks for its thread when nobody in this process woke it. */
const POLL_MS = 250;
/** How often the store is asked which turns of this process are to stop. */
const WATCH_MS = 250;
/** How long a turn that was stopped may take to store what was said. */
const STOP_MS = 2_000;

/** What a turn does once the thread is its own. */
export type TurnJob = (control: {
  ref: TurnRef;
  signal: AbortSignal;
  stop(kind: TurnStop['kind']): void;
}) => Promise<TurnEnd>;

interface ActiveTurn {
  owner: string;
  controller: AbortController;
  /** Open answers to the request it serves and to its repeats. */
  connections: number;
  done: Promise<void>;
}

/**
 * The turns of this process: each waits for its thread, runs with a lease and ends once, whoever is still reading.
 */
export class Turns {
  readonly #store: TurnStore;
  readonly #log: TurnLog;
  readonly #limits: Limits;
  readonly #logger: Logger;
  readonly #active = new Map<string, ActiveTurn>();
  /** Wakes the turns of this process that wait for a thread. */
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Takes no new turns. */
  #closing = false;
  #watched = false;

  /** Runs under way here, those that wait included. */
  get active(): number {
    return this.#active.size;
  }

  constructor(store: TurnStore, log: TurnLog, limits: Limits, logger: Logger) {
    this.#store = store;
    this.#log = log;
    this.#limits = limits;
    this.#logger = logger;
  }

  /**
   * Records a turn and starts it, detached from whoever asked; or finds the turn that it repeats.
   *
   * @throws ChatKitError `busy` when too many turns wait in the thread, `unavailable` while shutting down.
   */
  async start(turn: NewTurn, job: TurnJob): Promise<TurnRecord> {
    if (this.#closing) {
      throw new ChatKitError('unavailable', 'The server is restarting. Please try again in a moment.', {
        allowRetry: true,
      });
    }
    const controller = new AbortController();
    const opening = this.#open(turn);
    const done = opening
      .then((opened) => (opened.kind === 'created' ? this.#drive(opened.turn, job, controller) : undefined))
      .catch(() => {})
      .finally(() => this.#active.delete(turn.id));
    // Before the record is written, so that a repeat which finds it finds the run too, to count itself among its readers.
    this.#active.set(turn.id, { owner: turn.owner, controller, connections: 0, done });
    void this.#watch();
    const opened = await opening;
    if (opened.kind !== 'full') return opened.turn;
    throw new ChatKitError('busy', 'Several messages are waiting here already. Please wait for an answer first.', {
      allowRetry: true,
    });
  }

  async #open(turn: NewTurn): Promise<OpenResult> {
    // Before the record, so that a repeat which finds the record finds the log too.
    await this.#log.create(turn.id, turn.threadId);
    let opened: OpenResult | undefined;
    try {
      opened = await this.#store.open(turn, { maxWaiting: this.#limits.waitingTurns });
      return opened;
    } finally {
      if (opened?.kind !== 'created') {
        const clearing = this.#attempt(
          () => this.#log.purge(turn.id),
          turn.id,
          'an unused log could not be cleared away',
        );
        // Where the record could not be written, whoever asks must not wait for the same store once more.
        if (opened) await clearing;
      }
    }
  }

  /** Stops a turn wherever it runs. Stopping one that ended, or that is not there, is silent. */
  async cancel(owner: string, turnId: string): Promise<void> {
    const active = this.#active.get(turnId);
    // Here first: a store that is away for the moment must not keep a run going.
    if (active?.owner === owner) active.controller.abort(new TurnStop('cancelled'));
    await this.#store.requestCancel(owner, turnId);
  }

  /**
   * Stops the turn of a request. A Stop can overtake the request it stops: then the request id is taken by a turn that was
   * cancelled before it began, and the request finds that one.
   */
  async cancelRequest(owner: string, requestId: string): Promise<void> {
    const id = createId('turn');
    // In a line of its own: it waits for nobody, and nobody for it.
    const place: NewTurn = { id, owner, threadId: id, requestId, createsThread: false };
    const known =
      (await this.#store.findByRequestId(owner, requestId)) ?? (await this.#store.open(place, { maxWaiting: 0 }));
    if (!('kind' in known)) return this.cancel(owner, known.id);
    if (known.kind === 'repeated') return this.cancel(owner, known.turn.id);
    if (known.kind === 'created') return this.#store.end(owner, known.turn.id, 'cancelled');
  }

  /** Stops every turn of a thread, waits a moment for those of this process, and forgets their events. */
  async cancelThread(owner: string, threadId: string): Promise<void> {
    const records = await this.#store.listActive(owner, threadId);
    const ends = records.map((record) => this.#active.get(record.id)?.done);
    await Promise.all(records.map((record) => this.cancel(owner, record.id)));
    await Promise.race([Promise.all(ends), delay(STOP_MS)]);
    await this.#log.purgeThread(threadId);
  }

  /** Ends what began while a thread was being deleted. The thread is gone by now, so whatever fails here is only noted. */
  async sweepThread(owner: string, threadId: string): Promise<void> {
    await this.cancelThread(owner, threadId).catch((error: unknown) => {
      this.#logger.error(
        { err: error, thread: threadId },
        'what is left of a deleted thread could not be cleared away',
      );
    });
  }

  /** Counts an answer to the request that the turn serves, or to a repeat of it. */
  connect({ id }: TurnRecord): void {
    const active = this.#active.get(id);
    if (active) active.connections += 1;
  }

  /**
   * Such an answer's connection broke before the end. Stop or gone (design.md §3.1): only a client that says so leaves its
   * run running. A repeat may still read while the connection it came to replace is found broken.
   */
  disconnect({ id, owner }: TurnRecord, { explicit }: { explicit: boolean }): void {
    const active = this.#active.get(id);
    if (active) {
      active.connections -= 1;
      if (active.connections > 0) return;
    }
    const settle = async () => (explicit ? this.#store.markBroken(owner, id) : this.cancel(owner, id));
    settle().catch((error: unknown) =>
      this.#logger.error({ err: error, turn: id }, 'a broken connection was not noted'),
    );
  }

  /** Takes no new turns, lets the running ones finish for `graceMs`, then ends them with an error that offers retry. */
  async shutdown(graceMs: number): Promise<void> {
    this.#closing = true;
    await waitAtMost(graceMs, this.#idle());
    for (const active of this.#active.values()) active.controller.abort(new TurnStop('shutdown'));
    await waitAtMost(STOP_MS, this.#idle());
  }

  async #idle(): Promise<void> {
    while (this.#active.size > 0) await Promise.all([...this.#active.values()].map((active) => active.done));
  }

  async #drive(record: TurnRecord, job: TurnJob, controller: AbortController): Promise<void> {
    const { id, owner, threadId } = record;
    const { signal } = controller;
    const stop = (kind: TurnStop['kind']) => controller.abort(new TurnStop(kind));
    const letGo = this.#keepLease(record, stop);
    const { outcome, event } = await this.#run(record, job, signal, stop).catch((error: unknown) =>
      toEnding(signal.aborted ? signal.reason : error, this.#logger, { turn: id }),
    );
    letGo();
    if (event) {
      await this.#attempt(
        () => this.#log.append(id, JSON.stringify(event)),
        id,
        'the last word of a turn was not told',
      );
    }
    // Otherwise the lease will run out instead: readers then learn the same, a little later.
    await this.#attempt(() => this.#store.end(owner, id, outcome), id, 'the end of a turn could not be recorded');
    // Readers elsewhere find the stored items instead, once the record says that it ended.
    await this.#attempt(() => this.#log.end(id), id, 'the end of a log could not be written');
    this.#active.delete(id);
    for (const wake of this.#waiting.get(threadId) ?? []) wake();
  }

  /** Runs the job once the thread is the turn's. One that was stopped and comes to no end is left behind. */
  async #run(
    record: TurnRecord,
    job: TurnJob,
    signal: AbortSignal,
    stop: (kind: TurnStop['kind']) => void,
  ): Promise<TurnEnd> {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const work = async (): Promise<TurnEnd> => {
      const ref = await this.#acquire(record, signal);
      if (!ref) return { outcome: 'cancelled' };
      timers.add(setTimeout(() => stop('timeout'), this.#limits.runMs));
      return job({ ref, signal, stop });
    };
    let onAbort = () => {};
    // A database may leave a call unanswered for ever; its readers must not wait as long.
    const late = new Promise<never>((_, reject) => {
      onAbort = () => timers.add(setTimeout(() => reject(signal.reason), this.#limits.leaseMs));
      signal.addEventListener('abort', onAbort);
    });
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([work(), late]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      for (const timer of timers) clearTimeout(timer);
    }
  }

  /** Does what a turn can end without: a failure is only noted, and nothing is waited for beyond a lease. */
  async #attempt(work: () => unknown, turn: string, failure: string): Promise<void> {
    const settled = new AbortController();
    const inTime = async () => {
      await work();
      return true;
    };
    try {
      const late = delay(this.#limits.leaseMs, settled.signal).then(() => false);
      if (!(await Promise.race([inTime(), late]))) this.#logger.error({ turn }, failure);
    } catch (error) {
      this.#logger.error({ err: error, turn }, failure);
    } finally {
      settled.abort('settled');
    }
  }

  async #acquire({ id, owner, threadId }: TurnRecord, signal: AbortSignal): Promise<TurnRef | undefined> {
    for (let told = false; ; ) {
      signal.throwIfAborted();
      const ref = await this.#store.acquire(owner, id, this.#limits.leaseMs);
      if (ref === 'ended') {
        const ended = await this.#store.load(owner, id);
        if (ended?.outcome === 'cancelled') return undefined;
        throw new TurnLostError('the turn lost its place in line');
      }
      if (ref) {
        signal.throwIfAborted();
        return ref;
      }
      if (!told) this.#log.append(id, JSON.stringify(WAITING));
      told = true;
      await this.#woken(threadId, signal);
    }
  }

  async #woken(threadId: string, signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting.get(threadId) ?? new Set();
    this.#waiting.set(threadId, waiting);
    let wake = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      waiting.add(wake);
      signal.addEventListener('abort', wake);
      timer = setTimeout(wake, POLL_MS);
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
    waiting.delete(wake);
    if (waiting.size === 0) this.#waiting.delete(threadId);
  }

  /** Hears a Stop that reached another process, for as long as anything runs here. */
  async #watch(): Promise<void> {
    if (this.#watched) return;
    this.#watched = true;
    while (this.#active.size > 0) {
      await delay(WATCH_MS);
      const running = [...this.#active].filter(([, { controller }]) => !controller.signal.aborted);
      const addresses = running.map(([id, { owner }]) => ({ owner, id }));
      // Whatever fails here is told by the renewal, which asks the same a little later.
      const ask = async () => (addresses.length > 0 ? this.#store.findCancelled(addresses) : []);
      const asking = ask().catch(() => []);
      const settled = new AbortController();
      const late = delay(this.#limits.leaseMs, settled.signal).then(() => []);
      const cancelled = await Promise.race([asking, late]).finally(() => settled.abort());
      for (const id of cancelled) this.#active.get(id)?.controller.abort(new TurnStop('cancelled'));
    }
    this.#watched = false;
  }

  /** Renews the lease until the answer is called. Stops the turn when it lost the lease, or must assume so. */
  #keepLease({ id, owner }: TurnRecord, stop: (kind: TurnStop['kind']) => void): () => void {
    const { leaseMs } = this.#limits;
    let held = performance.now();
    let asking = false;
    const stopIfOver = () => {
      // Another process may take the thread now.
      if (performance.now() - held >= leaseMs) stop('lost');
    };
    const renew = async () => {
      // A call that never comes back renews nothing, and fails as little.
      if (asking) return stopIfOver();
      asking = true;
      const asked = performance.now();
      try {
        const lease = await this.#store.renew(owner, id, leaseMs);
        held = asked;
        if (lease === 'lost') stop('lost');
        if (lease === 'cancel_requested') stop('cancelled');
      } catch (error) {
        this.#logger.warn({ err: error, turn: id }, 'a lease could not be renewed');
        stopIfOver();
      } finally {
        asking = false;
      }
    };
    const timer = setInterval(renew, leaseMs / 3);
    return () => clearInterval(timer);
  }
}

const WAITING: ThreadStreamEvent = {
  type: 'progress_update',
  icon: 'clock',
  text: 'Waiting for the answer before this one…',
};
