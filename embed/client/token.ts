import { attempt } from '../attempt.ts';
import { ChatError, warn } from './errors.ts';
import { within } from './wait.ts';

/** A token is fetched anew this long before it ends (ms). */
const MARGIN = 60_000;
const SHAPE = /^[\w.~+/=-]{1,16384}$/;

export interface TokenOptions {
  /** What the page gives: a token, or nothing when nobody is signed in. */
  read(): unknown;
  /** Another person is signed in now, or nobody. Not called for the first one. */
  onPersonChange(): void;
  /** How long the page may take (ms). @default 10_000 */
  patience?: number;
}

/** The page's token: kept while it is good, asked for once at a time. */
export class TokenSource {
  readonly #options: TokenOptions;
  #kept: { value: string; until: number } | undefined;
  #pending: Promise<string | undefined> | undefined;
  #generation = 0;
  #person: string | undefined;

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** Issuer and subject of the last token; empty when nobody is signed in. */
  get person(): string {
    return this.#person ?? '';
  }

  /**
   * The token to send; `undefined` when nobody is signed in.
   *
   * @param rejected a token that the server did not take: another one is asked for, unless there is one already
   * @throws ChatError when the page's function fails, hangs, or gives something that is no token
   */
  get(rejected?: string): Promise<string | undefined> {
    const kept = this.#kept;
    if (kept && kept.value !== rejected && Date.now() < kept.until) return Promise.resolve(kept.value);
    if (!this.#pending) {
      const pending = this.#renew().finally(() => {
        if (this.#pending === pending) this.#pending = undefined;
      });
      this.#pending = pending;
    }
    return this.#pending;
  }

  /** The page has changed its token or its function: what is kept no longer counts. */
  forget(): void {
    this.#generation++;
    this.#kept = undefined;
    this.#pending = undefined;
  }

  async #renew(): Promise<string | undefined> {
    const generation = this.#generation;
    const value = await this.#read().catch((cause: unknown) => {
      if (generation !== this.#generation) return;
      // For whoever builds the page: people are told no more than that it failed.
      warn('get-token', cause);
      throw new ChatError('token', { cause });
    });
    if (generation !== this.#generation) return this.get();
    if (!value) {
      this.#kept = undefined;
      this.#meet('');
      return undefined;
    }
    const claims = readClaims(value);
    this.#kept = { value, until: Number(claims?.exp ?? Infinity) * 1000 - MARGIN };
    // Who an opaque token stands for cannot be read: the page's next one may be another person's.
    this.#meet(claims ? `${claims.iss}|${claims.sub}` : `?${generation}`);
    return value;
  }

  async #read(): Promise<string | undefined> {
    const value = await within(Promise.resolve(this.#options.read()), this.#options.patience ?? 10_000);
    if (!value) return undefined;
    if (typeof value === 'string' && SHAPE.test(value)) return value;
    throw new TypeError(`it gave a ${typeof value} that is no token`);
  }

  #meet(person: string): void {
    const former = this.#person;
    this.#person = person;
    if (former === undefined || former === person) return;
    this.#options.onPersonChange();
    // Whatever asked for this token was the former person's wish.
    throw new ChatError('signed_out');
  }
}

function readClaims(token: string): { exp?: unknown; iss?: unknown; sub?: unknown } | undefined {
  const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
  const claims: unknown = attempt(() => JSON.parse(atob(payload)));
  return typeof claims === 'object' && claims !== null ? claims : undefined;
}
