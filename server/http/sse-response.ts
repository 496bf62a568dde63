import type { Response } from 'express';

export interface SseTimes {
  /** Milliseconds of silence after which a comment keeps proxies from closing the connection. @default 15000 */
  heartbeatMs?: number | undefined;
  /** Milliseconds that a reader may leave our data unread before we hang up. @default 60000 */
  stallMs?: number | undefined;
}

/** How long the end of a destroyed response is waited for. */
const DESTROY_MS = 100;
const HEARTBEAT = ': heartbeat\n\n';

/**
 * Sends SSE text, whole frames a chunk, and ends the response right after the last one. Waits for a slow reader. Returns
 * when the answer was sent or the client left; when the source throws, the connection is cut, so that the client knows
 * that the end is missing.
 *
 * @param onFirst called right before the first frame is written
 */
export async function sendEventStream(
  res: Response,
  frames: AsyncIterable<string>,
  { heartbeatMs = 15_000, stallMs = 60_000 }: SseTimes = {},
  onFirst?: () => void,
): Promise<void> {
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    // A proxy that compresses, stores or collects the stream would hold it back.
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!res.writableNeedDrain) res.write(HEARTBEAT);
  }, heartbeatMs);
  try {
    let first = onFirst;
    for await (const frame of frames) {
      if (res.closed || res.destroyed) return;
      first?.();
      first = undefined;
      heartbeat.refresh();
      if (!res.write(frame)) await drained(res, stallMs);
    }
    res.end();
  } catch (error) {
    res.destroy();
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** Waits until the reader has caught up, or is gone. */
function drained(res: Response, stallMs: number): Promise<void> {
  if (res.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(stalled);
      clearTimeout(late);
      res.off('drain', done).off('close', done);
      resolve();
    };
    let late: NodeJS.Timeout | undefined;
    const stalled = setTimeout(() => {
      res.destroy();
      // One that stands behind another on its connection is never told that it was destroyed.
      late = setTimeout(done, DESTROY_MS);
    }, stallMs);
    res.once('drain', done).once('close', done);
  });
}
