import { describe, expect, test } from 'vitest';
import type { Turn } from '../../server/chatkit/index.ts';
import { CustomStreamError, NotFoundError } from '../../server/chatkit/index.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  BOB,
  createGate,
  createScriptedServer,
  createThread,
  json,
  openTestStorage,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

describe('a turn', () => {
  test('tells the new thread first, echoes the message, then streams what respond() yields [stream-thread-created-first, stream-echo, stream-options]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['Hel', 'lo']);
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(answer.types).toEqual([
      'thread.created',
      'thread.item.done',
      'stream_options',
      'thread.item.added',
      'thread.item.updated',
      'thread.item.updated',
      'thread.item.updated',
      'thread.item.done',
    ]);
    expect(answer.ended).toBe(true);
    const [created] = answer.events;
    if (created?.type !== 'thread.created') throw new Error();
    expect(created.thread).not.toHaveProperty('metadata');
    expect(created.thread.id).toMatch(/^thr_[0-9a-f]{32}$/);
    expect(created.thread.created_at).toMatch(/Z$/);
    const items = await storedItems(server, created.thread.id);
    expect(items.map((item) => item.type)).toEqual(['user_message', 'assistant_message']);
  });

  test('numbers its events so that a reader can go on behind any of them [stream-event-ids]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['a', 'b', 'c']);
    };
    const whole = await (await stream(server, createThread('hi', { request_id: 'request-1' }))).rest();
    expect(whole.frames.map((frame) => frame.id)).toEqual(
      whole.frames.map((_, index) => `${whole.turnId}-${index + 1}`),
    );
    for (const [index, frame] of whole.frames.entries()) {
      const lastEventId = frame.id ?? '';
      const again = createThread('hi', { request_id: 'request-1' });
      const rest = await (await stream(server, again, ALICE, { lastEventId })).rest();
      expect(rest.frames).toEqual(whole.frames.slice(index + 1));
    }
    expect(server.responses).toBe(1);
  });

  test('saves the thread and tells it when respond() changed its title or metadata [stream-thread-updated]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      thread.title = 'Groceries';
      thread.metadata.secret = 1;
      yield* assistantText(thread.id, 'msg_answer', ['ok']);
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    const updated = answer.events.filter((event) => event.type === 'thread.updated');
    expect(updated).toHaveLength(1);
    expect(updated[0]).toMatchObject({ thread: { title: 'Groceries', items: { data: [], has_more: false } } });
    expect(JSON.stringify(answer.events)).not.toContain('secret');
    const threadId = updated[0]?.thread.id ?? '';
    expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({
      title: 'Groceries',
      metadata: { secret: 1 },
    });
  });

  test('loses no change that is made while another one is being saved', async () => {
    const storage = await openTestStorage();
    let onSave = () => {};
    const store = {
      ...storage.threads,
      updateThread: async (...args: Parameters<typeof storage.threads.updateThread>) => {
        const stored = await storage.threads.updateThread(...args);
        onSave();
        return stored;
      },
    };
    const server = await createScriptedServer({ store, turns: storage.turns });
    const threadId = await startThread(server);
    server.respondWith = async function* (thread) {
      // As a tool does that runs beside the stream.
      onSave = () => {
        thread.metadata.second = true;
      };
      thread.metadata.first = true;
      yield* assistantText(thread.id, 'msg_answer', ['ok']);
    };
    await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(await storage.threads.loadThread(threadId, ALICE)).toMatchObject({
      metadata: { first: true, second: true },
    });
  });

  test('keeps a rename that came while it ran [thread-rename-kept]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* (thread) {
      await gate.opened;
      thread.metadata.count = 1;
      yield* assistantText(thread.id, 'msg_answer', ['ok']);
    };
    const answer = await stream(server, addMessage(threadId, 'again'));
    await answer.until((event) => event.type === 'stream_options');
    await json(server, 'threads.update', { thread_id: threadId, title: 'Renamed' });
    gate.open();
    await answer.rest();
    expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({ title: 'Renamed', metadata: { count: 1 } });
  });

  test('never lets hidden items or notes leave, whatever event carries them [wire-no-metadata, wire-no-hidden]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      const base = { thread_id: thread.id, created_at: new Date().toISOString(), metadata: { note: 'SECRET' } };
      const hidden = { ...base, type: 'hidden_context_item' as const, id: 'msg_hidden', content: 'SECRET' };
      yield { type: 'thread.item.added', item: hidden };
      yield { type: 'thread.item.done', item: hidden };
      yield { type: 'thread.item.replaced', item: hidden };
      yield { type: 'thread.item.done', item: { ...base, type: 'end_of_turn', id: 'msg_end' } };
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(JSON.stringify(answer.frames)).not.toContain('SECRET');
    const created = answer.events[0];
    const threadId = created?.type === 'thread.created' ? created.thread.id : '';
    const shown = await json<{ items: { data: { type: string }[] } }>(server, 'threads.get_by_id', {
      thread_id: threadId,
    });
    expect(shown.items.data.map((item) => item.type)).toEqual(['user_message', 'end_of_turn']);
    expect(JSON.stringify(shown)).not.toContain('SECRET');
    expect((await storedItems(server, threadId)).map((item) => item.type)).toContain('hidden_context_item');
  });
});

