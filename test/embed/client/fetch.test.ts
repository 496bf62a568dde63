import { expect } from '@open-wc/testing';
import { ChatKitClient } from '../../../embed/client/chatkit-client.ts';
import type { Times } from '../../../embed/client/connection.ts';
import { createEchoes } from '../../../embed/client/echo.ts';
import { ChatError } from '../../../embed/client/errors.ts';
import { createApiFetch } from '../../../embed/client/fetch.ts';
import { TokenSource } from '../../../embed/client/token.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/protocol/events.ts';
import { END, type FakeBackend, frame, openBackend, token, turn, until } from '../fake-backend.ts';
import { FAST } from './guest.ts';

const CREATE = { type: 'turns.resume', params: { thread_id: 'thr_1' } } as const;

function note(text: string) {
  return { type: 'progress_update', text };
}

interface Setup {
  times?: Times;
  read?: () => unknown;
}

function connectTo(backend: FakeBackend, { times = FAST, read = () => token() }: Setup = {}) {
  const source = new TokenSource({ read, onPersonChange: () => {}, patience: 200 });
  const reached: boolean[] = [];
  const onReach = (value: boolean) => reached.push(value);
  const connection = { apiUrl: backend.url, token: source, times, onReach };
  const api = createApiFetch({ connection, echoes: createEchoes(), listener: () => undefined });
  const client = new ChatKitClient(backend.url, api);
  const stop = new AbortController();
  const read_ = async () => {
    const events: ThreadStreamEvent[] = [];
    try {
      for await (const event of client.stream(CREATE, 'request-1', stop.signal)) events.push(event);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { code, message, allowRetry: allow_retry } = error;
      events.push({ type: 'error', code, message, allow_retry });
    }
    return events;
  };
  return { api, client, reached, stop, read: read_ };
}

function texts(events: readonly ThreadStreamEvent[]): string[] {
  return events.map((event) => ('text' in event ? event.text : 'code' in event ? `error ${event.code}` : event.type));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ChatError ? error.code : `no ChatError: ${error}`;
}

