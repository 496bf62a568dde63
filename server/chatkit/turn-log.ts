import { applyItemUpdate } from './item-updates.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem } from './protocol/items.ts';
import type { TurnAddress } from './turn-store.ts';

/** Milliseconds behind an event in which another one belongs to the same burst. */
const BURST_MS = 2;

/** Events of a turn, one behind the other, each serialised once for all its readers. */
export interface LoggedEvents {
  /**
   * The number of the first: a turn's events are numbered from 1, without gaps. Absent for events that stand for several
   * older ones and cannot be resumed from.
   */
  first?: number;
  /** The JSON of each `ThreadStreamEvent`, without line breaks. */
  data: readonly string[];
}

/** Something of a log is lost for good: whoever reads it is told what is stored instead. Never crosses the wire. */
export class TurnLogLostError extends Error {
  override name = 'TurnLogLostError';
}

/**
 * The events of turns: one writer each, any number of readers, none of which slows the writer or another reader.
 *
 * A log that other processes read may write behind `append`, in small batches; `end` then waits until all is written.
 */
export interface TurnLog {
  /** Begins the log of a turn. */
  create(turn: TurnAddress & { threadId: string }): void | Promise<void>;
  /** Appends the JSON of a `ThreadStreamEvent`. Ignored when the log is not here, or ended. */
  append(turnId: string, data: string): void;
  /** No more events: every reader comes to its end. The log stays readable for a while. */
  end(turnId: string): void | Promise<void>;
  /** Forgets the log at once; readers come to their end. */
  purge(turn: TurnAddress): void | Promise<void>;
  /** Forgets the logs of all turns of a thread. */
  purgeThread(owner: string, threadId: string): void | Promise<void>;
  /** Forgets all that a person has here. */
  purgeOwner(owner: string): void | Promise<void>;
  /**
   * Reads the events behind number `after`, as many at a time as there are, waiting for more until the log ends or the
   * signal aborts. `undefined` when this log is not (or no longer) here, or another person's. A reader that cannot be given
   * the rest of a log fails, with `TurnLogLostError` when nobody ever can; it never just ends.
   */
  read(turn: TurnAddress, after: number, signal?: AbortSignal): Promise<AsyncIterable<LoggedEvents> | undefined>;
}

export interface MemoryTurnLogOptions {
  /** Milliseconds an ended log stays readable. @default 300_000 */
  keepMs?: number;
  /** Characters of JSON that ended logs may hold together; above it the oldest are forgotten first. @default 67_108_864 */
  keepChars?: number;
  /** Characters of JSON in one log above which its oldest events are folded into snapshots. @default 4_194_304 */
  foldAbove?: number;
}

/** A turn log in this process's memory. */
export function createMemoryTurnLog({
  keepMs = 300_000,
  keepChars = 64 * 1024 * 1024,
  foldAbove = 4 * 1024 * 1024,
}: MemoryTurnLogOptions = {}): TurnLog {
  const logs = new Map<string, Log>();
  /** The sizes of ended logs, the oldest first. */
  const ended = new Map<string, number>();
  let kept = 0;

  function purge(turnId: string): void {
    logs.get(turnId)?.end();
    forget(turnId);
  }

  function forget(turnId: string): void {
    kept -= ended.get(turnId) ?? 0;
    ended.delete(turnId);
    logs.delete(turnId);
  }

  return {
    create({ id, owner, threadId }) {
      logs.set(id, new Log(owner, threadId, foldAbove));
    },
    append(turnId, data) {
      const log = logs.get(turnId);
      if (log && !log.ended) log.append(data);
    },
    end(turnId) {
      const log = logs.get(turnId);
      if (!log || log.ended) return;
      log.end();
      ended.set(turnId, log.chars);
      kept += log.chars;
      for (const oldest of ended.keys()) {
        if (kept <= keepChars) break;
        forget(oldest);
      }
      // Unreferenced where the platform can: a log that waits to be forgotten must not keep a process alive.
      const timer: unknown = setTimeout(() => forget(turnId), keepMs);
      (timer as { unref?: () => void }).unref?.();
    },
    purge({ owner, id }) {
      if (logs.get(id)?.owner === owner) purge(id);
    },
    purgeThread(owner, threadId) {
      for (const [id, log] of logs) if (log.owner === owner && log.threadId === threadId) purge(id);
    },
    purgeOwner(owner) {
      for (const [id, log] of logs) if (log.owner === owner) purge(id);
    },
    async read({ owner, id }, after, signal) {
      const log = logs.get(id);
      return log?.owner === owner ? log.read(after, signal) : undefined;
    },
  };
}