describe('a turn that goes wrong', () => {
  const boom = async (error: Error) => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* [...assistantText(thread.id, 'msg_answer', ['half an ans'])].slice(0, 3);
      throw error;
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    const created = answer.events[0];
    const items = await storedItems(server, created?.type === 'thread.created' ? created.thread.id : '');
    return { answer, items };
  };

  test('ends in a friendly, retryable error that tells nothing of the cause, and keeps what was seen [error-leaks-nothing, error-keeps-partial]', async () => {
    const { answer, items } = await boom(new Error('secret cause'));
    expect(answer.events.at(-1)).toEqual({
      type: 'error',
      code: 'server_error',
      message: 'Something went wrong on our side. Please try again.',
      allow_retry: true,
    });
    expect(answer.ended).toBe(true);
    expect(JSON.stringify(answer.frames)).not.toContain('secret cause');
    expect(items.at(-1)).toMatchObject({ type: 'assistant_message', content: [{ text: 'half an ans' }] });
  });

  test('ends when a hook sets the id of its thread, and keeps what was seen', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* [...assistantText(thread.id, 'msg_half', ['half'])].slice(0, 3);
      thread.id = 'thr_other';
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'server_error' });
    expect(answer.events.at(-2)).toMatchObject({ type: 'thread.item.done', item: { content: [{ text: 'half' }] } });
  });

  test('shows the text of a CustomStreamError [error-custom]', async () => {
    const { answer } = await boom(new CustomStreamError('Out of stamps.', { allowRetry: false }));
    expect(answer.events.at(-1)).toEqual({
      type: 'error',
      code: 'custom',
      message: 'Out of stamps.',
      allow_retry: false,
    });
  });

  test('ends when its time is up, though respond() never yields again [turn-time-limit]', async () => {
    const server = await createScriptedServer({ limits: { runMs: 30 } });
    server.respondWith = async function* () {
      await new Promise(() => {});
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'timeout', allow_retry: true });
  });

  test('ends when it has said too much [turn-size-limit]', async () => {
    const server = await createScriptedServer({ limits: { runBytes: 20_000 } });
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', Array<string>(10_000).fill('word '));
    };
    const answer = await (await stream(server, createThread('hi'))).rest();
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'too_long', allow_retry: false });
  });

  test('is ended by a shutdown, with an error that offers retry; new ones are refused [turn-shutdown]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* () {
      await new Promise(() => {});
    };
    const answer = await stream(server, createThread('hi'));
    await answer.until((event) => event.type === 'stream_options');
    await server.shutdown({ graceMs: 10 });
    expect((await answer.rest()).events.at(-1)).toMatchObject({
      type: 'error',
      code: 'interrupted',
      allow_retry: true,
    });
    const refused = await (await stream(server, createThread('hi'))).rest();
    expect(refused.events).toMatchObject([{ type: 'error', code: 'unavailable', allow_retry: true }]);
  });

  test('is read to its end before a shutdown is over [turn-shutdown]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* () {
      await new Promise(() => {});
    };
    const answer = await stream(server, createThread('hi'));
    await answer.until((event) => event.type === 'stream_options');
    const read = answer.rest();
    await server.shutdown({ graceMs: 0 });
    expect(answer.ended).toBe(true);
    await read;
  });

  test('is let finish by a shutdown that gives it time [turn-shutdown]', async () => {
    const server = await createScriptedServer();
    const gate = createGate();
    server.respondWith = async function* (thread) {
      await gate.opened;
      yield* assistantText(thread.id, 'msg_answer', ['done']);
    };
    const answer = await stream(server, createThread('hi'));
    await answer.until((event) => event.type === 'stream_options');
    const closed = server.shutdown({ graceMs: 5_000 });
    gate.open();
    expect((await answer.rest()).types.at(-1)).toBe('thread.item.done');
    await closed;
  });
});

