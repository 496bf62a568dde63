import type { JWTPayload } from 'jose';
import { errors, jwtVerify } from 'jose';
import { AuthError } from './auth-error.ts';
import { createJwksKey } from './jwks.ts';
import { toOwner } from './owner.ts';
import type { Principal, TokenVerifier } from './principal.ts';
import { createPublicKeyKey } from './public-key.ts';
import { createSecretKey } from './shared-secret.ts';
import type { TokenKey } from './token-key.ts';

const MAX_TOKEN_LENGTH = 8_192;
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
}

/**
 * Checks signature, issuer, audience and times of bearer tokens.
 * @throws RangeError or TypeError when the key is not usable
 */
export function createVerifier({ key, issuer, audience }: VerifierOptions): TokenVerifier {
  const { algorithms, resolve } = createKey(key);
  const rules = {
    algorithms,
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['iss', 'aud', 'exp', 'sub'],
  };
  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw invalid(new RangeError('The token is too long.'));
      try {
        const { payload } = await jwtVerify(token, resolve, rules);
        return toPrincipal(payload);
      } catch (error) {
        throw toAuthError(error);
      }
    },
  };
}

function createKey(source: KeySource): TokenKey {
  switch (source.kind) {
    case 'secret':
      return createSecretKey(source.secret);
    case 'public_key':
      return createPublicKeyKey(source.pem);
    case 'jwks':
      return createJwksKey(new URL(source.url));
  }
}

function toPrincipal({ iss, sub, name }: JWTPayload): Principal {
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_LENGTH) {
    throw invalid(new TypeError('The token names nobody.'));
  }
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

function toAuthError(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  if (error instanceof errors.JWTExpired) {
    return new AuthError('expired_token', 'Your sign-in has expired. Please sign in again.', { cause: error });
  }
  return invalid(error);
}

function invalid(cause: unknown): AuthError {
  return new AuthError('invalid_token', 'Your sign-in is not valid here. Please sign in again.', { cause });
}
