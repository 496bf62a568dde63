import { AUDIENCE, ISSUER } from '../../support/tokens.ts';
import type { BadToken } from './bad-token.ts';
import { claims, json, minted } from './bad-token.ts';

const now = () => Math.floor(Date.now() / 1_000);

/** Claims of a token that the issuer signed, and that is not for here, not for now, or for nobody. */
export const wrongClaims: BadToken[] = [
  minted('no iss', { iss: undefined }),
  minted('an empty iss', { iss: '' }),
  minted('another iss', { iss: 'https://elsewhere.example' }),
  minted('an iss that begins like ours', { iss: `${ISSUER}.elsewhere.example` }),
  minted('an iss that ends like ours', { iss: `https://elsewhere.example/${ISSUER}` }),
  minted('an iss with a slash behind it', { iss: `${ISSUER}/` }),
  minted('an iss in capitals', { iss: ISSUER.toUpperCase() }),
  minted('an iss with a space behind it', { iss: `${ISSUER} ` }),
  claims('a list of iss that holds ours', { iss: [ISSUER] }),
  claims('iss null', { iss: null }),

  minted('no aud', { aud: undefined }),
  minted('an empty aud', { aud: '' }),
  minted('another aud', { aud: 'elsewhere' }),
  minted('a list of aud without ours', { aud: ['elsewhere', `${AUDIENCE}2`] }, { aud: ['elsewhere', AUDIENCE] }),
  minted('an empty list of aud', { aud: [] }, { aud: [AUDIENCE] }),
  claims('a list of aud within a list', { aud: [[AUDIENCE]] }),
  minted('a part of our aud', { aud: AUDIENCE.slice(0, -1) }),
  minted('more than our aud', { aud: `${AUDIENCE} elsewhere` }),
  minted('our aud in capitals', { aud: AUDIENCE.toUpperCase() }),
  claims('an aud that is an object', { aud: { [AUDIENCE]: true } }),
  claims('aud null', { aud: null }),
  claims('aud true', { aud: true }),

  minted('no exp', { exp: undefined }),
  minted('expired an hour ago', () => ({ exp: now() - 3_600 })),
  minted(
    'expired beyond the tolerance',
    () => ({ exp: now() - 7 }),
    () => ({ exp: now() - 2 }),
  ),
  minted('exp 0', { exp: 0 }),
  minted('an exp before 1970', { exp: -1 }),
  claims('exp as a text', () => ({ exp: `${now() + 300}` })),
  claims('exp as a date', { exp: '2099-01-01T00:00:00Z' }),
  claims('exp null', { exp: null }),
  claims('exp true', { exp: true }),
  claims('a list of exp', () => ({ exp: [now() + 300] })),
  json('an exp without end', 'payload', (good) => good.replace(/"exp":\d+/, '"exp":1e400')),
  json('exp not a number', 'payload', (good) => good.replace(/"exp":\d+/, '"exp":NaN')),
  minted('expired before it began', () => ({ nbf: now() - 600, exp: now() - 300 })),

  minted(
    'valid from an hour on',
    () => ({ nbf: now() + 3_600 }),
    () => ({ nbf: now() }),
  ),
  minted(
    'valid beyond the tolerance',
    () => ({ nbf: now() + 30 }),
    () => ({ nbf: now() + 3 }),
  ),
  claims('nbf as a text', { nbf: '0' }, { nbf: 0 }),
  claims('nbf null', { nbf: null }),
  json('an nbf that never comes', 'payload', (good) => good.replace('{', '{"nbf":1e400,')),
  claims('iat as a text', { iat: 'now' }),

  minted('no sub', { sub: undefined }),
  minted('an empty sub', { sub: '' }),
  minted('a blank sub', { sub: ' \t\u00a0' }),
  claims('sub null', { sub: null }),
  claims('a sub that is a number', { sub: 7 }),
  claims('a list of sub', { sub: ['maya'] }),
  claims('a sub that is an object', { sub: { toString: 'maya' } }),
  minted('a sub over 500 characters', { sub: 'm'.repeat(501) }, { sub: 'm'.repeat(500) }),
  json('a sub with half a character', 'payload', (good) => good.replace('maya', 'maya\\ud83d')),
  json('claims as a prototype', 'payload', (good) => `{"__proto__":${good}}`),
  json('claims in capitals', 'payload', (good) => good.replace('"sub"', '"SUB"').replace('"exp"', '"EXP"')),
  json('claims one level down', 'payload', (good) => `{"claims":${good}}`),
];
