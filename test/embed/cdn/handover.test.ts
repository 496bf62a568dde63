import { expect } from '@open-wc/testing';
import { type FakeBackend, frame, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, type Chat, closePages, openPage } from './page.ts';

const QUESTION = sample.done(sample.userMessage('msg_u1', 'hello'));

describe('when ours takes over from OpenAI’s chat', () => {
  afterEach(closePages);

  it('the conversation stays', async () => {
    const chat = await (await openPage()).add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const double = await chat.chatkit();
    await double.say('hello');
    await planThread(chat.backend);
    await breakDown(chat);
    await until(() => chat.text().includes('Hi there'));
    expect(await chat.backend.requests('threads.create')).to.have.length(1);
    expect((await chat.backend.requests('threads.get_by_id'))[0]?.params).to.deep.equal({ thread_id: 'thr_1' });
  });

  it('a message that nobody took up yet is sent under its own id, and shown once', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.create', { gate: 'never' });
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    const chat = await (await openPage()).add({ backend });
    const double = await chat.chatkit();
    double.type('hello');
    double.enter();
    await until(async () => (await backend.requests('threads.create')).length === 1);
    await breakDown(chat);
    await until(() => chat.text().includes('Hi there'));
    const sent = await backend.requests('threads.create');
    expect(sent).to.have.length(2);
    expect(new Set(sent.map(idOf))).to.have.length(1);
    expect(sent.map(({ params }) => params)).to.deep.equal([sent[0]?.params, sent[0]?.params]);
    expect(chat.root.querySelectorAll('.row.user')).to.have.length(1);
    await until(async () => (await backend.requests('threads.create'))[0]?.aborted);
    expect(await backend.requests('turns.cancel')).to.deep.equal([]);
  });

  it('a message in a conversation is sent into it under its own id', async () => {
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    await backend.plan('threads.add_user_message', { gate: 'never' });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Here is more', '2')) });
    const chat = await (await openPage()).add({ backend });
    const double = await chat.chatkit();
    await double.say('hello');
    double.type('more');
    double.enter();
    await until(async () => (await backend.requests('threads.add_user_message')).length === 1);
    await planThread(backend);
    await breakDown(chat);
    await until(() => chat.text().includes('Here is more'));
    const sent = await backend.requests('threads.add_user_message');
    expect(sent).to.have.length(2);
    expect(new Set(sent.map(idOf))).to.have.length(1);
  });

  it('an answer that has begun is read on, and nothing is sent again', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    const begun = [frame(sample.created(), 1), frame(QUESTION, 2), { gate: 'never' }];
    await backend.plan('threads.create', { stream: begun });
    const chat = await (await openPage()).add({ backend });
    const double = await chat.chatkit();
    double.type('hello');
    double.enter();
    await until(() => chat.heard('thread-change').length === 1);
    await backend.plan('threads.get_by_id', { json: sample.thread('thr_1', { running_turn: { id: 'turn_1' } }) });
    await backend.plan('items.list', { json: sample.page([sample.userMessage('msg_u1', 'hello')]) });
    await backend.plan('turns.resume', { stream: turn(QUESTION, ...sample.answer('hello', 'Hi there').slice(1)) });
    await breakDown(chat);
    await until(() => chat.text().includes('Hi there'));
    expect(await backend.requests('threads.create')).to.have.length(1);
    expect(await backend.requests('threads.add_user_message')).to.deep.equal([]);
    expect(await backend.requests('turns.cancel')).to.deep.equal([]);
    expect((await backend.requests('turns.resume'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      turn_id: 'turn_1',
    });
  });

  it('the words of a message that failed are in the composer', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.create', { status: 400, json: { code: 'rejected', message: 'Not like this.' } });
    const chat = await (await openPage()).add({ backend });
    const double = await chat.chatkit();
    await double.say('hello');
    await until(() => double.text().includes('Not like this.'));
    await breakDown(chat);
    expect(composerOf(chat).value).to.equal('hello');
    expect(await backend.requests('threads.create')).to.have.length(1);
  });

  it('what the page put into the composer is kept', async () => {
    const chat = await (await openPage()).add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const double = await chat.chatkit();
    await chat.chat.setComposerValue({ text: 'half a thou' });
    await chat.chat.sendUserMessage({ text: 'hello' });
    await double.settled();
    await planThread(chat.backend);
    await breakDown(chat);
    await until(() => composerOf(chat).value === 'half a thou');
  });

  it('what was sent from the composer is not in it again', async () => {
    const chat = await (await openPage()).add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const double = await chat.chatkit();
    await chat.chat.setComposerValue({ text: 'hello' });
    double.enter();
    await double.settled();
    await planThread(chat.backend);
    await breakDown(chat);
    await until(() => chat.text().includes('Hi there'));
    expect(composerOf(chat).value).to.equal('');
  });

  it('a command that waited is done by ours', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    const begun = [frame(sample.created(), 1), frame(QUESTION, 2), { gate: 'never' }];
    await backend.plan('threads.create', { stream: begun });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Here is more', '2')) });
    const chat = await (await openPage()).add({ backend });
    const double = await chat.chatkit();
    double.type('hello');
    double.enter();
    await until(() => chat.heard('thread-change').length === 1);
    const sent = chat.chat.sendUserMessage({ text: 'more' });
    await planThread(backend);
    await breakDown(chat);
    await sent;
    await until(() => chat.text().includes('Here is more'));
    expect(await backend.requests('threads.add_user_message')).to.have.length(1);
  });

  it('a draft of ours goes into OpenAI’s composer, when the page wishes for that', async () => {
    const chat = await (await openPage()).add({ attributes: { runtime: 'builtin' } });
    await chat.builtin();
    await chat.chat.setComposerValue({ text: 'half a thou' });
    chat.chat.runtime = 'chatkit';
    const double = await chat.chatkit();
    await until(() => double.document.querySelector('textarea')?.value === 'half a thou');
  });
});

/** The frame goes, as when a domain is not verified. */
async function breakDown(chat: Chat): Promise<void> {
  chat.double().element.shadowRoot?.querySelector('.ck-wrapper')?.remove();
  await chat.builtin();
}

function composerOf({ root }: Chat): HTMLTextAreaElement {
  return root.querySelector('.composer textarea') as HTMLTextAreaElement;
}

function idOf(request: { metadata: { readonly task_chat?: { readonly request_id?: string } } | undefined }) {
  return request.metadata?.task_chat?.request_id;
}

/** The server has the conversation. */
async function planThread(backend: FakeBackend): Promise<void> {
  const items = [sample.assistantMessage('msg_a0', 'Hi there'), sample.userMessage('msg_u0', 'hello')];
  await backend.plan('threads.get_by_id', { json: sample.thread() });
  await backend.plan('items.list', { json: sample.page(items) });
}
