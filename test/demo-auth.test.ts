import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createAuthServer } from '../demo/auth/app.ts';
import { PASSWORD, PEOPLE } from '../demo/auth/people.ts';
import { createVerifier, type KeySource } from '../server/auth/verifier.ts';
import { SECRET } from './support/tokens.ts';

// Better Auth itself, in the demo's server.

const PAGE = 'http://localhost:4999';
const makeFolder = () => mkdtemp(join(tmpdir(), 'task-chat-auth-'));
const folder = await makeFolder();
const servers: ReturnType<typeof createServer>[] = [];
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  options: { sharedSecret?: string; keySeconds?: number; dataFolder?: string } = {},
): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const issuer = options.sharedSecret ? PAGE : origin;
  server.on(
    'request',
    await createAuthServer({ origin, page: PAGE, issuer, audience: 'task-chat', dataFolder: folder, ...options }),
  );
  return origin;
}

const origin = await start();
const verifierOf = (key: KeySource, issuer: string) => createVerifier({ key, issuer, audience: 'task-chat' });
const verifier = verifierOf({ kind: 'jwks', url: `${origin}/api/auth/jwks` }, origin);

function post(path: string, body: object, headers: Record<string, string> = {}, at = origin): Promise<Response> {
  return fetch(`${at}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: PAGE, ...headers },
    body: JSON.stringify(body),
  });
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

async function signIn(email: string, password = PASSWORD, at = origin): Promise<string> {
  const response = await post('/sign-in/email', { email, password }, {}, at);
  expect(response.status).toBe(200);
  return cookieOf(response);
}

async function tokenOf(cookie: string, path = '/api/auth/token', at = origin): Promise<string> {
  const response = await fetch(at + path, { headers: { cookie, origin: PAGE } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { token: string }).token;
}

const [maya, tom] = PEOPLE.map(({ email }) => email);

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site sends', async () => {
    const response = await post('/sign-in/email', { email: maya, password: PASSWORD });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^northfold\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('needs the password', async () => {
    const response = await post('/sign-in/email', { email: maya, password: 'not the password' });
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:4998'])('cannot be done from %s', async (other) => {
    const response = await post('/sign-in/email', { email: maya, password: PASSWORD }, { origin: other });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get('access-control-allow-origin')).not.toBe(other);
  });

  it('can be done by whoever made an account, once for each address', async () => {
    const account = { name: 'Ada Winter', email: 'ada@example.com', password: 'a password of hers' };
    const made = await post('/sign-up/email', account);
    expect(made.status).toBe(200);
    const again = await post('/sign-up/email', account);
    expect(again.status).toBe(422);
    const first = await verifier.verify(await tokenOf(cookieOf(made)));
    const second = await verifier.verify(await tokenOf(await signIn(account.email, account.password)));
    expect(first).toEqual(second);
    expect(first).toMatchObject({ issuer: origin, name: 'Ada Winter' });
  });

  it('ends with signing out', async () => {
    const cookie = await signIn(maya ?? '');
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200);
    expect((await fetch(`${origin}/api/auth/token`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('a token of Better Auth', () => {
  it('speaks for its person for five minutes, and tells their name and nothing else', async () => {
    const token = await tokenOf(await signIn(maya ?? ''));
    expect(await verifier.verify(token)).toMatchObject({ name: 'Maya Lindqvist', issuer: origin });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'name', 'sub']);
    expect(claims.exp - claims.iat).toBe(300);
    const other = await verifier.verify(await tokenOf(await signIn(tom ?? '')));
    expect(other.owner).not.toBe((await verifier.verify(token)).owner);
  });

  it('is not given to nobody, nor read by another site', async () => {
    const cookie = await signIn(maya ?? '');
    for (const headers of [{}, { cookie: cookie.replace(/=.{8}/, '=xxxxxxxx') }]) {
      expect((await fetch(`${origin}/api/auth/token`, { headers })).status).toBe(401);
    }
    const foreign = await fetch(`${origin}/api/auth/token`, { headers: { cookie, origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });

  it('goes on being good when the server starts again, and so do sessions', async () => {
    const cookie = await signIn(maya ?? '');
    const { owner } = await verifier.verify(await tokenOf(cookie));
    const restarted = await start();
    const next = verifierOf({ kind: 'jwks', url: `${restarted}/api/auth/jwks` }, restarted);
    const principal = await next.verify(await tokenOf(cookie, undefined, restarted));
    expect(principal).toMatchObject({ name: 'Maya Lindqvist' });
    // The same person of another issuer is another owner.
    expect(principal.owner).not.toBe(owner);
    const secret = join(folder, 'demo-auth-secret');
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    expect((await readFile(secret, 'utf8')).trim().length).toBeGreaterThanOrEqual(32);
  });

  it('comes from a new key when the old one has done its time, and both are good', async () => {
    // Apart from the others, whose key is good for long.
    const dataFolder = await makeFolder();
    onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
    const at = await start({ keySeconds: 1, dataFolder });
    const rotating = verifierOf({ kind: 'jwks', url: `${at}/api/auth/jwks` }, at);
    const cookie = await signIn(maya ?? '', PASSWORD, at);
    const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
    const first = await tokenOf(cookie, undefined, at);
    await rotating.verify(first);
    await expect
      .poll(async () => kidOf(await tokenOf(cookie, undefined, at)), { timeout: 10_000 })
      .not.toBe(kidOf(first));
    await rotating.verify(await tokenOf(cookie, undefined, at));
    await rotating.verify(first);
  });
});

describe('with a secret that it shares with the task server', () => {
  it('gives tokens signed with that, to who is signed in', async () => {
    const at = await start({ sharedSecret: SECRET });
    const shared = verifierOf({ kind: 'secret', secret: SECRET }, PAGE);
    const token = await tokenOf(await signIn(maya ?? '', PASSWORD, at), '/task-token', at);
    expect(await shared.verify(token)).toMatchObject({ name: 'Maya Lindqvist', issuer: PAGE });
    expect((await fetch(`${at}/task-token`)).status).toBe(401);
    expect((await fetch(`${origin}/task-token`)).status).toBe(404);
  });
});
