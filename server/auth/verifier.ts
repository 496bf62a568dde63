import { invalidToken } from './auth-error.ts';
import { readClaims } from './claims.ts';
import { createJwksKey } from './jwks.ts';
import type { TokenVerifier } from './principal.ts';
import { createPublicKeyKey } from './public-key.ts';
import { createSecretKey } from './shared-secret.ts';
import type { SignatureCheck } from './signature-check.ts';
import { readToken, type TokenParts } from './token-form.ts';
import type { TokenKey } from './token-key.ts';

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
  const rules = { issuer, audience };
  return {
    async verify(token) {
      const parts = readToken(token, algorithms);
      if (!isSigned(await resolve(parts), parts)) throw invalidToken('signature');
      return readClaims(parts.payload, rules);
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

function isSigned(check: SignatureCheck, { signed, signature }: TokenParts): boolean {
  try {
    return check(signed, signature);
  } catch (cause) {
    // The key was read long before: what cannot be checked with it is no signature.
    throw invalidToken('signature', cause);
  }
}
