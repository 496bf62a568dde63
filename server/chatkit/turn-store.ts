import type { TurnRef } from './store.ts';

/** How a turn ended. `lost`: its process died or lost the thread; it reads as ended, with an error that offers retry. */
export type TurnOutcome = 'completed' | 'failed' | 'cancelled' | 'lost';

/**
 * `first`: goes before all that wait in its thread with `line` and is never refused as too many, as the output of a client
 * tool does, which the conversation waits for. Among themselves the turns of each kind go as they came.
 */
export type TurnPriority = 'line' | 'first';

/** One run of `respond()` or `action()`: durable, so that a repeat is known as one after a restart too. */
export interface TurnRecord {
  id: string;
  owner: string;
  threadId: string;
  /** Unique among the owner's turns. */
  requestId?: string | undefined;
  /** Frame id and hash of the body, for clients without request ids (design.md §3.1, "repeat or again"). */
  fingerprint?: string | undefined;
  /** A request that names a new thread: a reader must be told of it first. */
  createsThread: boolean;
  /** The item an action came from, so that a late reader is told how it stands now. */
  senderItemId?: string | undefined;
  priority: TurnPriority;
  state: 'waiting' | 'running' | 'ended';
  outcome?: TurnOutcome | undefined;
  /** Milliseconds since the epoch, by the store's clock. */
  createdAt: number;
  endedAt?: number | undefined;
  /** When the connection that started it broke before the end; a lease that ran out broke it then at the latest. */
  brokenAt?: number | undefined;
  /** Set by `requestCancel`: whoever runs the turn stops it, or it never starts. */
  cancelRequested: boolean;
}

export interface NewTurn
  extends Pick<
    TurnRecord,
    'id' | 'owner' | 'threadId' | 'requestId' | 'fingerprint' | 'createsThread' | 'senderItemId'
  > {
  /** @default 'line' */
  priority?: TurnPriority | undefined;
}

/** Which turn, and whose. */
export type TurnAddress = Pick<TurnRecord, 'owner' | 'id'>;

export type OpenResult =
  | { kind: 'created'; turn: TurnRecord }
  /** The same owner and request id: this is that turn, whatever else the new one says. */
  | { kind: 'repeated'; turn: TurnRecord }
  /**
   * One turn runs, or is about to, and `maxWaiting` wait behind it already, whatever their priority; nothing was written.
   * Never the answer to a turn with the priority `first`.
   */
  | { kind: 'full' };

/**
 * Keeps turn records, the line of every thread, and leases. Durable in every adapter; times are the store's own clock.
 *
 * A turn is born `waiting`, takes its thread when it is first in line and nobody runs (`acquire`), and ends once. A turn
 * whose lease ran out counts as ended with the outcome `lost` wherever it is read, and no longer holds its thread. One that
 * was lost before it ever held its thread is as if it had never come: nothing was done for it, and a repeat of its request
 * is a turn of its own, which does it.
 *
 * A turn that ended is known for a day at least; it is forgotten some time later, after its owner opens another one.
 */
export interface TurnStore {
  /**
   * Records a turn at the end of its thread's line, or before all of the line (`TurnPriority`). It keeps its place for
   * 10 s; from then on by `acquire` or `renew`.
   */
  open(turn: NewTurn, limits: { maxWaiting: number }): Promise<OpenResult>;
  /**
   * Takes the thread for this turn: the answer is the turn with a fence of its own, or `undefined` while another one
   * runs or stands before it in line. Either way its lease then has half of `leaseMs` to go at least. Called again by its
   * holder, it answers the same fence.
   * Answers `'ended'` when the turn ended meanwhile (cancelled before it began).
   */
  acquire(owner: string, turnId: string, leaseMs: number): Promise<TurnRef | 'ended' | undefined>;
  /** Keeps the lease, of a running turn or of one that waits. `lost`: the turn must stop and write nothing more. */
  renew(owner: string, turnId: string, leaseMs: number): Promise<'held' | 'cancel_requested' | 'lost'>;
  /** Ends the turn; the first outcome stays. Ending what is not there is silent. */
  end(owner: string, turnId: string, outcome: TurnOutcome): Promise<void>;
  /** Asks whoever runs the turn to stop it. A turn that waits ends at once, as `cancelled`. */
  requestCancel(owner: string, turnId: string): Promise<void>;
  /**
   * The ids of those of these turns that run and are asked to stop. A process asks a few times a second for all that it
   * runs: a Stop must not wait for the next renewal.
   */
  findCancelled(turns: readonly TurnAddress[]): Promise<string[]>;
  markBroken(owner: string, turnId: string): Promise<void>;

  load(owner: string, turnId: string): Promise<TurnRecord | undefined>;
  findByRequestId(owner: string, requestId: string): Promise<TurnRecord | undefined>;
  /** The newest turn with this fingerprint that is a repeat's: not cancelled, and running or broken within `withinMs`. */
  findRepeat(owner: string, fingerprint: string, withinMs: number): Promise<TurnRecord | undefined>;
  /** The turn that runs in the thread; failing that, the next one in line. */
  findActive(owner: string, threadId: string): Promise<TurnRecord | undefined>;
  /** All turns of a thread that have not ended, in the order in which they have their turn. */
  listActive(owner: string, threadId: string): Promise<TurnRecord[]>;
}
