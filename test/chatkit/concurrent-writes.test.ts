import { expect, test } from 'vitest';
import { NotFoundError, type WidgetItem } from '../../server/chatkit/index.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  createGate,
  createScriptedServer,
  json,
  openTestStorage,
  type ScriptedServer,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

function toWidget(threadId: string, id = 'msg_widget'): WidgetItem {
  const created_at = new Date().toISOString();
  return { type: 'widget', id, thread_id: threadId, created_at, widget: { type: 'Card', children: [] } };
}

async function retry(server: ScriptedServer, threadId: string, item_id: string | undefined) {
  const request = { type: 'threads.retry_after_item', params: { thread_id: threadId, item_id } };
  return (await stream(server, request)).rest();
}

test('a retry takes hidden items away and does not speak of them [wire-no-hidden]', async () => {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread) {
    const base = { thread_id: thread.id, created_at: new Date().toISOString(), content: 'for the model' };
    yield { type: 'thread.item.done', item: { ...base, type: 'hidden_context_item', id: 'msg_hidden' } };
    yield* assistantText(thread.id, 'msg_answer', ['ok']);
    yield { type: 'thread.item.done', item: { ...base, type: 'sdk_hidden_context', id: 'shcx_1' } };
  };
  const threadId = await startThread(server);
  const message = (await storedItems(server, threadId))[0];
  server.respondWith = async function* () {};
  const { events } = await retry(server, threadId, message?.id);
  const removed = events.filter((event) => event.type === 'thread.item.removed');
  expect(removed).toEqual([{ type: 'thread.item.removed', item_id: 'msg_answer' }]);
  expect(await storedItems(server, threadId)).toEqual([message]);
});

test('a synchronous action fails when a retry takes its widget away meanwhile, and does not bring it back', async () => {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread) {
    yield { type: 'thread.item.done', item: toWidget(thread.id) };
  };
  const threadId = await startThread(server);
  const message = (await storedItems(server, threadId))[0];
  server.respondWith = async function* () {};
  server.syncActWith = async (_thread, _action, sender) => {
    await retry(server, threadId, message?.id);
    return sender ? { updated_item: { ...sender, copy_text: 'changed' } } : {};
  };
  const params = { thread_id: threadId, item_id: 'msg_widget', action: { type: 'a', payload: {} } };
  await expect(json(server, 'threads.sync_custom_action', params)).rejects.toBeInstanceOf(NotFoundError);
  expect(await storedItems(server, threadId)).toEqual([message]);
});

test('a rename answers with what everybody else changed, and undoes none of it [thread-rename-kept]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  const gate = createGate();
  server.respondWith = async function* (thread) {
    thread.status = { type: 'locked', reason: 'Paid.' };
    yield* assistantText(thread.id, 'msg_answer', ['ok']);
    await gate.opened;
  };
  const answer = await stream(server, addMessage(threadId, 'pay'));
  await answer.until((event) => event.type === 'thread.updated');
  const renamed = await json(server, 'threads.update', { thread_id: threadId, title: 'Bill' });
  expect(renamed).toMatchObject({ title: 'Bill', status: { type: 'locked', reason: 'Paid.' } });
  gate.open();
  await answer.rest();
  const thread = await json(server, 'threads.get_by_id', { thread_id: threadId });
  expect(thread).toMatchObject({ title: 'Bill', status: { type: 'locked' } });
});

test('a hook may hold on to the metadata that it was given, over every save of the thread', async () => {
  const server = await createScriptedServer();
  server.respondWith = async function* (thread) {
    const notes = thread.metadata;
    notes.first = 1;
    yield* assistantText(thread.id, 'msg_1', ['one']);
    notes.second = 2;
    yield* assistantText(thread.id, 'msg_2', ['two']);
    thread.title = 'Numbers';
    yield* assistantText(thread.id, 'msg_3', ['three']);
    notes.third = 3;
  };
  const threadId = await startThread(server);
  expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({
    title: 'Numbers',
    metadata: { first: 1, second: 2, third: 3 },
  });
});

test('what a tool sets on a thread while it is being saved counts more than what somebody set before', async () => {
  const storage = await openTestStorage();
  let meanwhile = async () => {};
  const updateThread: typeof storage.threads.updateThread = async (...args) => {
    const others = meanwhile;
    meanwhile = async () => {};
    await others();
    return storage.threads.updateThread(...args);
  };
  const server = await createScriptedServer({ store: { ...storage.threads, updateThread }, turns: storage.turns });
  server.respondWith = async function* (thread) {
    thread.metadata.count = 1;
    meanwhile = async () => {
      await storage.threads.updateThread(thread.id, { title: 'By a person' }, ALICE);
      thread.title = 'By a tool';
    };
    yield* assistantText(thread.id, 'msg_answer', ['ok']);
  };
  const threadId = await startThread(server);
  expect(await storage.threads.loadThread(threadId, ALICE)).toMatchObject({
    title: 'By a tool',
    metadata: { count: 1 },
  });
});

test('the output of a client tool goes before a full line of messages [turn-line-tool-first]', async () => {
  const server = await createScriptedServer({ limits: { waitingTurns: 2 } });
  const threadId = await startThread(server);
  const gate = createGate();
  const answered: string[] = [];
  server.respondWith = async function* (thread, input) {
    answered.push(input ? JSON.stringify(input.content) : 'the tool');
    if (answered.length > 1) return;
    const base = { thread_id: thread.id, created_at: new Date().toISOString() };
    const call = { ...base, type: 'client_tool_call' as const, id: 'tc_1', call_id: 'c', name: 'n', arguments: {} };
    yield { type: 'thread.item.done', item: { ...call, status: 'pending' } };
    await gate.opened;
  };
  const running = await stream(server, addMessage(threadId, 'use the tool'));
  await running.until((event) => event.type === 'thread.item.done' && event.item.id === 'tc_1');
  const waiting = [
    await stream(server, addMessage(threadId, 'one')),
    await stream(server, addMessage(threadId, 'two')),
  ];
  for (const answer of waiting) await answer.until((event) => event.type === 'progress_update');
  const output = await stream(server, {
    type: 'threads.add_client_tool_output',
    params: { thread_id: threadId, result: 42 },
  });
  expect((await (await stream(server, addMessage(threadId, 'three'))).rest()).events).toMatchObject([{ code: 'busy' }]);
  gate.open();
  for (const answer of [running, output, ...waiting]) await answer.rest();
  expect(answered.map((text) => /use the tool|one|two|three|the tool/.exec(text)?.[0])).toEqual([
    'use the tool',
    'the tool',
    'one',
    'two',
  ]);
});