describe('stop or gone', () => {
  async function slowAnswer(note?: { request_id?: string; cancel?: 'explicit' }) {
    const server = await createScriptedServer();
    const gate = createGate();
    const signals: AbortSignal[] = [];
    server.respondWith = async function* (thread, _input, _context, turn: Turn) {
      signals.push(turn.signal);
      const [added, part, delta, ...end] = assistantText(thread.id, 'msg_answer', ['partial']);
      if (added) yield added;
      if (part) yield part;
      if (delta) yield delta;
      await gate.opened;
      yield* end;
    };
    const connection = new AbortController();
    const request = createThread('hi', note);
    const answer = await stream(server, request, ALICE, { signal: connection.signal });
    await answer.until((event) => event.type === 'thread.item.updated' && 'delta' in event.update);
    const created = answer.events[0];
    const threadId = created?.type === 'thread.created' ? created.thread.id : '';
    return { server, gate, signals, connection, request, answer, threadId };
  }

  test('a bare client cancels by disconnecting: the partial text and a hidden note stay, respond() is told [turn-gone-bare, cancel-keeps-text, cancel-noted, cancel-stops-hook]', async () => {
    const { server, connection, threadId, signals } = await slowAnswer();
    connection.abort();
    await expect
      .poll(async () => (await storedItems(server, threadId)).map((item) => item.type))
      .toEqual(['user_message', 'assistant_message', 'sdk_hidden_context']);
    expect(signals[0]?.aborted).toBe(true);
    const [, partial] = await storedItems(server, threadId);
    expect(partial).toMatchObject({ content: [{ text: 'partial' }] });
  });

  test('a consumer that stops iterating is a connection that broke', async () => {
    const { server, answer, threadId } = await slowAnswer();
    await answer.close();
    await expect.poll(async () => (await storedItems(server, threadId)).at(-1)?.type).toBe('sdk_hidden_context');
  });

  test('a client that cancels explicitly leaves its run running when it is gone, and reads the rest later [turn-gone-explicit]', async () => {
    const { server, connection, gate, request, answer, threadId } = await slowAnswer({
      request_id: 'request-1',
      cancel: 'explicit',
    });
    connection.abort();
    gate.open();
    const again = await (await stream(server, request)).rest();
    expect(again.turnId).toBe(answer.turnId);
    expect(again.types.at(-1)).toBe('thread.item.done');
    expect(server.responses).toBe(1);
    expect((await storedItems(server, threadId)).map((item) => item.type)).toEqual([
      'user_message',
      'assistant_message',
    ]);
  });

  test('turns.cancel stops a run by its request id; its reader gets the partial text and the end [turn-cancel]', async () => {
    const { server, answer, threadId } = await slowAnswer({ request_id: 'request-1', cancel: 'explicit' });
    expect(await json(server, 'turns.cancel', { request_id: 'request-1' })).toEqual({});
    await answer.rest();
    expect(answer.ended).toBe(true);
    expect(answer.events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { content: [{ text: 'partial' }] } });
    expect((await storedItems(server, threadId)).at(-1)?.type).toBe('sdk_hidden_context');
  });

  test('a Stop reaches a run in another process long before its lease is renewed [turn-cancel-remote]', async () => {
    const storage = await openTestStorage();
    const limits = { leaseMs: 600_000 };
    const [one, two] = [
      await createScriptedServer({ storage, limits }),
      await createScriptedServer({ storage, limits }),
    ];
    one.respondWith = async function* (_thread, _input, _context, { signal }) {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const answer = await stream(one, createThread('hi', { request_id: 'request-1', cancel: 'explicit' }));
    await answer.until((event) => event.type === 'stream_options');
    expect(await json(two, 'turns.cancel', { request_id: 'request-1' })).toEqual({});
    expect((await answer.rest()).ended).toBe(true);
    expect(await storage.turns.findByRequestId('alice', 'request-1')).toMatchObject({ outcome: 'cancelled' });
  });

  test('turns.cancel without an id stops the running turn of the thread, and only its owner can [turn-cancel, owner-alone, turn-running-told]', async () => {
    const { server, answer, threadId } = await slowAnswer({ cancel: 'explicit' });
    await expect(json(server, 'turns.cancel', { turn_id: answer.turnId }, BOB)).rejects.toThrow(NotFoundError);
    expect(await json(server, 'turns.cancel', { thread_id: threadId }, BOB)).toEqual({});
    expect(await json(server, 'threads.get_by_id', { thread_id: threadId })).toMatchObject({
      running_turn: { id: answer.turnId },
    });
    await json(server, 'turns.cancel', { thread_id: threadId });
    await answer.rest();
    expect(await json(server, 'threads.get_by_id', { thread_id: threadId })).not.toHaveProperty('running_turn');
  });

  test('a Stop that overtakes its request stops it all the same [turn-cancel-early]', async () => {
    const server = await createScriptedServer();
    expect(await json(server, 'turns.cancel', { request_id: 'request-1' })).toEqual({});
    const answer = await (
      await stream(server, createThread('hi', { request_id: 'request-1', cancel: 'explicit' }))
    ).rest();
    expect(answer.events).toEqual([]);
    expect(answer.ended).toBe(true);
    expect(server.responses).toBe(0);
    await (await stream(server, createThread('hi', { request_id: 'request-1' }), BOB)).rest();
    expect(server.responses).toBe(1);
  });

  test('an abort after the normal end is no cancel [cancel-not-after-end]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['all of it']);
    };
    const connection = new AbortController();
    const answer = await (await stream(server, createThread('hi'), ALICE, { signal: connection.signal })).rest();
    connection.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const created = answer.events[0];
    const items = await storedItems(server, created?.type === 'thread.created' ? created.thread.id : '');
    expect(items.map((item) => item.type)).toEqual(['user_message', 'assistant_message']);
  });
});

