import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { toKeyUse } from './signature-check.ts';
import type { TokenKey } from './token-key.ts';

/**
 * The issuer's one public key, as PEM (SPKI): Ed25519, ECDSA P-256, or RSA of at least 2,048 bits.
 * @throws TypeError when it is something else
 */
export function createPublicKeyKey(pem: string): TokenKey {
  const { algorithms, check } = toKeyUse(toKeyObject(pem));
  return { algorithms, resolve: () => check };
}

function toKeyObject(pem: string): KeyObject {
  // An environment variable often carries its line breaks as the two characters \n.
  const text = pem.replaceAll('\\n', '\n').trim();
  // Node would quietly derive the public half of a private key, which has no business here.
  if (!text.startsWith('-----BEGIN PUBLIC KEY-----')) throw new TypeError('This is not a public key in PEM (SPKI).');
  try {
    return createPublicKey(text);
  } catch (cause) {
    throw new TypeError('This public key cannot be read.', { cause });
  }
}
