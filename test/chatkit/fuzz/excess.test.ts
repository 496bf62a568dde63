import { describe, expect, test } from 'vitest';
import type { ThreadItem, ThreadMetadata } from '../../../server/chatkit/index.ts';
import {
  addMessage,
  assistantText,
  createScriptedServer,
  createThread,
  startThread,
  storedItems,
  stream,
} from '../../support/chatkit.ts';
import { countLoopTurns } from '../../support/loop-turns.ts';
import type { BrokenHook } from './hooks.ts';
import { ask, begin, expectSound } from './hooks.ts';

const note = (id: string, content: string, thread_id: string): ThreadItem => ({
  type: 'hidden_context_item',
  id,
  thread_id,
  created_at: '2026-01-01T00:00:00Z',
  content,
});

test('a generator that never waits stops nobody else, and is stopped when its time is up [turn-time-limit]', async () => {
  const server = await createScriptedServer({ limits: { runMs: 150, runBytes: 50_000_000 } });
  server.respondWith = async function* () {
    while (true) yield { type: 'progress_update', text: 'Still here' };
  };
  const answer = await stream(server, createThread('hi', { cancel: 'explicit' }));
  const turns = await countLoopTurns(async () => {
    expect(await answer.until((event) => event.type === 'error')).toMatchObject({ code: 'timeout' });
  });
  expect(turns).toBeGreaterThan(3);
});

test('what nobody sees counts too', async () => {
  const server = await createScriptedServer({ limits: { runBytes: 100_000 } });
  server.respondWith = async function* (thread) {
    for (let n = 0; n < 300; n += 1)
      yield { type: 'thread.item.added', item: note(`m_${n}`, 'x'.repeat(1_000), thread.id) };
  };
  const answer = await (await stream(server, createThread('hi'))).rest();
  expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'too_long' });
});

test('an event that is too large alone is neither stored nor told; what came before it stays [turn-size-limit]', async () => {
  const server = await createScriptedServer({ limits: { runBytes: 100_000 } });
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_small', ['fits']);
    yield* [...assistantText(thread.id, 'msg_large', ['x'.repeat(200_000)])].slice(-1);
  };
  const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
  expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'too_long' });
  expect(JSON.stringify(answer.events).length).toBeLessThan(10_000);
  expect((await storedItems(server, threadId)).map((item) => item.id)).toContain('msg_small');
  expect((await storedItems(server, threadId)).map((item) => item.id)).not.toContain('msg_large');
});

describe.each(['respond', 'action'] as const)('100 MB out of %s()', (which) => {
  const effect = (text: string) => ({ type: 'client_effect', name: 'x', data: { text } });

  test.each<[string, BrokenHook]>([
    [
      'in one event',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        yield effect('x'.repeat(100_000_000));
      },
    ],
    [
      'in a hundred events',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        const large = effect('x'.repeat(1_000_000));
        for (let n = 0; n < 100; n += 1) yield large;
      },
    ],
    [
      'in a hundred thousand events',
      async function* (thread) {
        yield* begin(thread, 'msg_answer', 'half');
        for (let n = 0; n < 100_000; n += 1) yield { type: 'progress_update', text: 'x'.repeat(1_000) };
      },
    ],
  ])('%s end in an error; what was said before stays', async (_how, hook) => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const answer = await ask(server, threadId, hook, which);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'too_long', allow_retry: false });
    expect((await storedItems(server, threadId)).at(-1)).toMatchObject({
      id: 'msg_answer',
      content: [{ text: 'half' }],
    });
    await expectSound(server, threadId, answer);
  });
});

test.each(['x', '\u{4e2d}'])(
  '100 MB of %s in one message end in an error; as much as was told of it stays',
  async (char) => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const hook = async function* (thread: ThreadMetadata) {
      yield* assistantText(thread.id, 'msg_answer', Array(100).fill(char.repeat(1_000_000)));
    };
    const answer = await ask(server, threadId, hook);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'too_long' });
    const told = answer.events.at(-2);
    expect(told).toMatchObject({ type: 'thread.item.done', item: { id: 'msg_answer' } });
    const stored = (await storedItems(server, threadId)).at(-1);
    const lengths = [told && 'item' in told ? told.item : undefined, stored].map((item) =>
      item?.type === 'assistant_message' ? item.content[0]?.text.length : undefined,
    );
    const fits = char === 'x' ? 12_000_000 : 4_000_000;
    expect(lengths).toEqual([fits, fits]);
  },
);
