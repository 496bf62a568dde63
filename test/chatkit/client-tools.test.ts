import { describe, expect, test, vi } from 'vitest';
import type { ClientToolCallItem, ThreadItem } from '../../server/chatkit/index.ts';
import type { ScriptedServer } from '../support/chatkit.ts';
import {
  ALICE,
  addMessage,
  createGate,
  createScriptedServer,
  openTestStorage,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

const createdAt = '2026-01-01T00:00:00Z';

function toCall(threadId: string, id: string): ClientToolCallItem {
  const call = { call_id: `call_${id}`, name: 'getSelection', arguments: { nothing: null } };
  return { type: 'client_tool_call', id, thread_id: threadId, created_at: createdAt, status: 'pending', ...call };
}

function output(thread_id: string, result: unknown) {
  return { type: 'threads.add_client_tool_output', params: { thread_id, result } };
}

/** A conversation that waits for the outputs of these calls. */
async function callTools(server: ScriptedServer, ...ids: string[]): Promise<string> {
  server.respondWith = async function* (thread, input) {
    if (input) for (const id of ids) yield { type: 'thread.item.done', item: toCall(thread.id, id) };
  };
  return startThread(server);
}

async function callsOf(server: ScriptedServer, threadId: string) {
  const items = await storedItems(server, threadId);
  return items.flatMap((item) => (item.type === 'client_tool_call' ? [[item.id, item.status, item.output]] : []));
}

describe('a call of a tool in the client', () => {
  test('is told once, however often the hook tells it [stream-client-tool-once]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    server.respondWith = async function* (thread) {
      yield { type: 'thread.item.added', item: toCall(thread.id, 'tc_1') };
      yield { type: 'thread.item.done', item: toCall(thread.id, 'tc_1') };
      yield { type: 'thread.item.replaced', item: { ...toCall(thread.id, 'tc_1'), name: 'renamed' } };
    };
    const answer = await (await stream(server, addMessage(threadId, 'again'))).rest();
    expect(answer.types).toEqual(['thread.item.done', 'stream_options', 'thread.item.done']);
    const stored = await server.store.loadItem(threadId, 'tc_1', ALICE);
    expect(stored).toMatchObject({ name: 'renamed', arguments: { nothing: null } });
  });

  test('that was only announced is told and kept at the end of the turn', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield { type: 'thread.item.added', item: toCall(thread.id, 'tc_1') };
    };
    const threadId = await startThread(server);
    expect(await callsOf(server, threadId)).toEqual([['tc_1', 'pending', undefined]]);
  });

  test('of an answer that failed is not asked for', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield { type: 'thread.item.added', item: toCall(thread.id, 'tc_1') };
      throw new Error('no');
    };
    const threadId = await startThread(server);
    expect(await callsOf(server, threadId)).toEqual([]);
  });
});

