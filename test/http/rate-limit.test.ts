import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { toNetwork } from '../../server/http/rate-limit.ts';
import { startHttp } from '../support/start-http.ts';
import { mintToken } from '../support/tokens.ts';

const NO_LIMITS = { ownerRequests: 0, addressRequests: 0, ownerStreams: 0 };
const LIST = { type: 'threads.list', params: {} };
const MESSAGE = {
  type: 'threads.create',
  params: { input: { content: [{ type: 'input_text', text: 'hello' }], attachments: [], inference_options: {} } },
};

async function start(floods: Partial<typeof NO_LIMITS>, trustProxy: number | false = false) {
  let served = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const http = await startHttp(
    async (body) => {
      served += 1;
      if (!('type' in body) || body.type === 'threads.list') return { kind: 'json', value: {} };
      const frames = async function* () {
        yield 'data: {"type":"notice","level":"info","message":"begun"}\n\n';
        await held;
      };
      return { kind: 'stream', [Symbol.asyncIterator]: frames };
    },
    { floods: { ...NO_LIMITS, ...floods }, trustProxy },
  );
  onTestFinished(() => {
    release();
    return http.server.close(async () => {});
  });
  const as = (sub: string, headers: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${mintToken({ sub })}`, ...headers },
  });
  return { ...http, as, release, served: () => served };
}

describe('requests of one person', () => {
  test('beyond the limit are told when to come back, and others are served', async () => {
    const { post, as, served } = await start({ ownerRequests: 3 });
    const codes = [];
    for (let round = 0; round < 5; round += 1) codes.push((await post(LIST, as('anne'))).status);
    expect(codes).toEqual([200, 200, 200, 429, 429]);
    const refused = await post(LIST, as('anne'));
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await refused.json()).toEqual({
      code: 'rate_limited',
      message: expect.stringMatching(/^This is too much at once\. Please try again in \d+ seconds?\.$/),
    });
    expect((await post(LIST, as('ben'))).status).toBe(200);
    expect(served()).toBe(4);
  });

  test('are told on a stream by an event that offers to try again', async () => {
    const { post, as } = await start({ ownerRequests: 1 });
    await post(LIST, as('anne'));
    const refused = await post(MESSAGE, as('anne', { accept: 'text/event-stream' }));
    expect(refused.status).toBe(200);
    const [, event = ''] = /^data: (.*)$/m.exec(await refused.text()) ?? [];
    expect(JSON.parse(event)).toMatchObject({ type: 'error', code: 'rate_limited', allow_retry: true });
  });
});

describe('the log', () => {
  test('says where a flood comes from as the limits count it, and of nobody else', async () => {
    const { post, as, logs } = await start({ ownerRequests: 2, ownerStreams: 1 }, 1);
    const from = (sub: string, forwarded: string) => as(sub, { 'x-forwarded-for': forwarded });
    await post(LIST, from('anne', '2001:db8:1:2:3:4:5:6'));
    await post(LIST, from('anne', '2001:db8:1:2:3:4:5:6'));
    await post(LIST, from('anne', '2001:db8:1:2:3:4:5:6'));
    const open = await post(MESSAGE, from('ben', '203.0.113.7'));
    await post(MESSAGE, { headers: { ...from('ben', '203.0.113.8').headers, accept: 'text/event-stream' } });
    await open.body?.cancel();
    await expect.poll(() => logs.length).toBe(5);
    const told = logs.map(({ code, network }) => [code, network]);
    expect(told).toContainEqual(['rate_limited', '2001:db8:1:2::/64']);
    expect(told).toContainEqual(['rate_limited', '203.0.113.8']);
    const text = JSON.stringify(logs);
    expect(text).not.toContain('203.0.113.7');
    expect(text.match(/2001:db8/g)).toHaveLength(1);
  });
});

describe('requests from one address', () => {
  test('are counted before anybody looks at their tokens', async () => {
    const { post, served } = await start({ addressRequests: 2 });
    const bad = { headers: { authorization: 'Bearer nonsense' } };
    expect((await post(LIST, bad)).status).toBe(401);
    expect((await post(LIST, bad)).status).toBe(401);
    expect((await post(LIST, bad)).status).toBe(429);
    expect((await post(LIST)).status).toBe(429);
    expect(served()).toBe(0);
  });

  test('carry CORS headers when they are refused, so that a page can read the reason', async () => {
    const { post } = await start({ addressRequests: 1 });
    const from = { headers: { origin: 'https://app.example.com' } };
    await post(LIST, from);
    const refused = await post(LIST, from);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  test('behind a proxy are those of its clients, and only where the proxy is trusted', async () => {
    const trusting = await start({ addressRequests: 1 }, 1);
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    expect((await trusting.post(LIST, from('198.51.100.1'))).status).toBe(200);
    expect((await trusting.post(LIST, from('198.51.100.2'))).status).toBe(200);
    expect((await trusting.post(LIST, from('198.51.100.1'))).status).toBe(429);
    const careful = await start({ addressRequests: 1 });
    expect((await careful.post(LIST, from('198.51.100.1'))).status).toBe(200);
    expect((await careful.post(LIST, from('198.51.100.2'))).status).toBe(429);
  });

  test.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['198.51.100.7:51820', '198.51.100.7'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s belong to the network %s', (address, network) => {
    expect(toNetwork(address)).toBe(network);
  });
});

test('streams of one person are bounded, and one that ended makes room', async () => {
  const { post, as, release } = await start({ ownerStreams: 2 });
  const stream = { accept: 'text/event-stream' };
  const first = await post(MESSAGE, as('anne', stream));
  await post(MESSAGE, as('anne', stream));
  const refused = await (await post(MESSAGE, as('anne', stream))).text();
  expect(refused).toContain('"code":"rate_limited"');
  expect((await post(LIST, as('anne'))).status).toBe(200);
  expect(await (await post(MESSAGE, as('ben', stream))).body?.cancel()).toBeUndefined();
  release();
  await first.text();
  await expect.poll(async () => (await post(MESSAGE, as('anne', stream))).text()).toContain('begun');
});

test('streams that wait behind another on one connection end with it', async () => {
  const { url, post, as } = await start({ ownerStreams: 2 });
  const body = JSON.stringify(MESSAGE);
  const request = [
    'POST /chatkit HTTP/1.1',
    'host: here',
    `authorization: Bearer ${mintToken({ sub: 'anne' })}`,
    'content-type: application/json',
    'accept: text/event-stream',
    `content-length: ${body.length}`,
    `\r\n${body}`,
  ].join('\r\n');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(request + request);
  await once(socket, 'data');
  const stream = { accept: 'text/event-stream' };
  await expect.poll(async () => (await post(MESSAGE, as('anne', stream))).text()).toContain('rate_limited');
  socket.destroy();
  await expect
    .poll(async () => {
      const reader = (await post(MESSAGE, as('anne', stream))).body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      return Buffer.from(value ?? []).toString();
    })
    .toContain('begun');
});
