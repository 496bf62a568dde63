import type { Express, RequestHandler } from 'express';
import express from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { TokenVerifier } from '../auth/principal.ts';
import { createAuthenticate } from './authenticate.ts';
import type { ChatKitEndpoint } from './chatkit-route.ts';
import { createChatKitRoute } from './chatkit-route.ts';
import { createCors } from './cors.ts';
import type { EmbedInfo } from './embed-route.ts';
import { createEmbedRoute } from './embed-route.ts';
import { errorHandler } from './error-handler.ts';
import type { HealthOptions } from './health.ts';
import { createReady, live } from './health.ts';
import { HttpError } from './http-error.ts';
import type { MetricsOptions } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import type { FloodLimits } from './rate-limit.ts';
import { createFloodGuard } from './rate-limit.ts';
import { createRequestLog } from './request-log.ts';
import type { SseTimes } from './sse-response.ts';

export interface AppOptions {
  chatkit: ChatKitEndpoint;
  verifier: TokenVerifier;
  /** Exact origins and `https://*.example.com` patterns. */
  allowedOrigins: readonly string[];
  health: HealthOptions;
  /** The folder that holds the built `task-chat.js`. */
  embedFolder: string;
  info: EmbedInfo;
  logger: Logger;
  /** Express's `trust proxy`: hops, or subnets. @default false */
  trustProxy?: number | false | string[] | undefined;
  floods: FloodLimits;
  /** Absent: there is no `/metrics`. */
  metrics?: MetricsOptions | undefined;
  /** Bytes of a request's body. */
  bodyBytes: number;
  sse?: SseTimes | undefined;
}

/**
 * The task server's routes, in order.
 * @throws TypeError when an allowed origin is not one
 */
export function createApp(options: AppOptions): Express {
  const {
    chatkit,
    verifier,
    allowedOrigins,
    health,
    embedFolder,
    info,
    logger,
    trustProxy = false,
    floods,
    metrics,
    bodyBytes,
    sse = {},
  } = options;
  const app = express();
  app.set('trust proxy', trustProxy);
  app.set('query parser', false);
  app.disable('x-powered-by');

  app.use(createRequestLog(logger));
  app.use(helmet({ contentSecurityPolicy: { directives: CSP, useDefaults: false } }));
  app.use(closeWhen(health.isDraining));
  // Everywhere, so that no cache between gives one site what another one was answered.
  app.use((_req, res, next) => {
    res.vary('Origin');
    next();
  });

  app.get('/health/live', live);
  app.get('/health/ready', createReady(health));
  app.all(['/health/live', '/health/ready'], allowOnly('GET, HEAD'));

  app.use('/embed', createEmbedRoute(embedFolder, info), allowOnly('GET, HEAD'));

  const figures = metrics && createMetrics(metrics);
  if (figures) {
    app.get('/metrics', figures.report);
    app.all('/metrics', allowOnly('GET, HEAD'));
    app.use('/chatkit', figures.count);
  }

  // The order is the promise: origin, then token, then body.
  const guard = createFloodGuard(floods);
  app.use('/chatkit', createCors(allowedOrigins));
  app.post(
    '/chatkit',
    guard.byAddress,
    createAuthenticate(verifier),
    guard.byOwner,
    createChatKitRoute(chatkit, { sse, bodyBytes, onStream: guard.openStream }),
  );
  app.all('/chatkit', allowOnly('POST, OPTIONS'));

  app.use(notFound);
  app.use(errorHandler);
  return app;
}

// Nothing here is a page.
const CSP = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

const notFound: RequestHandler = () => {
  throw new HttpError(404, 'not_found', 'There is nothing at this address.');
};

/** Comes behind the routes of a path: whoever arrives here with another method used the wrong one. */
function allowOnly(methods: string): RequestHandler {
  return (req, res, next) => {
    if (methods.split(', ').includes(req.method)) return next();
    res.set('allow', methods);
    throw new HttpError(405, 'method_not_allowed', `This address takes ${methods.split(', ')[0]} requests.`);
  };
}

/** A connection that is kept open would hold up the end of a draining server. */
function closeWhen(isDraining: () => boolean): RequestHandler {
  return (_req, res, next) => {
    if (isDraining()) res.set('connection', 'close');
    next();
  };
}
