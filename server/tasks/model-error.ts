import { ChatKitError } from '../chatkit/index.ts';

interface Failure {
  name: string;
  message: string;
  status?: number | undefined;
  code?: string | undefined;
}

const MESSAGE_CHARS = 300;
const SECRET = /(sk-|Bearer\s+|eyJ)[\w*.+/=~-]+/gi;

/** What the person is told when the model failed, with a cause for the log that holds neither keys nor messages. */
export function toModelError(error: unknown): ChatKitError {
  if (error instanceof ChatKitError) return error;
  const failure = readFailure(error);
  const options = { cause: toCause(failure, error), allowRetry: true };
  if (failure.name === 'MaxTurnsExceededError') {
    return new ChatKitError(
      'server_error',
      'This took more steps than I can take at once. What is done so far is shown above; please ask for the rest.',
      options,
    );
  }
  if (failure.status === 429) {
    return new ChatKitError(
      'rate_limited',
      'A lot is going on at the moment. Please try again in a little while.',
      options,
    );
  }
  if (
    /timeout/i.test(failure.name) ||
    failure.code === 'ETIMEDOUT' ||
    failure.status === 408 ||
    failure.status === 504
  ) {
    return new ChatKitError('timeout', 'The assistant took too long to answer. Please try again.', options);
  }
  return new ChatKitError('unavailable', 'The assistant cannot be reached at the moment. Please try again.', options);
}

function readFailure(error: unknown): Failure {
  const { name, message, status, code } = (error ?? {}) as Record<string, unknown>;
  const kind = error instanceof Error ? error.constructor.name : undefined;
  return {
    // The Agents SDK's errors all call themselves "Error".
    name: typeof name === 'string' && name !== 'Error' ? name : (kind ?? 'Error'),
    message: typeof message === 'string' ? message : String(error),
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** A plain error: those of the SDKs carry the whole conversation, headers and the body of the reply. */
function toCause({ name, message, status, code }: Failure, error: unknown): Error {
  const about = [name, status, code].filter((part) => part !== undefined).join(' ');
  const cause = new Error(`${about}: ${message.slice(0, MESSAGE_CHARS).replace(SECRET, '$1…')}`);
  if (error instanceof Error && error.stack) cause.stack = toFrames(cause.message, error.stack);
  return cause;
}

function toFrames(message: string, stack: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return [`Error: ${message}`, ...frames].join('\n');
}
