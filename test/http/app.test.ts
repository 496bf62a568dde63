import { afterAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/start-app.ts';

const app: RunningApp = await startApp();
afterAll(() => app.close());

const STREAM = { accept: 'text/event-stream' };
const input = (text: string) => ({
  content: [{ type: 'input_text', text }],
  attachments: [],
  quoted_text: '',
  inference_options: {},
});

/** The events of a stream, and whether it said that it came to its end. */
async function read(response: Response): Promise<{ events: Record<string, unknown>[]; ended: boolean }> {
  const text = await response.text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? ''));
  return { events, ended: text.endsWith(': end\n\n') };
}

async function createThread(sub: string): Promise<string> {
  const response = await app.post(
    { type: 'threads.create', params: { input: input('hello') } },
    { sub, headers: STREAM },
  );
  const { events } = await read(response);
  return (events[0] as { thread: { id: string } }).thread.id;
}

describe('the whole server', () => {
  it('answers a message by a stream that begins with the thread and says when it ends [stream-end-comment]', async () => {
    const body = { type: 'threads.create', params: { input: input('add task: buy groceries') } };
    const response = await app.post(body, { headers: STREAM });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const { events, ended } = await read(response);
    expect(events.map(({ type }) => type).slice(0, 2)).toEqual(['thread.created', 'thread.item.done']);
    expect(JSON.stringify(events)).toContain('buy groceries');
    expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    expect(ended).toBe(true);
  });

  it('is ready', async () => {
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['an unknown type', { type: 'threads.burn', params: {} }],
    ['missing fields', { type: 'threads.get_by_id', params: {} }],
    ['fields of another kind', { type: 'threads.list', params: { limit: 'all' } }],
    ['no type', {}],
    ['a list', []],
  ])('answers a request with %s by a 400, to whoever awaits what', async (_what, body) => {
    for (const headers of [{}, STREAM]) {
      const response = await app.post(body, { headers });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ code: 'bad_request', message: expect.any(String) });
    }
  });

  it('answers for another one’s thread exactly as for one that is not there [owner-alone]', async () => {
    const theirs = await createThread('tom');
    const ask = async (thread_id: string) => {
      const json = await app.post({ type: 'threads.get_by_id', params: { thread_id } });
      const message = { type: 'threads.add_user_message', params: { thread_id, input: input('hello') } };
      const stream = await read(await app.post(message, { headers: STREAM }));
      return { status: json.status, body: await json.json(), ...stream };
    };
    const foreign = await ask(theirs);
    expect(foreign.status).toBe(404);
    expect(foreign.events).toMatchObject([{ type: 'error', code: 'not_found' }]);
    expect(foreign).toEqual(await ask(theirs.replace(/.{4}$/, '0000')));
    const own = await app.post({ type: 'threads.get_by_id', params: { thread_id: theirs } }, { sub: 'tom' });
    expect(own.status).toBe(200);
  });
});
