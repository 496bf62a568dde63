import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { TaskChatElement } from '../../../embed/index.ts';
import { type FakeBackend, openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, type HostPage, openPage, openSimplePage, SCRIPT, setup } from './pages.ts';

const START = 'What’s on your list?';

async function answering(): Promise<FakeBackend> {
  const backend = await openBackend();
  await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
  await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
  return backend;
}

/** Types into a chat, as it is. */
function draft(chat: TaskChatElement, text?: string): string | undefined {
  const input = chat.shadowRoot?.querySelector<HTMLTextAreaElement>('[part="input"]');
  if (input && text !== undefined) {
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  return input?.value;
}

async function shows(page: HostPage, chat: TaskChatElement, words: string): Promise<void> {
  await until(() => page.text(chat).includes(words)).catch(() => {
    throw new Error(`“${words}” was never seen in: ${page.text(chat)}`);
  });
}

describe('a chat that stands', () => {
  afterEach(closePages);

  it('in a frame of a frame works', async () => {
    const backend = await answering();
    const inner = `<task-chat ${setup(backend)}></task-chat><script src='${SCRIPT}'></script>`;
    const give = '<script>getTestToken = () => parent.getTestToken()</script>';
    const page = await openPage({ body: `<iframe srcdoc="${(give + inner).replaceAll('"', '&quot;')}"></iframe>` });
    const frame = page.document.querySelector('iframe');
    const chat = await until(() => frame?.contentDocument?.querySelector('task-chat'));
    await shows(page, chat, START);
    await chat.sendUserMessage({ text: 'hello' });
    await shows(page, chat, 'Hi there');
  });

  it('in a dialog keeps its state while that is closed, and Escape closes first what is open inside', async () => {
    const backend = await answering();
    const page = await openPage({
      body: `<dialog><task-chat ${setup(backend)}></task-chat></dialog><script src="${SCRIPT}"></script>`,
    });
    const dialog = page.document.querySelector('dialog') as HTMLDialogElement;
    const chat = await page.chat();
    dialog.showModal();
    await shows(page, chat, START);
    await chat.sendUserMessage({ text: 'hello' });
    await shows(page, chat, 'Hi there');
    draft(chat, 'and then');
    dialog.close();
    dialog.showModal();
    expect(page.text(chat)).to.contain('Hi there');
    expect(draft(chat)).to.equal('and then');
    page.frame.focus();
    await chat.showHistory();
    const isOpen = () => chat.shadowRoot?.querySelector('[part~=history]') !== null;
    await until(isOpen);
    await until(() => chat.shadowRoot?.activeElement);
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen());
    expect(dialog.open).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => !dialog.open);
  });

  it('in the shadow root of another element works, and its events leave that', async () => {
    const backend = await answering();
    const page = await openPage({ body: `<x-host></x-host><script src="${SCRIPT}"></script>` });
    const heard: string[] = [];
    for (const type of ['ready', 'response-start', 'response-end']) {
      page.window.addEventListener(`task-chat:${type}`, ({ target }) =>
        heard.push(`${type} ${(target as Element).localName}`),
      );
    }
    const root = (page.document.querySelector('x-host') as Element).attachShadow({ mode: 'open' });
    root.innerHTML = `<style>* { color: red; font-size: 40px }</style><task-chat ${setup(backend)}></task-chat>`;
    const chat = root.querySelector('task-chat') as TaskChatElement;
    await shows(page, chat, START);
    await chat.focusComposer();
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('textarea');
    await chat.sendUserMessage({ text: 'hello' });
    await shows(page, chat, 'Hi there');
    await until(() => heard.length > 2);
    expect(heard).to.deep.equal(['ready x-host', 'response-start x-host', 'response-end x-host']);
  });

  it('beside others minds its own business', async () => {
    const [one, two] = [await answering(), await answering()];
    const page = await openPage({
      body: `<task-chat ${setup(one)}></task-chat><task-chat ${setup(two)}></task-chat><task-chat></task-chat>
        <script src="${SCRIPT}"></script>`,
    });
    const [first, second, third] = page.chats() as [TaskChatElement, TaskChatElement, TaskChatElement];
    await shows(page, first, START);
    await shows(page, second, START);
    await shows(page, third, 'api-url');
    await first.sendUserMessage({ text: 'hello' });
    await shows(page, first, 'Hi there');
    first.remove();
    await second.sendUserMessage({ text: 'hello' });
    await shows(page, second, 'Hi there');
    expect(await one.requests('threads.create')).to.have.length(1);
    expect(await two.requests('threads.create')).to.have.length(1);
  });
});