describe('repeat or again', () => {
  test('the same request id is the same turn, asked at once or later; another owner may use the same id [turn-repeat-request-id]', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['once']);
    };
    const request = createThread('hi', { request_id: 'request-1' });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => (await stream(server, request)).rest()));
    const later = await (await stream(server, request)).rest();
    for (const answer of [...answers, later]) expect(answer.frames).toEqual(answers[0]?.frames);
    expect(server.responses).toBe(1);
    await (await stream(server, request, BOB)).rest();
    expect(server.responses).toBe(2);
  });

  test('after a restart a repeat gets what is stored of the turn, and respond() is not called again [turn-repeat-restart, turn-log-gone]', async () => {
    const storage = await openTestStorage();
    const first = await createScriptedServer({ storage });
    first.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['once']);
    };
    const request = createThread('hi', { request_id: 'request-1' });
    await (await stream(first, request)).rest();
    const second = await createScriptedServer({ storage });
    const again = await (await stream(second, request)).rest();
    expect(again.types).toEqual(['thread.created', 'thread.item.done', 'thread.item.done']);
    expect(again.frames.every((frame) => frame.id === undefined)).toBe(true);
    expect(again.ended).toBe(true);
    expect(second.responses).toBe(0);
  });

  test('a Last-Event-ID repeats a request of its own thread, and swallows none of another [turn-last-event-id]', async () => {
    const server = await createScriptedServer();
    const [one, other] = [await startThread(server), await startThread(server)];
    const first = await (await stream(server, addMessage(one, 'hi'))).rest();
    const lastEventId = first.frames.at(-1)?.id ?? '';
    const again = await (await stream(server, addMessage(one, 'hi'), ALICE, { lastEventId })).rest();
    expect(again.turnId).toBe(first.turnId);
    await (await stream(server, addMessage(other, 'hi'), ALICE, { lastEventId })).rest();
    expect(await storedItems(server, one)).toHaveLength(2);
    expect(await storedItems(server, other)).toHaveLength(2);
  });

  test('two equal messages without ids are two [turn-again-without-ids]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    await (await stream(server, addMessage(threadId, 'same'))).rest();
    await (await stream(server, addMessage(threadId, 'same'))).rest();
    expect(await storedItems(server, threadId)).toHaveLength(3);
  });

  test('an equal body of the same frame while its turn runs is a repeat; once it is cancelled it is new [turn-repeat-frame, turn-repeat-not-cancelled]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* () {
      await gate.opened;
      yield* [];
    };
    const frame = { clientId: '5f0e6a2c-frame' };
    const first = await stream(server, addMessage(threadId, 'same'), ALICE, frame);
    const second = await stream(server, addMessage(threadId, 'same'), ALICE, frame);
    expect(second.turnId).toBe(first.turnId);
    const other = await stream(server, addMessage(threadId, 'same'), ALICE, { clientId: 'another-frame' });
    expect(other.turnId).not.toBe(first.turnId);
    await json(server, 'turns.cancel', { turn_id: other.turnId });
    await json(server, 'turns.cancel', { turn_id: first.turnId });
    await Promise.all([first.rest(), second.rest(), other.rest()]);
    gate.open();
    const again = await stream(server, addMessage(threadId, 'same'), ALICE, frame);
    expect(again.turnId).not.toBe(first.turnId);
    await again.rest();
  });
});