describe('a stream', () => {
  let backend: FakeBackend;
  beforeEach(async () => {
    backend = await openBackend();
  });

  it('sends token, request id and the wish to be stopped explicitly, and gives the events', async () => {
    await backend.plan('turns.resume', { stream: turn(note('a'), note('b')) });
    const { read } = connectTo(backend);
    expect(texts(await read())).to.deep.equal(['a', 'b']);
    const [request] = await backend.requests();
    expect(request?.headers.authorization).to.match(/^Bearer ey/);
    expect(request?.metadata).to.deep.equal({ task_chat: { request_id: 'request-1', cancel: 'explicit' } });
  });

  it('gives requests of others an id of their own', async () => {
    await backend.plan('threads.create', { stream: [END] });
    const { api } = connectTo(backend);
    const init = {
      method: 'POST',
      headers: { accept: 'text/event-stream' },
      body: '{"type":"threads.create","params":{}}',
    };
    await (await api(backend.url, init)).text();
    const [request] = await backend.requests();
    expect(request?.metadata?.task_chat?.request_id).to.match(/^\d+(-\d+){3}$/);
  });

  it('reads on where a stream was cut in the middle of a frame, under the same request id [client-reads-on]', async () => {
    const half = `id: turn_00000000000000000000000000000001-3\ndata: {"type":"progress_upd`;
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), frame(note('b'), 2), { send: half }, 'cut'] });
    await backend.plan('turns.resume', { stream: [frame(note('c'), 3), END] });
    const { read, reached } = connectTo(backend);
    expect(texts(await read())).to.deep.equal(['a', 'b', 'c']);
    const [first, second] = await backend.requests();
    expect(first?.headers['last-event-id']).to.equal(undefined);
    expect(second?.headers['last-event-id']).to.match(/^turn_0*1-2$/);
    expect(second?.metadata).to.deep.equal(first?.metadata);
    expect(reached).to.deep.equal([true, false, true]);
  });

  it('drops what comes a second time after a cut', async () => {
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), frame(note('b'), 2), 'cut'] });
    await backend.plan('turns.resume', { stream: turn(note('a'), note('b'), note('c')) });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a', 'b', 'c']);
  });

  it('takes a stream that closed without its end comment for a cut one', async () => {
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1)] });
    await backend.plan('turns.resume', { stream: [frame(note('b'), 2), END] });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a', 'b']);
  });

  it('takes a stream of a server that numbers nothing for complete when it closes', async () => {
    await backend.plan('turns.resume', { stream: [{ send: `data: ${JSON.stringify(note('a'))}\n\n` }] });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a']);
    expect(await backend.requests()).to.have.length(1);
  });

  it('reads on when a stream falls silent, and says so when it does again', async () => {
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), 'hang'] });
    // Firefox gives a reply to the page with its first byte.
    await backend.plan('turns.resume', { stream: [{ send: ': here\n\n' }, 'hang'] });
    const { read } = connectTo(backend);
    expect(texts(await read())).to.deep.equal(['a', 'error interrupted_stream']);
    const requests = await backend.requests();
    expect(requests).to.have.length(2);
    await until(async () => (await backend.requests()).every((request) => request.aborted));
  });

  it('lets a heartbeat keep a silent stream alive', async () => {
    const beats = Array.from({ length: 6 }, () => [{ wait: 100 }, { send: ': heartbeat\n\n' }]).flat();
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), ...beats, frame(note('b'), 2), END] });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a', 'b']);
    expect(await backend.requests()).to.have.length(1);
  });

  it('asks again from the last good event when one is no JSON', async () => {
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), { send: 'id: t-2\ndata: {oops\n\n' }] });
    await backend.plan('turns.resume', { stream: [frame(note('b'), 2), END] });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a', 'b']);
  });

  it('gives up on a stream that stays broken, with an error to retry', async () => {
    await backend.plan('turns.resume', { stream: [{ send: 'data: {oops\n\n' }] });
    const events = await connectTo(backend).read();
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ type: 'error', code: 'bad_reply', allow_retry: true });
    expect(await backend.requests()).to.have.length(4);
  });

  it('gives up after four connections that broke without a word', async () => {
    await backend.plan('turns.resume', { drop: true });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['error network']);
    // A browser may repeat by itself what a kept-alive connection swallowed.
    expect((await backend.requests()).length).to.be.within(4, 8);
  });

  it('tries again after 503 and goes on', async () => {
    await backend.plan('turns.resume', { status: 503, json: { code: 'unavailable', message: 'Back in a second.' } });
    await backend.plan('turns.resume', { stream: turn(note('a')) });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a']);
  });

  it('asks once for another token after 401, and only once', async () => {
    const tokens: string[] = [];
    const read = () => tokens[tokens.push(token()) - 1];
    await backend.plan('turns.resume', { status: 401, json: {} });
    await backend.plan('turns.resume', { stream: turn(note('a')) });
    await backend.plan('turns.resume', { status: 401, json: {} });
    const setup = connectTo(backend, { read });
    expect(texts(await setup.read())).to.deep.equal(['a']);
    expect(tokens).to.have.length(2);
    expect(texts(await setup.read())).to.deep.equal(['error unauthorized']);
    expect(await backend.requests()).to.have.length(4);
  });

  it('tells a person what each refusal means', async () => {
    const refusals = {
      400: 'rejected',
      403: 'forbidden',
      404: 'not_found',
      413: 'too_large',
      429: 'rate_limited',
      500: 'unavailable',
      302: 'bad_reply',
    };
    for (const [status, code] of Object.entries(refusals)) {
      const own = await openBackend();
      await own.plan('turns.resume', {
        status: Number(status),
        text: '<!doctype html><title>Oops</title>',
        headers: { location: '/x' },
      });
      const [event] = await connectTo(own).read();
      expect(event, status).to.include({ type: 'error', code });
      expect(event, status)
        .to.have.property('message')
        .that.matches(/\w.*\.$/)
        .and.not.contain('<');
    }
  });

  it('shows the text of a server that explains itself', async () => {
    await backend.plan('turns.resume', {
      status: 429,
      json: { code: 'rate_limited', message: 'Try again in 20 seconds.' },
    });
    const [event] = await connectTo(backend).read();
    expect(event).to.include({ code: 'rate_limited', message: 'Try again in 20 seconds.' });
  });

  it('waits as long as a busy server asks for, if a person can wait for that', async () => {
    const busy = (after: string) => ({ status: 429, json: {}, headers: { 'retry-after': after } });
    await backend.plan('turns.resume', busy('0.2'));
    await backend.plan('turns.resume', { stream: turn(note('a')) });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a']);
    // Longer than anybody waits; a date of a clock that may be wrong; again and again.
    for (const [after, requests] of [
      ['3', 1],
      ['Wed, 21 Oct 2015 07:28:00 GMT', 1],
      ['0.05', 4],
    ] as const) {
      const own = await openBackend();
      await own.plan('turns.resume', busy(after));
      expect(texts(await connectTo(own).read()), after).to.deep.equal(['error rate_limited']);
      expect(await own.requests(), after).to.have.length(requests);
    }
  });

  it('does not follow a redirect, with or without the token', async () => {
    const other = await openBackend();
    await backend.plan('turns.resume', { status: 307, headers: { location: other.url.href }, text: '' });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['error bad_reply']);
    expect(await other.requests()).to.deep.equal([]);
  });

  it('gives an event in one piece that came on many lines', async () => {
    const lines = JSON.stringify(note('a'), null, 1).replaceAll('\n', '\ndata: ');
    await backend.plan('turns.resume', { stream: [{ send: `id: t-1\ndata: ${lines}\n\n` }, END] });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['a']);
  });

  it('asks nothing when it was stopped before it began', async () => {
    const { read, stop } = connectTo(backend);
    stop.abort();
    const error = await read().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'AbortError');
    expect(await backend.requests()).to.deep.equal([]);
  });

  it('asks once with a token that the page gives again though it has expired', async () => {
    const expired = token('ann', -60);
    let asked = 0;
    const read = () => {
      asked++;
      return expired;
    };
    await backend.plan('turns.resume', { status: 401, json: {} });
    expect(texts(await connectTo(backend, { read }).read())).to.deep.equal(['error unauthorized']);
    expect(await backend.requests()).to.have.length(1);
    expect(asked).to.equal(2);
  });

  it('says so when a page of HTML comes instead of events', async () => {
    await backend.plan('turns.resume', { text: '<!doctype html>welcome to the hotel network' });
    expect(texts(await connectTo(backend).read())).to.deep.equal(['error bad_reply']);
  });

  it('ends at once when the reader stops it', async () => {
    await backend.plan('turns.resume', { stream: [frame(note('a'), 1), 'hang'] });
    const { read, stop } = connectTo(backend);
    const reading = read();
    await until(async () => (await backend.requests()).length === 1);
    stop.abort();
    const error = await reading.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'AbortError');
    await until(async () => (await backend.requests())[0]?.aborted);
  });

  it('has no reply to wait for when nobody is signed in, or the page cannot say who', async () => {
    expect(texts(await connectTo(backend, { read: () => null }).read())).to.deep.equal(['error signed_out']);
    expect(texts(await connectTo(backend, { read: () => Promise.reject(new Error('no')) }).read())).to.deep.equal([
      'error token',
    ]);
    const rubbish = [() => new Promise(() => {}), () => 42, () => ({}), () => 'two words'];
    for (const read of rubbish) expect(texts(await connectTo(backend, { read }).read())).to.deep.equal(['error token']);
    expect(await backend.requests()).to.have.length(0);
  });

  it('does not wait for ever for a reply to begin', async () => {
    await backend.plan('turns.resume', { gate: 'never' });
    const times = { ...FAST, reply: 60, tries: [10] };
    expect(texts(await connectTo(backend, { times }).read())).to.deep.equal(['error network']);
  });
});

