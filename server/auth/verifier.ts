import type { JWTPayload } from 'jose';
import { errors, jwtVerify } from 'jose';
import type { TokenFlaw } from './auth-error.ts';
import { AuthError } from './auth-error.ts';
import { createJwksKey } from './jwks.ts';
import { toOwner } from './owner.ts';
import type { Principal, TokenVerifier } from './principal.ts';
import { createPublicKeyKey } from './public-key.ts';
import { createSecretKey } from './shared-secret.ts';
import { decodePart, findFlaw } from './token-form.ts';
import type { TokenKey } from './token-key.ts';
import { hasUniqueNames } from './unique-names.ts';

const MAX_SUBJECT_LENGTH = 500;
const MAX_NAME_LENGTH = 100;
/** Seconds that two clocks may differ. */
const CLOCK_TOLERANCE = 5;

/** What tokens are checked with: exactly one of the three kinds. */
export type KeySource =
  | { kind: 'secret'; secret: string }
  | { kind: 'public_key'; pem: string }
  | { kind: 'jwks'; url: string };

export interface VerifierOptions {
  key: KeySource;
  /** What a token's `iss` must be. */
  issuer: string;
  /** What a token's `aud` must be, or hold. */
  audience: string;
  /** Hears why the issuer's keys (`jwks`) could not be fetched. */
  onKeysFailure?: ((cause: unknown) => void) | undefined;
}

/**
 * Checks form, signature, issuer, audience and times of bearer tokens.
 * @throws RangeError or TypeError when the key is not usable
 */
export function createVerifier({ key, issuer, audience, onKeysFailure }: VerifierOptions): TokenVerifier {
  const { algorithms, resolve } = createKey(key, onKeysFailure);
  const rules = {
    algorithms,
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['iss', 'aud', 'exp', 'sub'],
  };
  return {
    async verify(token) {
      const flaw = findFlaw(token);
      if (flaw) throw invalid(flaw);
      try {
        const { payload } = await jwtVerify(token, resolve, rules);
        if (!hasUniqueNames(decodePart(token, 1))) throw invalid('duplicates');
        // In JSON 1e400 is a number too: a token that never ends.
        if (!Number.isFinite(payload.exp)) throw invalid('exp');
        return toPrincipal(payload);
      } catch (error) {
        throw toAuthError(error);
      }
    },
  };
}

function createKey(source: KeySource, onKeysFailure: VerifierOptions['onKeysFailure']): TokenKey {
  switch (source.kind) {
    case 'secret':
      return createSecretKey(source.secret);
    case 'public_key':
      return createPublicKeyKey(source.pem);
    case 'jwks':
      return createJwksKey(new URL(source.url), onKeysFailure);
  }
}

function toPrincipal({ iss, sub, name }: JWTPayload): Principal {
  if (typeof iss !== 'string') throw invalid('iss');
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > MAX_SUBJECT_LENGTH) throw invalid('sub');
  // Half a character is written the same as any other half: two of them would be one owner.
  if (/\p{Surrogate}/u.test(sub)) throw invalid('sub');
  return { owner: toOwner(iss, sub), subject: sub, issuer: iss, name: toName(name) };
}

function toName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // It goes into a prompt and onto the screen: one line of modest length.
  const name = value
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH);
  return name || undefined;
}

function toAuthError(error: unknown): unknown {
  // What is neither is a fault of ours, and not the token's.
  if (error instanceof AuthError || !(error instanceof errors.JOSEError)) return error;
  if (error instanceof errors.JWTExpired) {
    const options = { flaw: 'exp', cause: error } as const;
    return new AuthError('expired_token', 'Your sign-in has expired. Please sign in again.', options);
  }
  return invalid(toFlaw(error), error);
}

const CLAIMS: readonly TokenFlaw[] = ['iss', 'aud', 'exp', 'nbf', 'iat', 'sub'];
const KEY_ERRORS = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JWKSInvalid];

function toFlaw(error: unknown): TokenFlaw {
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIMS.find((claim) => claim === error.claim) ?? 'format';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'alg';
  return KEY_ERRORS.some((kind) => error instanceof kind) ? 'key' : 'format';
}

function invalid(flaw: TokenFlaw, cause?: unknown): AuthError {
  return new AuthError('invalid_token', 'Your sign-in is not valid here. Please sign in again.', { flaw, cause });
}
