import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ChatKitEndpoint } from '../../server/http/chatkit-route.ts';
import { startIssuer, toJwk } from '../support/issuer.ts';
import { toInput } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';
import { startHttp } from '../support/start-http.ts';
import { AUDIENCE, ISSUER, mintToken } from '../support/tokens.ts';

const STREAM = { accept: 'text/event-stream' };

afterEach(() => {
  vi.useRealTimers();
});

/** Moves the clock that tokens are checked by. */
function later(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe('a token that expires while an answer streams', () => {
  it('does not cut it, and is not good for another request', async () => {
    let goOn = () => {};
    const pause = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* frames() {
      yield 'data: {"type":"first"}\n\n';
      await pause;
      yield 'data: {"type":"last"}\n\n';
      yield ': end\n\n';
    }
    const stream: ChatKitEndpoint['process'] = async () => ({
      kind: 'stream',
      [Symbol.asyncIterator]: frames,
    });
    const http = await startHttp(stream);
    onTestFinished(() => http.server.close(async () => {}));
    const authorization = `Bearer ${mintToken()}`;
    const response = await http.post({}, { headers: { ...STREAM, authorization } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('first');
    later(3_600_000);
    goOn();
    let rest = '';
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) rest += part.value;
    expect(rest).toBe('data: {"type":"last"}\n\n: end\n\n');

    const next = await http.post({}, { headers: { ...STREAM, authorization } });
    expect(next.status).toBe(401);
    expect(next.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await next.json()).toMatchObject({ code: 'expired_token' });
    vi.useRealTimers();
    expect((await http.post({}, { headers: { ...STREAM, authorization: `Bearer ${mintToken()}` } })).status).toBe(200);
  });
});

describe('while the issuer of the tokens is away', () => {
  async function start() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const issuer = await startIssuer(await toJwk(publicKey, { kid: '1', alg: 'EdDSA' }));
    const app = await startApp({ env: { JWT_SECRET: '', JWKS_URL: issuer.url } });
    onTestFinished(() => app.close());
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject('maya')
      .setExpirationTime('5m')
      .sign(privateKey);
    const post = (body: object, headers = {}) =>
      app.post(body, { headers: { authorization: `Bearer ${token}`, ...headers } });
    return { issuer, post };
  }
  const list = { type: 'threads.list', params: {} };
  const message = { type: 'threads.create', params: { input: toInput('add task: oil the bench') } };

  it('JSON operations are told 503, streams an error with a way on, and both work when it is back', async () => {
    const { issuer, post } = await start();
    await issuer.goDown();
    const refused = await post(list);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    const told = (await refused.json()) as object;
    expect(told).toEqual({
      code: 'issuer_unavailable',
      message: 'Your sign-in cannot be checked right now. Please try again in a moment.',
    });
    const stream = await post(message, STREAM);
    expect(stream.status).toBe(200);
    const [, event = ''] = /^data: (.*)$/m.exec(await stream.text()) ?? [];
    expect(JSON.parse(event)).toEqual({ type: 'error', ...told, allow_retry: true });

    await issuer.comeBack();
    expect(await (await post(list)).json()).toMatchObject({ data: [] });
    expect(await (await post(message, STREAM)).text()).toContain('oil the bench');
    await issuer.goDown();
    expect((await post(list)).status).toBe(200);
    await issuer.comeBack();
  });
});

it('the log says what was wrong with a token, and holds nothing of it', async () => {
  const http = await startHttp(async () => ({ kind: 'json', value: {} }));
  onTestFinished(() => http.server.close(async () => {}));
  const tokens = {
    iss: mintToken({ iss: 'https://elsewhere.example' }),
    signature: mintToken({}, { key: 'x'.repeat(32) }),
  };
  for (const [flaw, token] of Object.entries(tokens)) {
    const response = await http.post({}, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
    await expect.poll(() => http.logs.at(-1)).toMatchObject({ code: 'invalid_token', flaw });
    for (const part of token.split('.')) expect(JSON.stringify(http.logs)).not.toContain(part);
    expect(JSON.stringify(http.logs)).not.toContain('elsewhere');
  }
});
