import { expect } from '@open-wc/testing';
import { frame, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, closePages, openPage } from './page.ts';

const QUESTION = sample.done(sample.userMessage('msg_u1', 'hello'));

describe('a command to OpenAI’s chat', () => {
  afterEach(closePages);

  it('that comes before it is there is done when it is', async () => {
    let sent: Promise<void> | undefined;
    const chat = await (await openPage()).add({
      backend: await backendThatAnswers(['hello', 'Hi there']),
      prepare: (each) => {
        sent = each.sendUserMessage({ text: 'hello' });
      },
    });
    await sent;
    await until(() => chat.double().text().includes('Hi there'));
  });

  it('is done by OpenAI’s element', async () => {
    const chat = await (await openPage()).add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const double = await chat.chatkit();
    await chat.chat.showHistory();
    await chat.chat.hideHistory();
    await chat.chat.focusComposer();
    await chat.chat.sendUserMessage({ text: 'hello', newThread: true });
    await double.settled();
    await chat.chat.setThreadId(null);
    expect(double.calls.map(({ name }) => name)).to.deep.equal([
      'showHistory',
      'hideHistory',
      'focusComposer',
      'sendUserMessage',
      'setThreadId',
    ]);
  });

  it('that it would refuse in the middle of an answer waits for its end', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    const begun = [frame(sample.created(), 1), frame(QUESTION, 2)];
    await backend.plan('threads.create', { stream: [...begun, { gate: 'end' }, { send: ': end\n\n' }] });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Here is more', '2')) });
    await backend.plan('threads.custom_action', { stream: turn() });
    const page = await openPage();
    const chat = await page.add({ backend });
    const double = await chat.chatkit();
    double.type('hello');
    double.enter();
    await until(() => chat.heard('thread-change').length === 1);
    const sent = chat.chat.sendUserMessage({ text: 'more' });
    // This one need not wait.
    await chat.chat.focusComposer();
    expect(double.calls.map(({ name }) => name)).to.deep.equal(['focusComposer']);
    await backend.open('end');
    await sent;
    const acted = chat.chat.sendCustomAction({ type: 'tasks.complete', payload: { number: 1 } }, 'wid_1');
    await acted;
    expect(double.text()).to.contain('Here is more');
    const [action] = await backend.requests('threads.custom_action');
    expect(action?.params).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'wid_1',
      action: { type: 'tasks.complete', payload: { number: 1 } },
    });
    expect(chat.heard('error')).to.deep.equal([]);
    expect(page.uncaught).to.deep.equal([]);
  });

  it('waits for a tool of the page’s, and for what the assistant says then', async () => {
    const backend = await openBackend();
    const { created_at, thread_id } = sample.userMessage('', '');
    const call = { type: 'client_tool_call', id: 'ctc_1', thread_id, created_at, status: 'pending', call_id: 'call_1' };
    const events = [sample.created(), QUESTION, sample.done({ ...call, name: 'look', arguments: {} })];
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.create', { stream: turn(...events) });
    await backend.plan('threads.add_client_tool_output', {
      stream: turn(sample.done(sample.assistantMessage('msg_a1', 'I see'))),
    });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Here is more', '2')) });
    let answer = (_result: Record<string, unknown>) => {};
    const chat = await (await openPage()).add({
      backend,
      prepare: (each) => {
        const onClientTool = () => new Promise<Record<string, unknown>>((resolve) => (answer = resolve));
        each.options = { onClientTool };
      },
    });
    const double = await chat.chatkit();
    double.type('hello');
    double.enter();
    await until(() => chat.heard('response-end').length === 1 && answer.length === 1);
    const sent = chat.chat.sendUserMessage({ text: 'more' });
    answer({});
    await sent;
    await until(() => double.text().includes('Here is more'));
    const types = (await backend.requests()).map(({ type }) => type).filter((type) => type !== 'threads.list');
    expect(types).to.deep.equal(['threads.create', 'threads.add_client_tool_output', 'threads.add_user_message']);
  });

  it('fails with what OpenAI’s element says against it', async () => {
    const page = await openPage();
    const chat = await page.add();
    await chat.chatkit();
    const failure = await chat.chat.sendUserMessage({ text: ' ' }).catch(String);
    expect(failure).to.contain('IntegrationError');
    expect(page.uncaught).to.deep.equal([]);
  });

  it('fails when nobody answers', async () => {
    const page = await openPage();
    const chat = await page.add();
    const double = await chat.chatkit();
    double.element.focusComposer = () => new Promise(() => {});
    // Ten seconds are over soon.
    const { setTimeout } = page.window;
    page.window.setTimeout = ((work: () => void, ms: number) =>
      setTimeout(work, ms === 10_000 ? 1 : ms)) as typeof setTimeout;
    const failure = await chat.chat.focusComposer().catch((error: { code: string }) => error.code);
    expect(failure).to.equal('timeout');
  });
});
