import { describe, expect, test } from 'vitest';
import type { ThreadItem, ThreadMetadata, WidgetItem } from '../../server/chatkit/index.ts';
import { ALICE, assistantText, createScriptedServer, json, startThread, storedItems } from '../support/chatkit.ts';
import type { BrokenHook } from './fuzz/hooks.ts';
import { ask, begin, createThoroughLogger, expectSound } from './fuzz/hooks.ts';

const never = new Promise<never>(() => {});
const half = { id: 'msg_answer', content: [{ text: 'half' }] };

function toss(error: unknown): never {
  throw error;
}

async function* fail(error: unknown): AsyncGenerator<never> {
  yield* [];
  throw error;
}

/** Throws as soon as anybody looks at its fields. */
const poisoned = Object.defineProperty(new Error('SECRET'), 'detail', {
  enumerable: true,
  get: () => toss(new Error('SECRET')),
});
/** Throws as soon as anybody asks what it is. */
const hostile = new Proxy({}, { getPrototypeOf: () => toss(new Error('SECRET')) });
const iterator = (parts: object) => ({ [Symbol.asyncIterator]: () => parts });

describe.each(['respond', 'action'] as const)('%s() that', (which) => {
  test.each<[string, BrokenHook]>([
    ['throws at once', () => toss(new Error('SECRET'))],
    ['throws before it waits for anything', () => fail(new Error('SECRET'))],
    ['throws nothing', () => toss(undefined)],
    ['throws a text', () => toss('SECRET')],
    ['throws what throws when it is looked at', () => toss(poisoned)],
    ['throws what throws when it is asked what it is', () => toss(hostile)],
    ['rejects', () => Promise.reject(new Error('SECRET'))],
    ['answers nothing', () => undefined],
    ['answers null', () => null],
    ['answers a text', () => 'SECRET'],
    ['answers a list', () => [{ type: 'progress_update', text: 'x' }]],
    ['answers an iterator that cannot wait', () => [{ type: 'progress_update', text: 'x' }].values()],
    ['answers a generator function', () => () => fail(new Error('SECRET'))],
    ['answers an iterator without a next', () => iterator({})],
    ['answers an iterator whose next is nothing', () => iterator({ next: () => undefined })],
    ['answers an iterator without values', () => iterator({ next: async () => ({}) })],
    [
      'answers an iterator that throws, also when it is closed',
      () => iterator({ next: () => toss(new Error('SECRET')), return: () => toss(new Error('SECRET')) }),
    ],
  ])('%s ends in an error that tells nothing of it [error-leaks-nothing]', async (_how, hook) => {
    const server = await createScriptedServer({ logger: createThoroughLogger() });
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, hook, which);
    const echo = which === 'respond' ? ['thread.item.done'] : [];
    expect(answer.types).toEqual([...echo, 'stream_options', 'error']);
    expect(answer.events.at(-1)).toEqual({
      type: 'error',
      code: 'server_error',
      message: 'Something went wrong on our side. Please try again.',
      allow_retry: true,
    });
    await expectSound(server, threadId, answer);
  });

  test('answers a promise of a generator is waited for', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, async (thread) => assistantText(thread.id, 'msg_1', ['x']), which);
    // A generator that cannot wait, promised or not, is none of ours; one that can is taken.
    expect(answer.types).toContain('error');
    const promised = async (thread: ThreadMetadata) =>
      (async function* () {
        yield* assistantText(thread.id, 'msg_2', ['x']);
      })();
    expect((await ask(server, threadId, promised, which)).types).not.toContain('error');
  });

  test.each<[string, BrokenHook]>([
    [
      'throws in the middle of a text',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        yield* fail(new Error('middle'));
      },
    ],
    [
      'throws something odd in the middle of a text',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        yield* fail(poisoned);
      },
    ],
    [
      'throws after the last event',
      async function* (thread) {
        yield* assistantText(thread.id, 'msg_answer', ['half']);
        yield* fail(new Error('after'));
      },
    ],
    [
      'throws after one message and in the middle of another',
      async function* (thread) {
        yield* assistantText(thread.id, 'msg_first', ['whole']);
        yield* begin(thread, 'msg_answer', 'half');
        yield* fail(new Error('middle'));
      },
    ],
  ])('%s ends in an error; what was said stays [error-keeps-partial]', async (_how, hook) => {
    const server = await createScriptedServer({ logger: createThoroughLogger() });
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, hook, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error' });
    expect((await storedItems(server, threadId)).at(-1)).toMatchObject(half);
    await expectSound(server, threadId, answer);
  });

  test.each<[string, BrokenHook]>([
    [
      'waits for ever',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        await never;
      },
    ],
    [
      'waits for ever, also when it is closed',
      async function* (thread) {
        try {
          yield* begin(thread, 'msg_answer', 'half');
          await never;
        } finally {
          await never;
        }
      },
    ],
    [
      'answers an iterator that never answers',
      (thread) => {
        const events = begin(thread, 'msg_answer', 'half');
        const next = async () => (events.length > 0 ? { done: false, value: events.shift() } : never);
        return iterator({ next, return: () => never });
      },
    ],
    [
      'never waits and never ends',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        while (true) yield { type: 'progress_update', text: 'Still here' };
      },
    ],
  ])('%s is stopped when its time is up; what was said stays [error-keeps-partial]', async (_how, hook) => {
    const server = await createScriptedServer({ limits: { runMs: 300, runBytes: 50_000_000 } });
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, hook, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'timeout', allow_retry: true });
    expect((await storedItems(server, threadId)).at(-1)).toMatchObject(half);
    await expectSound(server, threadId, answer);
  });

  test('answers a promise that nobody keeps is stopped when its time is up', async () => {
    const server = await createScriptedServer({ limits: { runMs: 300 } });
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, () => never, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'timeout', allow_retry: true });
    await expectSound(server, threadId, answer);
  });

  test('ends before its message is done is taken at its word', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const hook = async function* (thread: ThreadMetadata) {
      yield* begin(thread, 'msg_answer', 'half');
    };
    const answer = await ask(server, threadId, hook, which);
    expect(answer.types).not.toContain('error');
    expect(answer.events.at(-1)).toMatchObject({ type: 'thread.item.done', item: half });
    await expectSound(server, threadId, answer);
  });

  test.each<[string, (thread: ThreadMetadata) => void]>([
    ['a title that is no text', (thread) => Object.assign(thread, { title: 5 })],
    ['a status that is none', (thread) => Object.assign(thread, { status: 'garbage' })],
    ['a status of no known type', (thread) => Object.assign(thread, { status: { type: 'asleep' } })],
    ['no status', (thread) => Object.assign(thread, { status: undefined })],
    ['no notes', (thread) => Object.assign(thread, { metadata: undefined })],
    ['notes in a circle', (thread) => Object.assign(thread.metadata, { self: thread.metadata })],
    ['notes that JSON cannot say', (thread) => Object.assign(thread.metadata, { big: 1n })],
    ['domains that are no list', (thread) => Object.assign(thread, { allowed_image_domains: 'example.com' })],
  ])('makes nonsense of its thread (%s) ends in an error; the thread stays as it was', async (_what, change) => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const { updated_at: _, ...before } = await server.store.loadThread(threadId, ALICE);
    const hook = async function* (thread: ThreadMetadata) {
      yield* assistantText(thread.id, 'msg_answer', ['whole']);
      change(thread);
      yield { type: 'progress_update', text: 'x' };
      yield* assistantText(thread.id, 'msg_late', ['too late']);
    };
    const answer = await ask(server, threadId, hook, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error' });
    expect(answer.types).not.toContain('thread.updated');
    const { updated_at: _now, ...after } = await server.store.loadThread(threadId, ALICE);
    expect(after).toEqual(before);
    expect((await storedItems(server, threadId)).at(-1)).toMatchObject({ id: 'msg_answer' });
    await expectSound(server, threadId, answer);
  });

  test('gives its thread a good name and a bad status loses the status alone', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const hook = async function* (thread: ThreadMetadata) {
      Object.assign(thread, { title: 'A good name', status: 'garbage' });
      yield* assistantText(thread.id, 'msg_answer', ['whole']);
    };
    const answer = await ask(server, threadId, hook, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error' });
    expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({
      title: 'A good name',
      status: { type: 'active' },
    });
    await expectSound(server, threadId, answer);
  });
});

