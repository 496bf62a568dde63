import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** Whether a signature over a text is a key's. */
export type SignatureCheck = (text: Buffer, signature: Buffer) => boolean;

export interface KeyUse {
  /** The names of the one algorithm that goes with a key of this kind: the token does not choose. */
  algorithms: string[];
  check: SignatureCheck;
}

const MIN_RSA_BITS = 2_048;

/**
 * The points of Ed25519 whose order is small, without their sign. With one of them as key, anybody finds signatures that
 * fit: neither OpenSSL nor WebCrypto refuses them.
 */
const SMALL_ORDER = new Set(
  [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ].map((hex) => Buffer.from(hex, 'hex').toString('base64url')),
);

/**
 * What a public key, or a shared secret, checks signatures with. It does so at once, on this thread: to hand so little to
 * WebCrypto's takes twice as long as the work itself.
 *
 * @throws TypeError when the key is of another kind, or too weak
 */
export function toKeyUse(key: KeyObject): KeyUse {
  if (key.type === 'secret') return { algorithms: ['HS256'], check: (text, mac) => isMac(key, text, mac) };
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519' && !isSmallOrder(key)) {
    return { algorithms: ['EdDSA', 'Ed25519'], check: (text, signature) => verify(null, text, key, signature) };
  }
  if (type === 'ec' && details?.namedCurve === 'prime256v1') {
    // A token holds the two numbers as they are (RFC 7518, 3.4); left to itself, Node expects DER.
    const raw = { key, dsaEncoding: 'ieee-p1363' } as const;
    return { algorithms: ['ES256'], check: (text, signature) => verify('sha256', text, raw, signature) };
  }
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS && (details?.publicExponent ?? 0n) > 1n) {
    return { algorithms: ['RS256'], check: (text, signature) => verify('sha256', text, key, signature) };
  }
  throw new TypeError('A public key is Ed25519, ECDSA P-256, or RSA of at least 2048 bits.');
}

function isMac(key: KeyObject, text: Buffer, mac: Buffer): boolean {
  const expected = createHmac('sha256', key).update(text).digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}

function isSmallOrder(key: KeyObject): boolean {
  const point = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  const last = point.length - 1;
  point[last] = (point[last] ?? 0) & 0x7f;
  return SMALL_ORDER.has(point.toString('base64url'));
}
