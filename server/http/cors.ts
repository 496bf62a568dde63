import cors from 'cors';
import type { RequestHandler } from 'express';
import { HttpError } from './http-error.ts';
import { createOriginCheck } from './origins.ts';

/** Browsers cap this: Chromium at two hours. */
const PREFLIGHT_SECONDS = 7_200;
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'accept-language',
  // ChatKit's frame names itself; a cut stream is resumed.
  'chatkit-frame-instance-id',
  'last-event-id',
];
const EXPOSED_HEADERS = ['x-request-id', 'www-authenticate', 'retry-after'];

/**
 * Lets the listed origins in and turns others away before any work. A request without an origin is no browser's
 * cross-origin request, and passes. Credentials are never allowed: tokens are sent, cookies are not.
 * @throws TypeError when an entry of the list is not an origin
 */
export function createCors(allowedOrigins: readonly string[]): RequestHandler[] {
  const isAllowed = createOriginCheck(allowedOrigins);
  return [
    (req, _res, next) => {
      const { origin } = req.headers;
      if (origin === undefined || isAllowed(origin)) return next();
      throw new HttpError(403, 'origin_not_allowed', 'This site may not use this chat.');
    },
    cors({
      origin: true,
      methods: ['POST'],
      allowedHeaders: ALLOWED_HEADERS,
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: PREFLIGHT_SECONDS,
    }),
  ];
}
