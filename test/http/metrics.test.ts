import { afterAll, describe, expect, test } from 'vitest';
import { createPerson, threadOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';

const TOKEN = 'a-token-for-the-figures';
const app = await startApp({ env: { METRICS_TOKEN: TOKEN } });
afterAll(() => app.close());

async function figures(token = TOKEN): Promise<Response> {
  return fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
}

/** The value of a figure with these labels; 0 when it is not there. */
async function figure(name: string, labels = ''): Promise<number> {
  const line = (await (await figures()).text()).split('\n').find((each) => each.startsWith(`${name}${labels} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('the figures', () => {
  test('are for whoever brings the token', async () => {
    expect((await figures('')).status).toBe(401);
    expect((await figures(app.token())).status).toBe(401);
    expect((await fetch(`${app.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${app.url}/metrics`, { method: 'POST' })).status).toBe(405);
    const given = await figures();
    expect(given.status).toBe(200);
    expect(given.headers.get('content-type')).toContain('version=0.0.4');
    expect(await given.text()).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  test('are not there without one', async () => {
    const other = await startApp();
    expect((await fetch(`${other.url}/metrics`)).status).toBe(404);
    await other.close();
  });

  test('count answers by how they ended, and never by what a client made up', async () => {
    const person = createPerson(app, 'maya');
    const thread = threadOf(await person.start('add task: buy milk'));
    await person.json('threads.get_by_id', { thread_id: thread });
    await person.json('threads.get_by_id', { thread_id: 'nothing' });
    await app.post({ type: 'made.up', params: {} });
    await fetch(`${app.url}/chatkit`, { method: 'POST' });
    const count = (kind: string, status: number, code = 'none') =>
      figure('task_chat_requests_total', `{kind="${kind}",status="${status}",code="${code}"}`);
    await expect.poll(() => count('stream', 200)).toBe(1);
    expect(await count('json', 200)).toBe(1);
    expect(await count('json', 404, 'not_found')).toBe(1);
    expect(await count('other', 401, 'missing_token')).toBe(1);
    expect(await (await figures()).text()).not.toContain('made.up');
    expect(await figure('task_chat_stream_start_seconds_count')).toBe(1);
    expect(await figure('task_chat_request_seconds_count', '{kind="stream"}')).toBe(1);
    expect(await figure('task_chat_open_streams')).toBe(0);
    expect(await figure('task_chat_turns')).toBe(0);
  });
});
