import { describe, expect, test } from 'vitest';
import type { ThreadItem } from '../../server/chatkit/index.ts';
import { ChatKitError, InvalidRequestError, NotFoundError } from '../../server/chatkit/index.ts';
import type { ScriptedServer } from '../support/chatkit.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  BOB,
  createScriptedServer,
  createThread,
  input,
  json,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

interface Page<Row> {
  data: Row[];
  has_more: boolean;
  after?: string;
}
type Row = { id: string; type?: string };

async function addWidget(server: ScriptedServer, threadId: string, id = 'msg_widget'): Promise<void> {
  server.respondWith = async function* (thread) {
    const item: ThreadItem = {
      type: 'widget',
      id,
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      widget: { type: 'Card', children: [{ type: 'Text', id: 'label_text', value: 'before' }] },
      metadata: { kept: true },
    };
    yield { type: 'thread.item.done', item };
  };
  await (await stream(server, addMessage(threadId, 'show it'))).rest();
}

describe('a malformed request', () => {
  test.each([
    ['broken JSON', '{"type":'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['no object', '7'],
    ['an unknown type', { type: 'threads.explode', params: {} }],
    ['no params', { type: 'threads.create' }],
    ['a missing field', { type: 'threads.add_user_message', params: { input: input('x') } }],
    ['a wrong field', { type: 'threads.get_by_id', params: { thread_id: 7 } }],
    ['an empty id', { type: 'threads.get_by_id', params: { thread_id: '' } }],
    [
      'an unknown content part',
      { type: 'threads.create', params: { input: { ...input('x'), content: [{ type: 'video' }] } } },
    ],
  ])('with %s is refused before anything is done [request-refused-early]', async (_, body) => {
    const server = await createScriptedServer();
    await expect(server.process(body, ALICE)).rejects.toThrow(InvalidRequestError);
    expect(server.responses).toBe(0);
    expect(await json<Page<Row>>(server, 'threads.list', {})).toEqual({ data: [], has_more: false });
  });

  test('names the place of the mistake and never quotes what was sent [request-unknown-type]', async () => {
    const server = await createScriptedServer();
    const body = { type: 'threads.update', params: { thread_id: 'thr_1', title: { secret: 'SECRET' } } };
    const error = await server.process(body, ALICE).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('params.title') });
    expect((error as Error).message).not.toContain('SECRET');
  });
});

