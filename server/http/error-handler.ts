import type { ErrorRequestHandler, Request } from 'express';
import type { AuthErrorCode } from '../auth/auth-error.ts';
import { AuthError } from '../auth/auth-error.ts';
import { ChatKitError, HTTP_STATUS } from '../chatkit/index.ts';
import { HttpError } from './http-error.ts';
import { requireState } from './request-state.ts';
import { sendEventStream } from './sse-response.ts';

/** What a client is told. */
interface Failure {
  status: number;
  code: string;
  message: string;
  allowRetry: boolean;
}

const AUTH_STATUS: Record<AuthErrorCode, number> = {
  missing_token: 401,
  invalid_token: 401,
  expired_token: 401,
  issuer_unavailable: 503,
};

/** By the `type` that body-parser gives its errors. */
const BODY_FAILURES: Record<string, Pick<Failure, 'status' | 'code' | 'message'>> = {
  'entity.too.large': { status: 413, code: 'too_large', message: 'This is too much at once. Please send less.' },
  'entity.parse.failed': { status: 400, code: 'bad_request', message: 'The request is not valid JSON.' },
  'request.aborted': { status: 400, code: 'bad_request', message: 'The request did not arrive completely.' },
  'request.size.invalid': { status: 400, code: 'bad_request', message: 'The request did not arrive completely.' },
  'charset.unsupported': { status: 415, code: 'unsupported_media_type', message: 'Requests are sent as UTF-8.' },
  'encoding.unsupported': {
    status: 415,
    code: 'unsupported_media_type',
    message: 'Requests are sent without compression.',
  },
};

const UNAVAILABLE: Failure = {
  status: 503,
  code: 'unavailable',
  message: 'Something went wrong on our side. Please try again in a moment.',
  allowRetry: true,
};

/** The one place where an error becomes an answer. */
export const errorHandler: ErrorRequestHandler = async (error: unknown, req, res, _next) => {
  const failure = toFailure(error);
  const { status, code, message, allowRetry } = failure;
  // What a client did wrong is told by its code; its cause may quote what was sent.
  requireState(res).failure = { code, ...(status >= 500 && { cause: error }) };
  if (res.headersSent) {
    res.destroy();
    return;
  }
  // ChatKit's runtime shows nobody a status: on a stream it is told what is wrong with the request as such, and
  // everything else becomes an event that people see (design.md §3).
  if (acceptsStream(req) && !isAboutRequest(error, failure)) {
    const event = { type: 'error', code, message, allow_retry: allowRetry };
    await sendEventStream(res, toFrames(`data: ${JSON.stringify(event)}\n\n`, ': end\n\n'));
    return;
  }
  if (status === 401) res.set('www-authenticate', toChallenge(code));
  res.status(status).set('cache-control', 'no-store').json({ code, message });
};

function toFailure(error: unknown): Failure {
  if (error instanceof AuthError) {
    const status = AUTH_STATUS[error.code];
    return { status, code: error.code, message: error.message, allowRetry: status === 503 };
  }
  if (error instanceof ChatKitError) {
    const { code, message, allowRetry } = error;
    return { status: HTTP_STATUS[code], code, message, allowRetry };
  }
  if (error instanceof HttpError) {
    const { status, code, message } = error;
    return { status, code, message, allowRetry: status === 429 };
  }
  if (isHttpErrors(error)) {
    const known = BODY_FAILURES[error.type ?? ''];
    return {
      status: error.status,
      code: 'bad_request',
      message: 'This request is not valid.',
      ...known,
      allowRetry: false,
    };
  }
  return UNAVAILABLE;
}

/** The errors of Express and its parsers, as far as they blame the client. */
function isHttpErrors(error: unknown): error is Error & { status: number; type?: string } {
  if (!(error instanceof Error && 'status' in error)) return false;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500;
}

function isAboutRequest(error: unknown, { status }: Failure): boolean {
  if (error instanceof ChatKitError) return error.code === 'bad_request';
  return status < 500 && status !== 429;
}

function acceptsStream(req: Request): boolean {
  return req.get('accept')?.includes('text/event-stream') ?? false;
}

/** RFC 6750: whoever brought no token is told nothing of what is wrong with it. */
function toChallenge(code: string): string {
  return code === 'missing_token' ? 'Bearer realm="task-chat"' : 'Bearer realm="task-chat", error="invalid_token"';
}

async function* toFrames(...frames: string[]): AsyncGenerator<string> {
  yield* frames;
}