describe('the output of a client’s tool', () => {
  test.each([['done'], [null], [{ deep: [1, null] }], [false], ['']])(
    '%j completes the call [tool-output]',
    async (result) => {
      const server = await createScriptedServer();
      const threadId = await callTools(server, 'tc_1');
      const answer = await (await stream(server, output(threadId, result))).rest();
      expect(answer.types).toEqual(['stream_options']);
      expect(await callsOf(server, threadId)).toEqual([['tc_1', 'completed', result]]);
      expect(server.responses).toBe(2);
    },
  );

  test('reaches the hook with its call', async () => {
    const server = await createScriptedServer();
    const threadId = await callTools(server, 'tc_1');
    let seen: unknown;
    server.respondWith = async function* (_thread, _input, _context, turn) {
      seen = turn.answered;
      yield { type: 'progress_update', text: 'Thinking…' };
    };
    await (await stream(server, output(threadId, 'here'))).rest();
    expect(seen).toEqual({ ...toCall(threadId, 'tc_1'), status: 'completed', output: 'here' });
  });

  test('finds its call behind many hidden items [tool-output]', async () => {
    const server = await createScriptedServer();
    const threadId = await callTools(server, 'tc_1');
    for (let n = 0; n < 45; n += 1) {
      const hidden: ThreadItem = {
        type: 'hidden_context_item',
        id: `hidden_${n}`,
        thread_id: threadId,
        created_at: createdAt,
        content: 'x',
      };
      await server.store.saveItem(threadId, hidden, ALICE);
    }
    await (await stream(server, output(threadId, 1))).rest();
    expect(await callsOf(server, threadId)).toEqual([['tc_1', 'completed', 1]]);
  });

  test('is looked for among the last items, however long ago the last message was', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    for (let index = 0; index < 300; index += 1) {
      const item = { ...toCall(threadId, `tc_${index}`), status: 'completed' as const, output: 'done' };
      await server.store.saveItem(threadId, item, ALICE);
    }
    const loading = vi.spyOn(server.store, 'loadThreadItems');
    const answer = await (await stream(server, output(threadId, 'late'))).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code: 'conflict' }]);
    expect(loading.mock.calls.reduce((sum, [, { limit }]) => sum + limit, 0)).toBe(200);
  });

  test('belongs to the newest call; older ones, which nobody answers any more, are taken back', async () => {
    const server = await createScriptedServer();
    const threadId = await callTools(server, 'tc_1', 'tc_2');
    const { events } = await (await stream(server, output(threadId, 1))).rest();
    expect(events).toMatchObject([{ type: 'thread.item.removed', item_id: 'tc_1' }, { type: 'stream_options' }]);
    expect(await callsOf(server, threadId)).toEqual([['tc_2', 'completed', 1]]);
  });

  test('that comes twice is taken once [tool-output-once]', async () => {
    const server = await createScriptedServer();
    const threadId = await callTools(server, 'tc_1');
    const both = await Promise.all([1, 2].map(async (n) => (await stream(server, output(threadId, n))).rest()));
    expect(both.map(({ types }) => types.at(-1)).sort()).toEqual(['error', 'stream_options']);
    expect(server.responses).toBe(2);
  });

  test('keeps the call from being told again, also when only what is stored is left of the turn', async () => {
    const storage = await openTestStorage();
    const first = await createScriptedServer({ storage });
    const threadId = await startThread(first);
    first.respondWith = async function* (thread, input) {
      if (input) yield { type: 'thread.item.done', item: toCall(thread.id, 'tc_1') };
    };
    const request = addMessage(threadId, 'call', { request_id: 'request-1' });
    expect(JSON.stringify((await (await stream(first, request)).rest()).events)).toContain('tc_1');
    const restarted = await createScriptedServer({ storage });
    expect(JSON.stringify((await (await stream(restarted, request)).rest()).events)).toContain('tc_1');
    await (await stream(restarted, output(threadId, 1))).rest();
    const again = await (await stream(restarted, request)).rest();
    expect(again.types).toEqual(['thread.item.done']);
    expect(JSON.stringify(again.events)).not.toContain('tc_1');
  });

  test('for a call that a newer message left behind is refused: that message took it back', async () => {
    const server = await createScriptedServer();
    const threadId = await callTools(server, 'tc_1');
    server.respondWith = async function* () {};
    const { types } = await (await stream(server, addMessage(threadId, 'never mind'))).rest();
    expect(types).toEqual(['thread.item.removed', 'thread.item.done', 'stream_options']);
    const answer = await (await stream(server, output(threadId, 1))).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code: 'conflict' }]);
    expect(await callsOf(server, threadId)).toEqual([]);
  });

  test('goes before the messages that wait in line [turn-line-tool-first]', async () => {
    const server = await createScriptedServer();
    const gate = createGate();
    const order: string[] = [];
    server.respondWith = async function* (thread, input) {
      const part = input?.content[0];
      order.push(part ? part.text : 'output');
      if (part?.text !== 'call') return;
      yield { type: 'thread.item.done', item: toCall(thread.id, 'tc_1') };
      await gate.opened;
    };
    const threadId = await startThread(server);
    const running = await stream(server, addMessage(threadId, 'call'));
    await running.until((event) => event.type === 'thread.item.done' && event.item.type === 'client_tool_call');
    const waiting = await stream(server, addMessage(threadId, 'a message'));
    await waiting.until((event) => event.type === 'progress_update');
    const result = await stream(server, output(threadId, 1));
    gate.open();
    await Promise.all([running.rest(), waiting.rest(), result.rest()]);
    expect(order).toEqual(['hello', 'call', 'output', 'a message']);
  });
});
