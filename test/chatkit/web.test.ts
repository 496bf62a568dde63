import { describe, expect, test, vi } from 'vitest';
import { handleRequest, streamText, toResponse } from '../../server/chatkit/index.ts';
import type { ScriptedServer } from '../support/chatkit.ts';
import { ALICE, createGate, createScriptedServer, createThread, storedItems } from '../support/chatkit.ts';

const URL = 'https://chat.example/chatkit';

function post(body: unknown, init: RequestInit = {}): Request {
  return new Request(URL, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init });
}

const asStream = { headers: { accept: 'text/event-stream' } };

async function greet(): Promise<ScriptedServer> {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread, _input, _context, turn) {
    yield* streamText({ thread, turn, text: ['Hel', '', 'lo'] });
  };
  return server;
}

describe('a web-standard request', () => {
  test('is answered by events, with the headers that keep proxies from holding them back [stream-headers, stream-end-comment]', async () => {
    const server = await greet();
    const response = await handleRequest(server, post(createThread('hi')), ALICE);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const text = await response.text();
    const deltas = [...text.matchAll(/"delta":"([^"]*)"/g)].map(([, delta]) => delta);
    expect(deltas).toEqual(['Hel', 'lo']);
    expect(text.endsWith(': end\n\n')).toBe(true);
  });

  test('is answered by JSON where that is the answer', async () => {
    const server = await greet();
    const response = await handleRequest(server, post({ type: 'threads.list', params: {} }), ALICE);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({ data: [], has_more: false });
  });

  test.each([
    ['broken JSON', post('{', asStream), 400, 'bad_request'],
    ['no body', new Request(URL, { method: 'POST' }), 400, 'bad_request'],
    ['a body over the limit', post('x'.repeat(300_000)), 413, 'too_large'],
    ['an unknown thread', post({ type: 'threads.get_by_id', params: { thread_id: 'thr_1' } }), 404, 'not_found'],
  ])('of %s is a status with a code and a text', async (_, request, status, code) => {
    const response = await handleRequest(await greet(), request, ALICE);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: expect.stringMatching(/\w{3}/) });
  });

  test('that fails on our side says so in an event on a stream, in a status elsewhere, and the cause is logged', async () => {
    const errors: { err: Error }[] = [];
    const logger = { info() {}, warn() {}, error: (fields: object) => void errors.push(fields as { err: Error }) };
    const server = await createScriptedServer({ logger });
    server.ownerOf = () => {
      throw new Error('SECRET 1');
    };
    server.store.loadThreads = () => Promise.reject(new Error('SECRET 2'));
    const ask = (body: object, init?: RequestInit) => handleRequest(server, post(body, init), ALICE, { logger });
    const stream = await (await ask(createThread('hi'), asStream)).text();
    expect(stream).toMatch(/"type":"error","code":"server_error".*"allow_retry":true/);
    const list = await ask({ type: 'threads.list', params: {} });
    expect(list.status).toBe(503);
    expect(stream + (await list.text())).not.toContain('SECRET');
    expect(errors.map(({ err }) => err.message)).toEqual(['SECRET 1', 'SECRET 2']);
  });

  test('whose body breaks off is a 400', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error('the network'));
      },
    });
    const request = new Request(URL, { method: 'POST', body, duplex: 'half' } as RequestInit);
    const response = await handleRequest(await greet(), request, ALICE);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 'bad_request', message: 'The request did not arrive completely.' });
  });

  test('whose reader leaves stops the run, as a bare client’s connection that breaks', async () => {
    const server = await createScriptedServer();
    const gate = createGate();
    server.respondWith = async function* (thread, _input, _context, turn) {
      turn.signal.addEventListener('abort', gate.open);
      yield* streamText({ thread, turn, text: ['half'] });
      await gate.opened;
    };
    const response = await handleRequest(server, post(createThread('hi')), ALICE);
    const reader = response.body?.getReader();
    let text = '';
    while (!text.includes('half')) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    await gate.opened;
    const threadId = /"thread":\{"id":"(\w+)"/.exec(text)?.[1] ?? '';
    await expect.poll(async () => (await storedItems(server, threadId)).at(-1)?.type).toBe('sdk_hidden_context');
  });

  test('whose signal aborts is one whose client is gone', async () => {
    const server = await createScriptedServer();
    const gate = createGate();
    server.respondWith = async function* (_thread, _input, _context, turn) {
      turn.signal.addEventListener('abort', gate.open);
      yield { type: 'progress_update', text: 'Thinking…' };
      await gate.opened;
    };
    const connection = new AbortController();
    const response = await handleRequest(server, post(createThread('hi'), { signal: connection.signal }), ALICE);
    const reader = response.body?.getReader();
    let text = '';
    while (!text.includes('Thinking')) text += new TextDecoder().decode((await reader?.read())?.value);
    connection.abort();
    await gate.opened;
  });
});

test('a silent stream gives signs of life, between frames only [stream-heartbeat]', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const gate = createGate();
    const result = {
      kind: 'stream' as const,
      async *[Symbol.asyncIterator]() {
        await gate.opened;
        yield 'data: {}\n\n';
      },
    };
    const reader = toResponse(result, { heartbeatMs: 1_000 }).body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    const first = read();
    vi.advanceTimersByTime(1_000);
    expect(await first).toBe(': heartbeat\n\n');
    const second = read();
    gate.open();
    expect(await second).toBe('data: {}\n\n');
    expect((await reader?.read())?.done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
