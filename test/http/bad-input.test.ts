import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, threadOf, toInput, toReply, widgetOf } from '../support/person.ts';
import { type RunningApp, startApp } from '../support/start-app.ts';
import { mintToken } from '../support/tokens.ts';

const STREAM = { accept: 'text/event-stream' };
/** What nobody may be told: paths, stacks, SQL, tokens, names of our own code. */
const INTERNAL =
  /\/(work|home|tmp|root|usr)\/|node_modules|\.ts\b|\bat \w+ \(|SQLITE|SELECT |eyJ|Bearer|Zod|RangeError|TypeError/;

const app: RunningApp = await startApp();
afterAll(() => app.close());
const maya = createPerson(app, 'maya');
let thread = '';
let list = '';

beforeAll(async () => {
  const started = await maya.start('add task: buy groceries');
  thread = threadOf(started);
  list = widgetOf(await maya.say(thread, 'show all tasks')).id;
});

/** Sends a text as the body, as it is. */
function send(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${app.url}/chatkit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app.token()}`, ...headers },
    body,
  });
}

/** Sends it as a client that awaits JSON and as one that awaits a stream: both are refused the same way. */
async function expectRefusal(body: string, status: number, code: string, message: RegExp, headers = {}) {
  const before = await maya.seen();
  for (const accept of [{}, STREAM]) {
    const response = await send(body, { ...accept, ...headers });
    const text = await response.text();
    expect({ status: response.status, ...JSON.parse(text) }).toEqual({
      status,
      code,
      message: expect.stringMatching(message),
    });
    expect(text).not.toMatch(INTERNAL);
  }
  expect(await maya.seen()).toEqual(before);
}

const message = (text: string) => ({
  type: 'threads.add_user_message',
  params: { thread_id: thread, input: toInput(text) },
});
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a request that is no ChatKit request', () => {
  it.each<[string, string]>([
    ['an unknown type', '{"type":"threads.burn","params":{}}'],
    ['a type of another kind', '{"type":["threads.list"],"params":{}}'],
    ['a name of the language for a type', '{"type":"__proto__","params":{}}'],
    ['a type that stands in __proto__', '{"__proto__":{"type":"threads.list"},"params":{}}'],
    ['params that stand in __proto__', '{"type":"threads.list","__proto__":{"params":{}}}'],
    ['a list', '[{"type":"threads.list","params":{}}]'],
    ['nothing in it', '{}'],
    ['a text', '"threads.list"'],
    ['null', 'null'],
    ['broken JSON', '{"type":"threads.list","params":'],
    ['JSON with a comma too many', '{"type":"threads.list","params":{},}'],
    ['no body', ''],
    ['NaN for a number', '{"type":"threads.list","params":{"limit":NaN}}'],
    ['a number without end', '{"type":"threads.list","params":{"limit":1e400}}'],
  ])('is a 400: %s', (_what, body) =>
    expectRefusal(body, 400, 'bad_request', /^(The request|This type of request|This request)[\w “”".]* .*\.$/),
  );

  const complete: [string, Record<string, unknown>][] = [
    ['threads.create', { input: toInput('x') }],
    ['threads.add_user_message', { thread_id: 'thr', input: toInput('x') }],
    ['threads.add_client_tool_output', { thread_id: 'thr', result: null }],
    ['threads.add_structured_input', { thread_id: 'thr', item_id: 'i', input: { status: 'answered', answers: {} } }],
    ['threads.retry_after_item', { thread_id: 'thr', item_id: 'i' }],
    ['threads.custom_action', { thread_id: 'thr', action: { type: 'x' } }],
    ['threads.sync_custom_action', { thread_id: 'thr', action: { type: 'x' } }],
    ['threads.get_by_id', { thread_id: 'thr' }],
    ['threads.update', { thread_id: 'thr', title: 'x' }],
    ['threads.delete', { thread_id: 'thr' }],
    ['items.list', { thread_id: 'thr' }],
    ['items.feedback', { thread_id: 'thr', item_ids: [], kind: 'positive' }],
    ['attachments.create', { name: 'x', size: 1, mime_type: 'x' }],
    ['attachments.delete', { attachment_id: 'x' }],
    ['input.transcribe', { audio_base64: 'aGVsbG8=', mime_type: 'audio/webm' }],
    ['turns.resume', { thread_id: 'thr' }],
  ];
  const fields = complete.flatMap(([type, params]) =>
    Object.keys(params)
      .filter((field) => field !== 'result') // It may be anything.
      .map((field) => [type, field, params] as const),
  );

  it.each(fields)('is a 400: %s without %s', async (type, field, params) => {
    const { [field]: _, ...rest } = params;
    await expectRefusal(JSON.stringify({ type, params: rest }), 400, 'bad_request', /not valid at "params\.\w+"\.$/);
    // The same place, filled with what belongs nowhere.
    const odd = JSON.stringify({ type, params: { ...params, [field]: 5.5 } });
    await expectRefusal(odd, 400, 'bad_request', /not valid at "params\.\w+"\.$/);
  });

  it.each(complete)('while %s with all its fields is one', async (type, params) => {
    const response = await app.post({ type, params }, { sub: 'control' });
    expect(await response.text()).not.toContain('bad_request');
  });

  it('is a 400: turns.cancel without any id', () =>
    expectRefusal(
      JSON.stringify({ type: 'turns.cancel', params: {} }),
      400,
      'bad_request',
      /^Please say which answer to stop\.$/,
    ));

  it.each<[string, () => string]>([
    ['text', () => JSON.stringify(message('hello')).replace('"hello"', deep(10_000))],
    ['an unknown field', () => JSON.stringify(message('hello')).replace('"hello"', `"hello","more":${deep(10_000)}`)],
    ['an unknown field at the top', () => `{"type":"threads.list","params":{},"more":${deep(100_000)}}`],
    [
      'a new conversation',
      () =>
        JSON.stringify({ type: 'threads.create', params: { input: toInput('hello') } }).replace(
          '"hello"',
          `"hello","more":${deep(20_000)}`,
        ),
    ],
    ['objects', () => `{"type":"threads.list","params":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    [
      'a payload',
      () =>
        JSON.stringify({
          type: 'threads.custom_action',
          params: { thread_id: thread, item_id: list, action: { type: 'tasks.complete', payload: 0 } },
        }).replace('"payload":0', `"payload":${deep(50_000)}`),
    ],
  ])('is a 400: nested without end, in %s', (_where, body) =>
    expectRefusal(body(), 400, 'bad_request', /nested too deeply\.$/, { 'chatkit-frame-instance-id': 'frame-1' }),
  );

  it('while modest nesting and unknown fields are fine [request-deep]', async () => {
    const response = await send(`{"type":"threads.list","params":{},"more":${deep(50)}}`);
    expect(response.status).toBe(200);
  });

  it.each<[string, () => object]>([
    ['a list of 1,001 parts', () => ({ ...toInput(''), content: Array(1_001).fill({ type: 'input_text', text: '' }) })],
    ['a list of 101 attachments', () => ({ ...toInput('x'), attachments: Array(101).fill('a') })],
  ])('is a 400: %s', (_what, input) =>
    expectRefusal(
      JSON.stringify({ type: 'threads.create', params: { input: input() } }),
      400,
      'bad_request',
      /not valid at "params\.input\.\w+"\.$/,
    ),
  );
});

describe('a request that is too much', () => {
  it('is a 413 at 1 MB [http-body-limit]', () =>
    expectRefusal(JSON.stringify(message('x'.repeat(1_048_576))), 413, 'too_large', /^This is too much at once\./));
});

describe('somebody who may not', () => {
  it('is refused with an expired token', async () => {
    const authorization = `Bearer ${mintToken({ exp: Math.floor(Date.now() / 1_000) - 60 })}`;
    const refused = /^Your sign-in has expired\. Please sign in again\.$/;
    await expectRefusal(JSON.stringify(message('add task: x')), 401, 'expired_token', refused, { authorization });
  });

  it.each(['https://evil.example', 'http://localhost:4000.evil.example', 'http://localhost:40001', 'null'])(
    'is refused from the origin %s',
    (origin) =>
      expectRefusal(JSON.stringify(message('add task: x')), 403, 'origin_not_allowed', /may not use this chat/, {
        origin,
      }),
  );

  it('while the same request from the page’s own origin, with its token, is answered', async () => {
    const response = await send(JSON.stringify(message('hello')), { ...STREAM, origin: 'http://localhost:4000' });
    expect((await toReply(response)).ended).toBe(true);
  });
});
