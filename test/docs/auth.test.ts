import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { runInNewContext } from 'node:vm';
import { SignJWT } from 'jose';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { startIssuer, toJwk } from '../support/issuer.ts';
import { startApp } from '../support/start-app.ts';
import { readBlocks } from './blocks.ts';
import { compile } from './program.ts';
import { createProject, findFreePort } from './project.ts';

// The guide to tokens: its servers run, its pages' scripts fetch tokens from them, and a task server with its settings
// takes these.

const blocks = await readBlocks(new URL('../../docs/auth.md', import.meta.url));
const project = await createProject(blocks, ['better-auth', 'jsonwebtoken', '@types/node', '@types/jsonwebtoken']);
afterAll(() => project.remove());

type GetToken = () => Promise<string | null>;

/** A task server with the settings of a block, whose addresses are those of the test. */
async function startTaskServer(block: string, addresses: Record<string, string>) {
  const text = Object.entries(addresses).reduce(
    (all, [written, real]) => all.replaceAll(written, real),
    project.code(block),
  );
  const env = parseEnv(text) as Record<string, string>;
  const app = await startApp({ env: { JWT_SECRET: '', ...env } });
  onTestFinished(() => app.close());
  const send = (token: string | null, origin = env.ALLOWED_ORIGINS ?? '') =>
    app.post({ type: 'threads.list', params: {} }, { headers: { authorization: `Bearer ${token}`, origin } });
  return { env, send };
}

/** The function that a page's script gives to the element; its requests go to a real server, with a cookie. */
function readPage(block: string, { from, to, cookie }: { from: string; to: string; cookie: () => string }): GetToken {
  const script = /<script>(.*)<\/script>/s.exec(project.code(block))?.[1] ?? '';
  const chat: { getToken?: GetToken } = {};
  runInNewContext(script, {
    document: { querySelector: (selector: string) => (selector === 'task-chat' ? chat : null) },
    fetch: (url: string, init: RequestInit = {}) => {
      const isForeign = url.startsWith('https:');
      const headers = !isForeign || init.credentials === 'include' ? { cookie: cookie() } : {};
      return fetch(isForeign ? url.replace(from, to) : to + url, { headers });
    },
    Error,
  });
  if (!chat.getToken) throw new Error(`${block} gives the element no function.`);
  return chat.getToken;
}

const claimsOf = (token: string | null) =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('the guide to tokens', () => {
  test('compiles as a whole', { timeout: 180_000 }, () => {
    expect(compile(project.folder, []).problems).toEqual([]);
  });

  test('with Better Auth: who signs in at its server is let in, and nobody else', { timeout: 60_000 }, async () => {
    const page = 'https://www.example.com';
    const PORT = String(await findFreePort());
    const origin = `http://localhost:${PORT}`;
    const env = { ORIGIN: origin, PAGE: page, PORT, BETTER_AUTH_SECRET: randomUUID() + randomUUID() };
    const running = await project.start('better-auth.ts', env);
    onTestFinished(async () => void (await running.stop()));
    expect(running.origin).toBe(origin);

    const preflight = await fetch(`${origin}/api/auth/sign-in/email`, { method: 'OPTIONS', headers: { origin: page } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    const made = await fetch(`${origin}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: page },
      body: JSON.stringify({ name: 'Ann', email: 'ann@example.com', password: 'a password of hers' }),
    });
    expect(made.status).toBe(200);
    let cookie = made.headers.getSetCookie().join('; ');
    const getToken = readPage('better-auth-page.html', {
      from: 'https://auth.example.com',
      to: origin,
      cookie: () => cookie,
    });
    const { send, env: settings } = await startTaskServer('better-auth.env', { 'https://auth.example.com': origin });
    expect(settings.JWKS_URL).toBe(`${origin}/api/auth/jwks`);
    const token = await getToken();
    expect(claimsOf(token)).toMatchObject({ iss: origin, aud: 'task-chat', name: 'Ann' });
    expect(claimsOf(token)).not.toHaveProperty('email');
    expect((await send(token)).status).toBe(200);
    expect((await send(`${token?.slice(0, -8)}AAAAAAAA`)).status).toBe(401);
    expect((await send(token, 'https://evil.example')).status).toBe(403);
    cookie = '';
    expect(await getToken()).toBeNull();
  });

  test('with an OpenID provider: its access token is let in, an ID token is not', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const provider = await startIssuer(await toJwk(publicKey, { kid: 'a', alg: 'RS256', use: 'sig' }));
    onTestFinished(() => provider.goDown());
    const iss = new URL('/', provider.url).href;
    const { send, env } = await startTaskServer('auth0.env', { 'https://example.eu.auth0.com/': iss });
    expect(env.JWT_ISSUER).toBe(iss);
    const sign = (aud: string | string[]) =>
      new SignJWT({ iss, aud, sub: 'auth0|17', scope: 'openid' })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'a' })
        .setExpirationTime('1h')
        .sign(privateKey);

    // What the guide's function asks of Auth0's library.
    let isIn = true;
    const auth0 = {
      isAuthenticated: async () => isIn,
      getTokenSilently: ({ authorizationParams: { audience } }: { authorizationParams: { audience: string } }) =>
        sign([audience, `${iss}userinfo`]),
    };
    const { connectTaskChat } = await project.load<{ connectTaskChat(chat: object, client: typeof auth0): void }>(
      'auth0.js',
    );
    const chat: { getToken?: GetToken } = {};
    connectTaskChat(chat, auth0);
    expect((await send((await chat.getToken?.()) ?? null)).status).toBe(200);
    expect((await send(await sign('the client’s id'))).status).toBe(401);
    isIn = false;
    expect(await chat.getToken?.()).toBeNull();
  });

  test('with a secret of one’s own: the site signs for its sessions', { timeout: 60_000 }, async () => {
    const { send, env } = await startTaskServer('own-secret.env', {
      'JWT_SECRET=': `JWT_SECRET=${randomBytes(48).toString('base64')}`,
    });
    const { JWT_SECRET = '' } = env;
    const { origin, stop } = await project.start('own-secret.ts', { JWT_SECRET });
    onTestFinished(async () => void (await stop()));
    let cookie = 'session=ann';
    const getToken = readPage('own-secret-page.html', { from: '', to: origin, cookie: () => cookie });
    const token = await getToken();
    expect(claimsOf(token)).toMatchObject({ sub: '17', name: 'Ann', iss: env.JWT_ISSUER });
    expect((await send(token)).status).toBe(200);
    cookie = 'session=nobody';
    expect(await getToken()).toBeNull();
    const other = await project.start('own-secret.ts', { JWT_SECRET: 'another secret, long enough for HS256' });
    onTestFinished(async () => void (await other.stop()));
    cookie = 'session=ann';
    const forged = await readPage('own-secret-page.html', { from: '', to: other.origin, cookie: () => cookie })();
    expect((await send(forged)).status).toBe(401);
  });

  test('has a test for every block', async () => {
    const source = await readFile(import.meta.filename, 'utf8');
    expect(blocks.filter(({ name }) => !source.includes(`'${name}'`)).map(({ name }) => name)).toEqual([]);
  });
});