describe('a request for JSON', () => {
  let backend: FakeBackend;
  beforeEach(async () => {
    backend = await openBackend();
  });

  it('answers with the value', async () => {
    await backend.plan('threads.list', { json: { data: [], has_more: false } });
    expect(await connectTo(backend).client.ask('threads.list', {})).to.deep.equal({ data: [], has_more: false });
  });

  it('rejects with a friendly failure', async () => {
    await backend.plan('threads.list', { text: '<!doctype html>' });
    await backend.plan('threads.get_by_id', { status: 404, json: { code: 'not_found', message: 'Gone.' } });
    const { client } = connectTo(backend);
    expect(await codeOf(client.ask('threads.list', {}))).to.equal('bad_reply');
    expect(await codeOf(client.ask('threads.get_by_id', { thread_id: 'x' }))).to.equal('not_found');
  });

  it('tries again when the connection breaks [client-retries-network]', async () => {
    await backend.plan('threads.list', { drop: true });
    await backend.plan('threads.list', { json: { data: [], has_more: false } });
    expect(await connectTo(backend).client.ask('threads.list', {})).to.have.property('has_more', false);
  });

  it('never takes the token to another origin', async () => {
    const other = await openBackend();
    await other.plan('threads.list', { json: {} });
    const { api } = connectTo({ ...backend, url: new URL('https://elsewhere.example/chatkit') });
    await api(other.url, { method: 'POST', body: '{"type":"threads.list"}' });
    expect((await other.requests())[0]?.headers.authorization).to.equal(undefined);
  });
});