describe('one turn at a time', () => {
  test('a message that waits is told so, and is echoed only when its turn starts [turn-line-told, turn-line-one]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* (thread, input) {
      if (JSON.stringify(input?.content).includes('first')) await gate.opened;
      yield* assistantText(thread.id, `msg_to_${input?.id}`, ['ok']);
    };
    const first = await stream(server, addMessage(threadId, 'first'));
    await first.until((event) => event.type === 'stream_options');
    const second = await stream(server, addMessage(threadId, 'second'));
    await second.until((event) => event.type === 'progress_update');
    expect(second.types).toEqual(['progress_update']);
    gate.open();
    await Promise.all([first.rest(), second.rest()]);
    expect(second.types.slice(0, 3)).toEqual(['progress_update', 'thread.item.done', 'stream_options']);
    const order = (await storedItems(server, threadId)).map((item) => item.type);
    expect(order).toEqual(['user_message', 'user_message', 'assistant_message', 'user_message', 'assistant_message']);
  });

  test('at most ten wait; one more is refused by a friendly error and leaves nothing behind [turn-line-bounded]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* () {
      await gate.opened;
      yield* [];
    };
    const streams = [];
    for (let n = 0; n < 11; n += 1) streams.push(await stream(server, addMessage(threadId, `message ${n}`)));
    const refused = await (await stream(server, addMessage(threadId, 'one too many'))).rest();
    expect(refused.events).toMatchObject([{ type: 'error', code: 'busy', allow_retry: true }]);
    gate.open();
    await Promise.all(streams.map((answer) => answer.rest()));
    const texts = (await storedItems(server, threadId)).map((item) => JSON.stringify(item));
    expect(texts).toHaveLength(12);
    expect(texts.join()).not.toContain('one too many');
  });

  test('threads do not wait for one another [turn-line-one]', async () => {
    const server = await createScriptedServer();
    const [one, two] = [await startThread(server), await startThread(server)];
    const gate = createGate();
    server.respondWith = async function* (thread) {
      if (thread.id === one) await gate.opened;
      yield* [];
    };
    const blocked = await stream(server, addMessage(one, 'x'));
    await (await stream(server, addMessage(two, 'y'))).rest();
    gate.open();
    await blocked.rest();
  });

  test('deleting a thread ends its turn and forgets its events [thread-delete-ends-turn]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    server.respondWith = async function* () {
      await new Promise(() => {});
    };
    const answer = await stream(server, addMessage(threadId, 'x', { request_id: 'request-1', cancel: 'explicit' }));
    await answer.until((event) => event.type === 'stream_options');
    expect(await json(server, 'threads.delete', { thread_id: threadId })).toEqual({});
    await answer.rest();
    await expect(json(server, 'threads.get_by_id', { thread_id: threadId })).rejects.toThrow(NotFoundError);
    const again = await (await stream(server, addMessage(threadId, 'x', { request_id: 'request-1' }))).rest();
    expect(again.events.filter((event) => event.type === 'thread.item.done')).toEqual([]);
  });
});

