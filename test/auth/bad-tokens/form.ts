import { deflateRawSync } from 'node:zlib';
import { EncryptJWT } from 'jose';
import type { BadToken } from './bad-token.ts';
import { changed, claims, header, json } from './bad-token.ts';
import { encode, type Stand } from './stand.ts';

/** Texts that are no token, or another kind of token. */
export const form: BadToken[] = [
  changed('nothing', () => ''),
  changed('a word', () => 'hello'),
  changed('two parts', (token) => token.split('.').slice(0, 2).join('.')),
  changed('four parts', (token) => `${token}.${token.split('.')[2]}`),
  changed('an empty header', (token) => `.${token.split('.').slice(1).join('.')}`),
  changed('an empty payload', (token) => token.replace(/\..*\./, '..')),
  changed('two tokens', (token) => `${token},${token}`),
  changed('a space in it', (token) => token.replace('.', '. ')),
  changed('padding', (token) => `${token}=`),
  changed('the alphabet of base64', (token) => token.replace(/.$/, '+')),
  changed('its last character cut off', (token) => token.slice(0, -1)),
  changed('half of it cut off', (token) => token.slice(0, token.length / 2)),
  changed('JSON serialization', (token) => {
    const [head, payload, signature] = token.split('.');
    return JSON.stringify({ protected: head, payload, signature });
  }),
  claims('over 8 KB', { padding: 'x'.repeat(6_200) }, { padding: 'x'.repeat(5_000) }),
  claims('over 15 KB', { padding: 'x'.repeat(11_300) }),
  json('a header that is no JSON', 'header', (good) => good.slice(1)),
  json('a header that is a list', 'header', (good) => `[${good}]`),
  json('a header that is a text', 'header', (good) => JSON.stringify(good)),
  json('a header that is null', 'header', () => 'null'),
  json('a header with a byte order mark', 'header', (good) => `\uFEFF${good}`),
  json('a header that is followed by more', 'header', (good) => `${good}{}`),
  json('a payload that is no JSON', 'payload', (good) => good.replaceAll('"', "'")),
  json('a payload that is a list', 'payload', (good) => `[${good}]`),
  json('a payload that is null', 'payload', () => 'null'),
  json('a payload that is a number', 'payload', () => '1'),
  json('a payload that is followed by more', 'payload', (good) => `${good}{}`),
  json('a payload in Latin-1', 'payload', (good) => Buffer.from(good.replace('maya', 'mayä'), 'latin1')),
  json('a payload in UTF-16', 'payload', (good) => Buffer.from(good, 'utf16le')),
  json('a compressed payload', 'payload', (good) => deflateRawSync(good)),
  json('sub twice', 'payload', (good) => good.replace('{', '{"sub":"tom",')),
  json('sub twice, once in escapes', 'payload', (good) => good.replace('{', '{"s\\u0075b":"tom",')),
  json('exp twice', 'payload', (good) => good.replace('{', '{"exp":1,')),
  json('iss twice', 'payload', (good) => good.replace('{', '{"iss":"https://elsewhere.example",')),
  json('aud twice', 'payload', (good) => good.replace('{', '{"aud":"elsewhere",')),
  json('a name twice further in', 'payload', (good) => good.replace('{', '{"more":[{"a":1,"a":2}],')),
  json('alg twice', 'header', (good) => good.replace('{', '{"alg":"none",')),
  json('kid twice', 'header', (good) => good.replace('{', '{"kid":"main","kid":"other",')),
  header('a critical extension', { crit: ['http://openid.net/ext'], 'http://openid.net/ext': true }),
  header('a critical claim', { crit: ['exp'], exp: 4_102_444_800 }),
  header('an empty list of critical names', { crit: [] }),
  header('critical names that are a text', { crit: 'b64' }),
  header('a payload that stands in the clear, says crit', { crit: ['b64'], b64: false }),
  header('b64 in crit', { crit: ['b64'], b64: true }),
  header('b64 without crit', { b64: false }),
  header('the type of a logout token', { typ: 'logout+jwt' }, { typ: 'at+jwt' }),
  header('the type of a proof of possession', { typ: 'dpop+jwt' }, { typ: 'application/at+jwt' }),
  header('the type of a security event', { typ: 'secevent+jwt' }, { typ: undefined }),
  header('a type that is no text', { typ: ['JWT'] }, { typ: 'jwt' }),
  {
    kind: 'a token within a token',
    bad: async (stand) => stand.forge(stand.header({ cty: 'JWT' }), await stand.mint()),
    control: (stand) => stand.forge(stand.header({ cty: 'JWT' }), stand.claims()),
  },
  { kind: 'an encrypted token (JWE)', bad: encrypt, control: (stand) => stand.mint() },
  {
    kind: 'a token within an encrypted one',
    bad: async (stand) => encrypt(stand, { cty: 'JWT', payload: await stand.mint() }),
    control: (stand) => stand.mint(),
  },
  {
    kind: 'an encrypted header over a signed token',
    bad: async (stand) => {
      const [, payload, signature] = (await stand.mint()).split('.');
      return `${encode({ alg: 'dir', enc: 'A256GCM' })}.${payload}.${signature}`;
    },
    control: (stand) => stand.mint(),
  },
];

/** Encrypted for the key that the server has: everybody can do that with a public one. */
async function encrypt(stand: Stand, { cty, payload }: { cty?: string; payload?: string } = {}): Promise<string> {
  const [alg, key] = {
    RS256: ['RSA-OAEP-256', stand.pair.publicKey] as const,
    ES256: ['ECDH-ES', stand.pair.publicKey] as const,
    // Nothing can be encrypted for an Ed25519 key: its bytes serve as a password.
    EdDSA: ['PBES2-HS256+A128KW', publicBytes(stand)] as const,
    HS256: ['PBES2-HS256+A128KW', publicBytes(stand)] as const,
  }[stand.alg];
  return new EncryptJWT(stand.claims({ nested: payload }))
    .setProtectedHeader({ alg, enc: 'A256GCM', ...(cty && { cty }) })
    .encrypt(key);
}

const publicBytes = ({ alg, pair: { publicKey } }: Stand) =>
  alg === 'HS256' ? publicKey.export() : publicKey.export({ type: 'spki', format: 'der' });
