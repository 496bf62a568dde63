import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toKeyUse } from '../../server/auth/signature-check.ts';
import { SMALL_ORDER } from './small-order.ts';

const TEXT = Buffer.from('header.payload');

describe('a key', () => {
  it.each([
    ['EdDSA', generateKeyPairSync('ed25519'), null],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2_048 }), 'sha256'],
  ] as const)('of %s finds its own signatures good, and throws at none of any length', (alg, pair, hash) => {
    const { algorithms, check } = toKeyUse(pair.publicKey);
    expect(algorithms[0]).toBe(alg);
    const signature = sign(hash, TEXT, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    expect(check(TEXT, signature)).toBe(true);
    for (let length = 0; length < 600; length += 1) {
      const other = Buffer.concat([signature, Buffer.alloc(600)]).subarray(0, length);
      expect(check(TEXT, other), `${length} bytes`).toBe(length === signature.length);
    }
  });

  // Each as it is, and with the sign of the other of the two points.
  it.each(SMALL_ORDER)('of Ed25519 that anybody can sign for is not taken: %s', (hex) => {
    for (const sign of [0, 0x80]) {
      const point = Buffer.from(hex, 'hex');
      point[31] = (point[31] ?? 0) | sign;
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') };
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      expect(() => toKeyUse(key)).toThrow(TypeError);
      // That it is one: what nobody signed fits one text in eight or more.
      const neutral = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]);
      const fits = Array.from({ length: 200 }, (_, n) => verify(null, Buffer.from(`text ${n}`), key, neutral));
      expect(fits).toContain(true);
    }
  });
});
