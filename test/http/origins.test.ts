// Who may use the server from a browser: every way to look like a site that is on the list, and the sites that are.
import { request } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { startHttp } from '../support/start-http.ts';
import { mintToken } from '../support/tokens.ts';

const LIST = ['https://www.example.com', 'https://*.shop.example', 'http://localhost:4000', 'https://a.example:8443'];

const ON_THE_LIST = [
  'https://www.example.com',
  'https://eu.shop.example',
  'https://a.b.shop.example',
  'https://xn--bcher-kva.shop.example',
  'http://localhost:4000',
  'https://a.example:8443',
];

const NOT_ON_IT = [
  // No site at all.
  ...[
    'null',
    'undefined',
    '*',
    'https://*',
    'file://',
    'about:blank',
    'data:text/html,x',
    'blob:https://www.example.com/1',
  ],
  ...[
    'chrome-extension://abcdefghijklmnop',
    'capacitor://localhost',
    'ionic://localhost',
    '//www.example.com',
    'www.example.com',
  ],
  // Another scheme or port.
  ...['http://www.example.com', 'https://www.example.com:444', 'https://www.example.com:443', 'http://eu.shop.example'],
  ...[
    'http://localhost:4001',
    'http://localhost',
    'https://localhost:4000',
    'https://a.example',
    'https://a.example:8444',
  ],
  ...['https://eu.shop.example:8443', 'http://127.0.0.1:4000', 'http://[::1]:4000'],
  // Names that only look alike.
  ...['https://example.com', 'https://shop.example', 'https://wwwXexample.com', 'https://www.example.com.evil.net'],
  ...[
    'https://evil-www.example.com',
    'https://evilshop.example',
    'https://eu.shop.example.evil.net',
    'https://shop.example.evil',
  ],
  ...[
    'https://eu.shop.example.',
    'https://www.example.com.',
    'https://.shop.example',
    'https://*.shop.example',
    'https://..shop.example',
  ],
  ...[
    'https://eu.shop.examp1e',
    'https://eu.shop.exаmple',
    'https://evil.net#.shop.example',
    'https://evil.net?.shop.example',
  ],
  // Spellings that no browser sends.
  ...['HTTPS://WWW.EXAMPLE.COM', 'https://WWW.example.com', 'https://www.example.com/', 'https://www.example.com/path'],
  ...['https://user@www.example.com', 'https://www.example.com@evil.net', 'https://evil.net/.shop.example'],
  ...[
    'https://www.example.com evil.net',
    'https://www.example.com, https://evil.net',
    'https://evil.net\\.shop.example',
  ],
  ...[
    'https://evil.net%00.shop.example',
    'https://evil.net%2e.shop.example',
    'https:www.example.com',
    'https:/eu.shop.example',
  ],
  ...[' ', 'https://', 'https://eu.shop.example/..', 'https://eu.shop.example:', 'https://eu_shop.example'],
];

let served = 0;
const http = await startHttp(
  async () => {
    served += 1;
    return { kind: 'json', value: {} };
  },
  { allowedOrigins: LIST },
);
afterAll(() => http.server.close(async () => {}));

interface Answer {
  status: number | undefined;
  allowed: string | undefined;
  vary: string | undefined;
}

/** `fetch` would not send most of these. */
function send(method: 'POST' | 'OPTIONS', origin: string): Promise<Answer> {
  const body = method === 'POST' ? '{"type":"threads.list","params":{}}' : '';
  const headers = {
    // As bytes: a header holds no other characters.
    origin: Buffer.from(origin).toString('latin1'),
    authorization: `Bearer ${mintToken()}`,
    'content-type': 'application/json',
    'access-control-request-method': 'POST',
  };
  return new Promise((resolve, reject) => {
    const call = request(`${http.url}/chatkit`, { method, headers }, (answer) => {
      const { 'access-control-allow-origin': allowed, vary } = answer.headers;
      answer.resume().once('end', () => resolve({ status: answer.statusCode, allowed, vary }));
    });
    call.once('error', reject).end(body);
  });
}

describe('the list of sites', () => {
  test.each(ON_THE_LIST)('lets in %s', async (origin) => {
    expect(await send('OPTIONS', origin)).toMatchObject({ status: 204, allowed: origin });
    served = 0;
    expect(await send('POST', origin)).toMatchObject({ status: 200, allowed: origin });
    expect(served).toBe(1);
  });

  test('lets in nobody else, and does no work for them', async () => {
    served = 0;
    const wrong: string[] = [];
    for (const origin of NOT_ON_IT) {
      for (const method of ['OPTIONS', 'POST'] as const) {
        const { status, allowed, vary } = await send(method, origin);
        if (status !== 403 || allowed !== undefined || !vary?.includes('Origin')) wrong.push(`${method} ${origin}`);
      }
    }
    console.log(`${NOT_ON_IT.length} origins that are not on the list: ${wrong.length} wrongly allowed`);
    expect(wrong).toEqual([]);
    expect(served).toBe(0);
    expect(new Set(NOT_ON_IT).size).toBeGreaterThanOrEqual(40);
  });

  test('would be seen to fail if it let somebody in', async () => {
    const { status, allowed } = await send('POST', ON_THE_LIST[0] ?? '');
    expect(status === 403 && allowed === undefined).toBe(false);
  });
});

test('a public page is not invited into a private network', async () => {
  const answer = await fetch(`${http.url}/chatkit`, {
    method: 'OPTIONS',
    headers: {
      origin: ON_THE_LIST[0] ?? '',
      'access-control-request-method': 'POST',
      'access-control-request-private-network': 'true',
    },
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-private-network')).toBeNull();
});

test('every answer says that it depends on the origin [cors-vary]', async () => {
  const paths = [
    '/chatkit',
    '/embed/task-chat.js',
    '/embed/info.json',
    '/health/live',
    '/health/ready',
    '/',
    '/nowhere',
  ];
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const response = await fetch(http.url + path, { method });
      expect(response.headers.get('vary'), `${method} ${path}`).toContain('Origin');
      await response.body?.cancel();
    }
  }
});
