import { expect, test } from 'vitest';
import {
  ALICE,
  addMessage,
  assistantText,
  createScriptedServer,
  createThread,
  json,
  openTestStorage,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

/** A server, and what happens just before one method of its store does its work. */
async function createServerWith(method: 'loadThread' | 'saveThread' | 'deleteItemsAfter' | 'deleteThread') {
  const storage = await openTestStorage();
  const moment: { before?: () => Promise<unknown> } = {};
  const store = new Proxy(storage.threads, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== method || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        await moment.before?.();
        return Reflect.apply(value, target, args);
      };
    },
  });
  const server = await createScriptedServer({ store, turns: storage.turns });
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_answer', ['an answer']);
  };
  return { server, moment };
}

test('a Stop that comes while a new thread is being stored leaves its message there, and calls no hook [turn-cancel]', async () => {
  const { server, moment } = await createServerWith('saveThread');
  moment.before = () => json(server, 'turns.cancel', { request_id: 'request-1' });
  const answer = await (await stream(server, createThread('hi', { request_id: 'request-1' }))).rest();
  expect(answer.types).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
  const [thread] = (await server.store.loadThreads({ limit: 10, order: 'asc' }, ALICE)).data;
  const items = await storedItems(server, thread?.id ?? '');
  expect(items.map((item) => item.type)).toEqual(['user_message', 'sdk_hidden_context']);
  expect(server.responses).toBe(0);
});

test('a Stop that comes before a message was stored stores nothing, not even its note [cancel-noted]', async () => {
  const { server, moment } = await createServerWith('loadThread');
  const threadId = await startThread(server);
  // The request is checked first; the thread is read again when its turn begins.
  moment.before = async () => {
    moment.before = () => json(server, 'turns.cancel', { request_id: 'request-1' });
  };
  const answer = await (await stream(server, addMessage(threadId, 'x', { request_id: 'request-1' }))).rest();
  expect(answer.events).toEqual([]);
  expect(answer.ended).toBe(true);
  // A note would tell the model of the answer before that it was stopped.
  const items = await storedItems(server, threadId);
  expect(items.map((item) => item.type)).toEqual(['user_message', 'assistant_message']);
});

test('a Stop that comes while a retry takes items away still tells of them [retry-truncates]', async () => {
  const { server, moment } = await createServerWith('deleteItemsAfter');
  const threadId = await startThread(server);
  const [message] = await storedItems(server, threadId);
  moment.before = () => json(server, 'turns.cancel', { thread_id: threadId });
  const params = { thread_id: threadId, item_id: message?.id };
  const answer = await (await stream(server, { type: 'threads.retry_after_item', params })).rest();
  expect(answer.events[0]).toEqual({ type: 'thread.item.removed', item_id: 'msg_answer' });
});

test('nothing is left to read of a message that came while its thread was being deleted [thread-delete-ends-turn]', async () => {
  const { server, moment } = await createServerWith('deleteThread');
  const threadId = await startThread(server);
  const request = addMessage(threadId, 'x', { request_id: 'request-1' });
  moment.before = async () => {
    const answer = await (await stream(server, request)).rest();
    expect(JSON.stringify(answer.events)).toContain('an answer');
  };
  await json(server, 'threads.delete', { thread_id: threadId });
  const again = await (await stream(server, request)).rest();
  expect(JSON.stringify(again.events)).not.toContain('an answer');
});
