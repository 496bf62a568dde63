import { expect, test } from 'vitest';
import type { TurnStore } from '../../server/chatkit/index.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  createGate,
  createScriptedServer,
  createThread,
  json,
  openTestStorage,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

/** A server whose answers never end, and the signals of its turns. */
async function createHangingServer(change: (turns: TurnStore) => Partial<TurnStore> = () => ({}), leaseMs = 10_000) {
  const storage = await openTestStorage();
  const turns = { ...storage.turns, ...change(storage.turns) };
  const server = await createScriptedServer({ store: storage.threads, turns, limits: { leaseMs } });
  const signals: AbortSignal[] = [];
  server.respondWith = async function* (_thread, _input, _context, turn) {
    signals.push(turn.signal);
    yield { type: 'progress_update', text: 'Thinking' };
    await new Promise(() => {});
  };
  return { server, signals };
}

test('a consumer that leaves while it waits for an event is a broken connection, without a signal too', async () => {
  const { server, signals } = await createHangingServer();
  const result = await server.process(createThread('hi'), ALICE);
  if (result.kind !== 'stream') throw new Error('Expected a stream.');
  const frames = result[Symbol.asyncIterator]();
  for (let frame = await frames.next(); !String(frame.value).includes('Thinking'); ) frame = await frames.next();
  const waiting = frames.next();
  await frames.return?.();
  expect((await waiting).done).toBe(true);
  await expect.poll(() => signals[0]?.aborted).toBe(true);
});

test('a request whose client is gone already starts nothing that stays [turn-gone-bare]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_answer', ['for nobody']);
    await new Promise(() => {});
  };
  const answer = await stream(server, addMessage(threadId, 'x'), ALICE, { signal: AbortSignal.abort() });
  await answer.rest();
  expect(answer.ended).toBe(false);
  await expect
    .poll(() => json<object>(server, 'threads.get_by_id', { thread_id: threadId }))
    .not.toHaveProperty('running_turn');
  // No note of a Stop either: the model would take it for one of the answer before.
  expect((await storedItems(server, threadId)).map((item) => item.type)).toEqual(['user_message']);
});

test('a repeat that comes before its first request was answered does not stop the run by leaving', async () => {
  const [recorded, opened] = [createGate(), createGate()];
  const { server, signals } = await createHangingServer((turns) => ({
    open: async (...args) => {
      const result = await turns.open(...args);
      recorded.open();
      await opened.opened;
      return result;
    },
  }));
  const request = createThread('hi', { request_id: 'request-1' });
  const first = stream(server, request);
  const gone = new AbortController();
  await recorded.opened;
  await stream(server, request, ALICE, { signal: gone.signal });
  opened.open();
  await (await first).until((event) => event.type === 'progress_update');
  gone.abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(signals[0]?.aborted).toBe(false);
  expect(server.responses).toBe(1);
});

test('a repeat that reads on keeps its turn running when the connection it replaces is found broken', async () => {
  const { server, signals } = await createHangingServer();
  const request = createThread('hi', { request_id: 'request-1' });
  const [old, fresh] = [new AbortController(), new AbortController()];
  const first = await stream(server, request, ALICE, { signal: old.signal });
  await first.until((event) => event.type === 'progress_update');
  const second = await stream(server, request, ALICE, { signal: fresh.signal });
  await second.until((event) => event.type === 'progress_update');
  old.abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(signals[0]?.aborted).toBe(false);
  fresh.abort();
  await expect.poll(() => signals[0]?.aborted).toBe(true);
  expect(server.responses).toBe(1);
});

test('a Stop reaches a run of this process though the store is away', async () => {
  const { server, signals } = await createHangingServer(() => ({
    requestCancel: () => Promise.reject(new Error('away')),
    markBroken: () => Promise.reject(new Error('away')),
  }));
  const connection = new AbortController();
  const answer = await stream(server, createThread('hi'), ALICE, { signal: connection.signal });
  await answer.until((event) => event.type === 'progress_update');
  connection.abort();
  await expect.poll(() => signals[0]?.aborted).toBe(true);
});

test('a turn whose lease cannot be renewed stops and writes nothing more [turn-lease-lost]', async () => {
  let away = false;
  const { server, signals } = await createHangingServer(
    (turns) => ({ renew: (...args) => (away ? Promise.reject(new Error('away')) : turns.renew(...args)) }),
    400,
  );
  const answer = await stream(server, createThread('hi', { cancel: 'explicit' }));
  await answer.until((event) => event.type === 'progress_update');
  const [created] = answer.events;
  const threadId = created?.type === 'thread.created' ? created.thread.id : '';
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(signals[0]?.aborted).toBe(false);
  away = true;
  expect((await answer.rest()).events.at(-1)).toMatchObject({ type: 'error', code: 'interrupted', allow_retry: true });
  expect(signals[0]?.aborted).toBe(true);
  expect((await storedItems(server, threadId)).map((item) => item.type)).toEqual(['user_message']);
});

test('nothing is left to read of a thread that was deleted, of the turns that had ended neither [thread-delete-ends-turn]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_answer', ['a secret']);
  };
  const request = addMessage(threadId, 'x', { request_id: 'request-1' });
  const answer = await (await stream(server, request)).rest();
  expect(JSON.stringify(answer.events)).toContain('a secret');
  await json(server, 'threads.delete', { thread_id: threadId });
  expect(JSON.stringify((await (await stream(server, request)).rest()).events)).not.toContain('a secret');
});

test('a Stop that comes while an answer is being stored leaves it whole', async () => {
  const storage = await openTestStorage();
  let onSave: (() => Promise<void>) | undefined;
  const store: typeof storage.threads = {
    ...storage.threads,
    saveItem: async (...args) => {
      if (args[1].type === 'assistant_message') await onSave?.();
      return storage.threads.saveItem(...args);
    },
  };
  const server = await createScriptedServer({ store, turns: storage.turns });
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_answer', ['all of it']);
  };
  onSave = async () => {
    onSave = undefined;
    await json(server, 'turns.cancel', { thread_id: threadId });
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const answer = await (await stream(server, addMessage(threadId, 'x', { request_id: 'request-1' }))).rest();
  expect(answer.types.filter((type) => type === 'thread.item.done')).toHaveLength(2);
  const items = await storedItems(server, threadId);
  expect(items.map((item) => item.type).slice(2)).toEqual(['assistant_message', 'sdk_hidden_context']);
  expect(items[2]).not.toHaveProperty('metadata');
});
