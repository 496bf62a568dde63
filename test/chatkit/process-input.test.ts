import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../../server/chatkit/index.ts';
import { ALICE, addMessage, createScriptedServer, json, startThread, storedItems, stream } from '../support/chatkit.ts';

const circular: Record<string, unknown> = {};
circular.self = circular;

const poisoned = Object.defineProperty({}, 'type', {
  enumerable: true,
  get: () => {
    throw new Error('SECRET');
  },
});

describe('process() is given parsed JSON that', () => {
  test.each<[string, unknown]>([
    ['is a list', [1, 2]],
    ['is a Date', new Date()],
    ['is a Map', new Map([['type', 'threads.list']])],
    ['is nothing', undefined],
    ['is null', null],
    ['is a function', () => {}],
    ['throws when it is looked at', poisoned],
    ['goes in a circle', { ...addMessage('thr_1', 'x'), metadata: circular }],
    ['holds what JSON cannot say', { ...addMessage('thr_1', 'x'), metadata: { big: 1n } }],
  ])('%s is refused as malformed [request-refused-early]', async (_what, body) => {
    const server = await createScriptedServer();
    const refused = server.process(body as object, ALICE, { clientId: 'frame-1' });
    await expect(refused).rejects.toThrow(InvalidRequestError);
    await expect(refused).rejects.not.toThrow(/SECRET/);
  });

  test('is changed afterwards is taken as it was', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const part = { type: 'input_text', text: 'as it was' };
    const body = addMessage(threadId, 'x');
    body.params.input.content = [part];
    const answer = stream(server, body);
    part.text = 'changed';
    await (await answer).rest();
    expect(JSON.stringify(await storedItems(server, threadId))).toContain('as it was');
  });

  test('holds a Date where anything is allowed is taken as its JSON', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    let metadata: unknown;
    server.respondWith = async function* (_thread, _input, _context, turn) {
      metadata = turn.metadata;
      yield* [];
    };
    await (await stream(server, { ...addMessage(threadId, 'x'), metadata: { at: new Date(0) } })).rest();
    expect(metadata).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('limits', () => {
  test.each([{ runMs: Number.NaN }, { leaseMs: 0 }, { waitingTurns: -1 }])(
    'that make no sense stop the start (%j)',
    async (limits) => {
      await expect(createScriptedServer({ limits })).rejects.toThrow(/The limit "\w+" must be a number/);
    },
  );

  test('that are longer than a timer counts are no time-out at once', async () => {
    const server = await createScriptedServer({ limits: { runMs: Number.POSITIVE_INFINITY, leaseMs: 2 ** 40 } });
    server.respondWith = async function* () {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield { type: 'progress_update', text: 'Still here' };
    };
    const threadId = await startThread(server);
    const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(answer.types.at(-1)).toBe('progress_update');
  });

  test('that are undefined are the defaults', async () => {
    // As a configuration read by plain JavaScript may hand it over.
    const given: object = { runMs: undefined };
    const server = await createScriptedServer({ limits: given });
    expect(server.limits.runMs).toBe(300_000);
  });
});

test('a hook that sorts the very items it is given does not move the cursor of their page [page-any-row]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  for (const text of ['one', 'two', 'three']) await (await stream(server, addMessage(threadId, text))).rest();
  server.present = (items) => items.reverse();
  const page = await json<{ after?: string }>(server, 'items.list', { thread_id: threadId, limit: 2, order: 'asc' });
  expect(page.after).toBe((await storedItems(server, threadId))[1]?.id);
});
