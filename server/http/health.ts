import type { RequestHandler } from 'express';
import { requireState } from './request-state.ts';

const PING_LIMIT = 1_000;

export interface HealthOptions {
  /** Resolves when storage answers. */
  ping(): Promise<void>;
  /** Whether the server is on its way out. */
  isDraining(): boolean;
}

/** The process runs. */
export const live: RequestHandler = (_req, res) => {
  res.set('cache-control', 'no-store').json({ status: 'ok' });
};

/** The server takes requests: 200, or 503 while it drains or storage does not answer within a second. */
export function createReady({ ping, isDraining }: HealthOptions): RequestHandler {
  return async (_req, res) => {
    res.set('cache-control', 'no-store');
    if (isDraining()) {
      res.status(503).json({ status: 'draining' });
      return;
    }
    try {
      await within(PING_LIMIT, ping());
      res.json({ status: 'ok' });
    } catch (cause) {
      requireState(res).failure = { code: 'unavailable', cause };
      res.status(503).json({ status: 'unavailable' });
    }
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Storage did not answer within ${ms} ms.`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
