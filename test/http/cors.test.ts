import { afterAll, describe, expect, it } from 'vitest';
import { createOriginCheck } from '../../server/http/origins.ts';
import { startHttp } from '../support/start-http.ts';

let served = 0;
const http = await startHttp(async (body) => {
  served += 1;
  if ('stream' in body) {
    const frames = async function* () {
      yield ': end\n\n';
    };
    return { kind: 'stream', [Symbol.asyncIterator]: frames };
  }
  return { kind: 'json', value: {} };
});
afterAll(() => http.server.close(async () => {}));

const DEMO = 'http://localhost:4000';
const from = (origin: string, headers: Record<string, string> = {}) => ({ headers: { origin, ...headers } });

describe('a site on the list', () => {
  it.each<[string, () => Promise<Response>, number]>([
    ['an answer', () => http.post({}, from(DEMO)), 200],
    ['a stream', () => http.post({ stream: true }, from(DEMO)), 200],
    ['a 401', () => http.post({}, from(DEMO, { authorization: '' })), 401],
    ['a 400', () => http.post('{', from(DEMO)), 400],
    ['a 413', () => http.post('x'.repeat(300_000), from(DEMO)), 413],
    ['a 415', () => http.post('', from(DEMO, { 'content-type': 'text/plain' })), 415],
    ['a 405', () => fetch(`${http.url}/chatkit`, from(DEMO)), 405],
  ])('may read %s', async (_what, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(DEMO);
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toContain('Origin');
    await response.body?.cancel();
  });

  it('is let in by a pattern [cors-allow-list]', async () => {
    const response = await http.post({}, from('https://shop.example.com'));
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
  });

  it('asks before it sends, and may remember the answer [cors-headers]', async () => {
    const response = await fetch(`${http.url}/chatkit`, {
      method: 'OPTIONS',
      headers: {
        origin: DEMO,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': DEMO,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers':
        'authorization,content-type,accept-language,chatkit-frame-instance-id,last-event-id',
      'access-control-max-age': '7200',
      vary: 'Origin',
    });
  });
});

describe('a site that is not on the list', () => {
  it.each([
    'https://evil.example',
    'null',
    'http://localhost:4001',
    'https://example.com',
    'https://shop.example.com.evil.net',
  ])('is refused before any work: %s', async (origin) => {
    served = 0;
    const preflight = { method: 'OPTIONS', ...from(origin, { 'access-control-request-method': 'POST' }) };
    for (const response of [await http.post({}, from(origin)), await fetch(`${http.url}/chatkit`, preflight)]) {
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({
        code: 'origin_not_allowed',
        message: 'This site may not use this chat.',
      });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('vary')).toContain('Origin');
    }
    expect(served).toBe(0);
  });
});

it('a request without an origin is nobody’s page, and passes [cors-denied]', async () => {
  const response = await http.post({});
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(response.headers.get('vary')).toContain('Origin');
});

describe('an origin check', () => {
  const list = [
    'https://www.one.com',
    'https://*.two.com',
    'http://*.three.com:8080',
    'http://*.localhost',
    'HTTPS://Four.com:443/',
  ];
  const check = createOriginCheck(list);

  it.each([
    'https://www.one.com',
    'https://a.two.com',
    'https://a.b.two.com',
    'http://a.three.com:8080',
    'http://a.localhost',
    'https://four.com',
  ])('allows %s', (origin) => {
    expect(check(origin)).toBe(true);
  });

  it.each([
    'null',
    '',
    '*',
    'https://one.com',
    'http://www.one.com',
    'https://www.one.com:8443',
    'https://www.one.com.evil.net',
    'https://www.one.com/',
    'https://two.com',
    'https://.two.com',
    'https://*.two.com',
    'https://eviltwo.com',
    'https://a.two.com.evil.net',
    'https://evil.net#.two.com',
    'https://evil.net/.two.com',
    'https://evil.net?.two.com',
    'https://evil.net\\.two.com',
    'https://a.two.com@evil.net',
    'https://evil.net@a.two.com',
    'https://a.two.com:8443',
    'https://A.two.com',
    'https://a.two.com.',
    'http://a.two.com',
    'http://a.three.com',
    'http://a.localhost.evil.net',
  ])('refuses %s', (origin) => {
    expect(check(origin)).toBe(false);
  });

  it.each([
    '*',
    'https://*',
    'https://*.com',
    'https://*.*.com',
    'https://a.*.com',
    'https://a*.com',
    'one.com',
    'https://one.com/path',
    'https://user@one.com',
    'ftp://one.com',
    'null',
    'https://one.com?x',
    'https://one.com.',
  ])('is not built from %s', (entry) => {
    expect(() => createOriginCheck([entry])).toThrow(TypeError);
  });
});