describe('paging', () => {
  test('threads are listed by creation, newest first, and any row id leads on [history-by-creation, page-any-row, page-capped]', async () => {
    const server = await createScriptedServer({ limits: { pageRows: 3 } });
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.unshift(await startThread(server, `thread ${n}`));
    await (await stream(server, addMessage(ids[6] ?? '', 'makes it no newer'))).rest();
    await startThread(server, 'somebody else', BOB);
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await json<Page<Row>>(server, 'threads.list', { limit: 9_999, order: 'desc', after });
      expect(page.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.data.map((row) => row.id));
      if (!page.has_more) break;
      after = page.data.at(-1)?.id;
    }
    expect(seen).toEqual(ids);
  });

  test('hidden items make no page short and never serve as a cursor [page-hidden-not-counted]', async () => {
    const server = await createScriptedServer({ limits: { pageRows: 4 } });
    server.respondWith = async function* (thread) {
      const base = { thread_id: thread.id, created_at: new Date().toISOString() };
      for (let n = 0; n < 30; n += 1) {
        const hidden = n % 3 !== 0;
        const id = `msg_${String(n).padStart(2, '0')}`;
        yield {
          type: 'thread.item.done',
          item: hidden
            ? { ...base, type: 'hidden_context_item', id, content: 'x' }
            : { ...base, type: 'end_of_turn', id },
        };
      }
    };
    const threadId = await startThread(server);
    const thread = await json<{ items: Page<Row> }>(server, 'threads.get_by_id', { thread_id: threadId });
    expect(thread.items.data).toHaveLength(4);
    const seen = thread.items.data.map((item) => item.id);
    for (let page = thread.items; page.has_more; ) {
      page = await json<Page<Row>>(server, 'items.list', {
        thread_id: threadId,
        order: 'asc',
        limit: 9_999,
        after: seen.at(-1),
      });
      seen.push(...page.data.map((item) => item.id));
    }
    expect(seen.slice(1)).toEqual(Array.from({ length: 10 }, (_, n) => `msg_${String(n * 3).padStart(2, '0')}`));
    const newest = await json<Page<Row>>(server, 'items.list', { thread_id: threadId, order: 'desc', limit: 2 });
    expect(newest.data.map((item) => item.id)).toEqual(['msg_27', 'msg_24']);
    expect(newest.has_more).toBe(true);
  });

  test('a run of hidden items longer than the page hides nothing behind it', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      const base = { thread_id: thread.id, created_at: new Date().toISOString() };
      for (let n = 0; n < 25; n += 1) {
        yield {
          type: 'thread.item.done',
          item: { ...base, type: 'hidden_context_item', id: `msg_${n}`, content: 'x' },
        };
      }
      yield { type: 'thread.item.done', item: { ...base, type: 'end_of_turn', id: 'msg_end' } };
      yield { type: 'thread.item.done', item: { ...base, type: 'end_of_turn', id: 'msg_last' } };
    };
    const threadId = await startThread(server);
    const first = await json<Page<Row>>(server, 'items.list', { thread_id: threadId, order: 'asc', limit: 1 });
    const after = first.data[0]?.id;
    const second = await json<Page<Row>>(server, 'items.list', { thread_id: threadId, order: 'asc', limit: 1, after });
    expect(second).toMatchObject({ data: [{ id: 'msg_end' }], has_more: true, after: 'msg_end' });
    const last = await json<Page<Row>>(server, 'items.list', {
      thread_id: threadId,
      order: 'asc',
      limit: 1,
      after: 'msg_end',
    });
    expect(last).toMatchObject({ data: [{ id: 'msg_last' }], has_more: false });
  });

  test('large items make a page end early, and every one of them is still reached', async () => {
    const server = await createScriptedServer({ limits: { pageChars: 20_000 } });
    server.respondWith = async function* (thread) {
      for (let n = 0; n < 40; n += 1) yield* assistantText(thread.id, `msg_${n}`, ['x'.repeat(2_000)]);
    };
    const threadId = await startThread(server);
    const thread = await json<{ items: Page<Row> }>(server, 'threads.get_by_id', { thread_id: threadId });
    expect(thread.items.data.length).toBeLessThan(40);
    const seen = thread.items.data.map((item) => item.id);
    for (let page = thread.items; page.has_more; ) {
      page = await json<Page<Row>>(server, 'items.list', { thread_id: threadId, order: 'asc', after: seen.at(-1) });
      seen.push(...page.data.map((item) => item.id));
    }
    expect(seen.slice(1)).toEqual(Array.from({ length: 40 }, (_, n) => `msg_${n}`));
  });

  test('a cursor that is not there is not found', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const page = json(server, 'items.list', { thread_id: threadId, after: 'msg_unknown' });
    await expect(page).rejects.toThrow(NotFoundError);
    await expect(json(server, 'threads.list', { after: threadId }, BOB)).rejects.toThrow(NotFoundError);
  });
});

