import { expect } from '@open-wc/testing';
import { type FakeBackend, frame, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { type Chat, closePages, openPage, type Page } from './page.ts';

const QUESTION = sample.done(sample.userMessage('msg_u1', 'hello'));
const MAY_STOP = { type: 'stream_options', stream_options: { allow_cancel: true } };

describe('an answer in OpenAI’s chat that is broken off', () => {
  afterEach(closePages);

  it('by the person is stopped on the server too', async () => {
    const { chat } = await answering();
    chat.double().press('Stop');
    await until(async () => (await cancels(chat)).length === 1);
    const [create] = await chat.backend.requests('threads.create');
    const [cancel] = await cancels(chat);
    expect(cancel?.params).to.deep.equal({ thread_id: 'thr_1', request_id: create?.metadata?.task_chat?.request_id });
  });

  it('by a page that goes away goes on on the server', async () => {
    const { chat, page } = await answering();
    page.window.dispatchEvent(new page.window.PageTransitionEvent('pagehide', { persisted: true }));
    chat.double().press('Stop');
    await aborted(chat);
    expect(await cancels(chat)).to.deep.equal([]);
  });

  it('is stopped by a person who came back to the page', async () => {
    const { chat, page } = await answering();
    for (const type of ['pagehide', 'pageshow']) {
      page.window.dispatchEvent(new page.window.PageTransitionEvent(type, { persisted: true }));
    }
    chat.double().press('Stop');
    await until(async () => (await cancels(chat)).length === 1);
  });

  it('by an element that is removed goes on on the server', async () => {
    const { chat } = await answering();
    chat.chat.remove();
    await aborted(chat);
    expect(await cancels(chat)).to.deep.equal([]);
  });

  it('by an element that is moved goes on, and what came of it is shown', async () => {
    const { chat, page } = await answering();
    const { element } = chat.double();
    await chat.backend.plan('threads.get_by_id', {
      json: sample.thread('thr_1', {
        running_turn: { id: 'turn_1' },
        items: sample.page([sample.userMessage('msg_u1', 'hello')]),
      }),
    });
    const items = [sample.userMessage('msg_u1', 'hello'), sample.assistantMessage('msg_a1', 'Hi there')];
    await chat.backend.plan('threads.get_by_id', { json: sample.thread('thr_1', { items: sample.page(items) }) });
    await chat.backend.plan('turns.resume', { stream: turn(QUESTION, ...sample.answer('hello', 'Hi there').slice(1)) });
    const place = page.document.createElement('div');
    page.document.body.append(place);
    place.append(chat.chat);
    await until(() => chat.double().element !== element && chat.seen().join() === 'chatkit');
    await aborted(chat);
    await until(() => chat.double().text().includes('Hi there'), 9_000);
    expect(await cancels(chat)).to.deep.equal([]);
    expect(await chat.backend.requests('threads.create')).to.have.length(1);
    expect((await chat.backend.requests('turns.resume'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      turn_id: 'turn_1',
    });
  });
});

/** A chat in the middle of an answer. */
async function answering(): Promise<{ page: Page; chat: Chat }> {
  const backend = await openBackend();
  await backend.plan('threads.list', { json: sample.page() });
  await backend.plan('turns.cancel', { json: {} });
  const begun = [sample.created(), QUESTION, MAY_STOP].map((event, index) => frame(event, index + 1));
  await backend.plan('threads.create', { stream: [...begun, { gate: 'never' }] });
  const page = await openPage();
  const chat = await page.add({ backend });
  const double = await chat.chatkit();
  double.type('hello');
  double.enter();
  await until(() => chat.heard('thread-change').length === 1);
  const buttons = () => [...double.document.querySelectorAll('button')];
  await until(() => buttons().some(({ textContent, hidden }) => textContent === 'Stop' && !hidden));
  return { page, chat };
}

/** The stream is no more. */
async function aborted({ backend }: { backend: FakeBackend }): Promise<void> {
  await until(async () => (await backend.requests('threads.create'))[0]?.aborted);
  // A cancel would be on its way by now.
  await backend.requests();
}

function cancels({ backend }: Chat) {
  return backend.requests('turns.cancel');
}
