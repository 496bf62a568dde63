import { KeyObject, type webcrypto } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createRemoteJWKSet } from 'jose';
import { AuthError, invalidToken } from './auth-error.ts';
import { type SignatureCheck, toKeyUse } from './signature-check.ts';
import type { TokenKey } from './token-key.ts';

/** The issuer is asked once in this time, however many tokens name an unknown key. */
const COOLDOWN_MS = 2_000;
const TIME_LIMIT_MS = 5_000;
/** A set that is older is fetched anew before it is used, so that a key that was taken back is not good for long. */
const FRESH_MS = 5 * 60_000;
/** While the issuer cannot be reached, the keys it last gave are good for this long. */
const STALE_MS = 4 * 60 * 60_000;

/**
 * The issuer's published keys: fetched when first needed, when they are five minutes old, and when a token names one that is
 * not among them.
 *
 * @param onFailure hears why a fetch failed, also when the keys at hand are good enough to go on with
 */
export function createJwksKey(url: URL, onFailure: (cause: unknown) => void = () => {}): TokenKey {
  // jose fetches, imports and chooses; when to fetch is decided here, because jose gives up its keys when they are old and
  // the issuer is away, and asks an issuer that is away once for every token.
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: TIME_LIMIT_MS,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  });
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let kids = new Set<string | undefined>();
  /** What was made of the set's keys so far, by what tokens say of theirs. */
  let checks = new Map<string, SignatureCheck>();
  let pending: Promise<void> | undefined;

  /** One question at a time, for all who wait; after the last one there is a pause first. */
  function ask(): Promise<void> {
    pending ??= fetchKeys().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  async function fetchKeys(): Promise<void> {
    const pause = askedAt + COOLDOWN_MS - performance.now();
    if (pause > 0) await delay(pause);
    askedAt = performance.now();
    try {
      await keys.reload();
      kids = new Set(keys.jwks()?.keys.map(({ kid }) => kid));
      checks = new Map();
      fetchedAt = performance.now();
      isFailing = false;
    } catch (cause) {
      isFailing = true;
      onFailure(cause);
      throw unavailable(cause);
    }
  }

  async function refresh(): Promise<void> {
    const age = performance.now() - fetchedAt;
    if (age < FRESH_MS) return;
    if (age >= STALE_MS) return ask();
    const asked = ask().catch(() => {});
    // An issuer that is away is not waited for twice.
    if (!isFailing) await asked;
  }

  return {
    // Asymmetric ones only, and jose takes a key for the algorithm of its own kind alone.
    algorithms: ['EdDSA', 'Ed25519', 'ES256', 'RS256'],
    async resolve({ alg, kid }) {
      const arrivedAt = performance.now();
      if (kid !== undefined && typeof kid !== 'string') throw invalidToken('key');
      await refresh();
      // What was fetched after the token came is as new as the token; what was on its way before may be older. A token that
      // names no key is no sign of a new one.
      while (kid !== undefined && !kids.has(kid) && askedAt < arrivedAt) await ask();
      const known = checks;
      const name = JSON.stringify([alg, kid]);
      try {
        const check = known.get(name) ?? toCheck(await keys(kid === undefined ? { alg } : { alg, kid }), alg);
        known.set(name, check);
        return check;
      } catch (cause) {
        throw invalidToken('key', cause);
      }
    },
  };
}

/** jose has chosen by the algorithm; that it goes with the key is seen once more where the key is used. */
function toCheck(key: webcrypto.CryptoKey, alg: string): SignatureCheck {
  const { algorithms, check } = toKeyUse(KeyObject.from(key));
  if (!algorithms.includes(alg)) throw new TypeError(`A key of this kind is not for ${alg}.`);
  return check;
}

function unavailable(cause: unknown): AuthError {
  return new AuthError(
    'issuer_unavailable',
    'Your sign-in cannot be checked right now. Please try again in a moment.',
    {
      cause,
    },
  );
}
