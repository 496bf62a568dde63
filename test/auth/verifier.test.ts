import type { KeyObject } from 'node:crypto';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { AuthError } from '../../server/auth/auth-error.ts';
import { toOwner } from '../../server/auth/owner.ts';
import type { Principal } from '../../server/auth/principal.ts';
import type { KeySource } from '../../server/auth/verifier.ts';
import { createVerifier } from '../../server/auth/verifier.ts';
import { AUDIENCE, ISSUER, mintToken, SECRET } from '../support/tokens.ts';

const now = () => Math.floor(Date.now() / 1_000);
const withKey = (key: KeySource) => createVerifier({ key, issuer: ISSUER, audience: AUDIENCE });
const bySecret = withKey({ kind: 'secret', secret: SECRET });

async function codeOf(verified: Promise<Principal>): Promise<string> {
  const error: unknown = await verified.then(
    () => new Error('it was let in'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuthError)) throw error;
  return error.code;
}

describe('a token signed with the shared secret', () => {
  it('names its person', async () => {
    const principal = await bySecret.verify(mintToken({ sub: 'maya', name: ' Maya \n Lindqvist ' }));
    expect(principal).toEqual({
      owner: toOwner(ISSUER, 'maya'),
      subject: 'maya',
      issuer: ISSUER,
      name: 'Maya Lindqvist',
    });
    expect(principal.owner).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, string]>([
    ['an audience list that holds ours', mintToken({ aud: ['other', AUDIENCE] })],
    ['a clock that is 3 s behind', mintToken({ exp: now() - 3 })],
    ['a clock that is 3 s ahead', mintToken({ nbf: now() + 3 })],
    ['no name', mintToken({ name: undefined })],
    ['a name that is no text', mintToken({ name: { first: 'Maya' } })],
  ])('is accepted with %s', async (_what, token) => {
    expect(await bySecret.verify(token)).toMatchObject({ subject: 'maya', name: undefined });
  });

  const [header, payload, signature] = mintToken().split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  it.each<[string, string, string]>([
    ['expired_token', 'that expired', mintToken({ exp: now() - 60 })],
    ['invalid_token', 'that is not valid yet', mintToken({ nbf: now() + 60 })],
    ['invalid_token', 'of another secret', mintToken({}, { key: 'another secret that is long enough, too' })],
    ['invalid_token', 'of another issuer', mintToken({ iss: 'https://elsewhere.example' })],
    ['invalid_token', 'for another audience', mintToken({ aud: 'elsewhere' })],
    ['invalid_token', 'for other audiences', mintToken({ aud: ['elsewhere', 'task-chat2'] })],
    ['invalid_token', 'without an issuer', mintToken({ iss: undefined })],
    ['invalid_token', 'without an audience', mintToken({ aud: undefined })],
    ['invalid_token', 'without an expiry', mintToken({ exp: undefined })],
    ['invalid_token', 'without a subject', mintToken({ sub: undefined })],
    ['invalid_token', 'with an empty subject', mintToken({ sub: '' })],
    ['invalid_token', 'with an endless subject', mintToken({ sub: 'x'.repeat(501) })],
    ['invalid_token', 'with another HMAC', mintToken({}, { algorithm: 'HS512' })],
    ['invalid_token', 'with alg none', `${unsigned}.${payload}.`],
    ['invalid_token', 'with alg none and a signature', `${unsigned}.${payload}.${signature}`],
    ['invalid_token', 'with a payload swapped', `${header}.${mintToken({ sub: 'tom' }).split('.')[1]}.${signature}`],
    ['invalid_token', 'that was cut', mintToken().slice(0, -2)],
    ['invalid_token', 'over 8 KB', mintToken({ padding: 'x'.repeat(8_192) })],
    ['invalid_token', 'that is none', 'hello'],
  ])('is %s %s', async (code, _what, token) => {
    expect(await codeOf(bySecret.verify(token))).toBe(code);
  });

  it('tells people what to do, and keeps the cause to itself', async () => {
    const error: unknown = await bySecret.verify(mintToken({ exp: now() - 60 })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'Your sign-in has expired. Please sign in again.' });
    expect((error as AuthError).cause).toBeInstanceOf(Error);
  });

  it('is not taken with a secret under 32 bytes', () => {
    expect(() => withKey({ kind: 'secret', secret: 'x'.repeat(31) })).toThrow(RangeError);
  });
});

describe('an owner', () => {
  it('is another one for the same subject of another issuer', () => {
    expect(toOwner('https://a.example', 'maya')).not.toBe(toOwner('https://b.example', 'maya'));
  });

  it('does not depend on where the issuer ends and the subject begins', () => {
    expect(toOwner('https://a', 'bc')).not.toBe(toOwner('https://ab', 'c'));
  });
});

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

function sign(alg: string, key: KeyObject, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg, ...header })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('maya')
    .setExpirationTime('5m')
    .sign(key);
}

const toPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

describe('a token checked with a public key', () => {
  it.each([
    ['EdDSA', ed25519],
    ['ES256', p256],
    ['RS256', rsa],
  ] as const)('is accepted when it is signed with %s', async (alg, { publicKey, privateKey }) => {
    const verifier = withKey({ kind: 'public_key', pem: toPem(publicKey).replaceAll('\n', '\\n') });
    expect((await verifier.verify(await sign(alg, privateKey))).subject).toBe('maya');
  });

  it('is refused when it is signed with the public key as a shared secret', async () => {
    const pem = toPem(rsa.publicKey);
    // jsonwebtoken refuses to make such a token from a PEM, so it gets the same bytes as a plain secret.
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'maya', exp: now() + 60 };
    const token = jwt.sign(claims, createSecretKey(Buffer.from(pem)), { algorithm: 'HS256' });
    expect(await codeOf(withKey({ kind: 'public_key', pem }).verify(token))).toBe('invalid_token');
  });

  it('is refused when it is signed with another algorithm of the same key', async () => {
    const verifier = withKey({ kind: 'public_key', pem: toPem(rsa.publicKey) });
    expect(await codeOf(verifier.verify(await sign('RS512', rsa.privateKey)))).toBe('invalid_token');
    expect((await verifier.verify(await sign('RS256', rsa.privateKey))).subject).toBe('maya');
  });

  it.each<[string, string]>([
    ['a private key', ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a weak RSA key', toPem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
    ['another curve', toPem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)],
    ['nonsense', '-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----'],
  ])('is not taken with %s', (_what, pem) => {
    expect(() => withKey({ kind: 'public_key', pem })).toThrow(TypeError);
  });
});
