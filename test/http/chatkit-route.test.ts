import { createConnection } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { AuthError } from '../../server/auth/auth-error.ts';
import type { ErrorCode } from '../../server/chatkit/index.ts';
import { ChatKitError, InvalidRequestError, NotFoundError } from '../../server/chatkit/index.ts';
import type { HttpFixture } from '../support/start-http.ts';
import { startHttp } from '../support/start-http.ts';
import { mintToken } from '../support/tokens.ts';

/** What reached the ChatKit server. */
let served: { body: object; subject: string; requestId: string; clientId?: string; lastEventId?: string }[] = [];

// Answers a known type by JSON, and fails as the body says.
const http: HttpFixture = await startHttp(async (body, { principal, requestId }, { clientId, lastEventId }) => {
  served.push({
    body,
    subject: principal.subject,
    requestId,
    ...(clientId && { clientId }),
    ...(lastEventId && { lastEventId }),
  });
  const fail = 'fail' in body ? body.fail : undefined;
  if (fail === 'not_found') throw new NotFoundError();
  if (fail === 'bad_request') throw new InvalidRequestError('This type of request is not known here.');
  if (fail === 'crash') throw new Error('disk full at /srv/secret-place');
  if (typeof fail === 'string') throw new ChatKitError(fail as ErrorCode, 'Said to people.');
  return { kind: 'json', value: { ok: true } };
});
afterAll(() => http.server.close(async () => {}));

const STREAM = { accept: 'text/event-stream' };

async function refusal(response: Response): Promise<{ status: number; code: string; message: string }> {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const body = (await response.json()) as { code: string; message: string };
  expect(Object.keys(body)).toEqual(['code', 'message']);
  return { status: response.status, ...body };
}

