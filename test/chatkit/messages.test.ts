import { describe, expect, test } from 'vitest';
import type { ThreadItem } from '../../server/chatkit/index.ts';
import { ALICE, addMessage, createScriptedServer, json, startThread, storedItems, stream } from '../support/chatkit.ts';

describe('a message', () => {
  const nothing = { content: [], attachments: [], inference_options: {} };
  const text = (...texts: string[]) => texts.map((text) => ({ type: 'input_text', text }));

  test.each([
    ['nothing', nothing],
    ['an empty text', { ...nothing, content: text('') }],
    ['blanks and an empty quote', { ...nothing, content: text(' \n', '\t'), quoted_text: '' }],
  ])('of %s is refused, and makes no thread [message-not-blank]', async (_, input) => {
    const server = await createScriptedServer();
    const { events } = await (await stream(server, { type: 'threads.create', params: { input } })).rest();
    expect(events).toMatchObject([{ type: 'error', code: 'bad_request', message: 'Please write a message first.' }]);
    expect(await json(server, 'threads.list', {})).toMatchObject({ data: [] });
  });

  test('of a tag or a quote alone is one', async () => {
    const server = await createScriptedServer();
    const tag = { type: 'input_tag', id: 't', text: 'Anna', data: { age: null }, group: 'people', interactive: true };
    for (const input of [
      { ...nothing, content: [tag] },
      { ...nothing, quoted_text: 'as you said' },
    ]) {
      const { types } = await (await stream(server, { type: 'threads.create', params: { input } })).rest();
      expect(types).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
    }
  });

  test('keeps its tags, its quote, its options and what nobody knows yet [message-quote]', async () => {
    const server = await createScriptedServer();
    const tag = { type: 'input_tag', id: 't', text: 'Anna', data: { age: null }, group: 'people', interactive: true };
    const input = {
      content: [...text('hello'), tag],
      attachments: [],
      quoted_text: 'as you said',
      inference_options: { model: 'small', tool_choice: { id: 'search' }, added_later: 1 },
    };
    const answer = await (await stream(server, { type: 'threads.create', params: { input } })).rest();
    expect(answer.events[1]).toMatchObject({ type: 'thread.item.done', item: input });
  });
});

test('what a client sends as metadata reaches the hook, without what is the SDK’s own [request-note-in-metadata]', async () => {
  const server = await createScriptedServer();
  let seen: unknown;
  server.respondWith = async function* (_thread, _input, _context, turn) {
    seen = turn.metadata;
    yield { type: 'progress_update', text: 'Reading…' };
  };
  const metadata = { page: '/pricing', task_chat: { request_id: 'request-1' } };
  await (await stream(server, { ...addMessage(await startThread(server), 'hi'), metadata })).rest();
  expect(seen).toEqual({ page: '/pricing' });
});

describe('a widget that was cut while it streamed', () => {
  const created_at = '2026-01-01T00:00:00Z';

  async function cut(widget: Extract<ThreadItem, { type: 'widget' }>['widget']) {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      const item: ThreadItem = { type: 'widget', id: 'msg_w', thread_id: thread.id, created_at, widget };
      yield { type: 'thread.item.added', item };
      throw new Error('no');
    };
    const threadId = await startThread(server);
    return { server, threadId };
  }

  test('says so wherever it is read, and is kept as it was [cancel-widget-marked]', async () => {
    const widget = { type: 'Card' as const, children: [{ type: 'Text' as const, value: 'half' }] };
    const { server, threadId } = await cut(widget);
    const { items } = await json<{ items: { data: ThreadItem[] } }>(server, 'threads.get_by_id', {
      thread_id: threadId,
    });
    const shown = items.data.find((item) => item.type === 'widget');
    expect(shown).toMatchObject({ widget: { ...widget, status: { text: 'Stopped before it was complete' } } });
    expect(shown).not.toHaveProperty('metadata');
    const stored = (await storedItems(server, threadId)).find((item) => item.type === 'widget');
    expect(stored).toMatchObject({ widget, metadata: { interrupted: 'failed' } });
    expect(stored?.widget).not.toHaveProperty('status');
  });

  test('keeps a status of its own', async () => {
    const { server, threadId } = await cut({ type: 'Card', status: { text: 'Loading' }, children: [] });
    const page = await json<{ data: ThreadItem[] }>(server, 'items.list', { thread_id: threadId, order: 'asc' });
    expect(page.data.at(-1)).toMatchObject({ widget: { status: { text: 'Loading' } } });
  });

  test('can be drawn in another way by the hook that presents items', async () => {
    const { server, threadId } = await cut({ type: 'Card', children: [] });
    server.present = (items) =>
      items.map((item) =>
        item.type === 'widget' && item.metadata?.interrupted
          ? { ...item, metadata: {}, widget: { type: 'Card', children: [{ type: 'Text', value: 'Loading…' }] } }
          : item,
      );
    const page = await json<{ data: ThreadItem[] }>(server, 'items.list', { thread_id: threadId, order: 'asc' });
    expect(page.data.at(-1)).toMatchObject({ widget: { type: 'Card', children: [{ value: 'Loading…' }] } });
    expect(JSON.stringify(page)).not.toContain('Stopped');
    expect(await storedItems(server, threadId, ALICE)).toHaveLength(2);
  });
});
