import { expect } from '@open-wc/testing';
import type { ChatError } from '../../../embed/client/errors.ts';
import type { SeenRequest } from '../../support/embed/plan.ts';
import { type FakeBackend, frame, openBackend, token, turn } from '../fake-backend.ts';
import { created, done, FAST, input, openGuest, Shown, thread, userItem } from './guest.ts';

const HELLO = { input: input('hello') };
const ONE_TRY = { ...FAST, tries: [] };
const TAKEN = [created('thr_1'), done(userItem('msg_1', 'thr_1', 'hello')), done(answer('thr_1'))];

function answer(threadId: string, text = 'hi') {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return {
    type: 'assistant_message',
    id: `ans_${text}`,
    thread_id: threadId,
    created_at: '2026-01-01T00:00:00Z',
    content,
  };
}

function idOf(request: SeenRequest | undefined): string | undefined {
  return request?.metadata?.task_chat?.request_id;
}

function failure(code: string, message = 'No.') {
  return { type: 'error', code, message, allow_retry: true };
}

describe('a message of OpenAI’s runtime that fails', () => {
  let server: FakeBackend;
  beforeEach(async () => {
    server = await openBackend();
  });

  for (const [name, plan, code] of [
    ['a broken connection', { drop: true }, 'network'],
    ['401 for ever', { status: 401, json: {} }, 'unauthorized'],
    ['400', { status: 400, json: {} }, 'rejected'],
    ['403', { status: 403, json: {} }, 'forbidden'],
    ['404', { status: 404, json: {} }, 'not_found'],
    ['413', { status: 413, json: {} }, 'too_large'],
    ['429', { status: 429, json: {} }, 'rate_limited'],
    ['500 for ever', { status: 500, json: {} }, 'unavailable'],
    ['502 with HTML', { status: 502, text: '<!doctype html><title>Bad gateway</title>' }, 'unavailable'],
    ['HTML with 200', { text: '<!doctype html><title>Welcome</title>' }, 'bad_reply'],
    ['a stream of broken JSON', { stream: [{ send: 'data: {oops\n\n' }] }, 'bad_reply'],
    [
      'a stream that is cut in mid-frame',
      { stream: [{ send: 'id: t-1\ndata: {"type"' }, 'cut'] },
      'interrupted_stream',
    ],
    ['a stream that says nothing', { stream: [{ send: ': here\n\n' }, 'hang'] }, 'interrupted_stream'],
    ['an error before anything else', { stream: turn(failure('locked')) }, 'locked'],
  ] as const) {
    it(`after ${name} stays on the screen, with an error to read [client-api-fetch-echo]`, async () => {
      await server.plan('threads.create', plan);
      const { open, backend } = openGuest(server);
      const response = await open('threads.create', HELLO);
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.match(/^text\/event-stream/);
      const events = (await response.text()).split('\n\n').filter(Boolean);
      const shown = new Shown().take(events.map((event) => JSON.parse(event.replace('data: ', ''))));
      expect(shown.lines).to.deep.equal(['hello']);
      expect(shown.error).to.include({ type: 'error', code, allow_retry: code !== 'too_large' });
      expect(shown.error?.message).to.match(/^[A-Z].*\.$/);
      expect(shown.threadId).to.match(/^(?!client_).{8,}/);
      expect(shown.items[0]).to.include({ type: 'user_message', thread_id: shown.threadId });
      expect(backend.realThreadId(shown.threadId ?? '')).to.equal(null);
    });
  }

  it('stays when nobody is signed in, and when the page cannot say who', async () => {
    for (const [readToken, code] of [
      [() => null, 'signed_out'],
      [() => Promise.reject(new Error('no')), 'token'],
    ] as const) {
      const shown = new Shown().take(await openGuest(server, { readToken }).stream('threads.create', HELLO));
      expect(shown.lines).to.deep.equal(['hello']);
      expect(shown.error).to.include({ code });
    }
  });

  it('is sent again by Retry under its first request id when the way was broken, and takes its echo’s place', async () => {
    await server.plan('threads.create', { status: 503, json: {} });
    await server.plan('threads.create', { stream: turn(...TAKEN) });
    const { stream, backend, notes } = openGuest(server, { times: ONE_TRY });
    const shown = new Shown().take(await stream('threads.create', HELLO));
    const madeUp = shown.threadId ?? '';
    const events = await stream('threads.retry_after_item', shown.retry);
    shown.take(events);
    expect(shown.lines).to.deep.equal(['hello', 'hi']);
    expect(shown.error).to.equal(undefined);
    expect(shown.threadId).to.equal(madeUp);
    expect(events.map((event) => event.type)).to.deep.equal([
      'thread.updated',
      'thread.item.removed',
      'thread.item.done',
      'thread.item.done',
    ]);
    expect(JSON.stringify(events)).to.contain(madeUp).and.not.contain('thr_1');
    const [first, second] = await server.requests();
    expect(second).to.deep.include({ type: 'threads.create', params: HELLO, metadata: first?.metadata });
    expect(backend.realThreadId(madeUp)).to.equal('thr_1');
    expect(
      notes.map(({ content, taken, threadId, done }) => [content?.[0]?.text, taken, threadId, done]),
    ).to.deep.equal([
      ['hello', false, null, true],
      ['hello', true, 'thr_1', true],
    ]);
  });

  it('is sent again under another request id when the server refused it', async () => {
    for (const refusal of [{ status: 429, json: {} }, { stream: turn(failure('locked')) }]) {
      const own = await openBackend();
      await own.plan('threads.create', refusal);
      await own.plan('threads.create', { stream: turn(...TAKEN) });
      const { stream } = openGuest(own);
      const shown = new Shown().take(await stream('threads.create', HELLO));
      shown.take(await stream('threads.retry_after_item', shown.retry));
      expect(shown.lines).to.deep.equal(['hello', 'hi']);
      const [first, second] = await own.requests();
      expect(second?.params).to.deep.equal(HELLO);
      expect(idOf(second))
        .to.match(/^\d+(-\d+){3}$/)
        .and.not.equal(idOf(first));
    }
  });

  it('stands there once, however often Retry fails, and keeps its first id as long as the way is broken', async () => {
    for (const status of [503, 503, 403, 503]) await server.plan('threads.create', { status, json: {} });
    await server.plan('threads.create', { stream: turn(...TAKEN) });
    const { stream } = openGuest(server, { times: ONE_TRY });
    const shown = new Shown().take(await stream('threads.create', HELLO));
    for (const code of ['unavailable', 'forbidden', 'unavailable']) {
      const events = await stream('threads.retry_after_item', shown.retry);
      expect(events).to.have.length(1);
      expect(shown.take(events).error).to.include({ code });
      expect(shown.lines).to.deep.equal(['hello']);
    }
    expect(shown.take(await stream('threads.retry_after_item', shown.retry)).lines).to.deep.equal(['hello', 'hi']);
    const [a, b, c, d, e] = (await server.requests()).map(idOf);
    expect([b, c]).to.deep.equal([a, a]);
    expect(d).not.to.equal(a);
    expect(e).to.equal(d);
  });

  it('stays in the conversation that it was said in, and is sent there again', async () => {
    const params = { ...HELLO, thread_id: 'thr_1' };
    await server.plan('threads.add_user_message', { status: 413, json: {} });
    await server.plan('threads.add_user_message', { stream: turn(...TAKEN.slice(1)) });
    const { stream } = openGuest(server);
    const events = await stream('threads.add_user_message', params);
    expect(events.map((event) => event.type)).to.deep.equal(['thread.item.done', 'error']);
    const shown = new Shown().take([created('thr_1') as never, ...events]);
    expect(shown.items[0]).to.include({ thread_id: 'thr_1' });
    expect(shown.take(await stream('threads.retry_after_item', shown.retry)).lines).to.deep.equal(['hello', 'hi']);
    expect((await server.requests()).map((request) => request.params)).to.deep.equal([params, params]);
  });

  it('is there again when the conversation is loaded, until the server has it', async () => {
    await server.plan('threads.add_user_message', { status: 403, json: {} });
    await server.plan('threads.add_user_message', { stream: turn(...TAKEN.slice(1)) });
    await server.plan('threads.get_by_id', { json: thread('thr_1', [answer('thr_1', 'before')]) });
    await server.plan('items.list', { json: { data: [answer('thr_1', 'more')], has_more: true } });
    await server.plan('items.list', { json: { data: [answer('thr_1', 'last')], has_more: false } });
    const { stream, ask } = openGuest(server);
    const load = async () => (await ask('threads.get_by_id', { thread_id: 'thr_1' })).body.items.data;
    const page = async () => (await ask('items.list', { thread_id: 'thr_1' })).body.data;
    expect(await load()).to.have.length(1);
    const shown = new Shown().take([created('thr_1') as never]);
    shown.take(await stream('threads.add_user_message', { ...HELLO, thread_id: 'thr_1' }));
    expect((await load())[1]).to.deep.equal(shown.items[0]);
    expect(await page()).to.have.length(1);
    expect((await page())[1]).to.deep.equal(shown.items[0]);
    await stream('threads.retry_after_item', shown.retry);
    expect(await load()).to.have.length(1);
  });

  it('is echoed once when the conversation had begun and the message had not', async () => {
    await server.plan('threads.create', { stream: turn(created('thr_1'), failure('model'), failure('model')) });
    await server.plan('threads.add_user_message', { stream: turn(...TAKEN.slice(1)) });
    const { stream, backend } = openGuest(server);
    const shown = new Shown().take(await stream('threads.create', HELLO));
    expect(shown.threadId).to.equal('thr_1');
    expect(backend.realThreadId('thr_1')).to.equal('thr_1');
    expect(shown.lines).to.deep.equal(['hello']);
    shown.take(await stream('threads.retry_after_item', shown.retry));
    expect(shown.lines).to.deep.equal(['hello', 'hi']);
  });

  it('is not echoed when the server did that: then Retry goes to the server as it is', async () => {
    await server.plan('threads.create', { stream: turn(...TAKEN.slice(0, 2), failure('model')) });
    await server.plan('threads.retry_after_item', { stream: turn(TAKEN[2]) });
    const { stream } = openGuest(server);
    const events = await stream('threads.create', HELLO);
    expect(events.map((event) => event.type)).to.deep.equal(['thread.created', 'thread.item.done', 'error']);
    const retry = { thread_id: 'thr_1', item_id: 'msg_1' };
    await stream('threads.retry_after_item', retry);
    expect((await server.requests('threads.retry_after_item'))[0]?.params).to.deep.equal(retry);
  });

  it('leaves what is no message as an error only', async () => {
    const { stream } = openGuest(server);
    const form = { thread_id: 'thr_1', item_id: 'form_1', input: { status: 'skipped' } };
    for (const [type, params] of [
      ['threads.add_structured_input', form],
      ['threads.custom_action', { thread_id: 'thr_1', action: { type: 'tasks.complete' } }],
      ['threads.add_client_tool_output', { thread_id: 'thr_1', result: 1 }],
    ] as const) {
      const events = await stream(type, params);
      expect(events.map((event) => event.type)).to.deep.equal(['error']);
      expect((await server.requests(type))[0]?.params).to.deep.equal(params);
    }
  });
});

