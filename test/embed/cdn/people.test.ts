import { expect } from '@open-wc/testing';
import { openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, closePages, openPage } from './page.ts';

describe('another person in OpenAI’s chat', () => {
  afterEach(closePages);

  it('sees nothing of the former one, and has a conversation of their own', async () => {
    const page = await openPage();
    const backend = await backendThatAnswers(['hello', 'Hi Ann']);
    const chat = await page.add({ backend });
    const anns = await chat.chatkit();
    await chat.chat.setComposerValue({ text: 'of Ann' });
    await chat.chat.sendUserMessage({ text: 'hello' });
    await anns.settled();
    chat.chat.getToken = () => token('bob');
    await until(() => !anns.element.isConnected);
    await until(() => chat.double().element !== anns.element && chat.seen().join() === 'chatkit');
    expect(chat.double().options).to.include({ initialThread: null });
    expect(chat.double().text()).not.to.contain('Ann');
    expect(chat.double().calls).to.deep.equal([]);

    // Back again, Ann finds hers.
    await backend.plan('threads.get_by_id', { json: sample.thread() });
    const { element } = chat.double();
    chat.chat.getToken = () => token('ann');
    await until(() => chat.double().element !== element && chat.seen().join() === 'chatkit');
    expect(chat.double().options).to.include({ initialThread: 'thr_1' });
  });

  it('is nobody: ours asks to sign in', async () => {
    const page = await openPage();
    const chat = await page.add();
    const { element } = await chat.chatkit();
    chat.chat.getToken = () => null;
    await until(() => chat.seen().join() === 'placard');
    expect(element.isConnected).to.equal(false);
    expect(chat.text()).to.contain('Sign in to see your tasks');
    expect(page.warnings).to.deep.equal([]);
  });

  it('is the same with a new token: nothing changes', async () => {
    const chat = await (await openPage()).add();
    const { element } = await chat.chatkit();
    let asked = 0;
    chat.chat.getToken = () => {
      asked++;
      return token();
    };
    await until(() => asked === 1);
    await chat.chat.updateComplete;
    expect(chat.double().element).to.equal(element);
    expect(chat.scenes()).to.deep.equal(['skeleton', 'chatkit']);
  });

  it('comes after a sign-out, which leaves nothing behind', async () => {
    const chat = await (await openPage()).add({ backend: await backendThatAnswers(['hello', 'Hi Ann']) });
    const double = await chat.chatkit();
    await double.say('hello');
    expect(localStorage).to.have.length(1);
    await chat.chat.signOut();
    await until(() => chat.seen().join() === 'placard');
    expect(double.element.isConnected).to.equal(false);
    expect(localStorage).to.have.length(0);
    chat.root.querySelector<HTMLButtonElement>('.way')?.click();
    await until(() => chat.double().element !== double.element && chat.seen().join() === 'chatkit');
    expect(chat.double().options).to.include({ initialThread: null });
  });
});

describe('a conversation in OpenAI’s chat', () => {
  afterEach(closePages);

  it('is open again in the next page', async () => {
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    const before = await (await openPage()).add({ backend });
    await (await before.chatkit()).say('hello');
    const items = [sample.userMessage('msg_u0', 'hello'), sample.assistantMessage('msg_a0', 'Hi there')];
    await backend.plan('threads.get_by_id', { json: sample.thread('thr_1', { items: sample.page(items) }) });
    const after = await (await openPage()).add({ backend });
    const double = await after.chatkit();
    await double.settled();
    expect(double.text()).to.contain('Hi there');
    expect(after.heard('ready')[0]).to.include({ threadId: 'thr_1' });
    expect(after.heard('thread-change')).to.deep.equal([]);
  });

  it('whose answer runs shows it when it is there, after a reload', async () => {
    const backend = await openBackend();
    const asked = [sample.userMessage('msg_u1', 'hello')];
    const answered = [...asked, sample.assistantMessage('msg_a1', 'Hi there')];
    const running = { running_turn: { id: 'turn_1' }, items: sample.page(asked) };
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.get_by_id', { json: sample.thread('thr_1', running) });
    await backend.plan('threads.get_by_id', { json: sample.thread('thr_1', { items: sample.page(answered) }) });
    const effect = { type: 'client_effect', name: 'tasks.changed', data: { numbers: [7] } };
    await backend.plan('turns.resume', { stream: [{ gate: 'end' }, ...turn(effect)] });
    const chat = await (await openPage()).add({ backend, attributes: { 'initial-thread': 'thr_1' } });
    const double = await chat.chatkit();
    await until(async () => (await backend.requests('turns.resume')).length === 1);
    await backend.open('end');
    await until(() => chat.heard('tasks-change').length === 1);
    await until(() => double.text().includes('Hi there'), 9_000);
    expect((await backend.requests('turns.resume'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      turn_id: 'turn_1',
    });
    expect(await backend.requests('turns.resume')).to.have.length(1);
  });

  it('that cannot be loaded now is not forgotten', async () => {
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    const before = await (await openPage()).add({ backend });
    await (await before.chatkit()).say('hello');
    await backend.plan('threads.get_by_id', { status: 503 });
    const after = await (await openPage()).add({ backend });
    await after.chatkit();
    await until(() => after.heard('thread-change').length === 1, 15_000);
    expect(localStorage).to.have.length(1);
  });

  it('that is gone is forgotten', async () => {
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    const before = await (await openPage()).add({ backend });
    await (await before.chatkit()).say('hello');
    const after = await (await openPage()).add({ backend });
    await after.chatkit();
    await until(() => after.heard('thread-change').length === 1);
    expect(localStorage).to.have.length(0);
  });
});
