import { createRemoteJWKSet, errors } from 'jose';
import { AuthError } from './auth-error.ts';
import type { TokenKey } from './token-key.ts';

// An unknown key id is looked up at once, but a flood of them asks the issuer once in this time.
const COOLDOWN = 5_000;
const TIME_LIMIT = 5_000;

/** The issuer's published keys, fetched when first needed and again when a token names an unknown one. */
export function createJwksKey(url: URL): TokenKey {
  const lookUp = createRemoteJWKSet(url, { cooldownDuration: COOLDOWN, timeoutDuration: TIME_LIMIT });
  return {
    // Asymmetric ones only, and jose takes a key for the algorithm of its own kind alone.
    algorithms: ['EdDSA', 'Ed25519', 'ES256', 'RS256'],
    async resolve(header, token) {
      try {
        return await lookUp(header, token);
      } catch (cause) {
        if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
        throw new AuthError(
          'issuer_unavailable',
          'Your sign-in cannot be checked right now. Please try again in a moment.',
          { cause },
        );
      }
    },
  };
}