describe('a thread', () => {
  test('is renamed, trimmed and bounded; an empty name is refused', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const renamed = await json(server, 'threads.update', { thread_id: threadId, title: `  ${'x'.repeat(300)} ` });
    expect(renamed).toMatchObject({ title: 'x'.repeat(200), items: { data: [], has_more: false } });
    await expect(json(server, 'threads.update', { thread_id: threadId, title: '  ' })).rejects.toThrow(ChatKitError);
    expect(await json(server, 'threads.get_by_id', { thread_id: threadId })).toMatchObject({ title: 'x'.repeat(200) });
  });

  test.each(['threads.get_by_id', 'threads.delete', 'items.list'])(
    'of somebody else is not there for %s, exactly like one that never was',
    async (type) => {
      const server = await createScriptedServer();
      const threadId = await startThread(server);
      const outcome = (thread_id: string) => json(server, type, { thread_id }, BOB).catch((error: unknown) => error);
      expect(await outcome(threadId)).toBeInstanceOf(NotFoundError);
      expect(await outcome(threadId)).toEqual(await outcome('thr_never'));
      expect(await storedItems(server, threadId)).toHaveLength(1);
    },
  );

  test('that is locked or closed takes no message and no click, and says why', async () => {
    const server = await createScriptedServer();
    for (const status of [{ type: 'locked' as const, reason: 'Back at nine.' }, { type: 'closed' as const }]) {
      const threadId = await startThread(server);
      const thread = await server.store.loadThread(threadId, ALICE);
      await server.store.saveThread({ ...thread, status }, ALICE);
      const [message] = await storedItems(server, threadId);
      const requests = [
        addMessage(threadId, 'hello?'),
        { type: 'threads.retry_after_item', params: { thread_id: threadId, item_id: message?.id } },
        { type: 'threads.custom_action', params: { thread_id: threadId, action: { type: 'x' } } },
      ];
      for (const request of requests) {
        const answer = await (await stream(server, request)).rest();
        expect(answer.events).toMatchObject([{ type: 'error', code: status.type, allow_retry: false }]);
        if (status.reason) expect(answer.events).toMatchObject([{ message: status.reason }]);
      }
      expect(await storedItems(server, threadId)).toHaveLength(1);
    }
  });

  test('takes no message over the limit, and stores nothing of it [message-bounded]', async () => {
    const server = await createScriptedServer();
    const answer = await (await stream(server, createThread('x'.repeat(16_001)))).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code: 'too_long', allow_retry: false }]);
    expect(await json(server, 'threads.list', {})).toEqual({ data: [], has_more: false });
  });

  test('takes no message in a full conversation, in which everything else goes on [thread-bounded]', async () => {
    const server = await createScriptedServer({ limits: { threadItems: 3 } });
    const threadId = await startThread(server);
    const say = async (text: string) => (await stream(server, addMessage(threadId, text))).rest();
    expect((await say('two')).types).toContain('thread.item.done');
    expect((await say('three')).types).toContain('thread.item.done');
    const refused = await say('four');
    expect(refused.events).toMatchObject([{ type: 'error', code: 'too_long', allow_retry: false }]);
    expect(refused.events[0]).toMatchObject({ message: expect.stringContaining('start a new one') });
    const items = await json<{ data: unknown[] }>(server, 'items.list', { thread_id: threadId });
    expect(items.data).toHaveLength(3);
    expect(await json(server, 'threads.update', { thread_id: threadId, title: 'full' })).toMatchObject({
      title: 'full',
    });
  });

  test('makes no conversation beyond as many as a person may have, until one is deleted', async () => {
    const server = await createScriptedServer({ limits: { threads: 2 } });
    const first = await startThread(server);
    await startThread(server);
    const begin = async (who = ALICE) => (await stream(server, createThread('one more'), who)).rest();
    const refused = await begin();
    expect(refused.events).toEqual([
      {
        type: 'error',
        code: 'too_long',
        message: 'You have 2 conversations, and there is no room for another one. Please delete one, then try again.',
        allow_retry: true,
      },
    ]);
    expect((await json<{ data: unknown[] }>(server, 'threads.list', {})).data).toHaveLength(2);
    expect((await (await stream(server, addMessage(first, 'goes on'))).rest()).types).toContain('thread.item.done');
    expect((await begin(BOB)).types).toContain('thread.created');
    await json(server, 'threads.delete', { thread_id: first });
    expect((await begin()).types).toContain('thread.created');
  });

  test('takes no attachments when there is no store for them [attachment-store]', async () => {
    const server = await createScriptedServer();
    const request = { type: 'threads.create', params: { input: { ...input('x'), attachments: ['atc_1'] } } };
    expect((await (await stream(server, request)).rest()).events).toMatchObject([
      { type: 'error', code: 'unsupported' },
    ]);
  });
});

