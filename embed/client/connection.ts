import { ChatError, fromReply } from './errors.ts';
import type { TokenSource } from './token.ts';
import { online, pause, within } from './wait.ts';

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
   */
  async again(cost: number): Promise<boolean> {
    // What was lost with the network says nothing about the server.
    if (navigator.onLine) {
      const delay = this.#times.tries[this.#tries++];
      this.#spent += cost + (delay ?? 0);
      if (delay === undefined || this.#spent > this.#times.patience) return false;
      // Many clients that lost one server do not come back in step.
      await pause(delay * (0.8 + Math.random() * 0.4), this.#signal);
    }
    await online(this.#signal);
    return true;
  }

  restart(): void {
    this.#tries = 0;
    this.#spent = 0;
  }
}

export interface Attempt {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: BodyInit | null;
  readonly keepalive: boolean;
  readonly signal: AbortSignal;
}

export interface ConnectionOptions {
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
export async function connect(attempt: Attempt, patience: Patience, options: ConnectionOptions): Promise<Response> {
  const { token, times, onReach } = options;
  let rejected: string | undefined;
  for (;;) {
    const since = performance.now();
    const bearer = await token.get(rejected);
    attempt.signal.throwIfAborted();
    if (!bearer) throw new ChatError('signed_out');
    if (bearer === rejected) throw new ChatError('unauthorized', { cause: 'HTTP 401' });
    let failure: ChatError;
    try {
      const response = await send(attempt, bearer, times.reply);
      onReach(true);
      if (response.ok) return response;
      failure = await fromReply(response);
      if (response.status === 401 && rejected === undefined) {
        rejected = bearer;
        continue;
      }
      if (response.status < 500) throw failure;
    } catch (error) {
      attempt.signal.throwIfAborted();
      if (error instanceof ChatError) throw error;
      failure = new ChatError('network', { cause: error });
    }
    onReach(false);
    if (!(await patience.again(performance.now() - since))) throw failure;
  }
}

async function send(attempt: Attempt, bearer: string, ms: number): Promise<Response> {
  const { url, body, keepalive, signal } = attempt;
  const headers = new Headers(attempt.headers);
  headers.set('authorization', `Bearer ${bearer}`);
  const late = new AbortController();
  const stop = () => late.abort();
  signal.addEventListener('abort', stop);
  try {
    // A redirect would take the person's message, and maybe the token, to another address.
    const init = { method: 'POST', headers, body, keepalive, redirect: 'manual', signal: late.signal } as const;
    return await within(fetch(url, init), ms, () => new Error('no reply in time'));
  } catch (error) {
    late.abort();
    signal.removeEventListener('abort', stop);
    throw error;
  }
}