describe('a chat that is moved', () => {
  afterEach(closePages);

  it('in the middle of an answer goes on, with all it has, and asks for nothing twice', async () => {
    const { backend, page } = await openSimplePage({ body: '<main></main>' });
    const frames = turn(sample.created(), ...sample.answer('hello', 'Hi there, Ann'));
    await backend.plan('threads.create', { stream: [...frames.slice(0, -2), { gate: 'go' }, ...frames.slice(-2)] });
    await page.sees(START);
    const chat = await page.chat();
    await page.say('hello');
    await page.sees('Hi there');
    draft(chat, 'and then');
    const asked = (await backend.requests()).length;
    page.document.querySelector('main')?.append(chat);
    await chat.updateComplete;
    expect(page.text()).to.contain('Hi there');
    expect(draft(chat)).to.equal('and then');
    await backend.open('go');
    await until(() => !page.text().includes('is answering'));
    expect(draft(chat)).to.equal('and then');
    expect(await backend.requests()).to.have.length(asked);
    expect((await backend.requests('threads.create'))[0]?.aborted).to.equal(false);
    expect(page.said).to.deep.equal([]);
  });

  it('to another document goes on there', async () => {
    const { backend, page } = await openSimplePage();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    await page.sees(START);
    const chat = await page.chat();
    draft(chat, 'and then');
    const frame = page.document.createElement('iframe');
    page.document.body.append(frame);
    frame.contentDocument?.body.append(chat);
    await shows(page, chat, START);
    expect(draft(chat)).to.equal('and then');
    await chat.sendUserMessage({ text: 'hello' });
    await shows(page, chat, 'Hi there');
  });
});

describe('a chat whose api-url changes', () => {
  afterEach(closePages);

  it('leaves what it showed, keeps what is being typed, and speaks with the other server only', async () => {
    const { backend: one, page } = await openSimplePage();
    const frames = turn(sample.created(), ...sample.answer('hello', 'From one'));
    await one.plan('threads.create', { stream: [...frames.slice(0, -2), { gate: 'go' }, ...frames.slice(-2)] });
    const two = await openBackend();
    await two.plan('threads.create', { stream: turn(sample.created('thr_2'), ...sample.answer('again', 'From two')) });
    await page.sees(START);
    await page.say('hello');
    await page.sees('From one');
    const chat = await page.chat();
    draft(chat, 'again');
    chat.setAttribute('api-url', two.url.href);
    await page.sees(START);
    expect(page.text()).not.to.contain('From one');
    expect(draft(chat)).to.equal('again');
    const asked = (await one.requests()).length;
    await one.open('go');
    await page.say('again');
    await page.sees('From two');
    expect(page.text()).not.to.contain('From one');
    expect(await one.requests()).to.have.length(asked);
    chat.removeAttribute('api-url');
    await page.sees('api-url');
    chat.setAttribute('api-url', one.url.href);
    await until(() => !page.text().includes('“api-url”'));
  });
});

describe('a page that comes back from the browser’s memory', () => {
  afterEach(closePages);

  async function comeBack(next: string | null): Promise<HostPage> {
    const { backend, page } = await openSimplePage();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Ann’s secret')) });
    await page.sees(START);
    await page.say('hello');
    await page.sees('Ann’s secret');
    Object.assign(page.window, { getTestToken: () => next });
    page.window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    return page;
  }

  it('shows nothing of the person who was there before', async () => {
    const page = await comeBack(token('bea'));
    await until(() => !page.text().includes('secret'));
    await page.sees(START);
  });

  it('asks to sign in when nobody is there any more', async () => {
    const page = await comeBack(null);
    await page.sees('Sign in');
    expect(page.text()).not.to.contain('secret');
  });

  it('shows what it showed to the person who is still there', async () => {
    const page = await comeBack(token('ann'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(page.text()).to.contain('secret');
  });
});