describe('an action', () => {
  test('reaches action() with the stored widget, whatever the client says it is', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    await addWidget(server, threadId);
    let seen: unknown;
    server.actWith = async function* (_thread, action, sender) {
      seen = { action, metadata: sender?.metadata };
      if (sender) yield { type: 'thread.item.replaced', item: { ...sender, widget: { type: 'Card', children: [] } } };
    };
    const action = { type: 'tasks.complete', payload: { number: 5 } };
    const request = { type: 'threads.custom_action', params: { thread_id: threadId, item_id: 'msg_widget', action } };
    const answer = await (await stream(server, request)).rest();
    expect(seen).toEqual({ action, metadata: { kept: true } });
    expect(answer.types).toEqual(['stream_options', 'thread.item.replaced']);
    expect(JSON.stringify(answer.frames)).not.toContain('kept');
    expect(await server.store.loadItem(threadId, 'msg_widget', ALICE)).toMatchObject({ widget: { children: [] } });
  });

  test('from an item that is no widget, or not there, is an error event', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const [message] = await storedItems(server, threadId);
    for (const [item_id, code] of [
      [message?.id, 'invalid_action'],
      ['msg_unknown', 'not_found'],
    ]) {
      const params = { thread_id: threadId, item_id, action: { type: 'x' } };
      const answer = await (await stream(server, { type: 'threads.custom_action', params })).rest();
      expect(answer.events).toMatchObject([{ type: 'error', code }]);
    }
  });

  test('without streaming answers at once while a turn runs, and saves the item it returns [action-sync]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    await addWidget(server, threadId);
    server.respondWith = async function* () {
      await new Promise(() => {});
    };
    const running = await stream(server, addMessage(threadId, 'slow'));
    await running.until((event) => event.type === 'stream_options');
    server.syncActWith = async (_thread, _action, sender) =>
      sender ? { updated_item: { ...sender, widget: { type: 'Card', children: [] } } } : {};
    const params = { thread_id: threadId, item_id: 'msg_widget', action: { type: 'tasks.show_more' } };
    const answer = await json<{ updated_item: object }>(server, 'threads.sync_custom_action', params);
    expect(answer.updated_item).toMatchObject({ id: 'msg_widget', widget: { children: [] } });
    expect(answer.updated_item).not.toHaveProperty('metadata');
    expect(await server.store.loadItem(threadId, 'msg_widget', ALICE)).toMatchObject({ widget: { children: [] } });
    await running.close();
  });
});

test.each<[string, (sender: ThreadItem) => object]>([
  ['no item of the protocol', (sender) => ({ ...sender, type: 'hologram' })],
  ['an item of another type', (sender) => ({ ...sender, type: 'end_of_turn' })],
  ['an item of another thread', (sender) => ({ ...sender, thread_id: 'thr_other' })],
  ['a broken widget', (sender) => ({ ...sender, widget: 'none' })],
])('a synchronous action that answers %s fails and stores nothing of it', async (_, change) => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  await addWidget(server, threadId);
  const before = await storedItems(server, threadId);
  server.syncActWith = async (_thread, _action, sender) => ({
    updated_item: change(sender as ThreadItem) as ThreadItem,
  });
  const params = { thread_id: threadId, item_id: 'msg_widget', action: { type: 'x' } };
  await expect(json(server, 'threads.sync_custom_action', params)).rejects.toMatchObject({ code: 'server_error' });
  expect(await storedItems(server, threadId)).toEqual(before);
});

test('a synchronous action saves what it changed on the thread, and no more: a rename meanwhile stays [thread-rename-kept]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  server.syncActWith = async (thread) => {
    await json(server, 'threads.update', { thread_id: threadId, title: 'Renamed' });
    thread.metadata.seen = true;
    return {};
  };
  await json(server, 'threads.sync_custom_action', { thread_id: threadId, action: { type: 'x' } });
  expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({ title: 'Renamed', metadata: { seen: true } });
});

test('notes on an attachment never leave', async () => {
  const made = {
    id: 'atc_1',
    type: 'file' as const,
    name: 'a.txt',
    mime_type: 'text/plain',
    metadata: { path: 'SECRET' },
  };
  const server = await createScriptedServer({
    attachmentStore: {
      createAttachment: async () => made,
      loadAttachment: async () => made,
      deleteAttachment: async () => {},
    },
  });
  const answer = await json(server, 'attachments.create', { name: 'a.txt', size: 1, mime_type: 'text/plain' });
  expect(answer).toEqual({ id: 'atc_1', type: 'file', name: 'a.txt', mime_type: 'text/plain' });
});

test('items are presented afresh whenever they are read [list-presented]', async () => {
  const server = await createScriptedServer();
  const threadId = await startThread(server);
  await addWidget(server, threadId);
  server.present = (items) =>
    items.map((item) => (item.type === 'widget' ? { ...item, widget: { type: 'Card', children: [] } } : item));
  const fresh = expect.arrayContaining([
    expect.objectContaining({ type: 'widget', widget: { type: 'Card', children: [] } }),
  ]);
  const thread = await json<{ items: Page<Row> }>(server, 'threads.get_by_id', { thread_id: threadId });
  expect(thread.items.data).toEqual(fresh);
  const page = await json<Page<Row>>(server, 'items.list', { thread_id: threadId });
  expect(page.data).toEqual(fresh);
  expect(await server.store.loadItem(threadId, 'msg_widget', ALICE)).toMatchObject({ widget: { children: [{}] } });
});
