import { describe, expect, test } from 'vitest';
import type { ThreadStatus } from '../../server/chatkit/index.ts';
import type { ScriptedServer } from '../support/chatkit.ts';
import {
  ALICE,
  addMessage,
  createGate,
  createScriptedServer,
  json,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

async function setStatus(server: ScriptedServer, threadId: string, status: ThreadStatus): Promise<void> {
  await server.store.updateThread(threadId, { status }, ALICE);
}

describe.each<[string, ThreadStatus, string, RegExp]>([
  ['locked', { type: 'locked', reason: 'Wait for the review.' }, 'locked', /^Wait for the review\.$/],
  ['locked without a reason', { type: 'locked' }, 'locked', /at the moment/],
  ['closed', { type: 'closed', reason: 'This is over.' }, 'closed', /^This is over\.$/],
  ['closed without a reason', { type: 'closed' }, 'closed', /start a new one/],
])('a %s thread', (_, status, code, message) => {
  test('takes no message, answer, retry or click, and says why [thread-locked]', async () => {
    const server = await createScriptedServer();
    const thread_id = await startThread(server);
    const before = await storedItems(server, thread_id);
    await setStatus(server, thread_id, status);
    const requests = [
      addMessage(thread_id, 'hello?'),
      { type: 'threads.retry_after_item', params: { thread_id, item_id: before[0]?.id } },
      { type: 'threads.custom_action', params: { thread_id, action: { type: 'x' } } },
      { type: 'threads.add_client_tool_output', params: { thread_id, result: 1 } },
      { type: 'threads.add_structured_input', params: { thread_id, item_id: before[0]?.id, input: {} } },
    ];
    for (const request of requests) {
      const { events } = await (await stream(server, request)).rest();
      expect(events).toEqual([{ type: 'error', code, message: expect.stringMatching(message), allow_retry: false }]);
    }
    const click = json(server, 'threads.sync_custom_action', { thread_id, action: { type: 'x' } });
    await expect(click).rejects.toMatchObject({ code });
    expect(server.responses).toBe(1);
    expect(await storedItems(server, thread_id)).toEqual(before);
  });

  test('can be read, renamed and deleted', async () => {
    const server = await createScriptedServer();
    const thread_id = await startThread(server);
    await setStatus(server, thread_id, status);
    expect(await json(server, 'threads.get_by_id', { thread_id })).toMatchObject({ status });
    expect(await json(server, 'threads.update', { thread_id, title: 'Old' })).toMatchObject({ title: 'Old', status });
    await json(server, 'threads.delete', { thread_id });
  });

  test('refuses what waited in its line when it was shut [thread-locked]', async () => {
    const server = await createScriptedServer();
    const thread_id = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* (thread) {
      await gate.opened;
      thread.status = status;
      yield { type: 'progress_update', text: 'Shutting…' };
    };
    const running = await stream(server, addMessage(thread_id, 'shut it'));
    await running.until((event) => event.type === 'stream_options');
    const waiting = await stream(server, addMessage(thread_id, 'too late'));
    await waiting.until((event) => event.type === 'progress_update');
    gate.open();
    expect((await running.rest()).types.at(-1)).toBe('thread.updated');
    expect((await waiting.rest()).events.at(-1)).toMatchObject({ type: 'error', code });
    expect(JSON.stringify(await storedItems(server, thread_id))).not.toContain('too late');
  });
});
