import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startHttp } from '../support/start-http.ts';
import { mintToken } from '../support/tokens.ts';

/** The next answer's frames, and what became of the request. */
let frames: (signal: AbortSignal) => AsyncIterable<string>;
let signal: AbortSignal;
let finished: Promise<void>;

const http = await startHttp(
  async (_body, _caller, options) => {
    signal = options.signal as AbortSignal;
    let finish = () => {};
    finished = new Promise((resolve) => {
      finish = resolve;
    });
    const iterate = async function* () {
      try {
        yield* frames(signal);
      } finally {
        finish();
      }
    };
    return { kind: 'stream', [Symbol.asyncIterator]: iterate };
  },
  { sse: { heartbeatMs: 60, stallMs: 1_000 } },
);
afterAll(() => http.server.close(async () => {}));
beforeEach(() => {
  http.logs.length = 0;
});

/** Sends a request whose answer is read only when the test reads it. */
async function open(): Promise<{ sent: ClientRequest; answer: IncomingMessage }> {
  const sent = request(`${http.url}/chatkit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${mintToken()}`,
    },
  });
  sent.on('error', () => {});
  sent.end('{"type":"threads.create"}');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { sent, answer };
}

function until(aborted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (aborted.aborted) resolve();
    else aborted.addEventListener('abort', () => resolve());
  });
}

describe('a stream', () => {
  it('says that it must not be stored, collected or changed on its way [stream-headers]', async () => {
    frames = async function* () {
      yield ': end\n\n';
    };
    const response = await http.post({});
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe(': end\n\n');
  });

  it('begins before its first event, and hands on each event at once', async () => {
    let release = () => {};
    frames = async function* () {
      for (const name of ['one', 'two']) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        yield `data: "${name}"\n\n`;
      }
    };
    const { answer } = await open();
    expect(answer.statusCode).toBe(200);
    const seen: string[] = [];
    answer.on('data', (data) => seen.push(String(data)));
    release();
    await expect.poll(() => seen.join('')).toContain('data: "one"\n\n');
    expect(seen.join('')).not.toContain('two');
    release();
    await once(answer, 'end');
    expect(seen.join('')).toContain('data: "two"\n\n');
  });

  it('keeps the connection alive in silence, and only then [stream-heartbeat]', async () => {
    frames = async function* () {
      await delay(200);
      for (let n = 0; n < 10; n += 1) {
        yield `data: ${n}\n\n`;
        await delay(20);
      }
    };
    const text = await (await http.post({})).text();
    const [silence = '', busy = ''] = text.split('data: 0\n\n');
    expect(silence).toMatch(/^(: heartbeat\n\n){1,4}$/);
    expect(busy).not.toContain('heartbeat');
  });

  it('ends right after its last event, and then nothing is aborted [stream-ends-at-once, cancel-not-after-end]', async () => {
    frames = async function* () {
      yield 'data: 1\n\n';
    };
    const response = await http.post({ type: 'threads.create' });
    await response.text();
    await finished;
    await expect.poll(() => http.logs.length).toBe(1);
    await delay(50);
    expect(signal.aborted).toBe(false);
    expect(http.logs[0]).toMatchObject({ status: 200, type: 'threads.create' });
    expect(http.logs[0]).not.toHaveProperty('aborted');
  });

  it('aborts when the client leaves before the end, also while nothing is being sent', async () => {
    frames = async function* (gone) {
      yield 'data: 1\n\n';
      await until(gone);
    };
    const { sent, answer } = await open();
    await once(answer, 'data');
    expect(signal.aborted).toBe(false);
    sent.destroy();
    await finished;
    expect(signal.aborted).toBe(true);
    await expect.poll(() => http.logs.length).toBe(1);
    expect(http.logs[0]).toMatchObject({ aborted: true });
  });

  it('waits for a slow reader instead of filling the memory [stream-backpressure]', async () => {
    const frame = `data: "${'x'.repeat(64 * 1_024)}"\n\n`;
    let made = 0;
    frames = async function* () {
      while (made < 400) {
        made += 1;
        yield frame;
      }
    };
    const { answer } = await open();
    await delay(300);
    const before = made;
    // What the two sockets hold, not 26 MB.
    expect(before).toBeLessThan(200);
    await delay(100);
    expect(made).toBe(before);
    let bytes = 0;
    answer.on('data', (data: Buffer) => {
      bytes += data.length;
    });
    await once(answer, 'end');
    expect(made).toBe(400);
    expect(bytes).toBe(400 * frame.length);
  });

  it('hangs up on a reader that stopped reading', async () => {
    frames = async function* (gone) {
      while (!gone.aborted) yield `data: "${'x'.repeat(64 * 1_024)}"\n\n`;
    };
    const { sent } = await open();
    const started = performance.now();
    await finished;
    expect(signal.aborted).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(900);
    sent.destroy();
  });

  it('is cut, not ended, when its source fails', async () => {
    frames = async function* () {
      yield 'data: 1\n\n';
      throw new Error('the source broke');
    };
    const response = await http.post({});
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => http.logs.length).toBe(1);
    expect(http.logs[0]).toMatchObject({ err: { message: 'the source broke' } });
  });
});
