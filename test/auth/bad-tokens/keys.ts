import { randomBytes, sign } from 'node:crypto';
import type { BadToken } from './bad-token.ts';
import { changed, header, isAsymmetric, isJwks, json, signed, uses } from './bad-token.ts';
import { ANYBODYS_SIGNATURE, encode, hmac, type Json, type Signer, type Stand, signerOf, toPem } from './stand.ts';

/** What an attacker answers to whoever follows an address in a token. */
export const elsewhere = { url: '' };

const stranger = (stand: Stand) => signerOf(stand.alg, stand.stranger);
const fill =
  (stand: Stand, byte: number): Signer =>
  (input) =>
    signerOf(stand.alg, stand.pair)(input).fill(byte);
const der = ({ pair: { publicKey } }: Stand) => publicKey.export({ type: 'spki', format: 'der' });
/** The public key as the secret of an HMAC. */
const confused = (kind: string, toSecret: (stand: Stand) => string | Buffer) =>
  signed(kind, (stand) => ({ header: { alg: 'HS256' }, signer: hmac(toSecret(stand)) }), isAsymmetric);

/** Algorithms, keys and signatures that are not the issuer's. */
export const keys: BadToken[] = [
  ...['none', 'None', 'NONE', 'nOnE'].map(
    (alg): BadToken => ({
      kind: `alg ${alg}, unsigned`,
      bad: (stand) => `${encode(stand.header({ alg }))}.${encode(stand.claims())}.`,
      control: (stand) => stand.forge(stand.header(), stand.claims()),
    }),
  ),
  header('alg none, signed', { alg: 'none' }),
  header('no alg', { alg: undefined }),
  header('an empty alg', { alg: '' }),
  header('alg null', { alg: null }),
  header('alg in lower case', ({ alg }) => ({ alg: alg.toLowerCase() })),
  header('a list of algs', ({ alg }) => ({ alg: [alg] })),
  header('an unknown alg', { alg: 'XS256' }),
  json('alg as a prototype', 'header', (good, { alg }) => {
    return good.replace(`"alg":"${alg}"`, `"__proto__":{"alg":"${alg}"}`);
  }),

  confused('HS256 with the public key’s PEM as secret', ({ pair }) => toPem(pair.publicKey)),
  confused('HS256 with the PEM without its last line break', ({ pair }) => toPem(pair.publicKey).trim()),
  confused('HS256 with the PEM of one line', ({ pair }) => toPem(pair.publicKey).replaceAll('\n', '\\n')),
  confused('HS256 with the public key’s DER as secret', der),
  confused('HS256 with the public key’s JWK as secret', ({ pair }) => {
    return JSON.stringify(pair.publicKey.export({ format: 'jwk' }));
  }),
  confused('HS256 with the key’s id as secret', () => 'main'),
  signed('HS256 with an empty secret', () => ({ header: { alg: 'HS256' }, signer: hmac('') })),
  signed('HS256 with a secret of zeros', () => ({ header: { alg: 'HS256' }, signer: hmac(Buffer.alloc(32)) })),
  signed('HS384', ({ pair }) => toOther('HS384', hmac(pair.privateKey, 'sha384')), uses('HS256')),
  signed('HS512', ({ pair }) => toOther('HS512', hmac(pair.privateKey, 'sha512')), uses('HS256')),
  signed('RS512 with the right key', ({ pair }) => toOther('RS512', rsa(pair.privateKey, 'sha512')), uses('RS256')),
  signed('RS256 signed with SHA-1', ({ pair }) => ({ signer: rsa(pair.privateKey, 'sha1') }), uses('RS256')),
  signed('PS256 with the right key', ({ pair }) => toOther('PS256', pss(pair.privateKey)), uses('RS256')),
  signed('another algorithm in the header', (stand) => {
    return { header: { alg: stand.alg === 'ES256' ? 'EdDSA' : 'ES256' }, signer: signerOf(stand.alg, stand.pair) };
  }),
  signed(
    'RS256 in the header',
    (stand) => ({ header: { alg: 'RS256' }, signer: signerOf(stand.alg, stand.pair) }),
    ({ alg }) => alg !== 'RS256',
  ),
  signed('ES256 in DER', ({ pair }) => ({ signer: (input) => sign('sha256', input, pair.privateKey) }), uses('ES256')),
  signed('ES384 over a P-256 key', ({ pair }) => toOther('ES384', p1363(pair.privateKey, 'sha384')), uses('ES256')),

  signed(
    'an EdDSA signature with a number beyond the order of the curve',
    ({ pair }) => ({ signer: (input) => beyondOrder(sign(null, input, pair.privateKey)) }),
    uses('EdDSA'),
  ),
  signed(
    'an EdDSA signature that fits a key of small order',
    () => ({ signer: () => ANYBODYS_SIGNATURE }),
    uses('EdDSA'),
  ),
  signed('a signature of zeros', (stand) => ({ signer: fill(stand, 0) })),
  signed('a signature of ones', (stand) => ({ signer: fill(stand, 0xff) })),
  signed('a random signature', (stand) => ({
    signer: (input) => randomBytes(signerOf(stand.alg, stand.pair)(input).length),
  })),
  signed('one bit of the signature turned', (stand) => ({
    signer: (input) => {
      const signature = signerOf(stand.alg, stand.pair)(input);
      signature[7] = (signature[7] ?? 0) ^ 1;
      return signature;
    },
  })),
  signed('a signature with more behind it', (stand) => ({
    signer: (input) => Buffer.concat([signerOf(stand.alg, stand.pair)(input), Buffer.from([0])]),
  })),
  signed('a signature with a zero before it', (stand) => ({
    signer: (input) => Buffer.concat([Buffer.from([0]), signerOf(stand.alg, stand.pair)(input)]),
  })),
  changed('a signature with bits too many at its end', (token) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return token.slice(0, -1) + alphabet[alphabet.indexOf(token.slice(-1)) + 1];
  }),
  signed('a signature without its first byte', (stand) => ({
    signer: (input) => signerOf(stand.alg, stand.pair)(input).subarray(1),
  })),
  signed('a signature over the payload alone', (stand) => ({
    signer: () => signerOf(stand.alg, stand.pair)(Buffer.from(encode(stand.claims()))),
  })),
  changed('the signature of another token', async (token, stand) => {
    const [, , signature] = (await stand.mint({ sub: 'tom' })).split('.');
    return token.replace(/[^.]+$/, signature ?? '');
  }),
  changed('the payload of another token', async (token, stand) => {
    const [, payload] = (await stand.mint({ sub: 'tom' })).split('.');
    return token.replace(/\.[^.]+\./, `.${payload}.`);
  }),
  changed('a header changed afterwards', (token, stand) => {
    return token.replace(/^[^.]+/, encode(stand.header({ x: 1 })));
  }),
  changed('a payload changed afterwards', (token, stand) => {
    return token.replace(/\.[^.]+\./, `.${encode(stand.claims({ sub: 'tom' }))}.`);
  }),

  signed('a stranger’s key', (stand) => ({ signer: stranger(stand) })),
  signed('a stranger’s key in jwk', (stand) => ({ header: { jwk: toPublic(stand) }, signer: stranger(stand) })),
  signed(
    'a stranger’s key in x5c',
    (stand) => {
      const { publicKey } = stand.stranger;
      const x5c = [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
      return { header: { x5c }, signer: stranger(stand) };
    },
    isAsymmetric,
  ),
  signed('a stranger’s keys at jku', (stand) => ({ header: { jku: elsewhere.url }, signer: stranger(stand) })),
  signed('a stranger’s certificate at x5u', (stand) => ({ header: { x5u: elsewhere.url }, signer: stranger(stand) })),
  signed('a kid of nowhere', (stand) => ({ header: { kid: 'nowhere' }, signer: stranger(stand) })),
  signed('a kid of nowhere, and no jku followed', (stand) => {
    return { header: { kid: 'elsewhere', jku: elsewhere.url }, signer: stranger(stand) };
  }),
  signed('a kid that is an empty file’s', () => {
    return { header: { alg: 'HS256', kid: '../../../../dev/null' }, signer: hmac('') };
  }),
  signed('a kid that selects a secret', () => {
    return { header: { alg: 'HS256', kid: "x' UNION SELECT 'secret" }, signer: hmac('secret') };
  }),
  signed('a kid that is an address', (stand) => ({ header: { kid: elsewhere.url }, signer: stranger(stand) })),
  ...['', 7, null, ['main'], { main: true }].map((kid) => ({
    ...header(`a kid that is ${JSON.stringify(kid)}`, { kid }),
    at: isJwks,
  })),
  ...['encrypting', 'deriving', 'weak', 'shared', 'leaked', 'broken', 'twins', 'small order', 'exponent one'].map(
    (kid) =>
      signed(
        `a published key that is not for this: ${kid}`,
        ({ misfits }) => {
          const { alg, signer } = misfits[kid] ?? { alg: '', signer: hmac('') };
          return { header: { alg, kid }, signer };
        },
        isJwks,
      ),
  ),
];

const toOther = (alg: string, signer: Signer): { header: Json; signer: Signer } => ({ header: { alg }, signer });
const rsa = (key: Stand['pair']['privateKey'], hash: string) => (input: Buffer) => sign(hash, input, key);
const pss = (key: Stand['pair']['privateKey']) => (input: Buffer) =>
  sign('sha256', input, { key, padding: 6, saltLength: 32 });
const p1363 = (key: Stand['pair']['privateKey'], hash: string) => (input: Buffer) => {
  return sign(hash, input, { key, dsaEncoding: 'ieee-p1363' });
};
/** The same signature by another number: S + L, which fits the same equation (RFC 8032, 5.1.7 has it refused). */
function beyondOrder(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const number = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  return Buffer.concat([
    signature.subarray(0, 32),
    Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse(),
  ]);
}
const toPublic = ({ stranger: { publicKey } }: Stand) => publicKey.export({ format: 'jwk' });
