import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FetchHandler } from '../../server/chatkit/index.ts';
import { handleRequest, streamText, toNodeListener } from '../../server/chatkit/index.ts';
import { ALICE, createGate, createScriptedServer, createThread } from '../support/chatkit.ts';

async function listen(handle: FetchHandler): Promise<string> {
  const server = createServer(toNodeListener(handle)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a listener for node:http', () => {
  test('gives its handler the request as it came, and sends what that answers', async () => {
    const seen: unknown[] = [];
    const url = await listen(async (request) => {
      seen.push(request.method, new URL(request.url).pathname, request.headers.get('x-a'), await request.text());
      const headers = new Headers({ 'x-b': '1' });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      return new Response('made', { status: 201, headers });
    });
    const response = await fetch(`${url}/a?b`, { method: 'POST', body: 'hello', headers: { 'x-a': 'yes' } });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('made');
    expect(seen).toEqual(['POST', '/a', 'yes', 'hello']);
    expect(await (await fetch(url)).text()).toBe('made');
  });

  test('serves a ChatKit server, event by event', async () => {
    const server = await createScriptedServer();
    const gate = createGate();
    server.respondWith = async function* (thread, _input, _context, turn) {
      async function* words() {
        yield 'one';
        await gate.opened;
        yield 'two';
      }
      yield* streamText({ thread, turn, text: words() });
    };
    const url = await listen((request) => handleRequest(server, request, ALICE));
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(createThread('hi')) });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('"delta":"one"')) text += (await reader?.read())?.value;
    gate.open();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) text += next.value;
    expect(text).toContain('"delta":"two"');
    expect(text.endsWith(': end\n\n')).toBe(true);
  });

  test('tells its handler when the client leaves, and not when the answer has ended', async () => {
    const aborts: string[] = [];
    const begun = createGate();
    const left = createGate();
    const url = await listen((request) => {
      const { pathname } = new URL(request.url);
      request.signal.addEventListener('abort', () => {
        aborts.push(pathname);
        left.open();
      });
      if (pathname === '/short') return new Response('short');
      begun.open();
      return new Response(new ReadableStream());
    });
    await (await fetch(`${url}/short`)).text();
    const request = get(`${url}/long`).on('error', () => {});
    await begun.opened;
    request.destroy();
    await left.opened;
    expect(aborts).toEqual(['/long']);
  });

  test('waits for a slow reader instead of filling the memory', async () => {
    let sent = 0;
    const url = await listen(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += 1;
              controller.enqueue(new Uint8Array(65_536));
            },
          }),
        ),
    );
    const request = get(url);
    const [response] = (await once(request, 'response')) as [{ pause(): void; socket: Socket }];
    response.pause();
    let before = -1;
    // It goes on until the buffers of the connection are full, and then stands still.
    await expect
      .poll(
        () => {
          const stands = sent === before;
          before = sent;
          return stands;
        },
        { interval: 200, timeout: 10_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(1_000);
    request.destroy();
  });

  test('answers 500 without a word when its handler throws, and cuts an answer that breaks off', async () => {
    const url = await listen((request) => {
      if (request.url.endsWith('/throws')) throw new Error('SECRET');
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new Error('SECRET'));
        },
      });
      return new Response(body);
    });
    const thrown = await fetch(`${url}/throws`);
    expect([thrown.status, await thrown.text()]).toEqual([500, '']);
    await expect(fetch(`${url}/breaks`).then((response) => response.text())).rejects.toThrow();
  });
});
