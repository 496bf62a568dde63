import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { RequestState } from './request-state.ts';
import { setState } from './request-state.ts';

/** Names every request (`x-request-id`) and logs it in one line when it is over. */
export function createRequestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    // The path alone, for a query string may hold what a log must not; and now, while no router has taken a part off it.
    const path = req.path.slice(0, 200);
    const state: RequestState = { id: randomUUID() };
    setState(res, state);
    res.set('x-request-id', state.id);
    // `close` comes after a normal end, and also when the client leaves before it.
    res.once('close', () => {
      const line = {
        requestId: state.id,
        method: req.method,
        path,
        status: res.headersSent ? res.statusCode : undefined,
        ms: Math.round(performance.now() - started),
        type: state.type,
        code: state.failure?.code,
        flaw: state.failure?.flaw,
        network: state.network,
        err: state.failure?.cause,
        aborted: res.writableEnded ? undefined : true,
      };
      logger[toLevel(path, res, state)](line, 'request');
    });
    next();
  };
}

function toLevel(path: string, res: Response, { failure }: RequestState): 'debug' | 'info' | 'error' {
  if (path.startsWith('/health/')) return 'debug';
  return failure?.cause !== undefined && (res.statusCode >= 500 || failure.code === 'unavailable') ? 'error' : 'info';
}
