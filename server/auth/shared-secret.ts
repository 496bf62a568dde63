import type { TokenKey } from './token-key.ts';

/** HS256's own strength: a shorter secret is the weaker part. */
export const MIN_SECRET_BYTES = 32;

/**
 * A secret that the issuer shares with us (HS256).
 * @throws RangeError when it is shorter than 32 bytes
 */
export function createSecretKey(secret: string): TokenKey {
  const key = new TextEncoder().encode(secret);
  if (key.byteLength < MIN_SECRET_BYTES) throw new RangeError(`A secret has at least ${MIN_SECRET_BYTES} bytes.`);
  return { algorithms: ['HS256'], resolve: () => key };
}
