import { expect } from '@open-wc/testing';
import { END, frame, openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, type Stage, stage } from './stage.ts';

const TALK = [sample.userMessage('msg_u1', 'hello'), sample.assistantMessage('msg_a1', 'Hi there')];

/** What a page that is loaded again does. */
function leave(): void {
  for (const chat of document.querySelectorAll('task-chat')) chat.remove();
}

describe('a conversation', () => {
  afterEach(clearStage);

  it('is found again after a reload, by the same person at the same server only', async () => {
    const backend = await backendWith(TALK, sample.thread());
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    const first = await stage({ backend });
    await first.say('hello');
    await first.sees('Hi there');
    leave();
    const again = await stage({ backend });
    await again.sees('Hi there');
    expect((await backend.requests('items.list'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      limit: 30,
      order: 'desc',
    });
    leave();
    const other = await stage({ backend, getToken: () => token('ben') });
    await other.sees('What’s on your list?');
    for (const key of Object.keys(localStorage)) expect(key).to.match(/^task-chat:[\da-z]+$/);
  });

  it('has the words again that were being typed, after a reload of this tab', async () => {
    const backend = await openBackend();
    const type = async ({ composer, chat }: Stage, words: string) => {
      composer().value = words;
      composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await chat.updateComplete;
    };
    const first = await stage({ backend });
    await first.sees('What’s on your list?');
    await type(first, 'add buy');
    leave();
    const again = await stage({ backend });
    await until(() => again.composer().value === 'add buy');
    leave();
    const other = await stage({ backend, getToken: () => token('ben') });
    await other.sees('What’s on your list?');
    expect(other.composer().value).to.equal('');
    leave();
    const back = await stage({ backend });
    await until(() => back.composer().value === 'add buy');
    await type(back, '');
    leave();
    const emptied = await stage({ backend });
    await emptied.sees('What’s on your list?');
    expect(emptied.composer().value).to.equal('');
  });

  it('is nowhere any more when the person signed out', async () => {
    const backend = await backendWith(TALK, sample.thread());
    const { chat, sees, misses, composer } = await stage({ backend });
    await chat.setThreadId('thr_1');
    await sees('Hi there');
    await chat.setComposerValue({ text: 'half a thought' });
    await chat.signOut();
    await misses('Hi there');
    await sees('Sign in to see your tasks');
    expect(composer().value).to.equal('');
    expect([...Object.keys(localStorage), ...Object.keys(sessionStorage)]).to.deep.equal([]);
    chat.getToken = () => token('ben');
    await sees('What’s on your list?');
  });

  it('leaves no word of a message that waited when the person signed out', async () => {
    const backend = await openBackend();
    const frames = turn(sample.created(), ...sample.answer('hello', 'Hi there'));
    await backend.plan('threads.create', { stream: [...frames.slice(0, -2), { gate: 'end' }, ...frames.slice(-2)] });
    const { chat, say, sees, misses, composer } = await stage({ backend });
    await say('hello');
    await sees('Hi there');
    await say('tell nobody');
    await sees('Waiting for the answer above');
    await chat.signOut();
    await misses('tell nobody');
    expect(composer().value).to.equal('');
    expect([...Object.keys(localStorage), ...Object.keys(sessionStorage)]).to.deep.equal([]);
    await backend.open('end');
  });

  it('works without storage', async () => {
    const original = Object.getOwnPropertyDescriptor(window, 'localStorage') as PropertyDescriptor;
    Object.defineProperty(window, 'localStorage', {
      configurable: true,
      get() {
        throw new DOMException('no', 'SecurityError');
      },
    });
    try {
      const { backend, say, sees } = await stage();
      await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
      await say('hello');
      await sees('Hi there');
    } finally {
      Object.defineProperty(window, 'localStorage', original);
    }
  });

  it('begins anew when the remembered one is gone', async () => {
    const backend = await openBackend();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    const first = await stage({ backend });
    await first.say('hello');
    await first.sees('Hi there');
    leave();
    const again = await stage({ backend });
    await again.sees('What’s on your list?');
    expect(localStorage).to.have.length(0);
  });

  it('goes on streaming the answer that runs on the server [client-follows-after-reload]', async () => {
    const backend = await backendWith(TALK.slice(0, 1), sample.thread('thr_1', { running_turn: { id: 'turn_1' } }));
    const frames = turn(...sample.answer('hello', 'Hi there'));
    await backend.plan('turns.resume', { stream: [...frames.slice(0, 8), { gate: 'rest' }, ...frames.slice(8)] });
    const { chat, sees, all, has, events } = await stage({ backend });
    void chat.setThreadId('thr_1');
    await sees('Hi');
    expect(has('Stop the answer')).to.equal(true);
    await backend.open('rest');
    await sees('Hi there');
    await until(() => events().includes('response-end'));
    expect(all('.bubble')).to.have.length(1);
    expect(all('.answer')).to.have.length(1);
    expect((await backend.requests('turns.resume'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      turn_id: 'turn_1',
    });
  });

  it('shows its newest messages and loads earlier ones on the way up, without a jump', async () => {
    const items = Array.from({ length: 30 }, (_, at) => sample.assistantMessage(`m${at + 30}`, `Message ${at + 30}`));
    const earlier = Array.from({ length: 30 }, (_, at) => sample.assistantMessage(`m${at}`, `Message ${at}`));
    const backend = await openBackend();
    await backend.plan('threads.get_by_id', { json: sample.thread() });
    await backend.plan('items.list', {
      json: sample.page([...items].reverse(), { has_more: true, after: 'hidden_9' }),
    });
    await backend.plan('items.list', { gate: 'earlier', json: sample.page([...earlier].reverse()) });
    const { chat, sees, find, all, has } = await stage({ backend });
    await chat.setThreadId('thr_1');
    await sees('Message 59');
    const scroller = find('.scroller');
    await until(() => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 2);
    // At the very start no browser anchors scrolling by itself.
    scroller.scrollTop = 0;
    const first = all('.row').find((row) => row.textContent?.includes('Message 31')) as HTMLElement;
    const place = () => first.getBoundingClientRect().top;
    // What comes into sight gets its real size now.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const top = place();
    await backend.open('earlier');
    await until(() => all('.row').length === 60);
    await until(() => Math.abs(place() - top) < 3);
    expect((await backend.requests('items.list'))[1]?.params).to.include({ after: 'hidden_9', order: 'desc' });
    expect(has('Show earlier messages')).to.equal(false);
    expect(all('.row')).to.have.length(60);
  });

  it('stays at the end while the person is there, and offers a way back when they are not', async () => {
    const items = Array.from({ length: 30 }, (_, at) =>
      sample.assistantMessage(`m${at}`, `Message ${at}\n\nmore of it`),
    );
    const backend = await backendWith(items, sample.thread());
    const { chat, say, sees, find, has, button, all } = await stage({ backend });
    await chat.setThreadId('thr_1');
    await sees('Message 29');
    const scroller = find('.scroller');
    const atEnd = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 2;
    await until(atEnd);
    const long = 'word '.repeat(300);
    const frames = turn(
      ...sample.answer('go', 'x').slice(0, -1),
      sample.delta('msg_a1', long),
      sample.done(sample.assistantMessage('msg_a1', long)),
    );
    await backend.plan('threads.add_user_message', {
      stream: [...frames.slice(0, 5), { gate: 'grow' }, ...frames.slice(5)],
    });
    await say('go');
    await sees('go');
    await until(atEnd);
    scroller.scrollTop -= 200;
    await until(() => has('Latest'));
    const row = all('.row').find(
      (each) => each.getBoundingClientRect().top > scroller.getBoundingClientRect().top + 50,
    );
    const place = () => row?.getBoundingClientRect().top ?? Number.NaN;
    const stood = place();
    await backend.open('grow');
    await until(() => find('.rows').innerText.includes('word word'));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(place()).to.be.closeTo(stood, 2);
    button('Latest').click();
    await until(atEnd);
    await until(() => !has('Latest'));
  });

  it('shows what the person says, and does not go on with the answer where the page wants no scrolling', async () => {
    const items = Array.from({ length: 30 }, (_, at) =>
      sample.assistantMessage(`m${at}`, `Message ${at}\n\nmore of it`),
    );
    const backend = await backendWith(items, sample.thread());
    const prepare = (chat: HTMLElement) => Object.assign(chat, { options: { thread: { autoScroll: false } } });
    const { chat, say, sees, find, has, button } = await stage({ backend, prepare });
    await chat.setThreadId('thr_1');
    await sees('Message 29');
    const scroller = find('.scroller');
    const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    await until(() => distance() < 2);
    const long = 'word '.repeat(600);
    const [begin = END, ...rest] = turn(
      sample.done(sample.userMessage('u1', 'go')),
      sample.done(sample.assistantMessage('a1', long)),
    );
    await backend.plan('threads.add_user_message', { stream: [begin, { gate: 'grow' }, ...rest] });
    await say('go');
    await sees('go');
    await until(() => distance() < 2);
    const stood = scroller.scrollTop;
    await backend.open('grow');
    await until(() => find('.rows').innerText.includes('word word'));
    await until(() => has('Latest'));
    expect(scroller.scrollTop).to.be.closeTo(stood, 60);
    expect(distance()).to.be.greaterThan(200);
    button('Latest').click();
    await until(() => distance() < 2 && !has('Latest'));
  });

  it('keeps the running answer on the server when a new one begins', async () => {
    const { backend, say, sees, button, events, misses } = await stage();
    await backend.plan('threads.create', {
      stream: [...turn(sample.created(), ...sample.answer('hello', 'Hi there')).slice(0, 8), 'hang'],
    });
    await say('hello');
    await sees('Hi');
    await say('and then');
    button('New conversation').click();
    await sees('What’s on your list?');
    await misses('Hi');
    expect(events().filter((type) => type === 'thread-change')).to.have.length(2);
    expect(events().at(-1)).to.equal('ready');
    expect(await backend.requests('turns.cancel')).to.have.length(0);
  });

  it('gives words that waited back to the composer when another one is opened', async () => {
    const { backend, say, sees, button, composer } = await stage();
    await backend.plan('threads.create', {
      stream: [...turn(sample.created(), ...sample.answer('hello', 'Hi there')).slice(0, 8), 'hang'],
    });
    await say('hello');
    await sees('Hi');
    await say('and then');
    button('New conversation').click();
    await until(() => composer().value === 'and then');
  });

  it('clears everything the former person could see when another one comes', async () => {
    const backend = await backendWith(TALK, sample.thread());
    const { chat, sees, misses, composer } = await stage({ backend });
    await chat.setThreadId('thr_1');
    await sees('Hi there');
    await chat.setComposerValue({ text: 'a secret draft' });
    await chat.showHistory();
    chat.getToken = () => token('ben');
    await misses('Hi there');
    await sees('What’s on your list?');
    expect(composer().value).to.equal('');
    expect(chat.shadowRoot?.querySelector('[role=dialog]')).to.equal(null);
    chat.getToken = () => token('ann');
    await sees('Hi there');
  });

  it('stays when the same person gets another token function', async () => {
    const backend = await backendWith(TALK, sample.thread());
    const { chat, sees, events } = await stage({ backend });
    await chat.setThreadId('thr_1');
    await sees('Hi there');
    const before = events().length;
    chat.getToken = () => token('ann');
    await chat.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await sees('Hi there');
    expect(events()).to.have.length(before);
  });

  it('survives being moved in the document', async () => {
    const backend = await openBackend();
    const frames = turn(sample.created(), ...sample.answer('hello', 'Hi there'));
    await backend.plan('threads.create', { stream: [...frames.slice(0, 8), { gate: 'rest' }, ...frames.slice(8)] });
    const { chat, say, sees } = await stage({ backend });
    await say('hello');
    await sees('Hi');
    const box = document.createElement('section');
    document.body.append(box);
    box.append(chat);
    await backend.open('rest');
    await sees('Hi there');
    expect(await backend.requests()).to.have.length(1);
    box.remove();
  });

  it('loads again what another tab has changed, and tells the page [client-tabs]', async () => {
    const backend = await openBackend();
    const list = (label: string) => sample.page([sample.widgetItem('w', sample.card({ type: 'Text', value: label }))]);
    await backend.plan('threads.get_by_id', { json: sample.thread() });
    for (const label of ['old list', 'old list', 'new list']) await backend.plan('items.list', { json: list(label) });
    const one = await stage({ backend });
    const two = await stage({ backend });
    await one.chat.setThreadId('thr_1');
    await two.chat.setThreadId('thr_1');
    await two.sees('old list');
    const told = new Promise<Event>((resolve) =>
      two.chat.addEventListener('task-chat:tasks-change', resolve, { once: true }),
    );
    const effect = { type: 'client_effect', name: 'tasks.changed', data: { numbers: [5, 'x'] } };
    await backend.plan('threads.custom_action', { stream: [frame(effect, 1), END] });
    await one.chat.sendCustomAction({ type: 'tasks.complete', payload: { number: 5 } });
    expect(await told).to.deep.include({ numbers: [5], remote: true });
    await two.sees('new list');
  });
});