describe('retry', () => {
  test('removes exactly what follows, tells so, and answers the same message under the same operation [retry-truncates, retry-same-operation]', async () => {
    const server = await createScriptedServer();
    const operations: string[] = [];
    let round = 0;
    server.respondWith = async function* (thread, _input, _context, turn) {
      operations.push(turn.operation);
      round += 1;
      yield* assistantText(thread.id, `msg_answer_${round}`, [`answer ${round}`]);
    };
    const threadId = await startThread(server);
    const message = (await storedItems(server, threadId))[0];
    const answer = await stream(server, {
      type: 'threads.retry_after_item',
      params: { thread_id: threadId, item_id: message?.id },
    });
    await answer.rest();
    expect(answer.events[0]).toEqual({ type: 'thread.item.removed', item_id: 'msg_answer_1' });
    expect((await storedItems(server, threadId)).map((item) => item.id)).toEqual([message?.id, 'msg_answer_2']);
    expect(new Set(operations).size).toBe(1);
  });

  test.each([
    ['an unknown item', 'msg_unknown'],
    ['an unknown thread', undefined],
  ])('of %s is an error event and removes nothing [retry-missing]', async (_, itemId) => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const [message] = await storedItems(server, threadId);
    const answer = await stream(server, {
      type: 'threads.retry_after_item',
      params: itemId ? { thread_id: threadId, item_id: itemId } : { thread_id: 'thr_unknown', item_id: message?.id },
    });
    expect((await answer.rest()).events).toMatchObject([{ type: 'error', code: 'not_found' }]);
    expect(await storedItems(server, threadId)).toHaveLength(1);
  });
});

describe('resume', () => {
  test('a second reader follows the running turn from any event on, and leaving it stops nothing [turn-many-readers, turn-resume]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const gate = createGate();
    server.respondWith = async function* (thread) {
      const [first, ...rest] = assistantText(thread.id, 'msg_answer', ['a', 'b']);
      if (first) yield first;
      await gate.opened;
      yield* rest;
    };
    const writer = await stream(server, addMessage(threadId, 'x'));
    await writer.until((event) => event.type === 'thread.item.added');
    const left = await stream(server, { type: 'turns.resume', params: { thread_id: threadId } });
    await left.until((event) => event.type === 'thread.item.added');
    await left.close();
    const params = { thread_id: threadId, turn_id: writer.turnId, after: 2 };
    const follower = await stream(server, { type: 'turns.resume', params });
    gate.open();
    await Promise.all([writer.rest(), follower.rest()]);
    expect(follower.frames).toEqual(writer.frames.slice(2));
  });

  test('with nothing running there is nothing to read; an unknown or foreign turn is not found [turn-resume-nothing]', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const none = await (await stream(server, { type: 'turns.resume', params: { thread_id: threadId } })).rest();
    expect(none.events).toEqual([]);
    expect(none.ended).toBe(true);
    const turn = await stream(server, addMessage(threadId, 'x'));
    await turn.rest();
    for (const [params, context] of [
      [{ thread_id: threadId, turn_id: 'turn_unknown' }, ALICE],
      [{ thread_id: threadId, turn_id: turn.turnId }, BOB],
    ] as const) {
      const foreign = await (await stream(server, { type: 'turns.resume', params }, context)).rest();
      expect(foreign.events).toMatchObject([{ type: 'error', code: 'not_found' }]);
    }
  });
});
