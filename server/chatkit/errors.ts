/**
 * Two families. What crosses the wire carries a code and a text for people; what never does (`TurnLostError`) is a plain
 * error. A text is friendly and says what to do next; the cause stays on this side.
 */
export type ErrorCode =
  | 'bad_request'
  | 'not_found'
  | 'conflict'
  | 'locked'
  | 'closed'
  | 'too_long'
  | 'busy'
  | 'rate_limited'
  | 'invalid_action'
  | 'unsupported'
  | 'interrupted'
  | 'timeout'
  | 'unavailable'
  | 'server_error'
  | 'custom';

/** The status of an answer that is no stream. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  too_long: 400,
  invalid_action: 400,
  unsupported: 400,
  custom: 400,
  not_found: 404,
  conflict: 409,
  locked: 409,
  closed: 409,
  busy: 429,
  rate_limited: 429,
  interrupted: 503,
  timeout: 503,
  unavailable: 503,
  server_error: 503,
};

export interface ChatKitErrorOptions extends ErrorOptions {
  /** Whether a client should offer to try the same again. */
  allowRetry?: boolean;
}

/** An error that a client is told of. */
export class ChatKitError extends Error {
  override name = 'ChatKitError';
  readonly code: ErrorCode;
  readonly allowRetry: boolean;

  constructor(code: ErrorCode, message: string, options: ChatKitErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.allowRetry = options.allowRetry ?? false;
  }
}

/** The request as such is wrong: unknown type, missing fields, broken JSON. Nothing was done. */
export class InvalidRequestError extends ChatKitError {
  override name = 'InvalidRequestError';
  constructor(message: string, options?: ErrorOptions) {
    super('bad_request', message, options);
  }
}

/** A thread, item or turn that is not there, or is somebody else's. */
export class NotFoundError extends ChatKitError {
  override name = 'NotFoundError';
  constructor(message = 'This is not here, or no longer.', options?: ErrorOptions) {
    super('not_found', message, options);
  }
}

/** Raised by `respond()` or `action()` to show a text of one's own. The Python SDK's `CustomStreamError`. */
export class CustomStreamError extends ChatKitError {
  override name = 'CustomStreamError';
  constructor(message: string, options?: ChatKitErrorOptions) {
    super('custom', message, options);
  }
}

/** Storage or another part is away for the moment; the same request may succeed later. */
export class UnavailableError extends ChatKitError {
  override name = 'UnavailableError';
  constructor(message = 'This takes longer than it should. Please try again in a moment.', options?: ErrorOptions) {
    super('unavailable', message, { ...options, allowRetry: true });
  }
}

/** The turn no longer holds its thread. Never crosses the wire: whoever runs the turn stops silently. */
export class TurnLostError extends Error {
  override name = 'TurnLostError';
}
