import { expect, onTestFinished, test } from 'vitest';
import { toInput } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';
import { mintToken } from '../support/tokens.ts';

const STREAM = { accept: 'text/event-stream' };
/** Words of a person that stand nowhere else. */
const WORDS = ['xylophone', 'zeppelin', 'quagmire', 'marzipan', 'hummingbird', 'Wilhelmina'];

async function start() {
  const logs: string[] = [];
  // All that there is to log, also what operators rarely ask for.
  const app = await startApp({ env: { LOG_LEVEL: 'trace' }, logs });
  onTestFinished(() => app.close());
  const token = mintToken({ name: 'Wilhelmina' });
  const send = async (body: unknown, headers = {}) => {
    const response = await app.post(body, { headers: { authorization: `Bearer ${token}`, ...headers } });
    return { status: response.status, text: await response.text() };
  };
  const say = (text: string, thread_id?: string) => {
    const params = { input: toInput(text), ...(thread_id && { thread_id }) };
    return send({ type: thread_id ? 'threads.add_user_message' : 'threads.create', params }, STREAM);
  };
  return { logs, token, send, say };
}

test('the log of a whole conversation holds its requests, and no words and no token', async () => {
  const { logs, token, send, say } = await start();
  const told = (await say('add task: tune the xylophone')).text;
  const [thread_id = ''] = /thr_\w+/.exec(told) ?? [];
  await say('rename task 1 to buy a zeppelin', thread_id);
  await say('what is a quagmire?', thread_id);
  await send({ type: 'threads.update', params: { thread_id, title: 'marzipan' } });
  await send({ type: 'threads.get_by_id', params: { thread_id: 'hummingbird' } });
  await send('{"type": "hummingbird"');
  await send({ type: 'the hummingbird sings', params: {} });
  await send({ type: 'threads.list', params: {} }, { 'chatkit-frame-instance-id': 'hummingbird' });
  await send(
    { type: 'threads.list', params: {} },
    { authorization: `Bearer ${mintToken({ iss: 'https://hummingbird' })}` },
  );
  // That all of it was said and done.
  const { text } = await send({ type: 'items.list', params: { thread_id, limit: 99 } });
  for (const word of WORDS.slice(0, 3)) expect(text).toContain(word);

  await expect.poll(() => logs.filter((line) => line.includes('"msg":"request"'))).toHaveLength(10);
  const all = logs.join('');
  expect(WORDS.filter((word) => all.includes(word))).toEqual([]);
  expect(token.split('.').filter((part) => all.includes(part))).toEqual([]);
});

test('a failure is logged with its cause, which the person is not told', async () => {
  const logs: string[] = [];
  const app = await startApp({
    env: { LOG_LEVEL: 'trace' },
    logs,
    wrap: (storage) => ({
      ...storage,
      threads: {
        ...storage.threads,
        loadThreads: async () => {
          throw new Error('the disk at /var/secret is on fire');
        },
      },
    }),
  });
  onTestFinished(() => app.close());
  const response = await app.post({ type: 'threads.list', params: {} });
  expect(response.status).toBe(503);
  const told = await response.text();
  await expect.poll(() => logs.join('')).toContain('the disk at /var/secret is on fire');
  expect(told).not.toMatch(/disk|secret|fire/);
});