class Log {
  readonly owner: string;
  readonly threadId: string;
  ended = false;
  readonly #foldAbove: number;
  /** Stands for the events 1 to `#folded`. */
  #snapshot: readonly string[] = [];
  #folded = 0;
  #events: string[] = [];
  #size = 0;
  readonly #wake = new Set<() => void>();
  #waking: ReturnType<typeof setTimeout> | undefined;
  /** When readers were last woken. */
  #woken = 0;

  constructor(owner: string, threadId: string, foldAbove: number) {
    this.owner = owner;
    this.threadId = threadId;
    this.#foldAbove = foldAbove;
  }

  /** Characters of JSON in it. */
  get chars(): number {
    return this.#snapshot.reduce((sum, data) => sum + data.length, this.#size);
  }

  append(data: string): void {
    this.#events.push(data);
    this.#size += data.length;
    if (this.#size > this.#foldAbove) this.#fold();
    if (this.#wake.size === 0 || this.#waking) return;
    // An event that comes alone is read at once; those of a burst a moment later, together.
    if (performance.now() - this.#woken > BURST_MS) this.#notify();
    else this.#waking = setTimeout(() => this.#notify(), 1);
  }

  end(): void {
    this.ended = true;
    this.#notify();
  }

  async *read(after: number, signal?: AbortSignal): AsyncGenerator<LoggedEvents> {
    let position = after;
    const onAbort = () => this.#notify();
    signal?.addEventListener('abort', onAbort);
    try {
      while (!signal?.aborted) {
        if (position < this.#folded) {
          // Folding replaces this array and never changes it, so it can be walked across awaits.
          const snapshot = this.#snapshot;
          position = this.#folded;
          yield { data: snapshot.slice(0, -1) };
          yield { data: snapshot.slice(-1), first: position };
          continue;
        }
        const data = this.#events.slice(position - this.#folded);
        if (data.length > 0) {
          const first = position + 1;
          position += data.length;
          yield { data, first };
        } else if (this.ended) {
          return;
        } else {
          await new Promise<void>((resolve) => this.#wake.add(resolve));
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #notify(): void {
    clearTimeout(this.#waking);
    this.#waking = undefined;
    this.#woken = performance.now();
    for (const wake of this.#wake) wake();
    this.#wake.clear();
  }

  /** Folds the oldest eighth of the log: in small steps, since nobody else has a turn meanwhile. */
  #fold(): void {
    let kept = 0;
    let start = this.#events.length;
    while (start > 0 && kept < (this.#foldAbove * 7) / 8) {
      start -= 1;
      kept += this.#events[start]?.length ?? 0;
    }
    if (start === 0) return;
    this.#snapshot = foldEvents([...this.#snapshot, ...this.#events.slice(0, start)]);
    this.#folded += start;
    this.#events = this.#events.slice(start);
    // Counted from here on: what a snapshot holds cannot be folded again, and the run's own limit bounds it.
    this.#size = kept;
  }
}

/** What a reader who missed these events must be told instead: every item once, as it stood behind the last of them. */
function foldEvents(events: readonly string[]): string[] {
  const head = new Map<string, ThreadStreamEvent>();
  const items = new Map<string, { item: ThreadItem; done: boolean }>();
  const removed: ThreadStreamEvent[] = [];
  for (const data of events) {
    const event = JSON.parse(data) as ThreadStreamEvent;
    switch (event.type) {
      case 'thread.item.added':
        items.set(event.item.id, { item: event.item, done: false });
        break;
      case 'thread.item.done':
      case 'thread.item.replaced':
        items.set(event.item.id, { item: event.item, done: true });
        break;
      case 'thread.item.updated': {
        const known = items.get(event.item_id);
        if (known) known.item = applyItemUpdate(known.item, event.update);
        break;
      }
      case 'thread.item.removed':
        items.delete(event.item_id);
        removed.push(event);
        break;
      case 'progress_update':
        break;
      case 'client_effect':
      case 'notice':
        head.set(`${event.type} ${data}`, event);
        break;
      default:
        head.set(event.type, event);
    }
  }
  const rows = [...items.values()].map(
    ({ item, done }): ThreadStreamEvent => ({ type: done ? 'thread.item.done' : 'thread.item.added', item }),
  );
  return [...head.values(), ...removed, ...rows].map((event) => JSON.stringify(event));
}
