import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDemo } from '../demo/app.ts';
import { readConfig } from '../demo/config.ts';
import { waitForSecret } from '../demo/secret.ts';
import { createVerifier } from '../server/auth/verifier.ts';
import { SECRET } from './support/tokens.ts';

const TASK_SERVER = 'http://localhost:3999';
const server = createServer();
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
server.on(
  'request',
  await createDemo({ origin, taskServer: TASK_SERVER, secret: SECRET, issuer: origin, audience: 'task-chat' }),
);
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function signIn(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: JSON.stringify(body),
  });
}

async function cookieOf(name: string): Promise<string> {
  const response = await signIn({ name });
  expect(response.status).toBe(204);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function tokenOf(name: string): Promise<string> {
  const response = await fetch(`${origin}/token`, { headers: { cookie: await cookieOf(name) } });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return ((await response.json()) as { token: string }).token;
}

const verifier = createVerifier({ key: { kind: 'secret', secret: SECRET }, issuer: origin, audience: 'task-chat' });

describe('the host page', () => {
  it('asks who is there, and then shows their workspace with the task chat', async () => {
    const before = await fetch(origin);
    expect(await before.text()).toContain('Who is in today?');
    expect(before.headers.get('cache-control')).toBe('no-store');
    const page = await (await fetch(origin, { headers: { cookie: await cookieOf('Tom Okafor') } })).text();
    expect(page).toContain('Good to see you, Tom.');
    expect(page).toContain(`<script src="${TASK_SERVER}/embed/task-chat.js" async></script>`);
    expect(page).toContain(`<task-chat api-url="${TASK_SERVER}/chatkit" get-token="getTaskChatToken">`);
    expect(page).not.toContain('{{');
  });

  it('shows the chat as the address says, and takes nothing else from there', async () => {
    const cookie = await cookieOf('Tom Okafor');
    const load = async (query: string) => (await fetch(`${origin}/?${query}`, { headers: { cookie } })).text();
    expect(await load('mode=bubble&runtime=builtin')).toContain('<task-chat mode="bubble" runtime="builtin" api-url=');
    const page = await load('mode=page&theme=dark');
    expect(page).toContain('<task-chat mode="page" theme="dark" api-url=');
    expect(page).not.toContain('Good to see you');
    const tried = await load('mode=%22%3E%3Cscript%3E&runtime[]=builtin&onclick=x');
    expect(tried).toContain('<task-chat api-url=');
  });

  it('shows a name as text, whatever it is', async () => {
    const cookie = await cookieOf('<script>alert(1)</script> "Mallory"');
    const page = await (await fetch(origin, { headers: { cookie } })).text();
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&#60;script&#62;');
  });

  it('runs its own scripts and the task server’s, and nothing inline', async () => {
    const policy = (await fetch(origin)).headers.get('content-security-policy');
    expect(policy).toContain(`script-src 'self' ${TASK_SERVER} https://cdn.platform.openai.com;`);
    expect(policy).toContain('frame-src https://cdn.platform.openai.com;');
    expect(policy).toContain(`connect-src 'self' ${TASK_SERVER};`);
    expect(policy).toContain("style-src 'self' 'unsafe-inline';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy?.replace(/style-src[^;]*/, '')).not.toContain('unsafe');
  });

  it('has the files that it names', async () => {
    const cookie = await cookieOf('Maya Lindqvist');
    for (const headers of [{}, { cookie }]) {
      const page = await (await fetch(origin, { headers })).text();
      const files = [...page.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
      expect(files.length).toBeGreaterThanOrEqual(3);
      for (const path of files) expect((await fetch(origin + path)).status).toBe(200);
    }
    expect((await fetch(`${origin}/workspace.html`)).status).toBe(404);
  });

  it('lives at one address, which is the one that the task server knows', async () => {
    const at = (host: string, path: string) =>
      new Promise<[number | undefined, string | undefined]>((resolve) => {
        const options = { headers: { host } };
        request(origin + path, options, (res) => resolve([res.resume().statusCode, res.headers.location])).end();
      });
    expect(await at('127.0.0.1:4000', '/')).toEqual([307, `${origin}/`]);
    expect(await at('rebound.example', '/token')).toEqual([421, undefined]);
  });
});

describe('signing in', () => {
  it('gives a cookie that scripts and other sites cannot use', async () => {
    expect((await signIn({ name: 'Maya' })).headers.get('set-cookie')).toMatch(
      /^northfold_session=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it.each([{ name: '' }, { name: '  ' }, { name: '...' }, { name: 'x'.repeat(61) }, { name: 7 }, {}, [], 'Maya'])(
    'needs a name: %o',
    async (body) => {
      const response = await signIn(body);
      expect(response.status).toBe(400);
      expect(response.headers.get('set-cookie')).toBeNull();
    },
  );

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a form, which cannot send JSON', { 'content-type': 'text/plain' }],
  ])('cannot be done by %s', async (_what, headers) => {
    const response = await signIn({ name: 'Mallory' }, headers);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('ends with signing out, which another site cannot do either', async () => {
    const foreign = await fetch(`${origin}/session`, { method: 'DELETE', headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const own = await fetch(`${origin}/session`, { method: 'DELETE', headers: { origin } });
    expect(own.headers.get('set-cookie')).toContain('northfold_session=; Max-Age=0');
  });
});

describe('a token', () => {
  it('speaks for the person, and is taken by the task server for five minutes', async () => {
    const token = await tokenOf('Maya Lindqvist');
    expect(await verifier.verify(token)).toMatchObject({
      subject: 'maya lindqvist',
      name: 'Maya Lindqvist',
      issuer: origin,
    });
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(exp - iat).toBe(300);
  });

  it('is the same person’s, however the name is written', async () => {
    const [a, b] = [await tokenOf('Maya Lindqvist'), await tokenOf(' maya   LINDQVIST ')];
    expect((await verifier.verify(a)).owner).toBe((await verifier.verify(b)).owner);
  });

  it.each<[string, () => Promise<string>]>([
    ['nobody', async () => ''],
    ['a cookie of one’s own making', async () => 'northfold_session=eyJhbGciOiJub25lIn0.eyJuYW1lIjoiTWF5YSJ9.'],
    ['a token in the cookie’s place', async () => `northfold_session=${await tokenOf('Maya')}`],
  ])('is not given to %s', async (_what, cookie) => {
    const response = await fetch(`${origin}/token`, { headers: { cookie: await cookie() } });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Please sign in.' });
  });

  it('cannot be read by another site', async () => {
    const response = await fetch(`${origin}/token`, { headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the demo’s settings', () => {
  it('go with those of the task server', () => {
    expect(readConfig({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      taskServer: 'http://localhost:3000',
      issuer: undefined,
      audience: 'task-chat',
      secret: undefined,
    });
    expect(readConfig({ PORT: '3100', JWT_ISSUER: 'https://id.example' })).toMatchObject({
      taskServer: 'http://localhost:3100',
      issuer: 'https://id.example',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['DEMO_PORT must be a port', { DEMO_PORT: 'x' }],
    ['PORT must be a port', { PORT: '0' }],
    ['run the server alone', { JWKS_URL: 'https://id.example/jwks' }],
  ])('%s', (line, env) => {
    expect(() => readConfig(env)).toThrow(line);
  });

  it('wait for the secret that the task server makes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'task-chat-demo-'));
    const path = join(folder, 'jwt-secret');
    const waiting = waitForSecret(path, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await writeFile(path, 'made later\n');
    expect(await waiting).toBe('made later');
    await rm(folder, { recursive: true });
    await expect(waitForSecret(path, 100)).rejects.toThrow('npm run server');
  });
});
