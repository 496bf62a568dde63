import { errors, type JWTPayload, UnsecuredJWT } from 'jose';
import { AuthError, invalidToken, type TokenFlaw } from './auth-error.ts';
import { toOwner } from './owner.ts';
import type { Principal } from './principal.ts';
import { hasUniqueNames } from './unique-names.ts';

const MAX_SUBJECT_LENGTH = 500;
const MAX_NAME_LENGTH = 100;
/** Seconds that two clocks may differ. */
const CLOCK_TOLERANCE = 5;
const REQUIRED: TokenFlaw[] = ['iss', 'aud', 'exp', 'sub'];
const CHECKED: readonly TokenFlaw[] = [...REQUIRED, 'nbf', 'iat'];

/** jose has its rules for claims apart from signatures only for tokens that say in their header that they have none. */
const NO_SIGNATURE = new UnsecuredJWT().encode().split('.', 1).join();

export interface ClaimRules {
  issuer: string;
  audience: string;
}

/**
 * Whom a token speaks for, by claims whose signature was found good.
 *
 * @param payload as it stands in the token
 * @throws AuthError
 */
export function readClaims(payload: string, rules: ClaimRules): Principal {
  const claims = checkClaims(payload, rules);
  if (!hasUniqueNames(Buffer.from(payload, 'base64url').toString())) throw invalidToken('duplicates');
  // In JSON 1e400 is a number too: a token that never ends.
  if (!Number.isFinite(claims.exp)) throw invalidToken('exp');
  return toPrincipal(claims);
}

function checkClaims(payload: string, rules: ClaimRules): JWTPayload {
  const options = { ...rules, clockTolerance: CLOCK_TOLERANCE, requiredClaims: REQUIRED };
  try {
    return UnsecuredJWT.decode(`${NO_SIGNATURE}.${payload}.`, options).payload;
  } catch (error) {
    // What is neither is a fault of ours, and not the token's.
    if (!(error instanceof errors.JOSEError)) throw error;
    throw toAuthError(error);
  }
}

function toAuthError(cause: errors.JOSEError): AuthError {
  if (cause instanceof errors.JWTExpired) {
    return new AuthError('expired_token', 'Your sign-in has expired. Please sign in again.', { flaw: 'exp', cause });
  }
  const claim = cause instanceof errors.JWTClaimValidationFailed ? cause.claim : undefined;
  return invalidToken(CHECKED.find((name) => name === claim) ?? 'format', cause);
}

function toPrincipal({ iss, sub, name }: JWTPayload): Principal {
  if (typeof iss !== 'string') throw invalidToken('iss');
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > MAX_SUBJECT_LENGTH) throw invalidToken('sub');
  // Half a character is written the same as any other half: two of them would be one owner.
  if (/\p{Surrogate}/u.test(sub)) throw invalidToken('sub');
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
