import { performance } from 'node:perf_hooks';
import type { Connection } from 'mongoose';
import { type Logger, UnavailableError } from '../../chatkit/index.ts';
import { behindRequest } from '../deadline.ts';
import { attempt } from './errors.ts';
import { createThreadItems, type ItemContent, type ItemsOf } from './thread-items.ts';

/** How often the database is asked whether they came. */
const LOOK_MS = 250;
/** What did not come within so long, in milliseconds, while the database answered does not come any more. */
const SETTLED_MS = 10_000;
/** Kept in mind at most: one more is left where it comes. */
const MOST = 10_000;

interface Late {
  thread: ItemsOf;
  position: number;
  content: ItemContent;
  /** When the database first answered after it was asked for, by `performance.now()`. */
  since?: number;
}

/**
 * Takes back items of turns that were told of a failure: a database that hangs, or is out of reach, may apply what it was
 * sent when it goes on. Whoever asked was told that it failed and asks anew, so the item would stand there twice.
 */
export interface LateItems {
  /** Removes the item when it came, or as soon as it comes, unless somebody changed it since. Never throws. */
  takeBack(thread: ItemsOf, position: number, content: ItemContent): void;
  close(): void;
}

export function createLateItems(connection: Connection, logger: Logger): LateItems {
  const items = createThreadItems(connection);
  const awaited = new Set<Late>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    for (const late of [...awaited]) {
      try {
        const removed = await attempt(() => items.takeBack(late.thread, late.position, late.content));
        late.since ??= performance.now();
        if (removed || performance.now() - late.since > SETTLED_MS) awaited.delete(late);
      } catch (error) {
        // Looked for again as long as the database does not answer, which others log; no more once the storage is closed.
        if (error instanceof UnavailableError || !awaited.has(late)) break;
        awaited.delete(late);
        logger.error({ err: error }, 'an item that came late could not be taken back');
      }
    }
    looking = false;
    if (awaited.size === 0) stop();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    takeBack({ owner, life }, position, content) {
      if (awaited.size >= MOST) return;
      awaited.add({ thread: { owner, life }, position, content });
      const lookBehind = () => void behindRequest(look);
      timer ??= setInterval(lookBehind, LOOK_MS).unref();
      lookBehind();
    },
    close() {
      stop();
      awaited.clear();
    },
  };
}
