/** Why something did not work: our own codes, and whatever code a server sends. */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly allowRetry: boolean;
  /** Nobody answered: whether the server got the request is unknown, so the same request id is used again. */
  readonly lost?: boolean;
};

/** Failures of the way to the server, or of what is behind it. */
const ON_THE_WAY = {
  unavailable: 'The service is having trouble. Please try again in a moment.',
  network: 'We can’t reach the service. Check your connection and try again.',
  interrupted_stream: 'The answer was interrupted.',
  bad_reply: 'The service gave an answer we can’t read. Please try again later.',
};

const TEXTS: Record<string, string> = {
  ...ON_THE_WAY,
  signed_out: 'Sign in to see your tasks.',
  token: 'We couldn’t confirm who you are. Please try again.',
  unauthorized: 'Your session has ended. Please sign in again.',
  forbidden: 'This page isn’t allowed to use this chat.',
  not_found: 'This is no longer here.',
  too_large: 'That is too much at once. Please shorten it.',
  rate_limited: 'That was too much at once. Please try again in a moment.',
  stopped: 'Stopped before it was sent.',
};
const BY_STATUS: Record<number, string> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
};

interface Details {
  message?: string | undefined;
  allowRetry?: boolean;
  lost?: boolean | undefined;
  status?: number | undefined;
}

/** A request that failed, with a text for people. `cause` is for the console only. */
export class ChatError extends Error implements Failure {
  override name = 'ChatError';
  readonly code: string;
  readonly allowRetry: boolean;
  readonly lost: boolean;
  /** What OpenAI's runtime is told: the server's 4xx, or that there was no reply. It repeats every 5xx. */
  readonly status: number;

  constructor(code: string, options: ErrorOptions & Details = {}) {
    super(options.message || TEXTS[code] || 'Something went wrong. Please try again.', options);
    this.code = code;
    this.allowRetry = options.allowRetry ?? code !== 'too_large';
    this.lost = options.lost ?? isOnTheWay(this);
    this.status = options.status ?? 408;
  }
}

/** What went wrong, whatever was thrown. */
export function toFailure(error: unknown): ChatError {
  return error instanceof ChatError ? error : new ChatError('unexpected', { cause: error });
}

/** Whether what comes next would fail in the same way, and what was asked may be there all the same. */
export function isOnTheWay({ code }: Pick<Failure, 'code'>): boolean {
  return Object.hasOwn(ON_THE_WAY, code);
}

/** The failure that a reply which is not 2xx stands for. A JSON body with a text wins. */
export async function fromReply(response: Response): Promise<ChatError> {
  const { status } = response;
  const cause = `HTTP ${status}`;
  // A redirect is not followed: the token is for this address only.
  const refused = status >= 400 && status < 500;
  const code = refused ? (BY_STATUS[status] ?? 'rejected') : status < 400 ? 'bad_reply' : 'unavailable';
  const body: unknown = await response.json().catch(() => undefined);
  const message = (body as { message?: unknown } | undefined)?.message;
  const friendly = typeof message === 'string' && message.length <= 300 && status !== 401 ? message : undefined;
  return new ChatError(code, { cause, message: friendly, status: refused ? status : undefined });
}

const told = new Set<string>();

/** Says in the console what whoever builds the page should know; the same thing once. Never what people wrote. */
export function warn(text: string, ...causes: unknown[]): void {
  if (!told.has(text)) console.warn(`task-chat: ${text}`, ...causes);
  told.add(text);
}
