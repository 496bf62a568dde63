import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isStreamingType } from '../chatkit/index.ts';
import { HttpError } from './http-error.ts';
import { requireState } from './request-state.ts';
import { whenOver } from './when-over.ts';

/** Seconds: from what nobody notices to what everybody gives up on. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export interface MetricsOptions {
  /** What whoever asks for the figures has to bring as bearer token. */
  token: string;
  /** Runs under way in this process, those that wait included. */
  activeTurns(): number;
}

export interface Metrics {
  /** Counts the requests that pass. Comes behind the request log. */
  count: RequestHandler;
  /** Answers with the figures, in the text format of Prometheus. */
  report: RequestHandler;
}

/**
 * Figures of this process for Prometheus. Nothing that a client sends becomes a label: there are only so many.
 */
export function createMetrics({ token, activeTurns }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'task_chat_requests_total',
    help: 'Requests that are over, by kind (stream, json, other), status and error code',
    labelNames: ['kind', 'status', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'task_chat_request_seconds',
    help: 'Time until the end of an answer',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers,
  });
  const firstByte = new Histogram({
    name: 'task_chat_stream_start_seconds',
    help: 'Time until the first event of a stream left',
    buckets: BUCKETS,
    registers,
  });
  const streams = new Gauge({ name: 'task_chat_open_streams', help: 'Streams that are being read', registers });
  new Gauge({
    name: 'task_chat_turns',
    help: 'Runs under way in this process, those that wait included',
    registers,
    collect() {
      this.set(activeTurns());
    },
  });
  const expected = digest(token);

  return {
    count(_req, res, next) {
      const began = performance.now();
      const elapsed = () => (performance.now() - began) / 1_000;
      const state = requireState(res);
      state.onStream = () => {
        streams.inc();
        whenOver(res, () => streams.dec());
        return () => firstByte.observe(elapsed());
      };
      whenOver(res, () => {
        const { type, failure } = state;
        const kind = type === undefined ? 'other' : isStreamingType(type) ? 'stream' : 'json';
        // 499 as nginx has it: the client left before there was an answer.
        const status = res.headersSent ? res.statusCode : 499;
        requests.inc({ kind, status, code: failure?.code ?? 'none' });
        seconds.observe({ kind }, elapsed());
      });
      next();
    },

    async report(req, res) {
      const [, given = ''] = /^bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
      if (!timingSafeEqual(digest(given), expected)) {
        res.set('www-authenticate', 'Bearer realm="metrics"');
        throw new HttpError(401, 'missing_token', 'The figures are for whoever runs this server.');
      }
      res.set({ 'content-type': registry.contentType, 'cache-control': 'no-store' }).send(await registry.metrics());
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
