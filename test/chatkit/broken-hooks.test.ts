import { describe, expect, test } from 'vitest';
import type { ThreadItem, ThreadStreamEvent } from '../../server/chatkit/index.ts';
import {
  addMessage,
  assistantText,
  createScriptedServer,
  createThread,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';
import { countLoopTurns } from '../support/loop-turns.ts';

const note = (id: string, content: string, thread_id: string): ThreadItem => ({
  type: 'hidden_context_item',
  id,
  thread_id,
  created_at: '2026-01-01T00:00:00Z',
  content,
});

test('a generator that never waits stops nobody else, and is stopped when its time is up', async () => {
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

test('an event that is too large alone is neither stored nor told; what came before it stays', async () => {
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

describe('garbage', () => {
  const item = (thread_id: string, change: object = {}) => ({
    type: 'thread.item.done',
    item: { type: 'end_of_turn', id: 'msg_end', thread_id, created_at: '2026-01-01T00:00:00Z', ...change },
  });
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  test.each<[string, (threadId: string) => unknown]>([
    ['nothing', () => undefined],
    ['a text', () => 'hello'],
    ['an unknown event', () => ({ type: 'thread.exploded' })],
    ['an item that is none', () => ({ type: 'thread.item.done', item: 'x' })],
    ['an item without an id', (threadId) => item(threadId, { id: undefined })],
    ['an item of no known type', (threadId) => item(threadId, { type: 'hologram' })],
    ['an item of another thread', () => item('thr_other')],
    ['an update of nothing', () => ({ type: 'thread.item.updated', item_id: 'msg_answer' })],
    ['a removal of nothing', () => ({ type: 'thread.item.removed' })],
    ['another thread', () => ({ type: 'thread.updated', thread: { id: 'thr_other', items: { data: [] } } })],
    ['what JSON cannot say', () => ({ type: 'client_effect', name: 'x', data: circular })],
    ['a number JSON does not know', () => ({ type: 'client_effect', name: 'x', data: { big: 1n } })],
  ])('%s ends the turn in an error; what was said stays, the hook is told and closed', async (_, toGarbage) => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    let signal: AbortSignal | undefined;
    let closed = false;
    server.respondWith = async function* (thread, _input, _context, turn) {
      signal = turn.signal;
      try {
        yield* [...assistantText(thread.id, 'msg_answer', ['half'])].slice(0, 3);
        yield toGarbage(thread.id) as ThreadStreamEvent;
      } finally {
        closed = true;
      }
    };
    const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(answer.ended).toBe(true);
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error', allow_retry: true });
    const items = await storedItems(server, threadId);
    expect(items.map((row) => row.type)).toEqual(['user_message', 'user_message', 'assistant_message']);
    expect(items.at(-1)).toMatchObject({ content: [{ text: 'half' }] });
    await expect.poll(() => closed).toBe(true);
    expect(signal?.aborted).toBe(true);
  });
});

test('what was announced and is nothing yet when the turn ends is taken back', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    const [announced] = assistantText(thread.id, 'msg_empty', []);
    if (announced) yield announced;
    yield { type: 'thread.item.added', item: note('msg_hidden', 'SECRET', thread.id) };
  };
  const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
  expect(answer.events.at(-1)).toEqual({ type: 'thread.item.removed', item_id: 'msg_empty' });
  expect(JSON.stringify(answer.events)).not.toContain('msg_hidden');
  expect(await storedItems(server, threadId)).toHaveLength(2);
});

test('a hook that throws at once, or answers nothing that can be read, ends in an error', async () => {
  const server = await createScriptedServer();
  for (const respond of [
    () => {
      throw new Error('at once');
    },
    () => undefined as unknown as AsyncIterable<ThreadStreamEvent>,
  ]) {
    server.respondWith = respond;
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(answer.types).toEqual(['thread.created', 'thread.item.done', 'stream_options', 'error']);
  }
});
