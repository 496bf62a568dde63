import { delay } from './delay.ts';
import { TurnStop, toEnding } from './endings.ts';
import { ChatKitError, TurnLostError } from './errors.ts';
import { createId } from './ids.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { TurnRef } from './store.ts';
import type { TurnLog } from './turn-log.ts';
import type { NewTurn, TurnOutcome, TurnRecord, TurnStore } from './turn-store.ts';

/** How often a waiting turn asks for its thread when nobody in this process woke it. */
const POLL_MS = 250;
/** How long a turn that was stopped may take to store what was said. */
const STOP_MS = 2_000;

/** What a turn does once the thread is its own. */
export type TurnJob = (control: {
  ref: TurnRef;
  signal: AbortSignal;
  stop(kind: TurnStop['kind']): void;
}) => Promise<TurnOutcome>;

interface ActiveTurn {
  record: TurnRecord;
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
  /** Ends those that came in nevertheless. */
  #closed = false;

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
    // Before the record, so that a repeat which finds the record finds the log too.
    await this.#log.create(turn.id, turn.threadId);
    const opened = await this.#store
      .open(turn, { maxWaiting: this.#limits.waitingTurns })
      .catch(async (error: unknown) => {
        await this.#log.purge(turn.id);
        throw error;
      });
    if (opened.kind === 'created') {
      const controller = new AbortController();
      // The time that a shutdown gives may have passed meanwhile.
      if (this.#closed) controller.abort(new TurnStop('shutdown'));
      const active: ActiveTurn = { record: opened.turn, controller, connections: 0, done: Promise.resolve() };
      this.#active.set(turn.id, active);
      active.done = this.#drive(opened.turn, job, controller);
      return opened.turn;
    }
    await this.#log.purge(turn.id);
    if (opened.kind === 'repeated') return opened.turn;
    throw new ChatKitError('busy', 'Several messages are waiting here already. Please wait for an answer first.', {
      allowRetry: true,
    });
  }

  /** Stops a turn wherever it runs. Stopping one that ended, or that is not there, is silent. */
  async cancel(owner: string, turnId: string): Promise<void> {
    const active = this.#active.get(turnId);
    // Here first: a store that is away for the moment must not keep a run going.
    if (active?.record.owner === owner) active.controller.abort(new TurnStop('cancelled'));
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
    const settled = explicit ? this.#store.markBroken(owner, id) : this.cancel(owner, id);
    settled.catch((error: unknown) =>
      this.#logger.error({ err: error, turn: id }, 'a broken connection was not noted'),
    );
  }

  /** Takes no new turns, lets the running ones finish for `graceMs`, then ends them with an error that offers retry. */
  async shutdown(graceMs: number): Promise<void> {
    this.#closing = true;
    await Promise.race([this.#idle(), delay(graceMs)]);
    this.#closed = true;
    for (const active of this.#active.values()) active.controller.abort(new TurnStop('shutdown'));
    await Promise.race([this.#idle(), delay(STOP_MS)]);
  }

  async #idle(): Promise<void> {
    while (this.#active.size > 0) await Promise.all([...this.#active.values()].map((active) => active.done));
  }

  async #drive(record: TurnRecord, job: TurnJob, controller: AbortController): Promise<void> {
    const { id, owner, threadId } = record;
    const stop = (kind: TurnStop['kind']) => controller.abort(new TurnStop(kind));
    const letGo = this.#keepLease(record, stop);
    let outcome: TurnOutcome;
    try {
      const ref = await this.#acquire(record, controller.signal);
      if (ref) {
        const timer = setTimeout(() => stop('timeout'), this.#limits.runMs);
        outcome = await job({ ref, signal: controller.signal, stop }).finally(() => clearTimeout(timer));
      } else {
        outcome = 'cancelled';
      }
    } catch (error) {
      const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
      const ending = toEnding(reason, this.#logger, { turn: id });
      outcome = ending.outcome;
      if (ending.event) this.#log.append(id, JSON.stringify(ending.event));
    }
    letGo();
    await this.#store.end(owner, id, outcome).catch((error: unknown) => {
      // The lease will run out instead: readers then learn the same, a little later.
      this.#logger.error({ err: error, turn: id }, 'the end of a turn could not be recorded');
    });
    // Readers elsewhere find the stored items instead, once the record says that it ended.
    try {
      await this.#log.end(id);
    } catch (error) {
      this.#logger.error({ err: error, turn: id }, 'the end of a log could not be written');
    }
    this.#active.delete(id);
    for (const wake of this.#waiting.get(threadId) ?? []) wake();
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

  /** Renews the lease until the answer is called. Stops the turn when it lost the lease, or must assume so. */
  #keepLease({ id, owner }: TurnRecord, stop: (kind: TurnStop['kind']) => void): () => void {
    const { leaseMs } = this.#limits;
    let held = performance.now();
    const renew = () => {
      const asked = performance.now();
      this.#store.renew(owner, id, leaseMs).then(
        (lease) => {
          held = asked;
          if (lease === 'lost') stop('lost');
          if (lease === 'cancel_requested') stop('cancelled');
        },
        (error: unknown) => {
          this.#logger.warn({ err: error, turn: id }, 'a lease could not be renewed');
          // Another process may take the thread now.
          if (performance.now() - held >= leaseMs) stop('lost');
        },
      );
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
