import type { webcrypto } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createRemoteJWKSet, errors } from 'jose';
import { AuthError } from './auth-error.ts';
import type { TokenKey } from './token-key.ts';

/** The issuer is asked once in this time, however many tokens name an unknown key. */
const COOLDOWN_MS = 2_000;
const TIME_LIMIT_MS = 5_000;
/** A set that is older is fetched anew before it is used, so that a key that was taken back is not good for long. */
const FRESH_MS = 5 * 60_000;
/** While the issuer cannot be reached, the keys it last gave are good for this long. */
const STALE_MS = 4 * 60 * 60_000;
const MIN_RSA_BITS = 2_048;

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

  /** A token that names no key is no sign of a new one. */
  const isUnknown = (kid: unknown) => typeof kid === 'string' && !kids.has(kid);

  return {
    // Asymmetric ones only, and jose takes a key for the algorithm of its own kind alone.
    algorithms: ['EdDSA', 'Ed25519', 'ES256', 'RS256'],
    async resolve(header, token) {
      const arrivedAt = performance.now();
      await refresh();
      // What was fetched after the token came is as new as the token; what was on its way before may be older.
      while (isUnknown(header.kid) && askedAt < arrivedAt) await ask();
      return keys(header, token).then(requireUsable, (cause: unknown) => {
        throw cause instanceof errors.JOSEError ? cause : new errors.JWKSInvalid('A key cannot be read.', { cause });
      });
    },
  };
}

/** jose refuses a weak key too, but as if the mistake were ours and not the issuer's. */
function requireUsable(key: webcrypto.CryptoKey): webcrypto.CryptoKey {
  const { algorithm } = key;
  if ('modulusLength' in algorithm && Number(algorithm.modulusLength) < MIN_RSA_BITS) {
    throw new errors.JWKSInvalid(`A key has less than ${MIN_RSA_BITS} bits.`);
  }
  return key;
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
