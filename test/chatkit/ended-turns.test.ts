import { describe, expect, test } from 'vitest';
import type { ThreadItem, WidgetItem } from '../../server/chatkit/index.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  createScriptedServer,
  json,
  type ScriptedServer,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

const REQUEST = { request_id: 'request-1', cancel: 'explicit' as const };

/** What a client shows that starts with nothing and reads these events. */
function screenOf(events: readonly object[]): Map<string, ThreadItem> {
  const screen = new Map<string, ThreadItem>();
  for (const event of events as { type: string; item?: ThreadItem; item_id?: string }[]) {
    if (event.item) screen.set(event.item.id, event.item);
    if (event.type === 'thread.item.removed') screen.delete(event.item_id ?? '');
  }
  return screen;
}

/** A thread with one answered message; its turn was asked for under `REQUEST`. */
async function startAnswered(answer: (threadId: string) => ThreadItem | undefined = () => undefined) {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  server.respondWith = async function* (thread) {
    const item = answer(thread.id);
    if (item) yield { type: 'thread.item.done', item };
    else yield* assistantText(thread.id, 'msg_first', ['the first ', 'answer']);
  };
  const request = addMessage(threadId, 'x', REQUEST);
  const first = await (await stream(server, request)).rest();
  server.respondWith = async function* (thread) {
    yield* assistantText(thread.id, 'msg_later', ['a later answer']);
  };
  return { server, threadId, request, first };
}

async function retry(server: ScriptedServer, threadId: string): Promise<void> {
  const message = (await storedItems(server, threadId)).findLast((item) => item.type === 'user_message');
  const params = { thread_id: threadId, item_id: message?.id };
  await (await stream(server, { type: 'threads.retry_after_item', params })).rest();
}

describe('whoever reads an ended turn again', () => {
  test('gets nothing back that a retry removed since, wherever it reads on [turn-last-event-id]', async () => {
    const { server, threadId, request, first } = await startAnswered();
    await retry(server, threadId);
    for (const [index, frame] of [{ id: undefined }, ...first.frames].entries()) {
      const lastEventId = frame.id;
      const again = await (await stream(server, request, ALICE, { lastEventId })).rest();
      expect(JSON.stringify(again.events)).not.toContain('the first ');
      expect(again.ended).toBe(true);
      const screen = screenOf([...first.events.slice(0, index), ...again.events]);
      // Who had read all of it is told nothing more.
      if (index < first.frames.length) expect(screen.has('msg_first')).toBe(false);
      expect(again.types.filter((type) => type === 'thread.item.removed').length).toBeLessThanOrEqual(1);
    }
    const params = { thread_id: threadId, turn_id: first.turnId };
    const resumed = await (await stream(server, { type: 'turns.resume', params })).rest();
    expect([...screenOf(resumed.events).values()].map((item) => item.type)).toEqual(['user_message']);
  });

  test('is not asked again for what was answered since [stream-client-tool-once]', async () => {
    const base = { id: 'tc_1', created_at: '2026-01-01T00:00:00Z', metadata: { note: 'SECRET' } };
    const { server, threadId, request } = await startAnswered((thread_id) => ({
      ...base,
      thread_id,
      type: 'client_tool_call',
      call_id: 'call_1',
      name: 'locate',
      arguments: {},
      status: 'pending',
    }));
    const before = await (await stream(server, request)).rest();
    expect(screenOf(before.events).get('tc_1')).toMatchObject({ status: 'pending' });
    const params = { thread_id: threadId, result: { city: 'Bern' } };
    await (await stream(server, { type: 'threads.add_client_tool_output', params })).rest();
    const again = await (await stream(server, request)).rest();
    // Not as a completed one either: ChatKit runs the tool whatever the status.
    expect(JSON.stringify(again.events)).not.toContain('tc_1');
    expect(JSON.stringify(again.events)).not.toContain('SECRET');
  });

  test('sees its widgets as they stand now [list-presented]', async () => {
    const card = (thread_id: string, value: string): WidgetItem => ({
      type: 'widget',
      id: 'wid_1',
      thread_id,
      created_at: '2026-01-01T00:00:00Z',
      widget: { type: 'Card', children: [{ type: 'Text', value }] },
    });
    const { server, threadId, request } = await startAnswered((id) => card(id, 'open'));
    server.syncActWith = async () => ({ updated_item: card(threadId, 'done') });
    const click = { thread_id: threadId, item_id: 'wid_1', action: { type: 'press' } };
    await json(server, 'threads.sync_custom_action', click);
    server.present = (items) => items.map((item) => (item.type === 'widget' ? { ...item, copy_text: 'fresh' } : item));
    const again = await (await stream(server, request)).rest();
    const widget = { type: 'Card', children: [{ type: 'Text', value: 'done' }] };
    expect(screenOf(again.events).get('wid_1')).toMatchObject({ widget, copy_text: 'fresh' });
  });

  test('is told of a store that is away by an event [error-is-event]', async () => {
    const { server, request } = await startAnswered();
    server.present = () => {
      throw new Error('SECRET');
    };
    const again = await (await stream(server, request)).rest();
    expect(again.events).toMatchObject([{ type: 'error', code: 'server_error', allow_retry: true }]);
    expect(again.ended).toBe(true);
  });
});
