import { expect } from '@open-wc/testing';
import { until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, type Chat, closePages, openPage, type Page } from './page.ts';

describe('an element with OpenAI’s chat that stands at another place', () => {
  afterEach(closePages);

  it('shows the conversation there, in an element of OpenAI’s that lives', async () => {
    const page = await openPage();
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there'], ['more', 'Here is more']) });
    const before = await chat.chatkit();
    await chat.chat.setComposerValue({ text: 'half a thou' });
    await chat.chat.sendUserMessage({ text: 'hello' });
    await before.settled();
    await planThread(chat);
    placeIn(page).append(chat.chat);
    await isNew(chat, before.element);
    const double = chat.double();
    await double.settled();
    expect(double.text()).to.contain('Hi there');
    await until(() => double.document.querySelector('textarea')?.value === 'half a thou');
    await double.say('more');
    expect(double.text()).to.contain('Here is more');
    expect(chat.heard('runtime')).to.have.length(1);
    expect(page.warnings).to.deep.equal([]);
    for (const scene of chat.scenes()) expect(scene).not.to.contain('+');
  });

  it('works when it is there for the second time', async () => {
    const page = await openPage();
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const before = await chat.chatkit();
    await before.say('hello');
    chat.chat.remove();
    await until(() => !before.element.isConnected);
    await planThread(chat);
    placeIn(page).append(chat.chat);
    await isNew(chat, before.element);
    await chat.double().settled();
    expect(chat.double().text()).to.contain('Hi there');
  });

  it('works when the page wants it in another mode', async () => {
    const page = await openPage();
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const before = await chat.chatkit();
    await before.say('hello');
    await planThread(chat);
    chat.chat.mode = 'bubble';
    chat.chat.open();
    await isNew(chat, before.element);
    await chat.double().settled();
    expect(chat.double().text()).to.contain('Hi there');
    expect(page.warnings).to.deep.equal([]);
  });

  it('works when it was moved before it was ready', async () => {
    const page = await openPage();
    const chat = await page.add({ query: 'delay=100' });
    placeIn(page).append(chat.chat);
    await until(() => page.window.chatkitDouble?.instances.length === 1);
    placeIn(page).append(chat.chat);
    const double = await chat.chatkit();
    expect(double.running).to.equal(true);
  });
});

function placeIn({ document }: Page): HTMLElement {
  const place = document.createElement('section');
  document.body.append(place);
  return place;
}

async function isNew(chat: Chat, former: HTMLElement): Promise<void> {
  await until(() => chat.double().element !== former && chat.seen().join() === 'chatkit');
}

async function planThread({ backend }: Chat): Promise<void> {
  const items = [sample.userMessage('msg_u0', 'hello'), sample.assistantMessage('msg_a0', 'Hi there')];
  await backend.plan('threads.get_by_id', { json: sample.thread('thr_1', { items: sample.page(items) }) });
}
