import { setTimeout as delay } from 'node:timers/promises';
import { ChatKitError, type ThreadStreamEvent } from '../chatkit/index.ts';

/** Messages of one person, and from one address, that may wait at once in this process. */
const WAITING_MAX: Record<Bucket, number> = { owner: 20, address: 200 };
/** Nobody is asked to wait longer than this (ms): a message that would is refused. */
const PATIENCE_MS = 120_000;

/** What is counted: one bucket of messages per person, one per address. */
export type Bucket = 'owner' | 'address';

/** Says when a message may go to the model. */
export interface Pacer {
  /**
   * Takes one message out of a bucket.
   *
   * @returns `0` when there was one; else nothing was taken, and it is worth asking again after so many milliseconds
   */
  take(bucket: Bucket, key: string): Promise<number>;
  /** How long it takes until there is one more message in a bucket (ms), on average. */
  msPerMessage(bucket: Bucket): number;
}

/** Who a message comes from, and until when it is waited for. */
export interface Sender {
  owner: string;
  address?: string | undefined;
  signal: AbortSignal;
}

/** Those who wait for one bucket, in the order in which they came. Only the first asks for a message. */
type Line = (() => void)[];

/**
 * Lets messages through as fast as they may come, in their order: what is in excess waits in its thread, which is told, and
 * only a flood is refused.
 */
export class Gate {
  readonly #pacer: Pacer;
  readonly #lines = new Map<string, Line>();

  constructor(pacer: Pacer) {
    this.#pacer = pacer;
  }

  /**
   * Ends when the message may go, behind one event if it had to wait.
   *
   * @throws ChatKitError `rate_limited` when so many wait before it that it would take too long.
   */
  async *pass({ owner, address, signal }: Sender): AsyncGenerator<ThreadStreamEvent> {
    let told = false;
    for (const [bucket, key] of [['owner', owner] as const, ['address', address] as const]) {
      for await (const event of key ? this.#passBucket(bucket, key, signal) : []) {
        if (!told) yield event;
        told = true;
      }
    }
  }

  async *#passBucket(bucket: Bucket, key: string, signal: AbortSignal): AsyncGenerator<ThreadStreamEvent> {
    const name = `${bucket} ${key}`;
    const line = this.#lines.get(name) ?? [];
    const before = line.length;
    const wait = before * this.#pacer.msPerMessage(bucket);
    if (before >= WAITING_MAX[bucket] || (before > 0 && wait > PATIENCE_MS)) throw tooFast(wait);
    this.#lines.set(name, line);
    let come = () => {};
    const turn = new Promise<void>((resolve) => {
      come = resolve;
    });
    line.push(come);
    try {
      if (before > 0) {
        yield WAITING;
        await untilAborted(turn, signal);
      }
      for (let ms = await this.#pacer.take(bucket, key); ms > 0; ms = await this.#pacer.take(bucket, key)) {
        yield WAITING;
        await delay(ms, undefined, { signal });
      }
    } finally {
      this.#leave(name, line, come);
    }
  }

  #leave(name: string, line: Line, come: () => void): void {
    const wasFirst = line[0] === come;
    line.splice(line.indexOf(come), 1);
    if (line.length === 0) this.#lines.delete(name);
    else if (wasFirst) line[0]?.();
  }
}

const WAITING: ThreadStreamEvent = {
  type: 'progress_update',
  icon: 'clock',
  text: 'A lot at once: this one goes in a moment…',
};

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function tooFast(ms: number): ChatKitError {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const unit = seconds === 1 ? 'second' : 'seconds';
  return new ChatKitError('rate_limited', `These are too many messages. Please try again in ${seconds} ${unit}.`, {
    allowRetry: true,
  });
}
