import type { TurnRef } from '../../store.ts';
import type { NewTurn, OpenResult, TurnAddress, TurnOutcome, TurnRecord, TurnStore } from '../../turn-store.ts';

/** How long a turn keeps its place in line before it first asks for the thread or renews. */
const FIRST_LEASE_MS = 10_000;
/** How long a repeat is known as one. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1_000;

export interface MemoryTurnStoreOptions {
  /** Milliseconds since the epoch. @default Date.now */
  now?: (() => number) | undefined;
}

interface Entry {
  record: TurnRecord;
  leaseUntil: number;
  fence?: number;
}

/** What a person has: turns in the order in which they came, and who took a thread last. */
interface Person {
  turns: Map<string, Entry>;
  requests: Map<string, Entry>;
  /** Turns of each thread that had not ended when they were last looked at. */
  lines: Map<string, Entry[]>;
  holders: Map<string, TurnRef>;
}

/** Turn records in this process's memory, for tests and first steps: not durable, as those of a real store must be. */
export class MemoryTurnStore implements TurnStore {
  readonly #now: () => number;
  readonly #people = new Map<string, Person>();

  constructor({ now = Date.now }: MemoryTurnStoreOptions = {}) {
    this.#now = now;
  }

  /** Whether this turn may write to the thread: it is the one that took it last. */
  holdsThread(owner: string, threadId: string, { id, fence }: TurnRef): boolean {
    const holder = this.#person(owner).holders.get(threadId);
    return holder?.id === id && holder.fence === fence;
  }

  /** Lets nobody write to the thread until a turn takes it anew: it was deleted. */
  releaseThread(owner: string, threadId: string): void {
    this.#person(owner).holders.delete(threadId);
  }

