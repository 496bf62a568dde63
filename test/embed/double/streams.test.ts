import { expect } from '@open-wc/testing';
import { frame, turn, until } from '../fake-backend.ts';
import { added, answer, assistantMessage, created, delta, done, error, part, userMessage } from '../samples.ts';
import { base, clearStages, errorNames, eventNames, inThread, openStage } from './stage.ts';

const FAILED = 'There was an error while generating the assistant’s response.';

describe('a stream in the double', () => {
  afterEach(clearStages);

  it('is aborted after every normal end, and counts as no Stop', async () => {
    const { double, backend, element } = await inThread();
    expect(double.requests.at(-1)?.aborted).to.equal('after-end');
    const signals: (AbortSignal | null | undefined)[] = [];
    const watched = (url: string, init: RequestInit) => {
      signals.push(init.signal);
      return fetch(url, init);
    };
    element.setOptions({ api: { url: backend.url.href, domainKey: '', fetch: watched as typeof fetch } });
    await backend.plan('threads.add_user_message', { stream: turn() });
    await double.say('again');
    expect(signals.map((signal) => signal?.aborted)).to.deep.equal([true]);
    expect(double.texts()).to.deep.equal(['hello', 'Good day']);
  });

  it('keeps the composer busy until it ends, not until its last event; Enter does nothing meanwhile', async () => {
    const { double, backend } = await openStage();
    const steps = turn(created(), ...answer('hello', 'Good day'));
    await backend.plan('threads.create', { stream: [...steps.slice(0, -1), { gate: 'end' }] });
    double.type('hello');
    double.enter();
    await until(() => double.texts().includes('Good day'));
    expect(double.busy).to.equal(true);
    double.type('and then?');
    double.enter();
    expect(double.requests.filter(({ type }) => type.startsWith('threads.add'))).to.deep.equal([]);
    expect(double.document.querySelector('textarea')?.value).to.equal('and then?');
    await backend.open('end');
    await double.settled();
    expect(double.busy).to.equal(false);
  });

  it('is asked for again after a 5xx, five times, with the same body', async () => {
    const { double, backend } = await openStage();
    await backend.plan('threads.create', { status: 503, json: { message: 'busy' } });
    await double.say('hello');
    const tries = double.requests.filter(({ type }) => type === 'threads.create');
    expect(tries.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(new Set(tries.map(({ params }) => JSON.stringify(params)))).to.have.property('size', 1);
    // And then nothing is said: the message vanishes.
    expect(double.texts()).to.deep.equal(['What can I help with today?']);
    expect(eventNames(double).slice(-3)).to.deep.equal(['composer.submit', 'response.end', 'thread.change']);
    expect(eventNames(double)).not.to.include('error');
  });

  it('is asked for again when the reply is no stream, until it is one', async () => {
    const { double, backend } = await openStage();
    await backend.plan('threads.create', { text: '<h1>Gateway</h1>' });
    await backend.plan('threads.create', { stream: turn(created(), ...answer('hello', 'Good day')) });
    await double.say('hello');
    expect(double.texts()).to.deep.equal(['hello', 'Good day']);
    expect(double.requests.at(-1)?.attempt).to.equal(2);
    // No event had an id before.
    expect(double.requests.at(-1)?.headers).not.to.have.property('last-event-id');
  });

  for (const status of [400, 401, 403, 404, 413]) {
    it(`that is refused with ${status} is not spoken of`, async () => {
      const { double, backend } = await inThread();
      await backend.plan('threads.add_user_message', { status, json: { message: 'No.' } });
      const events = double.events.length;
      await double.say('again');
      expect(double.texts()).to.deep.equal(['hello', 'Good day']);
      expect(double.requests.filter(({ type }) => type === 'threads.add_user_message')).to.have.length(1);
      expect(eventNames(double).slice(events)).to.deep.equal([
        'response.start',
        'log composer.submit',
        'composer.submit',
        'response.end',
      ]);
    });
  }

  it('that is refused with 429 is a toast', async () => {
    const { double, backend } = await openStage();
    await backend.plan('threads.create', { status: 429, json: { message: 'Slow down.' } });
    await double.say('hello');
    expect(double.texts()).to.deep.equal(['What can I help with today?', 'Slow down.']);
  });

  it('that the network refuses leaves a notice whose Retry sends nothing; in a new thread a toast', async () => {
    const { double, backend } = await inThread();
    await backend.plan('threads.add_user_message', { drop: true });
    await double.say('again');
    expect(double.texts()).to.deep.equal(['hello', 'Good day', `${FAILED} Retry`]);
    const before = double.requests.length;
    double.press('Retry');
    await double.settled();
    expect(double.requests.length).to.equal(before);

    const other = await openStage();
    await other.backend.plan('threads.create', { drop: true });
    await other.double.say('hello');
    expect(other.double.texts()).to.deep.equal(['What can I help with today?', FAILED]);
    expect(eventNames(other.double)).to.include('toast.show');
  });

  it('that is cut loses what was half written, and Retry has it made again', async () => {
    const { double, backend, element } = await inThread();
    // WebKit takes a lost connection for the end, so the host's fetch breaks the stream.
    const lose = new AbortController();
    const breakable = async (url: string, init: RequestInit) => breakWith(await fetch(url, init), lose.signal);
    element.setOptions({ api: { url: backend.url.href, domainKey: '', fetch: breakable as typeof fetch } });
    const half = [done(userMessage('msg_u2', 'again')), added({ ...assistantMessage('msg_a2'), content: [] })];
    const events = [...half, part('msg_a2'), delta('msg_a2', 'Half a')];
    await backend.plan('threads.add_user_message', { stream: [...turn(...events).slice(0, -1), 'hang'] });
    double.type('again');
    double.enter();
    await until(() => double.texts().includes('Half a'));
    lose.abort();
    await double.settled();
    expect(double.texts()).to.deep.equal(['hello', 'Good day', 'again', `${FAILED} Retry`]);
    expect(errorNames(double)).to.deep.equal(['StreamError']);

    element.setOptions(base(backend));
    await backend.plan('threads.retry_after_item', { stream: turn(...answer('', 'Whole', '3').slice(1)) });
    double.press('Retry');
    await double.settled();
    expect(double.texts()).to.deep.equal(['hello', 'Good day', 'again', 'Whole']);
    expect(double.requests.at(-1)?.params).to.deep.equal({ thread_id: 'thr_1', item_id: 'msg_u2' });
    expect(eventNames(double)).to.include('log errorNotice.retry');
  });

  it('with an error event says what the server says, and offers Retry if the server does', async () => {
    const { double, backend } = await inThread();
    await backend.plan('threads.add_user_message', {
      stream: turn(done(userMessage('msg_u2', 'again')), error('custom', 'Out of ink.', false)),
    });
    await backend.plan('threads.add_user_message', {
      stream: turn(done(userMessage('msg_u3', 'and now')), error('custom', 'Out of paper.')),
    });
    await double.say('again');
    expect(double.texts().at(-1)).to.equal('Out of ink.');
    await double.say('and now');
    expect(double.texts().slice(-2)).to.deep.equal(['and now', 'Out of paper. Retry']);
    expect(errorNames(double)).to.deep.equal(['StreamError', 'StreamError']);
  });

  it('of a new thread begins with the thread: what comes before is lost, but for an error', async () => {
    const { double, backend } = await openStage();
    const early = done(assistantMessage('msg_0', 'Too early'));
    await backend.plan('threads.create', { stream: turn(early, created(), ...answer('hello', 'Good day')) });
    await double.say('hello');
    expect(double.texts()).to.deep.equal(['hello', 'Good day']);

    const other = await openStage();
    await other.backend.plan('threads.create', { stream: turn(error('custom', 'No more threads.')) });
    await other.double.say('hello');
    expect(other.double.texts()).to.deep.equal(['What can I help with today?', 'No more threads.']);
    expect(eventNames(other.double).at(-3)).to.equal('thread.change');
  });

  it('whose thread has an id that looks temporary works, but nobody is told of the thread, nor can stop it', async () => {
    const { double, backend } = await openStage();
    const events = [created('client_1'), ...answer('hello', 'Good day')];
    await backend.plan('threads.create', { stream: [...turn(...events).slice(0, -1), { gate: 'end' }] });
    double.type('hello');
    double.enter();
    await until(() => double.texts().includes('Good day'));
    expect(() => double.press('Stop')).to.throw('There is no "Stop"');
    await backend.open('end');
    await double.settled();
    expect(double.texts()).to.deep.equal(['hello', 'Good day']);
    expect(eventNames(double)).not.to.include('thread.change');
  });

  it('must echo the message, or it is gone at the end', async () => {
    const { double, backend } = await inThread();
    const [, ...rest] = answer('again', 'Answered', '2');
    const steps = turn(...rest);
    await backend.plan('threads.add_user_message', { stream: [...steps.slice(0, -1), { gate: 'end' }] });
    double.type('again');
    double.enter();
    await until(() => double.texts().includes('Answered'));
    expect(double.texts()).to.include('again');
    await backend.open('end');
    await double.settled();
    expect(double.texts()).to.deep.equal(['hello', 'Good day', 'Answered']);
  });

  it('loses text that has no part, and what is no JSON; and goes on', async () => {
    const { double, backend } = await inThread();
    await backend.plan('threads.add_user_message', {
      stream: [
        frame(done(userMessage('msg_u2', 'again')), 1),
        frame(added({ ...assistantMessage('msg_a2'), content: [] }), 2),
        frame(delta('msg_a2', 'Lost. '), 3),
        frame(added({ ...assistantMessage('msg_a3'), content: [] }), 6),
        frame(delta('msg_a3', 'Lost too.'), 7),
        { send: 'event: whatever\ndata: {broken\n\n: comment\n\ndata:\n\n' },
        frame(part('msg_a2'), 4),
        frame(delta('msg_a2', 'Kept.'), 5),
      ],
    });
    await double.say('again');
    expect(double.texts().slice(-2)).to.deep.equal(['Kept.', '']);
    expect(errorNames(double)).to.deep.equal(['StreamEventParsingError']);
  });
});

/** The same reply, whose body fails at the signal. */
function breakWith(response: Response, signal: AbortSignal): Response {
  const body = response.body?.pipeThrough(
    new TransformStream({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(new TypeError('The network was lost.')));
      },
    }),
  );
  return new Response(body ?? null, response);
}
