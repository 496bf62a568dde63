import * as crypto from 'node:crypto';
import { toKeyUse } from './signature-check.ts';
import type { TokenKey } from './token-key.ts';

/** HS256's own strength: a shorter secret is the weaker part. */
export const MIN_SECRET_BYTES = 32;

/**
 * A secret that the issuer shares with us (HS256).
 * @throws RangeError when it is shorter than 32 bytes
 */
export function createSecretKey(secret: string): TokenKey {
  const bytes = Buffer.from(secret);
  if (bytes.byteLength < MIN_SECRET_BYTES) throw new RangeError(`A secret has at least ${MIN_SECRET_BYTES} bytes.`);
  const { algorithms, check } = toKeyUse(crypto.createSecretKey(bytes));
  return { algorithms, resolve: () => check };
}
