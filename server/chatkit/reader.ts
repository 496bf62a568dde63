import { delay } from './delay.ts';
import { INTERRUPTED } from './endings.ts';
import { UnavailableError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { StreamingResult } from './result.ts';
import { END_FRAME, encodeEvent } from './sse.ts';
import { type LoggedEvents, type TurnLog, TurnLogLostError } from './turn-log.ts';
import type { TurnRecord, TurnStore } from './turn-store.ts';

/** Characters of SSE text behind which a chunk ends. */
const CHUNK_CHARS = 16_384;
/** How long a log may keep a reader waiting that cannot be read: what is stored is no nearer then. */
const PATIENCE_MS = 2_000;
/** How often a reader asks after a turn that runs where it cannot see it. */
const POLL_MS = 500;

export interface ReadOptions {
  /** The number of the last event that the client has. */
  after: number;
  signal?: AbortSignal | undefined;
  /** Called once when the connection breaks before the turn's end. */
  onGone?: (() => void) | undefined;
  /** Called when reading begins; what it answers is called when reading has ended, in whatever way. */
  onReading?: (() => () => void) | undefined;
}

/** Where readers of turns find what they read. */
export interface ReaderSources {
  turns: TurnStore;
  log: TurnLog;
  logger: Logger;
  /** What is stored of a turn, as events, for readers who come after its log is gone. */
  replay(turn: TurnRecord): AsyncIterable<ThreadStreamEvent>;
  /** Brings what the log of an ended turn says up to date (see `createRetelling`). */
  retell(turn: TurnRecord): (data: string) => Promise<string | undefined>;
  /** Turns an error that came up while reading into its event. */
  toErrorEvent(error: unknown): ThreadStreamEvent;
}

/** A connection that reads a turn: its log from an event on, or what is stored of it when the log, or its rest, is gone. */
export function readTurn(turn: TurnRecord, sources: ReaderSources, options: ReadOptions): StreamingResult {
  const { signal } = options;
  const connection = new AbortController();
  let over = false;
  let onEnded = () => {};
  const leave = () => {
    onEnded();
    signal?.removeEventListener('abort', leave);
    // With a reason, since making the default one (an exception with its stack) costs more than a dozen events.
    connection.abort('left');
    if (over) return;
    over = true;
    options.onGone?.();
  };
  // Listened to from the start: a client can be gone before its answer is iterated.
  if (signal?.aborted) queueMicrotask(leave);
  else signal?.addEventListener('abort', leave);

  async function* frames(): AsyncGenerator<string> {
    try {
      const log = await openLog(turn, sources, options.after, connection.signal);
      if (log === 'unavailable') {
        over = true;
        yield encodeEvent(JSON.stringify(sources.toErrorEvent(new UnavailableError()))) + END_FRAME;
        return;
      }
      if (!log || (yield* readLogged(turn, sources, log)) === 'lost') {
        for await (const event of readStored(turn, sources, connection.signal)) {
          yield encodeEvent(JSON.stringify(event));
        }
      }
      if (connection.signal.aborted) return;
      over = true;
      // Nothing comes behind it, and not everybody asks again.
      onEnded();
      yield END_FRAME;
    } catch (error) {
      // Who reads a turn that still runs is cut, and reads on from where it stands.
      if (turn.state !== 'ended') throw error;
      over = true;
      yield encodeEvent(JSON.stringify(sources.toErrorEvent(error))) + END_FRAME;
    } finally {
      leave();
    }
  }

  return {
    kind: 'stream',
    turnId: turn.id,
    [Symbol.asyncIterator]() {
      const iterator = frames();
      onEnded = options.onReading?.() ?? onEnded;
      return {
        next: () => iterator.next(),
        // A consumer that stops iterating is a connection that broke, with or without a signal, also while it waits for
        // an event: a generator alone would take notice only when the next one comes.
        return: () => {
          leave();
          return iterator.return(undefined);
        },
      };
    },
  };
}

/** An answer that starts no turn: these events and the end. */
export function streamOf(...events: ThreadStreamEvent[]): StreamingResult {
  return {
    kind: 'stream',
    async *[Symbol.asyncIterator]() {
      for (const event of events) yield encodeEvent(JSON.stringify(event));
      yield END_FRAME;
    },
  };
}

/**
 * The log, or `undefined` when it is gone. One that cannot be read is as good as gone: all that counts is stored. But where
 * that was long in coming, whoever asks has waited enough.
 */
async function openLog(
  turn: TurnRecord,
  { log, logger }: ReaderSources,
  after: number,
  signal: AbortSignal,
): Promise<AsyncIterable<LoggedEvents> | 'unavailable' | undefined> {
  const start = performance.now();
  try {
    return await log.read(turn, after, signal);
  } catch (error) {
    logger.warn({ err: error, turn: turn.id }, 'a log could not be read');
    const isSlow = error instanceof UnavailableError && performance.now() - start > PATIENCE_MS;
    return isSlow ? 'unavailable' : undefined;
  }
}

/** Tells what is in the log; `lost` when the rest of it is not there any more. */
async function* readLogged(
  turn: TurnRecord,
  { retell: createRetell, logger }: ReaderSources,
  log: AsyncIterable<LoggedEvents>,
): AsyncGenerator<string, 'whole' | 'lost'> {
  const retell = turn.state === 'ended' ? createRetell(turn) : undefined;
  try {
    for await (const { first, data } of log) {
      let number = first;
      let chunk = '';
      for (const logged of data) {
        const place = number && number++;
        const event = retell ? await retell(logged) : logged;
        if (event === undefined) continue;
        // What is there together goes out together: a write of its own for every event costs more than the event.
        chunk += encodeEvent(event, turn.id, place);
        if (chunk.length < CHUNK_CHARS) continue;
        yield chunk;
        chunk = '';
      }
      if (chunk) yield chunk;
    }
    return 'whole';
  } catch (error) {
    // Whoever was cut would ask again, and come to the same place.
    if (!(error instanceof TurnLogLostError)) throw error;
    logger.warn({ err: error, turn: turn.id }, 'something of a log is lost: its reader is told what is stored');
    return 'lost';
  }
}

async function* readStored(
  turn: TurnRecord,
  sources: ReaderSources,
  signal: AbortSignal,
): AsyncGenerator<ThreadStreamEvent> {
  let record: TurnRecord | undefined = turn;
  try {
    while (record && record.state !== 'ended') {
      await delay(POLL_MS, signal);
      if (signal.aborted) return;
      record = await sources.turns.load(turn.owner, turn.id);
    }
    // Its process died before it began. Whoever asks again by the same request id is answered by a turn that does.
    if (!record && turn.requestId !== undefined) throw new TurnGone();
    yield* sources.replay(turn);
    if (record?.outcome !== 'completed' && record?.outcome !== 'cancelled') yield INTERRUPTED;
  } catch (error) {
    if (error instanceof TurnGone) throw error;
    yield sources.toErrorEvent(error);
  }
}

/** Cuts the connection: its client asks again. */
class TurnGone extends Error {
  override name = 'TurnGone';
  constructor() {
    super('the turn was gone before it began');
  }
}