describe('a ChatKit request', () => {
  it('reaches the server with its person, its request id and what its headers say', async () => {
    served = [];
    const response = await http.post(
      { type: 'threads.list', params: {} },
      { headers: { 'chatkit-frame-instance-id': 'frame-1', 'last-event-id': 'turn_1-4' } },
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const requestId = response.headers.get('x-request-id');
    expect(served).toEqual([
      {
        body: { type: 'threads.list', params: {} },
        subject: 'maya',
        requestId,
        clientId: 'frame-1',
        lastEventId: 'turn_1-4',
      },
    ]);
  });

  it('gets a request id of our own, whatever the client says', async () => {
    const response = await http.post({ type: 'threads.list' }, { headers: { 'x-request-id': 'mine' } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is logged in one line that holds no token, no body and no query', async () => {
    http.logs.length = 0;
    const response = await http.post({ type: 'threads.list', note: 'a private thought' });
    await fetch(`${http.url}/chatkit?token=abc`, {
      method: 'POST',
      headers: { authorization: 'Bearer broken.to.ken' },
    });
    await expect.poll(() => http.logs.length).toBe(2);
    expect(http.logs[0]).toMatchObject({
      level: 30,
      requestId: response.headers.get('x-request-id'),
      method: 'POST',
      path: '/chatkit',
      status: 200,
      type: 'threads.list',
      ms: expect.any(Number),
    });
    expect(http.logs[1]).toMatchObject({ path: '/chatkit', status: 401, code: 'invalid_token' });
    expect(JSON.stringify(http.logs)).not.toMatch(/private thought|Bearer|broken\.to\.ken|token=abc/);
  });
});

describe('a request that is wrong as such changes nothing and', () => {
  const big = { type: 'threads.create', text: 'x'.repeat(1_024 * 1_024) };
  const tokenOf = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  const expired = mintToken({ exp: Math.floor(Date.now() / 1_000) - 60 });

  it.each<[number, string, string, unknown, Parameters<HttpFixture['post']>[1]]>([
    [400, 'bad_request', 'broken JSON', '{"type":', {}],
    [400, 'bad_request', 'JSON that is no object', '"threads.list"', {}],
    [401, 'missing_token', 'no token', {}, { headers: { authorization: '' } }],
    [401, 'missing_token', 'another scheme', {}, { headers: { authorization: `Basic ${mintToken()}` } }],
    [401, 'expired_token', 'an expired token', {}, tokenOf(expired)],
    [401, 'invalid_token', 'another algorithm', {}, tokenOf(mintToken({}, { algorithm: 'HS384' }))],
    [401, 'invalid_token', 'alg none', {}, tokenOf(`${unsigned}.${mintToken().split('.')[1]}.`)],
    [401, 'invalid_token', 'a token over 8 KB', {}, tokenOf(mintToken({ padding: 'x'.repeat(8_192) }))],
    [413, 'too_large', 'a message of 1 MB', big, {}],
    [415, 'unsupported_media_type', 'a form', 'a=b', { headers: { 'content-type': 'text/plain' } }],
    [415, 'unsupported_media_type', 'an encoding', {}, { headers: { 'content-encoding': 'gzip' } }],
    [
      415,
      'unsupported_media_type',
      'a charset',
      {},
      { headers: { 'content-type': 'application/json; charset=latin1' } },
    ],
  ])('is answered %i %s: %s [http-content-type, error-status]', async (status, code, _what, body, init) => {
    served = [];
    for (const headers of [{}, STREAM]) {
      const response = await http.post(body, { ...init, headers: { ...headers, ...init?.headers } });
      expect(await refusal(response)).toMatchObject({ status, code });
      expect(response.headers.get('www-authenticate')).toBe(
        status !== 401 ? null : `Bearer realm="task-chat"${code === 'missing_token' ? '' : ', error="invalid_token"'}`,
      );
    }
    expect(served).toEqual([]);
  });

  it('is answered in the order origin, token, body [http-auth-first]', async () => {
    const evil = { origin: 'https://evil.example', authorization: '', 'content-type': 'text/plain' };
    expect((await http.post('{', { headers: evil })).status).toBe(403);
    expect((await http.post('{', { headers: { authorization: '', 'content-type': 'text/plain' } })).status).toBe(401);
    expect((await http.post('{', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  it('is refused before its body came, when there is no token [http-auth-first]', async () => {
    const socket = createConnection(http.server.port, '127.0.0.1');
    socket.write('POST /chatkit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n');
    const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('is told which methods there are', async () => {
    const response = await fetch(`${http.url}/chatkit`, { headers: { origin: 'http://localhost:4000' } });
    expect(await refusal(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('is told when nothing is there', async () => {
    expect(await refusal(await fetch(`${http.url}/nothing`))).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('an error of the ChatKit server', () => {
  const event = (code: string, message: string, allow_retry: boolean) =>
    `data: ${JSON.stringify({ type: 'error', code, message, allow_retry })}\n\n: end\n\n`;

  it.each<[string, number]>([
    ['bad_request', 400],
    ['too_long', 400],
    ['not_found', 404],
    ['conflict', 409],
    ['locked', 409],
    ['busy', 429],
    ['rate_limited', 429],
    ['unavailable', 503],
    ['server_error', 503],
  ])('%s is the status %i of a JSON operation', async (fail, status) => {
    expect(await refusal(await http.post({ fail }))).toMatchObject({ status, code: fail });
  });

  it('that nobody foresaw is a 503 which tells people nothing of the inside, and the log everything [error-leaks-nothing, error-status]', async () => {
    http.logs.length = 0;
    const response = await http.post({ fail: 'crash' });
    expect(await refusal(response)).toEqual({
      status: 503,
      code: 'unavailable',
      message: 'Something went wrong on our side. Please try again in a moment.',
    });
    await expect.poll(() => http.logs.length).toBe(1);
    expect(http.logs[0]).toMatchObject({
      level: 50,
      requestId: response.headers.get('x-request-id'),
      err: { message: 'disk full at /srv/secret-place' },
    });
  });

  it.each<[string, string]>([
    ['not_found', event('not_found', 'This is not here, or no longer.', false)],
    ['busy', event('busy', 'Said to people.', false)],
    ['crash', event('unavailable', 'Something went wrong on our side. Please try again in a moment.', true)],
  ])('%s is an event for a client that awaits a stream', async (fail, text) => {
    const response = await http.post({ fail }, { headers: STREAM });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(text);
  });

  it('bad_request stays a status for a client that awaits a stream', async () => {
    const response = await http.post({ fail: 'bad_request' }, { headers: STREAM });
    expect(await refusal(response)).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('an issuer that cannot be reached', async () => {
  const error = new AuthError('issuer_unavailable', 'Your sign-in cannot be checked right now.');
  const away = await startHttp(() => Promise.reject(new Error('must not be reached')), {
    verifier: { verify: () => Promise.reject(error) },
  });
  afterAll(() => away.server.close(async () => {}));

  it('is a 503 for a JSON operation', async () => {
    expect(await refusal(await away.post({}))).toMatchObject({ status: 503, code: 'issuer_unavailable' });
  });

  it('is an event with retry for a client that awaits a stream [http-issuer-away]', async () => {
    const response = await away.post({}, { headers: STREAM });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(
      'data: {"type":"error","code":"issuer_unavailable","message":"Your sign-in cannot be checked right now.","allow_retry":true}\n\n: end\n\n',
    );
  });
});
