import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createDemo } from '../demo/app.ts';
import { PASSWORD, PEOPLE } from '../demo/auth/people.ts';
import { readConfig } from '../demo/config.ts';

const TASK_SERVER = 'http://localhost:3999';
const AUTH = 'http://localhost:3998';
const CDN = 'https://cdn.platform.openai.com';
const server = createServer();
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
const demo: RequestListener = await createDemo({
  origin,
  taskServer: TASK_SERVER,
  auth: AUTH,
  tokens: `${AUTH}/api/auth/token`,
});
server.on('request', demo);
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const load = async (path: string) => (await fetch(origin + path)).text();
const policyOf = async (path: string) => (await fetch(origin + path)).headers.get('content-security-policy') ?? '';

describe('the host page', () => {
  it('shows the workspace with the task chat, and asks the auth server who is there', async () => {
    const page = await load('/');
    expect(page).toContain('Good to see you');
    expect(page).toContain(`<script src="${TASK_SERVER}/embed/task-chat.js" async></script>`);
    expect(page).toContain(`<task-chat api-url="${TASK_SERVER}/chatkit" get-token="getTaskChatToken">`);
    expect(page).toContain(`<script src="/account.js" data-auth="${AUTH}"></script>`);
    expect(page).toContain(`<script src="/token.js" data-from="${AUTH}/api/auth/token"></script>`);
    expect(page).not.toMatch(/\{\{|localhost:(3000|4001)/);
    expect((await fetch(origin)).headers.get('cache-control')).toBe('no-store');
  });

  it('shows the chat as the address says, and takes nothing else from there', async () => {
    expect(await load('/?mode=bubble&runtime=builtin')).toContain(
      '<task-chat mode="bubble" runtime="builtin" api-url=',
    );
    const page = await load('/?mode=page&theme=dark');
    expect(page).toContain('<task-chat mode="page" theme="dark" api-url=');
    expect(page).not.toContain('Good to see you');
    const tried = await load('/?mode=%22%3E%3Cscript%3E&runtime[]=builtin&onclick=x');
    expect(tried).toContain('<task-chat api-url=');
  });

  it('has a sign-in that knows the people of the auth server', async () => {
    const [page, script] = [await load('/sign-in'), await load('/sign-in.js')];
    for (const { name, email } of PEOPLE) expect(page).toContain(`data-name="${name}" data-email="${email}"`);
    expect(script).toContain(`'${PASSWORD}'`);
  });

  it('runs its own scripts and the task server’s, and nothing inline', async () => {
    const policy = await policyOf('/');
    expect(policy).toContain(`script-src 'self' ${TASK_SERVER} ${CDN};`);
    expect(policy).toContain(`frame-src ${CDN};`);
    expect(policy).toContain(`connect-src 'self' ${TASK_SERVER} ${AUTH};`);
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    '/?runtime=builtin',
    '/?runtime=builtin&mode=bubble',
    '/?mode=page&runtime=builtin',
    '/sign-in',
    '/token.js',
  ])('needs no third party and no style of its own at %s', async (path) => {
    const policy = await policyOf(path);
    expect(policy).toContain(`script-src 'self' ${TASK_SERVER};`);
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|openai/);
  });

  it('has the files that it names', async () => {
    for (const path of ['/', '/sign-in', '/?mode=page']) {
      const files = [...(await load(path)).matchAll(/(?:href|src)="(\/[^"?]+)["?]/g)].map(([, file]) => file ?? '');
      expect(files.length).toBeGreaterThanOrEqual(3);
      for (const file of files) expect((await fetch(origin + file)).status, file).toBe(200);
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
    expect(await at('rebound.example', '/token.js')).toEqual([421, undefined]);
  });
});

describe('the demo’s settings', () => {
  const DEFAULTS = {
    host: '127.0.0.1',
    pagePort: 4000,
    page: 'http://localhost:4000',
    authPort: 4001,
    auth: 'http://localhost:4001',
    taskServer: 'http://localhost:3000',
    issuer: 'http://localhost:4001',
    audience: 'task-chat',
    sharedSecret: undefined,
    dataFolder: '.data',
  };

  it('need not be made', () => {
    expect(readConfig({})).toEqual(DEFAULTS);
    expect(readConfig({ JWT_SECRET: ' ', AUTH_DATA: '' })).toEqual(DEFAULTS);
  });

  it('go with those of the task server', () => {
    expect(readConfig({ PORT: '3100', AUTH_PORT: '4101', JWT_AUDIENCE: 'tasks' })).toMatchObject({
      taskServer: 'http://localhost:3100',
      auth: 'http://localhost:4101',
      issuer: 'http://localhost:4101',
      audience: 'tasks',
    });
    expect(readConfig({ JWKS_URL: 'http://localhost:4001/api/auth/jwks' })).toEqual(DEFAULTS);
    expect(readConfig({ JWT_ISSUER: 'https://id.example' })).toMatchObject({ issuer: 'https://id.example' });
  });

  it('with a shared secret take the page for the issuer, as the task server does', () => {
    const secret = 'x'.repeat(32);
    expect(readConfig({ JWT_SECRET: secret, DEMO_PORT: '4100' })).toMatchObject({
      sharedSecret: secret,
      issuer: 'http://localhost:4100',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['DEMO_PORT must be a port', { DEMO_PORT: 'x' }],
    ['AUTH_PORT must be a port', { AUTH_PORT: '70000' }],
    ['PORT must be a port', { PORT: '0' }],
    ['run the server alone', { JWKS_URL: 'https://id.example/jwks' }],
    ['run the server alone', { JWT_PUBLIC_KEY: 'a key' }],
  ])('%s', (line, env) => {
    expect(() => readConfig(env)).toThrow(line);
  });
});