describe('syncAction() that', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const changed = (sender: WidgetItem | undefined, change: object) => ({ updated_item: { ...sender, ...change } });

  test.each<[string, (thread: ThreadMetadata, sender: WidgetItem | undefined) => unknown]>([
    ['throws at once', () => toss(new Error('SECRET'))],
    ['throws what throws when it is looked at', () => toss(poisoned)],
    ['rejects', () => Promise.reject(new Error('SECRET'))],
    ['answers nothing', () => undefined],
    ['answers an item in a circle', (_, sender) => changed(sender, { copy_text: circular })],
    ['answers an item that JSON cannot say', (_, sender) => changed(sender, { copy_text: 1n })],
    ['gives its thread a title that is no text', (thread) => Object.assign(thread, { title: 5 })],
    ['gives its thread no status', (thread) => Object.assign(thread, { status: undefined })],
  ])('%s fails with an error that tells nothing of it, and leaves everything as it was', async (_how, hook) => {
    const server = await createScriptedServer({ logger: createThoroughLogger() });
    const threadId = await startThread(server);
    const card: WidgetItem = {
      type: 'widget',
      id: 'wid_1',
      thread_id: threadId,
      created_at: '2026-01-01T00:00:00Z',
      widget: { type: 'Card', children: [] },
    };
    await server.store.saveItem(threadId, card, ALICE);
    const before = [await server.store.loadThread(threadId, ALICE), await storedItems(server, threadId)];
    server.syncActWith = async (thread, _action, sender) => hook(thread, sender) as { updated_item?: ThreadItem };
    const click = { thread_id: threadId, item_id: 'wid_1', action: { type: 'press' } };
    const failure = json(server, 'threads.sync_custom_action', click);
    await expect(failure).rejects.toMatchObject({ name: 'ChatKitError', code: 'server_error' });
    await expect(failure).rejects.not.toThrow(/SECRET/);
    expect([await server.store.loadThread(threadId, ALICE), await storedItems(server, threadId)]).toEqual(before);
  });
});