describe('a conversation that began with a message the server did not take', () => {
  let server: FakeBackend;
  beforeEach(async () => {
    server = await openBackend();
    await server.plan('threads.create', { status: 503, json: {} });
    await server.plan('threads.create', { stream: turn(...TAKEN) });
  });

  async function begin(options = {}) {
    const guest = openGuest(server, { times: ONE_TRY, ...options });
    const shown = new Shown().take(await guest.stream('threads.create', HELLO));
    return { ...guest, shown, madeUp: shown.threadId ?? '' };
  }

  it('can be loaded, renamed and deleted though the server never knew it', async () => {
    const { ask, shown, madeUp } = await begin();
    const { status, body } = await ask('threads.get_by_id', { thread_id: madeUp });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ id: madeUp, status: { type: 'active' } });
    expect(body.items).to.deep.equal({ data: shown.items, has_more: false });
    expect((await ask('items.list', { thread_id: madeUp })).body).to.deep.equal({ data: shown.items, has_more: false });
    expect((await ask('threads.update', { thread_id: madeUp, title: 'x' })).status).to.equal(200);
    expect((await ask('threads.delete', { thread_id: madeUp })).status).to.equal(200);
    expect(await server.requests()).to.have.length(1);
  });

  it('becomes a real one with the next message, under the id that the runtime knows', async () => {
    const { stream, shown, madeUp, backend } = await begin();
    const params = { thread_id: madeUp, input: input('hello?') };
    const events = await stream('threads.add_user_message', params);
    expect(events[0]).to.deep.include({ type: 'thread.updated' }).and.to.have.nested.property('thread.id', madeUp);
    expect(shown.take(events).lines).to.deep.equal(['hello', 'hello', 'hi']);
    expect((await server.requests()).at(-1)).to.deep.include({
      type: 'threads.create',
      params: { input: params.input },
    });
    expect(backend.realThreadId(madeUp)).to.equal('thr_1');
  });

  it('is one conversation for the runtime and for the server from then on', async () => {
    const { stream, ask, shown, madeUp } = await begin();
    shown.take(await stream('threads.retry_after_item', shown.retry));
    await server.plan('threads.get_by_id', { json: thread('thr_1', [userItem('msg_1', 'thr_1', 'hello')]) });
    await server.plan('threads.add_user_message', { stream: turn(done(userItem('msg_2', 'thr_1', 'more'))) });
    for (const type of ['items.list', 'threads.update', 'threads.delete', 'items.feedback'])
      await server.plan(type, { json: { thread_id: 'thr_1' } });
    const { body } = await ask('threads.get_by_id', { thread_id: madeUp });
    expect(body.id).to.equal(madeUp);
    expect(body.items.data).to.have.length(1);
    expect(body.items.data[0]).to.include({ id: 'msg_1', thread_id: madeUp });
    const [event] = await stream('threads.add_user_message', { thread_id: madeUp, input: input('more') });
    expect(event).to.have.nested.property('item.thread_id', madeUp);
    for (const type of ['items.list', 'threads.update', 'threads.delete', 'items.feedback'])
      expect((await ask(type, { thread_id: madeUp, title: 'x' })).body).to.deep.equal({ thread_id: madeUp });
    await stream('threads.custom_action', { thread_id: madeUp, action: { type: 'x' } });
    await stream('threads.retry_after_item', { thread_id: madeUp, item_id: 'msg_1' });
    const later = (await server.requests()).slice(2);
    expect(later).to.have.length(8);
    for (const { type, params } of later) expect(params.thread_id, type).to.equal('thr_1');
    // Whoever asks for it by the server's id gets that one.
    expect((await ask('threads.get_by_id', { thread_id: 'thr_1' })).body.id).to.equal('thr_1');
  });

  it('is sent whole again when its first answer was cut before the message was echoed', async () => {
    const own = await openBackend();
    await own.plan('threads.create', { stream: [frame(created('thr_1'), 1), 'cut'] });
    await own.plan('threads.create', { stream: turn(...TAKEN) });
    const { stream } = openGuest(own, { times: ONE_TRY });
    const shown = new Shown().take(await stream('threads.create', HELLO));
    expect(shown.error).to.include({ code: 'interrupted_stream' });
    expect(shown.take(await stream('threads.retry_after_item', shown.retry)).lines).to.deep.equal(['hello', 'hi']);
    const [first, second] = await own.requests();
    expect(second).to.deep.include({ type: 'threads.create', metadata: first?.metadata });
    expect(shown.threadId).to.equal('thr_1');
  });

  it('is forgotten when another person comes', async () => {
    let sub = 'ann';
    const { backend, ask, madeUp, changes } = await begin({ readToken: () => token(sub) });
    await server.plan('threads.get_by_id', { status: 404, json: {} });
    sub = 'ben';
    backend.token.forget();
    await backend.token.get().catch(() => {});
    expect(changes).to.deep.equal(['person']);
    const { status, body } = await ask('threads.get_by_id', { thread_id: madeUp });
    expect(status).to.equal(404);
    expect(JSON.stringify(body)).not.to.contain('hello');
  });

  it('is not made up for our own chat, which keeps what failed by itself', async () => {
    const own = await openBackend();
    await own.plan('threads.create', { status: 403, json: {} });
    const { backend, notes } = openGuest(own);
    const message = { type: 'threads.create', params: HELLO } as const;
    const first = backend.client.stream(message as never, 'request-1', new AbortController().signal).next();
    expect(await first.catch((error: ChatError) => error.code)).to.equal('forbidden');
    expect(notes).to.deep.equal([]);
  });

  it('is nothing to our own chat, which asks by the server’s ids', async () => {
    const { stream, shown, backend, madeUp } = await begin();
    await stream('threads.retry_after_item', shown.retry);
    await server.plan('threads.get_by_id', { json: thread('thr_1') });
    const real = backend.realThreadId(madeUp) ?? '';
    expect((await backend.client.ask('threads.get_by_id', { thread_id: real })).id).to.equal('thr_1');
    await server.plan('turns.resume', { stream: turn(done(answer('thr_1'))) });
    const resume = { type: 'turns.resume', params: { thread_id: real } } as const;
    for await (const event of backend.client.stream(resume, 'request-1', new AbortController().signal))
      expect(event).to.have.nested.property('item.thread_id', 'thr_1');
  });
});

