import { setTimeout as delay } from 'node:timers/promises';
import type { LogBatch } from './turn-log-batches.ts';

/** How long an event waits for others at most, and the database for the next batch at least. */
const BATCH_MS = 50;
/** Events that do not wait, when nothing was written lately. */
const BATCH_EVENTS = 64;
/** Characters behind which a batch ends, when the database is slower than the run. */
const BATCH_CHARS = 1024 * 1024;
const RETRY_MS = 250;
/** How long the database may be away: the turn has lost its thread by then. */
const GIVE_UP_MS = 15_000;

/** Writes the events of one turn behind its back, in batches, one after the other. */
export interface LogWriter {
  append(data: string): void;
  /** Waits until all is written; answers the number of the last event, or `undefined` when it could not be. */
  finish(): Promise<number | undefined>;
  /** Writes nothing more. */
  stop(): void;
  /** Whether all reached the database that was to, so far. */
  readonly intact: boolean;
}

/**
 * @param write Writes a batch; called again with the same one when it failed.
 * @param giveUp Told why it failed at last.
 */
export function createLogWriter(
  write: (batch: LogBatch) => Promise<void>,
  giveUp: (error: unknown) => void,
): LogWriter {
  let waiting: string[] = [];
  let last = 0;
  let intact = true;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isLast = false;
  let wake = () => {};
  let written = Promise.resolve();

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!isBusy) written = writeAll();
  }

  async function writeAll(): Promise<void> {
    isBusy = true;
    while (waiting.length > 0) {
      const data = takeBatch();
      last += data.length;
      await persist({ last, folded: false, data });
      if (!isLast) await rest();
    }
    isBusy = false;
  }

  /** A run that is quick costs few large batches, and not many small ones. */
  async function rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, BATCH_MS);
    });
    clearTimeout(timer);
    timer = undefined;
  }

  function takeBatch(): string[] {
    let chars = 0;
    const end = waiting.findIndex((data) => {
      chars += data.length;
      return chars > BATCH_CHARS;
    });
    const data = end === -1 ? waiting : waiting.slice(0, Math.max(1, end));
    waiting = waiting.slice(data.length);
    return data;
  }

  async function persist(batch: LogBatch): Promise<void> {
    const start = performance.now();
    while (intact) {
      try {
        return await write(batch);
      } catch (error) {
        if (performance.now() - start > GIVE_UP_MS) {
          stop();
          giveUp(error);
        } else {
          await delay(RETRY_MS);
        }
      }
    }
  }

  function stop(): void {
    intact = false;
    waiting = [];
    isLast = true;
    clearTimeout(timer);
    wake();
  }

  return {
    append(data) {
      if (!intact) return;
      waiting.push(data);
      // What comes while a batch is being written, and a moment later, goes with the next one.
      if (isBusy) return;
      if (waiting.length >= BATCH_EVENTS) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    async finish() {
      isLast = true;
      wake();
      flush();
      await written;
      return intact ? last : undefined;
    },
    stop,
    get intact() {
      return intact;
    },
  };
}
