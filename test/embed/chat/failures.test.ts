import { expect } from '@open-wc/testing';
import { END, frame, openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { clearStage, stage } from './stage.ts';

const ANSWER = [sample.created(), ...sample.answer('hello', 'Hi there')];

describe('when something fails', () => {
  afterEach(clearStage);

  it('a message that the server refused stays with its words, and can be sent again or edited', async () => {
    const { backend, say, sees, button, composer, misses, events } = await stage();
    await backend.plan('threads.create', {
      status: 429,
      json: { code: 'rate_limited', message: 'Please wait a minute.' },
    });
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await say('hello');
    await sees('Please wait a minute.');
    expect(events()).to.include('error');
    button('Edit').click();
    await misses('Please wait');
    expect(composer().value).to.equal('hello');
    await say('hello');
    await sees('Hi there');
    const requests = await backend.requests();
    expect(new Set(requests.map((request) => request.metadata?.task_chat?.request_id)).size).to.equal(2);
  });

  it('a message whose fate is unknown is sent again under the same request id', async () => {
    const { backend, say, sees, button, misses } = await stage();
    await backend.plan('threads.create', { text: '<!doctype html>not the server' });
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await say('hello');
    await sees('can’t read');
    button('Try again').click();
    await sees('Hi there');
    await misses('can’t read');
    const [first, second] = await backend.requests();
    expect(second?.metadata).to.deep.equal(first?.metadata);
  });

  it('and stays under it until the server has answered', async () => {
    const { backend, say, sees, button, events } = await stage();
    const rubbish = { text: '<!doctype html>not the server' };
    for (let tries = 0; tries < 3; tries += 1) await backend.plan('threads.create', rubbish);
    // The turn ended so: under this id it would be read again for ever.
    await backend.plan('threads.create', { stream: turn(sample.error('unavailable', 'Having trouble.')) });
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await say('hello');
    for (let tries = 1; tries <= 3; tries += 1) {
      await until(() => events().filter((type) => type === 'error').length === tries);
      await sees('can’t read');
      button('Try again').click();
    }
    await sees('Having trouble.');
    button('Try again').click();
    await sees('Hi there');
    const ids = (await backend.requests('threads.create')).map(({ metadata }) => metadata?.task_chat?.request_id);
    expect(ids.slice(1, 4)).to.deep.equal([ids[0], ids[0], ids[0]]);
    expect(ids[4]).not.to.equal(ids[0]);
  });

  it('the way goes on after each refusal', async () => {
    const refusals: Record<number, string> = {
      401: 'Your session has ended',
      403: 'isn’t allowed',
      404: 'no longer here',
      413: 'Please shorten it',
      429: 'That was too much at once',
    };
    for (const [status, words] of Object.entries(refusals)) {
      const { backend, say, sees, has } = await stage();
      await backend.plan('threads.create', { status: Number(status), text: '<h1>no</h1>' });
      await say('hello');
      await sees(words);
      expect(has('Edit')).to.equal(true);
      expect(has('Try again')).to.equal(status !== '413');
      clearStage();
    }
  });

  it('an answer that failed can be asked for again', async () => {
    const { backend, say, sees, button, misses, all } = await stage();
    await backend.plan('threads.create', {
      stream: turn(...ANSWER.slice(0, 8), sample.error('server_error', 'The model is tired.')),
    });
    await backend.plan('threads.retry_after_item', { stream: turn(...sample.answer('hello', 'Better', '1').slice(1)) });
    await say('hello');
    await sees('The model is tired.');
    button('Try again').click();
    await sees('Better');
    await misses('tired');
    expect(all('.bubble')).to.have.length(1);
    expect((await backend.requests('threads.retry_after_item'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'msg_u1',
    });
  });

  it('an error without a way back offers none', async () => {
    const { backend, say, sees, has } = await stage();
    await backend.plan('threads.create', {
      stream: turn(...ANSWER.slice(0, 2), sample.error('custom', 'That is all.', false)),
    });
    await say('hello');
    await sees('That is all.');
    expect(has('Try again')).to.equal(false);
  });

  it('an answer whose connection was lost for good is looked up before it is asked for again', async function () {
    this.timeout(15_000);
    const { backend, say, sees, button, misses } = await stage();
    await backend.plan('threads.create', { stream: [...turn(...ANSWER).slice(0, 8), 'cut'] });
    await backend.plan('threads.create', { text: 'gone' });
    await backend.plan('threads.get_by_id', { json: sample.thread() });
    await backend.plan('items.list', {
      json: sample.page([sample.assistantMessage('msg_a1', 'It was there'), sample.userMessage('msg_u1', 'hello')]),
    });
    await say('hello');
    await sees('can’t read');
    button('Try again').click();
    await sees('It was there');
    await misses('can’t read');
    expect(await backend.requests('threads.retry_after_item')).to.have.length(0);
  });

  it('what waits in line is kept with its words', async () => {
    const { backend, say, sees, all } = await stage();
    await backend.plan('threads.create', {
      gate: 'first',
      status: 403,
      json: { code: 'forbidden', message: 'Not from here.' },
    });
    await say('one');
    await say('two');
    await sees('Waiting');
    await backend.open('first');
    await until(() => all('[role=alert]').length === 2);
    expect(all('.bubble').map((each) => each.innerText)).to.deep.equal(['one', 'two']);
  });

  it('says who is asked for, and opens as soon as somebody is signed in', async () => {
    let signedIn = false;
    const { chat, sees, button, composer, misses } = await stage({ getToken: () => (signedIn ? token() : null) });
    await sees('Sign in to see your tasks');
    expect(composer().disabled).to.equal(true);
    expect(button('Conversations').disabled).to.equal(true);
    signedIn = true;
    button('Check again').click();
    await sees('What’s on your list?');
    await misses('Sign in');
    expect(composer().disabled).to.equal(false);
    chat.getToken = () => null;
    await sees('Sign in to see your tasks');
  });

  it('without any token function it asks to sign in', async () => {
    const { sees, chat } = await stage({ getToken: null });
    await sees('Sign in to see your tasks');
    chat.token = token();
    await sees('What’s on your list?');
  });

  it('a token function that fails or gives rubbish is a state with a way on', async () => {
    let give: () => unknown = () => Promise.reject(new Error('no'));
    const { sees, button, events } = await stage({ getToken: () => give() });
    await sees('couldn’t confirm who you are');
    give = () => ({});
    button('Try again').click();
    await until(() => events().length === 2);
    await sees('couldn’t confirm who you are');
    give = () => token();
    button('Try again').click();
    await sees('What’s on your list?');
  });

  it('a conversation that cannot be loaded can be tried again, and one that is gone makes room for a new one', async () => {
    const backend = await openBackend();
    await backend.plan('threads.get_by_id', { status: 400, json: { code: 'bad_request', message: 'Not now.' } });
    await backend.plan('items.list', { json: sample.page([sample.assistantMessage('m', 'Here again')]) });
    const { chat, sees, button } = await stage({ backend });
    void chat.setThreadId('thr_1');
    await sees('Not now.');
    const again = await openBackend();
    await again.plan('threads.get_by_id', { json: sample.thread() });
    await again.plan('items.list', { json: sample.page([sample.assistantMessage('m', 'Here again')]) });
    chat.setAttribute('api-url', again.url.href);
    await sees('What’s on your list?');
    await chat.setThreadId('thr_1');
    await sees('Here again');
    await again.plan('threads.get_by_id', { status: 404, json: { code: 'not_found', message: 'It was deleted.' } });
    await again.plan('threads.get_by_id', { status: 404, json: { code: 'not_found', message: 'It was deleted.' } });
    await chat.setThreadId('thr_2').catch(() => {});
    await chat.setThreadId('thr_3').catch(() => {});
    await sees('This conversation is gone');
    button('New conversation').click();
    await sees('What’s on your list?');
  });

  it('a missing or wrong api-url is explained on the page, with one line in the console', async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => warnings.push(words.join(' '));
    try {
      const { chat, sees } = await stage({ prepare: (element) => element.removeAttribute('api-url') });
      await sees('Almost there');
      for (const wrong of ['', 'ftp://x.example', 'javascript:alert(1)', 'http://']) {
        chat.setAttribute('api-url', wrong);
        await chat.updateComplete;
        await sees('Almost there');
      }
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain('api-url');
      const refused = await chat.fetchUpdates().catch((error: Error) => error.message);
      expect(refused).to.contain('api-url');
      chat.setAttribute('api-url', (await openBackend()).url.href);
      await sees('What’s on your list?');
    } finally {
      console.warn = warn;
    }
  });

  it('an item that nobody can draw does not take the others with it', async () => {
    const { backend, say, sees } = await stage();
    const broken = { ...sample.assistantMessage('bad', 'x'), content: null };
    await backend.plan('threads.create', {
      stream: [
        ...turn(sample.created(), sample.done(broken), { type: 'thread.item.done' }, null).slice(0, -1),
        frame({}, 7),
        ...turn(...ANSWER)
          .slice(0, -1)
          .map((step, at) =>
            'send' in (step as object)
              ? { send: (step as { send: string }).send.replace(/-\d+\n/, `-${at + 10}\n`) }
              : step,
          ),
        END,
      ],
    });
    await say('hello');
    await sees('Hi there');
  });
});
