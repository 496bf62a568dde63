import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { TokenKey } from './token-key.ts';

/**
 * The issuer's one public key, as PEM (SPKI): Ed25519, ECDSA P-256, or RSA of at least 2,048 bits.
 * @throws TypeError when it is something else
 */
export function createPublicKeyKey(pem: string): TokenKey {
  const key = toKeyObject(pem);
  return { algorithms: toAlgorithms(key), resolve: () => key };
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

/** One algorithm a kind of key (Ed25519 has two names): the token does not choose. */
function toAlgorithms({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string[] {
  if (type === 'ed25519') return ['EdDSA', 'Ed25519'];
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return ['ES256'];
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2_048) return ['RS256'];
  throw new TypeError('A public key is Ed25519, ECDSA P-256, or RSA of at least 2048 bits.');
}
