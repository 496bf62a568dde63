import { setTimeout as delay } from 'node:timers/promises';
import { ChatKitError, type ThreadStreamEvent } from '../chatkit/index.ts';

/** Messages of one person that may wait at once in this process for their turn with the model. */
const WAITING_MAX = 20;
/** Somebody who was told to wait is not told again before this (ms). */
const LONGEST_PAUSE_MS = 5_000;

/** Says when a message may go to the model: one bucket of messages per person, one per address. */
export interface Pacer {
  /**
   * Takes one message out of a bucket.
   *
   * @returns `0` when there was one; else nothing was taken, and it is worth asking again after so many milliseconds
   */
  take(bucket: 'owner' | 'address', key: string): Promise<number>;
}

/** Who a message comes from, and until when it is waited for. */
export interface Sender {
  owner: string;
  address?: string | undefined;
  signal: AbortSignal;
}

/**
 * Lets messages through as fast as they may come: what is in excess waits in its thread, which is told, and only a flood
 * is refused.
 */
export class Gate {
  readonly #pacer: Pacer;
  readonly #waiting = new Map<string, number>();

  constructor(pacer: Pacer) {
    this.#pacer = pacer;
  }

  /** @throws ChatKitError `rate_limited` when too many messages of this person wait already. */
  async *pass({ owner, address, signal }: Sender): AsyncGenerator<ThreadStreamEvent> {
    let told = false;
    const buckets = [['owner', owner] as const, ...(address ? [['address', address] as const] : [])];
    for (const [bucket, key] of buckets) {
      for (;;) {
        const wait = await this.#pacer.take(bucket, key);
        if (wait === 0) break;
        if (!told) yield { type: 'progress_update', icon: 'clock', text: 'A lot at once: this one goes in a moment…' };
        told = true;
        await this.#pause(owner, wait, signal);
      }
    }
  }

  async #pause(owner: string, ms: number, signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting.get(owner) ?? 0;
    if (waiting >= WAITING_MAX) throw tooFast(ms);
    this.#waiting.set(owner, waiting + 1);
    try {
      await delay(Math.min(ms, LONGEST_PAUSE_MS), undefined, { signal });
    } finally {
      const left = (this.#waiting.get(owner) ?? 1) - 1;
      if (left > 0) this.#waiting.set(owner, left);
      else this.#waiting.delete(owner);
    }
  }
}

function tooFast(ms: number): ChatKitError {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const unit = seconds === 1 ? 'second' : 'seconds';
  return new ChatKitError('rate_limited', `These are too many messages. Please try again in ${seconds} ${unit}.`, {
    allowRetry: true,
  });
}
