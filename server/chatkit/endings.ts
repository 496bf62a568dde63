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

/** How a turn ends: as what it is recorded, and its last word, which only one needs that did not come to its end. */
export interface TurnEnd {
  outcome: TurnOutcome;
  event?: ErrorEvent;
}

/** How a turn ends that did not come to its end. */
interface Ending extends TurnEnd {
  outcome: Exclude<TurnOutcome, 'completed'>;
}

/** The ending for what a turn threw, or for the reason why it was stopped. */
export function toEnding(reason: unknown, logger: Logger, fields: object): Ending {
  if (isA(reason, TurnLostError)) return { outcome: 'lost', event: INTERRUPTED };
  if (!isA(reason, TurnStop)) return { outcome: 'failed', event: toErrorEvent(reason, logger, fields) };
  if (reason.kind === 'cancelled') return { outcome: 'cancelled' };
  return { outcome: reason.kind === 'lost' ? 'lost' : 'failed', event: STOP_EVENTS[reason.kind] };
}

/** What clients are told of an error, and what is logged instead of being told. */
export function toErrorEvent(error: unknown, logger: Logger, fields: object): ErrorEvent {
  const { code, message, allowRetry } = toChatKitError(error, logger, fields);
  return { type: 'error', code, message, allow_retry: allowRetry };
}

/** An error that may cross the wire: one that was meant to, or one that says nothing of what really happened. */
export function toChatKitError(error: unknown, logger: Logger, fields: object): ChatKitError {
  if (isA(error, ChatKitError)) {
    const { cause, code } = error;
    if (cause) logger.warn({ ...fields, err: cause, code }, 'a request could not be served');
    return error;
  }
  logger.error({ ...fields, err: error }, 'a request failed');
  const message = 'Something went wrong on our side. Please try again.';
  return new ChatKitError('server_error', message, { allowRetry: true, cause: error });
}

/** What a hook throws can be anything, also what throws in its turn when it is asked what it is. */
function isA<Type>(value: unknown, type: abstract new (...values: never[]) => Type): value is Type {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
