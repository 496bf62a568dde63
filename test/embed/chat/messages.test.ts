import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { END, frame, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { clearStage, stage } from './stage.ts';

const ANSWER = [sample.created(), ...sample.answer('hello', 'Hi **there**')];

describe('a message', () => {
  afterEach(clearStage);

  it('is shown at once, answered as it streams, and leaves the composer ready for the next', async () => {
    const { backend, composer, say, sees, text, find, chat, events } = await stage();
    const frames = turn(...ANSWER);
    await backend.plan('threads.create', {
      stream: [{ gate: 'begin' }, ...frames.slice(0, -3), { gate: 'end' }, ...frames.slice(-3)],
    });
    await until(() => events().includes('ready'));
    await say('hello');
    await sees('hello');
    expect(composer().value).to.equal('');
    await until(() => find('.dots'));
    await backend.open('begin');
    await sees('Hi *there');
    expect(find('[aria-label="Stop the answer"]')).to.be.instanceOf(HTMLElement);
    await backend.open('end');
    await sees('Hi there');
    await until(() => events().includes('response-end'));
    expect(events()).to.deep.equal(['ready', 'response-start', 'thread-change', 'response-end']);
    expect(text()).not.to.contain('**');
    expect(find('.answer strong').textContent).to.equal('there');
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Sure', '2')) });
    await say('more');
    await sees('Sure');
    const [request] = await backend.requests('threads.add_user_message');
    expect(request?.params).to.deep.equal({
      thread_id: 'thr_1',
      input: {
        content: [{ type: 'input_text', text: 'more' }],
        attachments: [],
        quoted_text: '',
        inference_options: {},
      },
    });
    expect(request?.metadata?.task_chat?.cancel).to.equal('explicit');
    expect(chat.shadowRoot?.querySelectorAll('.bubble')).to.have.length(2);
  });

  it('is sent by Enter, not by Shift+Enter and not while an input method composes', async () => {
    const { backend, composer, chat, sees } = await stage();
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await chat.focusComposer();
    await until(() => chat.shadowRoot?.activeElement === composer());
    await sendKeys({ type: 'one' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    expect(composer().value).to.equal('one\ntwo');
    const composing = new KeyboardEvent('keydown', {
      key: 'Enter',
      isComposing: true,
      bubbles: true,
      cancelable: true,
    });
    composer().dispatchEvent(composing);
    expect(composing.defaultPrevented).to.equal(false);
    expect(await backend.requests()).to.have.length(0);
    await sendKeys({ press: 'Enter' });
    await sees('Hi there');
    const [request] = await backend.requests();
    expect(JSON.stringify(request?.params)).to.contain('one\\ntwo');
  });

  it('of too many characters is counted and kept back, not cut', async () => {
    const { backend, composer, say, sees, misses, button } = await stage();
    await say('x'.repeat(16_001));
    await sees(`${(16_001).toLocaleString()} of ${(16_000).toLocaleString()} characters`);
    expect(composer().value).to.have.length(16_001);
    expect(button('Send').disabled).to.equal(true);
    expect(await backend.requests()).to.have.length(0);
    composer().value = 'x'.repeat(15_990);
    composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
    await misses('characters');
    expect(button('Send').disabled).to.equal(false);
  });

  it('waits while an answer runs, can be taken back, and is sent next [client-own-line]', async () => {
    const { backend, say, sees, button, composer, misses } = await stage();
    const frames = turn(...ANSWER);
    await backend.plan('threads.create', { stream: [...frames.slice(0, -2), { gate: 'end' }, ...frames.slice(-2)] });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('second', 'Two', '2')) });
    await say('hello');
    await sees('Hi');
    await say('first thought');
    await sees('Waiting for the answer above');
    button('Take back').click();
    await misses('Waiting');
    expect(composer().value).to.equal('first thought');
    await say('second');
    expect(await backend.requests('threads.add_user_message')).to.have.length(0);
    await backend.open('end');
    await sees('Two');
    expect(await backend.requests('threads.add_user_message')).to.have.length(1);
  });

  it('is stopped on the server, and what was said stays [client-tells-stop]', async () => {
    const { backend, say, sees, button, chat, events } = await stage();
    const frames = turn(...ANSWER);
    await backend.plan('threads.create', {
      stream: [
        ...frames.slice(0, -6),
        { gate: 'stopped' },
        frame(sample.done(sample.assistantMessage('msg_a1', 'Hi **')), 90),
        END,
      ],
    });
    await backend.plan('turns.cancel', { json: {} });
    await say('hello');
    await sees('Hi');
    button('Stop the answer').click();
    const cancel = await until(async () => (await backend.requests('turns.cancel'))[0]);
    const [create] = await backend.requests('threads.create');
    expect(cancel?.params).to.deep.equal({ thread_id: 'thr_1', request_id: create?.metadata?.task_chat?.request_id });
    await backend.open('stopped');
    await until(() => events().includes('response-end'));
    await sees('Hi **');
    expect(chat.shadowRoot?.querySelector('[role=alert]')).to.equal(null);
  });

  it('is stopped by Escape', async () => {
    const { backend, say, sees, composer } = await stage();
    await backend.plan('threads.create', { stream: [...turn(...ANSWER).slice(0, -3), 'hang'] });
    await backend.plan('turns.cancel', { json: {} });
    await say('hello');
    await sees('Hi');
    composer().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await until(async () => (await backend.requests('turns.cancel')).length === 1);
  });

  it('is not doubled when its answer is cut and read on', async () => {
    const { backend, say, sees, all } = await stage();
    const frames = turn(...ANSWER);
    await backend.plan('threads.create', { stream: [...frames.slice(0, 9), 'cut'] });
    await backend.plan('threads.create', { stream: frames.slice(6) });
    await say('hello');
    await sees('Hi there');
    expect(all('.bubble')).to.have.length(1);
    expect(all('.answer').map((each) => each.innerText.trim())).to.deep.equal(['Hi there']);
  });

  it('is prompted by the start screen', async () => {
    const { backend, button, sees, composer, has } = await stage();
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await until(() => has('Add a task'));
    button('Add a task').click();
    await until(() => composer().value === 'Add task: ');
    button('Show my tasks').click();
    await sees('Hi there');
    const [request] = await backend.requests();
    expect(JSON.stringify(request?.params)).to.contain('Show my tasks');
  });

  it('goes out by the page’s own hand, and leaves the draft alone', async () => {
    const { backend, chat, sees, composer } = await stage();
    await backend.plan('threads.create', { stream: turn(...ANSWER) });
    await chat.setComposerValue({ text: 'a draft' });
    await chat.sendUserMessage({ text: ' hello ' });
    await sees('Hi there');
    expect(composer().value).to.equal('a draft');
    const refused = await chat.sendUserMessage({ text: ' ' }).catch((error: Error) => error.message);
    expect(refused).to.equal('A message needs words.');
    const long = await chat.sendUserMessage({ text: 'x'.repeat(16_001) }).catch((error: Error) => error.message);
    expect(long).to.contain('too much');
  });

  it('has its notices and progress shown while they matter', async () => {
    const { backend, say, sees, misses } = await stage();
    const [first, ...rest] = turn(...ANSWER);
    const progress = frame({ type: 'progress_update', text: 'Looking at your list' }, 2, 'turn_x');
    const notice = frame(
      { type: 'notice', level: 'warning', title: 'Careful', message: 'Only **ten** left' },
      3,
      'turn_y',
    );
    await backend.plan('threads.create', { stream: [first ?? END, progress, { gate: 'on' }, notice, ...rest] });
    await say('hello');
    await sees('Looking at your list');
    await backend.open('on');
    await misses('Looking at your list');
    await sees('Only ten left');
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('x', 'y', '2')) });
    await say('x');
    await misses('Only ten left');
  });

  it('is refused by a locked conversation, which says why, and by a closed one, which offers a new one', async () => {
    const locked = await stage();
    await locked.backend.plan('threads.create', {
      stream: turn(sample.created(), {
        type: 'thread.updated',
        thread: sample.thread('thr_1', { status: { type: 'locked', reason: 'Back on Monday' } }),
      }),
    });
    await locked.say('hello');
    await until(() => locked.composer().placeholder === 'Back on Monday');
    expect(locked.composer().disabled).to.equal(true);
    const closed = await stage({ getToken: () => token('ben') });
    await closed.backend.plan('threads.create', {
      stream: turn(sample.created(), {
        type: 'thread.updated',
        thread: sample.thread('thr_1', { status: { type: 'closed' } }),
      }),
    });
    await closed.say('hello');
    await closed.sees('This conversation is closed.');
    closed.all('.closed button')[0]?.click();
    await closed.sees('What’s on your list?');
  });
});