  async open(turn: NewTurn, { maxWaiting }: { maxWaiting: number }): Promise<OpenResult> {
    const person = this.#person(turn.owner);
    const { id, requestId, priority = 'line' } = turn;
    const before = requestId === undefined ? undefined : this.#find(person.requests.get(requestId));
    if (before) return { kind: 'repeated', turn: before };
    const line = this.#line(turn.owner, turn.threadId);
    if (priority === 'line' && line.length > maxWaiting) return { kind: 'full' };
    const createdAt = this.#now();
    const record: TurnRecord = { ...turn, priority, state: 'waiting', createdAt, cancelRequested: false };
    const entry: Entry = { record, leaseUntil: createdAt + FIRST_LEASE_MS };
    person.turns.set(id, entry);
    if (requestId !== undefined) person.requests.set(requestId, entry);
    person.lines.set(turn.threadId, [...line, entry]);
    this.#forgetOld(person);
    return { kind: 'created', turn: this.#read(entry) };
  }

  async acquire(owner: string, turnId: string, leaseMs: number): Promise<TurnRef | 'ended' | undefined> {
    const entry = this.#alive(owner, turnId);
    if (!entry) return 'ended';
    entry.leaseUntil = this.#now() + leaseMs;
    const { record } = entry;
    if (entry.fence !== undefined) return { id: turnId, fence: entry.fence };
    if (this.#line(owner, record.threadId)[0] !== entry) return undefined;
    const { holders } = this.#person(owner);
    entry.fence = (holders.get(record.threadId)?.fence ?? 0) + 1;
    record.state = 'running';
    const ref = { id: turnId, fence: entry.fence };
    holders.set(record.threadId, ref);
    return { ...ref };
  }

  async renew(owner: string, turnId: string, leaseMs: number): Promise<'held' | 'cancel_requested' | 'lost'> {
    const entry = this.#alive(owner, turnId);
    if (!entry) return 'lost';
    entry.leaseUntil = this.#now() + leaseMs;
    return entry.record.cancelRequested ? 'cancel_requested' : 'held';
  }

  async end(owner: string, turnId: string, outcome: TurnOutcome): Promise<void> {
    const entry = this.#alive(owner, turnId);
    if (entry) this.#end(entry, outcome, this.#now());
  }

  async requestCancel(owner: string, turnId: string): Promise<void> {
    const entry = this.#alive(owner, turnId);
    if (!entry) return;
    entry.record.cancelRequested = true;
    // Nobody runs it yet, so nobody need stop it: its place in line is free at once.
    if (entry.record.state === 'waiting') this.#end(entry, 'cancelled', this.#now());
  }

  async findCancelled(turns: readonly TurnAddress[]): Promise<string[]> {
    return turns.filter(({ owner, id }) => this.#alive(owner, id)?.record.cancelRequested).map(({ id }) => id);
  }

  async markBroken(owner: string, turnId: string): Promise<void> {
    const entry = this.#alive(owner, turnId);
    if (entry) entry.record.brokenAt = this.#now();
  }

  async load(owner: string, turnId: string): Promise<TurnRecord | undefined> {
    return this.#find(this.#person(owner).turns.get(turnId));
  }

  async findByRequestId(owner: string, requestId: string): Promise<TurnRecord | undefined> {
    return this.#find(this.#person(owner).requests.get(requestId));
  }

  async findRepeat(owner: string, fingerprint: string, withinMs: number): Promise<TurnRecord | undefined> {
    const time = this.#now();
    return [...this.#person(owner).turns.values()]
      .filter((entry) => entry.record.fingerprint === fingerprint)
      .map((entry) => this.#find(entry))
      .filter((record) => record !== undefined)
      .findLast(
        ({ state, outcome, brokenAt, cancelRequested }) =>
          !cancelRequested &&
          outcome !== 'cancelled' &&
          (state !== 'ended' || (brokenAt !== undefined && time - brokenAt <= withinMs)),
      );
  }

  async findActive(owner: string, threadId: string): Promise<TurnRecord | undefined> {
    return (await this.listActive(owner, threadId))[0];
  }

  async listActive(owner: string, threadId: string): Promise<TurnRecord[]> {
    return this.#line(owner, threadId).map((entry) => ({ ...entry.record }));
  }

  #person(owner: string): Person {
    const known = this.#people.get(owner);
    if (known) return known;
    const person: Person = { turns: new Map(), requests: new Map(), lines: new Map(), holders: new Map() };
    this.#people.set(owner, person);
    return person;
  }

  /** Ends a turn whose lease ran out. A dead process broke its connections; the lease is the last known of it. */
  #settle(entry: Entry): Entry {
    if (entry.record.state === 'ended' || entry.leaseUntil > this.#now()) return entry;
    entry.record.brokenAt ??= entry.leaseUntil;
    this.#end(entry, 'lost', entry.leaseUntil);
    return entry;
  }

  #end({ record }: Entry, outcome: TurnOutcome, endedAt: number): void {
    Object.assign(record, { state: 'ended', outcome, endedAt });
  }

  #read(entry: Entry): TurnRecord {
    return { ...this.#settle(entry).record };
  }

  /** The record, unless the turn was lost before it ever held its thread: then it is as if it had never come. */
  #find(entry: Entry | undefined): TurnRecord | undefined {
    const record = entry && this.#read(entry);
    return record?.outcome === 'lost' && entry?.fence === undefined ? undefined : record;
  }

  #alive(owner: string, turnId: string): Entry | undefined {
    const entry = this.#person(owner).turns.get(turnId);
    return entry && this.#settle(entry).record.state !== 'ended' ? entry : undefined;
  }

  /** Whoever has not ended, in the order in which they have their turn. */
  #line(owner: string, threadId: string): Entry[] {
    const { lines } = this.#person(owner);
    const line = (lines.get(threadId) ?? []).filter((entry) => this.#settle(entry).record.state !== 'ended');
    if (line.length > 0) lines.set(threadId, line);
    else lines.delete(threadId);
    return line.toSorted((one, other) => place(one) - place(other));
  }

  #forgetOld({ turns, requests }: Person): void {
    for (const [id, entry] of turns) {
      const { createdAt, requestId, state } = this.#settle(entry).record;
      if (createdAt >= this.#now() - KEEP_MS) return;
      if (state !== 'ended') continue;
      turns.delete(id);
      // The name of a request whose turn never began may be another turn's by now.
      if (requestId !== undefined && requests.get(requestId) === entry) requests.delete(requestId);
    }
  }
}

/** Equal places keep the order in which they came. */
function place({ record: { state, priority } }: Entry): number {
  if (state === 'running') return 0;
  return priority === 'first' ? 1 : 2;
}
