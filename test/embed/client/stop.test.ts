import { expect } from '@open-wc/testing';
import { type FakeBackend, frame, openBackend, turn, until } from '../fake-backend.ts';
import { created, done, FAST, input, openGuest, userItem } from './guest.ts';

const HELLO = { input: input('hello') };
const BEGUN = [frame(created('thr_1'), 1), frame(done(userItem('msg_1', 'thr_1', 'hello')), 2)];

/** A guest whose every abort is a Stop, and what it was asked. */
function openStopping(server: FakeBackend, isStop = true) {
  const asked: string[] = [];
  const guest = openGuest(server, {
    // On a busy machine a stream would be asked for again before it is aborted.
    times: { ...FAST, reply: 20_000, silence: 20_000 },
    listener: () => ({
      isStop: (note) => {
        asked.push(note.requestId);
        return isStop;
      },
    }),
  });
  const stop = new AbortController();
  return { ...guest, asked, stop, hello: () => guest.open('threads.create', HELLO, stop.signal) };
}

/** Reads until the text has come. */
async function readTo(reader: ReadableStreamDefaultReader<Uint8Array>, text: string): Promise<void> {
  for (let seen = ''; !seen.includes(text); ) {
    const { value, done: over } = await reader.read();
    if (over) throw new Error(`${text} never came`);
    seen += new TextDecoder().decode(value);
  }
}

function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array> {
  if (!response.body) throw new Error('no body');
  return response.body.getReader();
}

describe('a stream of OpenAI’s runtime that is aborted', () => {
  let server: FakeBackend;
  beforeEach(async () => {
    server = await openBackend();
    await server.plan('threads.create', { stream: [...BEGUN, 'hang'] });
  });

  /** What was cancelled, once everything that could have come has come. */
  async function cancelled(): Promise<object[]> {
    await until(async () => (await server.requests('threads.create')).every((request) => request.aborted));
    const mark = openGuest(server);
    await mark.post('threads.list', {});
    return (await server.requests('turns.cancel')).map((request) => request.params);
  }

  it('is told to the server as a Stop when it is one, with a request that outlives the page [client-api-fetch-stop]', async () => {
    const { hello, stop, notes } = openStopping(server);
    const reader = readerOf(await hello());
    await readTo(reader, 'msg_1');
    const content = [{ type: 'input_text', text: 'hello' }];
    expect(notes[0]).to.deep.include({ threadId: 'thr_1', events: 2, taken: true, done: false, content });
    const { fetch } = window;
    const kept: (boolean | undefined)[] = [];
    window.fetch = (url, init) => {
      kept.push(init?.keepalive);
      return fetch(url, init);
    };
    try {
      stop.abort();
      await until(async () => (await server.requests('turns.cancel')).length === 1);
    } finally {
      window.fetch = fetch;
    }
    expect(kept).to.deep.equal([true]);
    const params = { thread_id: 'thr_1', request_id: notes[0]?.requestId };
    expect(await cancelled()).to.deep.equal([params]);
    expect((await server.requests())[0]?.metadata?.task_chat).to.deep.equal({
      request_id: notes[0]?.requestId,
      cancel: 'explicit',
    });
  });

  it('is no Stop when the page says so', async () => {
    const { hello, stop, asked } = openStopping(server, false);
    const reader = readerOf(await hello());
    await readTo(reader, 'thr_1');
    stop.abort();
    expect(asked).to.have.length(1);
    expect(await cancelled()).to.deep.equal([]);
  });

  it('is told as a Stop before there is a reply, without a conversation', async () => {
    const own = await openBackend();
    await own.plan('threads.create', { gate: 'never' });
    const { hello, stop, notes } = openStopping(own);
    await hello();
    await until(async () => (await own.requests()).length === 1);
    stop.abort();
    const cancel = await until(async () => (await own.requests('turns.cancel'))[0]);
    expect(cancel?.params).to.deep.equal({ request_id: notes[0]?.requestId });
  });

  it('is nothing after its end, as the runtime aborts every request then', async () => {
    const own = await openBackend();
    await own.plan('threads.create', { stream: turn(created('thr_1')) });
    await own.plan('threads.add_user_message', { status: 403, json: {} });
    const { open, asked, stop, notes } = openStopping(own);
    await (await open('threads.create', HELLO, stop.signal)).text();
    // An end that is an error of ours is an end as well.
    await (await open('threads.add_user_message', { ...HELLO, thread_id: 'thr_1' }, stop.signal)).text();
    expect(notes.map((note) => note.done)).to.deep.equal([true, true]);
    stop.abort();
    expect(asked).to.deep.equal([]);
  });

  it('is gone, not stopped, when its body is cancelled; and an abort after that is nothing', async () => {
    const { hello, stop, asked, notes } = openStopping(server);
    const reader = readerOf(await hello());
    await readTo(reader, 'thr_1');
    await reader.cancel();
    await until(async () => (await server.requests())[0]?.aborted);
    stop.abort();
    expect(asked).to.deep.equal([]);
    expect(notes[0]?.done).to.equal(true);
    expect(await cancelled()).to.deep.equal([]);
  });

  it('is gone when its body is cancelled before anything has come', async () => {
    const own = await openBackend();
    await own.plan('threads.create', { gate: 'never' });
    const { hello, asked } = openStopping(own);
    const response = await hello();
    await until(async () => (await own.requests()).length === 1);
    await response.body?.cancel();
    await until(async () => (await own.requests())[0]?.aborted);
    expect(asked).to.deep.equal([]);
  });

  it('is never one of our own chat’s, which says by itself what it wants stopped', async () => {
    await server.plan('turns.resume', { stream: [frame(created('thr_1'), 1), 'hang'] });
    const { backend, asked, notes } = openStopping(server);
    const stop = new AbortController();
    const resume = { type: 'turns.resume', params: { thread_id: 'thr_1' } } as const;
    try {
      for await (const _ of backend.client.stream(resume, 'request-1', stop.signal)) stop.abort();
    } catch {}
    await until(async () => (await server.requests('turns.resume'))[0]?.aborted);
    expect(asked).to.deep.equal([]);
    expect(notes).to.deep.equal([]);
    expect(await server.requests('turns.cancel')).to.deep.equal([]);
  });

  it('bothers nobody when the server does not hear of the Stop', async () => {
    const unheard: PromiseRejectionEvent[] = [];
    const listen = (event: PromiseRejectionEvent) => unheard.push(event);
    addEventListener('unhandledrejection', listen);
    await server.plan('turns.cancel', { status: 500, json: {} });
    const { hello, stop } = openStopping(server);
    const reader = readerOf(await hello());
    await readTo(reader, 'thr_1');
    stop.abort();
    const tries = (FAST.tries?.length ?? 0) + 1;
    await until(async () => (await server.requests('turns.cancel')).length === tries);
    await cancelled();
    removeEventListener('unhandledrejection', listen);
    expect(unheard).to.deep.equal([]);
  });
});
