import { ChatKitError, TurnLostError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { ErrorEvent } from './protocol/events.ts';
import type { TurnOutcome } from './turn-store.ts';

/** Why a turn must stop; the reason of its signal. `failed`: it threw, and what it left running is of no use any more. */
export class TurnStop extends Error {
  override name = 'TurnStop';
  readonly kind: 'cancelled' | 'timeout' | 'too_large' | 'shutdown' | 'lost' | 'failed';

  constructor(kind: TurnStop['kind']) {
    super(`The turn was stopped: ${kind}`);
    this.kind = kind;
  }
}

/** Told to whoever reads a turn that ended without its own last word. */
export const INTERRUPTED: ErrorEvent = {
  type: 'error',
  code: 'interrupted',
  message: 'This answer was interrupted before it was complete. Please try again.',
  allow_retry: true,
};

const STOP_EVENTS: Record<Exclude<TurnStop['kind'], 'cancelled'>, ErrorEvent> = {
  timeout: {
    type: 'error',
    code: 'timeout',
    message: 'This took too long and was stopped. Please try again.',
    allow_retry: true,
  },
  too_large: {
    type: 'error',
    code: 'too_long',
    message: 'This answer grew too long and was stopped. Please ask for less at once.',
    allow_retry: false,
  },
  shutdown: {
    type: 'error',
    code: 'interrupted',
    message: 'The server restarted before the answer was complete. Please try again.',
    allow_retry: true,
  },
  lost: INTERRUPTED,
  failed: INTERRUPTED,
};

/** How a turn ends that did not come to its end: as what it is recorded, and its last word (a Stop needs none). */
export interface Ending {
  outcome: Exclude<TurnOutcome, 'completed'>;
  event?: ErrorEvent;
}

/** The ending for what a turn threw, or for the reason why it was stopped. */
export function toEnding(reason: unknown, logger: Logger, fields: object): Ending {
  if (reason instanceof TurnLostError) return { outcome: 'lost', event: INTERRUPTED };
  if (!(reason instanceof TurnStop)) return { outcome: 'failed', event: toErrorEvent(reason, logger, fields) };
  if (reason.kind === 'cancelled') return { outcome: 'cancelled' };
  return { outcome: reason.kind === 'lost' ? 'lost' : 'failed', event: STOP_EVENTS[reason.kind] };
}

/** What clients are told of an error, and what is logged instead of being told. */
export function toErrorEvent(error: unknown, logger: Logger, fields: object): ErrorEvent {
  if (error instanceof ChatKitError) {
    if (error.cause) logger.warn({ ...fields, err: error.cause, code: error.code }, 'a request could not be served');
    return { type: 'error', code: error.code, message: error.message, allow_retry: error.allowRetry };
  }
  logger.error({ ...fields, err: error }, 'a turn failed');
  return {
    type: 'error',
    code: 'server_error',
    message: 'Something went wrong on our side. Please try again.',
    allow_retry: true,
  };
}
