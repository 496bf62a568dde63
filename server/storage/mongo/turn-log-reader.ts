import { setTimeout as delay } from 'node:timers/promises';
import { type LoggedEvents, type TurnAddress, TurnLogLostError } from '../../chatkit/index.ts';
import type { LogBatch, LogBatches } from './turn-log-batches.ts';
import type { LogHeads } from './turn-log-heads.ts';

/** How often a reader looks for more: at first, and when nothing came for a while. */
const SHORTEST_POLL_MS = 40;
const LONGEST_POLL_MS = 160;
/** How long the database may be away before who reads is cut. */
const PATIENCE_MS = 5_000;

/**
 * Reads a log that another process writes, from the event behind `after` on, until it ends or is purged.
 *
 * @throws TurnLogLostError when its writer is gone, or something of it is.
 */
export async function* followLog(
  turn: TurnAddress,
  after: number,
  { heads, batches }: { heads: LogHeads; batches: LogBatches },
  signal?: AbortSignal,
): AsyncGenerator<LoggedEvents> {
  let position = after;
  let pause = SHORTEST_POLL_MS;
  while (!signal?.aborted) {
    const { head, found } = await insist(async () => {
      // The head first: all that stood in the log when it ended is found behind it.
      const head = await heads.find(turn);
      return { head, found: head ? await batches.read(turn, position) : [] };
    }, signal);
    // A failover took it, or whoever asks is later than all that is kept.
    if (!head) throw new TurnLogLostError('the log of a turn is gone');
    if (head.isPurged) return;
    for (const batch of found) {
      yield* toEvents(batch, position);
      position = batch.last;
      if (signal?.aborted) return;
    }
    if (found.length > 0) {
      pause = SHORTEST_POLL_MS;
    } else if (head.last !== undefined && position >= head.last) {
      return;
    } else if (head.last !== undefined || head.isAbandoned) {
      throw new TurnLogLostError('the log of a turn stops before its end');
    }
    // Nothing can have been written since that would not be there in a moment anyway, unless the log ended.
    if (head.last === undefined) await wait(pause, signal);
    if (found.length === 0) pause = Math.min(LONGEST_POLL_MS, pause * 1.5);
  }
}

function* toEvents({ last, folded, data }: LogBatch, position: number): Generator<LoggedEvents> {
  if (folded) {
    if (data.length > 1) yield { data: data.slice(0, -1) };
    yield { data: data.slice(-1), first: last };
    return;
  }
  const first = last - data.length + 1;
  if (first > position + 1) throw new TurnLogLostError('the log of a turn has a gap');
  yield { data: data.slice(position + 1 - first), first: position + 1 };
}

/** Asks again while the database fails over. */
async function insist<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const start = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal?.aborted || performance.now() - start > PATIENCE_MS) throw error;
      await wait(LONGEST_POLL_MS, signal);
    }
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal && { signal }).catch(() => {});
}