describe('a request of OpenAI’s runtime without a stream', () => {
  let server: FakeBackend;
  beforeEach(async () => {
    server = await openBackend();
  });

  for (const [name, plan, status] of [
    ['400', { status: 400, json: {} }, 400],
    ['401 for ever', { status: 401, json: {} }, 401],
    ['403', { status: 403, json: {} }, 403],
    ['404', { status: 404, json: {} }, 404],
    ['409', { status: 409, json: {} }, 409],
    ['429', { status: 429, json: {} }, 429],
    ['500', { status: 500, json: {} }, 408],
    ['502 with HTML', { status: 502, text: '<!doctype html>' }, 408],
    ['a redirect', { status: 302, headers: { location: '/x' }, text: '' }, 408],
    ['a broken connection', { drop: true }, 408],
    ['HTML with 200', { text: '<!doctype html>' }, 408],
    ['broken JSON', { text: '{"data": [', headers: { 'content-type': 'application/json' } }, 408],
  ] as const) {
    it(`is answered with a text for people: ${name}`, async () => {
      await server.plan('threads.list', plan);
      const { body, ...reply } = await openGuest(server).ask('threads.list', {});
      expect(reply.status).to.equal(status);
      expect(body.code).to.be.a('string');
      expect(body.message)
        .to.match(/^[A-Z].*\.$/)
        .and.not.contain('<');
    });
  }

  it('is answered with the server’s own words', async () => {
    await server.plan('threads.update', { status: 409, json: { code: 'busy', message: 'Somebody else is at it.' } });
    const { body } = await openGuest(server).ask('threads.update', { thread_id: 'thr_1', title: 'x' });
    expect(body.message).to.equal('Somebody else is at it.');
  });

  it('does not wait for ever for the end of a reply', async () => {
    await server.plan('threads.list', {
      stream: [{ send: '{"data": [' }, 'hang'],
      headers: { 'content-type': 'application/json' },
    });
    const { status } = await openGuest(server).ask('threads.list', {});
    expect(status).to.equal(408);
  });

  it('rejects when the runtime gave it up itself', async () => {
    await server.plan('threads.list', { gate: 'never' });
    const giveUp = new AbortController();
    const asked = openGuest(server).post('threads.list', {}, { signal: giveUp.signal });
    giveUp.abort();
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'AbortError');
  });

  it('takes a file to the server as it is', async () => {
    const body = new FormData();
    body.set('file', new File(['{}'], 'a.json'));
    const { backend } = openGuest(server);
    const seen: RequestInit[] = [];
    const { fetch } = window;
    window.fetch = async (_, init) => {
      seen.push(init ?? {});
      return new Response('{"id":"att_1"}');
    };
    try {
      const reply = await backend.fetch(server.url, { method: 'PUT', body });
      expect(await reply.json()).to.deep.equal({ id: 'att_1' });
    } finally {
      window.fetch = fetch;
    }
    expect(seen[0]).to.include({ method: 'PUT', body });
  });
});
