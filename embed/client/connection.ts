import { ChatError, fromReply, warn } from './errors.ts';
import type { TokenSource } from './token.ts';
import { childOf, online, pause, within } from './wait.ts';

/** How long the client is patient (ms). */
export interface Times {
  /** Until a reply begins. @default 20_000 */
  reply: number;
  /** Without a byte on a stream, heartbeats included. @default 45_000 */
  silence: number;
  /** Before each further try. @default [400, 1_500, 4_000] */
  tries: readonly number[];
  /** For all tries together, not counting the time without a network. @default 10_000 */
  patience: number;
}

export const TIMES: Times = { reply: 20_000, silence: 45_000, tries: [400, 1_500, 4_000], patience: 10_000 };

/** Counts the tries of one request. Progress starts the count again. */
export class Patience {
  readonly #times: Times;
  readonly #signal: AbortSignal;
  #tries = 0;
  #spent = 0;

  constructor(times: Times, signal: AbortSignal) {
    this.#times = times;
    this.#signal = signal;
  }

  /**
   * Waits until it is time to try again; `false` when it is not worth it any more.
   *
   * @param cost what the last try took (ms)
   * @param least how long the server wants to be left alone (ms)
   */
  async again(cost: number, least = 0): Promise<boolean> {
    // What was lost with the network says nothing about the server.
    if (navigator.onLine) {
      const delay = Math.max(this.#times.tries[this.#tries++] ?? NaN, least);
      this.#spent += cost + delay;
      if (!(this.#spent <= this.#times.patience)) return false;
      // Many clients that lost one server do not come back in step.
      await pause(delay * (1 + Math.random() * 0.3), this.#signal);
    }
    await online(this.#signal);
    return true;
  }

  restart(): void {
    this.#tries = 0;
    this.#spent = 0;
  }
}

/** A request as `fetch` takes it. */
export interface Attempt extends RequestInit {
  readonly url: URL;
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

export interface Connection {
  /** The one address that gets the token. */
  apiUrl: URL;
  token: TokenSource;
  times: Times;
  /** `false` while tries fail, `true` as soon as one does not. */
  onReach(reached: boolean): void;
}

/**
 * One request until its reply begins: with the token, with another one after a 401, tried again when the network or the
 * server fails.
 *
 * @returns a 2xx reply
 * @throws ChatError, or the signal's reason
 */
export async function connect(attempt: Attempt, patience: Patience, options: Connection): Promise<Response> {
  const { token, times, onReach } = options;
  const { origin, pathname } = attempt.url;
  let rejected: string | undefined;
  let failure: ChatError | undefined;
  for (;;) {
    const since = performance.now();
    const bearer = await token.get(rejected);
    attempt.signal.throwIfAborted();
    if (!bearer) throw new ChatError('signed_out');
    if (bearer === rejected) throw failure;
    let least = 0;
    try {
      const response = await send(attempt, bearer, times.reply);
      const { status } = response;
      onReach(true);
      const type = response.headers.get('content-type') ?? '';
      const page = status < 500 && type.startsWith('text/html');
      // Its query may have something in it that is nobody's business.
      if (page || status === 403) warn(`${origin}${pathname} answers ${location.origin} with ${status} ${type}`);
      if (response.ok) {
        if (page) throw new ChatError('bad_reply', { cause: type });
        return response;
      }
      failure = await fromReply(response);
      if (status === 401 && rejected === undefined) {
        rejected = bearer;
        continue;
      }
      if (status === 429) least = Number(response.headers.get('retry-after') ?? NaN) * 1000;
      else if (status < 500) throw failure;
      else onReach(false);
    } catch (error) {
      attempt.signal.throwIfAborted();
      if (error instanceof ChatError) throw error;
      failure = new ChatError('network', { cause: error });
      onReach(false);
    }
    if (!(await patience.again(performance.now() - since, least))) throw failure;
  }
}

/** The text of one reply. */
export async function readText(attempt: Attempt, connection: Connection): Promise<string> {
  const { times } = connection;
  const reply = await connect(attempt, new Patience(times, attempt.signal), connection);
  return within(reply.text(), times.reply, () => new ChatError('network'));
}

async function send({ url, ...asked }: Attempt, bearer: string, ms: number): Promise<Response> {
  const late = childOf(asked.signal);
  // A page's own function may write into what it is given.
  const headers = new Headers(asked.headers);
  headers.set('authorization', `Bearer ${bearer}`);
  try {
    // A redirect would take the person's message, and maybe the token, to another address.
    const init = { ...asked, headers, redirect: 'manual', signal: late.signal } as const;
    // Pages put their own functions in place of fetch, and many of these read no URL object.
    return await within(fetch(url.href, init), ms);
  } catch (error) {
    late.abort();
    throw error;
  }
}
