import { expect } from '@open-wc/testing';
import type { TaskChatActionEvent, TaskChatLogEvent } from '../../../embed/events.ts';
import { openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, type Chat, closePages, openPage } from './page.ts';

const EFFECT = { type: 'client_effect', name: 'tasks.changed', data: { numbers: [3, 4] } };

describe('the events of OpenAI’s chat', () => {
  afterEach(closePages);

  it('are ours, in order, and none of OpenAI’s leaves the element', async () => {
    const page = await openPage();
    const foreign: string[] = [];
    page.document.addEventListener('chatkit.ready', ({ type }) => foreign.push(type));
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    await (await chat.chatkit()).say('hello');
    const types = chat.events.map(({ type }) => type.slice(10)).filter((type) => type !== 'log');
    expect(types).to.deep.equal(['runtime', 'ready', 'response-start', 'thread-change', 'response-end']);
    expect(chat.heard('ready')[0]).to.include({ threadId: null });
    expect(chat.heard('thread-change')[0]).to.include({ threadId: 'thr_1' });
    expect(foreign).to.deep.equal([]);
  });

  it('log what happens without what the person wrote', async () => {
    const page = await openPage();
    const chat = await page.add({ backend: await backendThatAnswers(['my secret', 'Hi there']) });
    await (await chat.chatkit()).say('my secret');
    const logs = chat.heard<TaskChatLogEvent>('log');
    expect(logs.map(({ logged }) => logged)).to.include.members(['app.init', 'composer.ready', 'composer.submit']);
    const submit = logs.find(({ logged }) => logged === 'composer.submit');
    expect(submit?.data).to.deep.equal({ attachmentsCount: 0 });
    expect(JSON.stringify(logs.map(({ data }) => data))).not.to.contain('secret');
  });

  it('tell of changed tasks here and in other tabs, and these load their conversation again', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.get_by_id', { json: sample.thread('thr_2') });
    await backend.plan('threads.get_by_id', {
      json: sample.thread('thr_2', { items: sample.page([sample.assistantMessage('msg_a9', 'Three is done')]) }),
    });
    await backend.plan('threads.create', { stream: turn(sample.created(), EFFECT, ...sample.answer('hello', 'Hi')) });
    const [here, there] = [await openPage(), await openPage()];
    const other = await there.add({ backend, attributes: { 'initial-thread': 'thr_2' } });
    await other.chatkit();
    const chat = await here.add({ backend, attributes: { 'initial-thread': '' } });
    await chat.chatkit();
    await chat.chat.setThreadId(null);
    await chat.double().say('hello');
    expect(chat.heard('tasks-change')).to.have.length(1);
    expect(chat.heard('tasks-change')[0]).to.deep.include({ numbers: [3, 4], remote: false });
    expect(chat.heard<TaskChatLogEvent>('log').map(({ logged }) => logged)).to.include('effect');
    await until(() => other.heard('tasks-change').length === 1);
    expect(other.heard('tasks-change')[0]).to.deep.include({ numbers: [3, 4], remote: true });
    // OpenAI's element asks the server no sooner than five seconds after it last did.
    await until(() => other.double().text().includes('Three is done'), 9_000);
  });

  it('say what the server said of a failure', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    const failure = sample.error('model', 'The model is asleep.');
    await backend.plan('threads.create', { stream: turn(sample.created(), failure) });
    const chat = await (await openPage()).add({ backend });
    await (await chat.chatkit()).say('hello');
    await until(() => chat.heard('error').length > 0);
    expect(chat.heard('error')[0]).to.include({ code: 'chatkit:StreamError', message: 'The model is asleep.' });
  });
});

describe('what the server wants of the page', () => {
  afterEach(closePages);

  it('is asked of the page’s tool, and a tool that fails is an answer too', async () => {
    const backend = await backendWithCall();
    const chat = await (await openPage()).add({
      backend,
      prepare: (each) => {
        each.options = {
          onClientTool: ({ name, params }) => Promise.reject(new Error(`no ${name} ${JSON.stringify(params)}`)),
        };
      },
    });
    await (await chat.chatkit()).say('hello');
    await until(async () => (await backend.requests('threads.add_client_tool_output')).length === 1);
    const [output] = await backend.requests('threads.add_client_tool_output');
    expect(output?.params.result).to.deep.equal({ error: 'Error: no look {"at":1}' });
  });

  it('is answered where the page has no tool', async () => {
    const backend = await backendWithCall();
    const chat = await (await openPage()).add({ backend });
    await (await chat.chatkit()).say('hello');
    await until(async () => (await backend.requests('threads.add_client_tool_output')).length === 1);
  });

  it('is the page’s to do when a widget’s action says so', async () => {
    const page = await openPage();
    const { chat, acted } = await chatWithAction(page);
    await until(() => chat.heard('action').length === 1);
    const [event] = chat.heard<TaskChatActionEvent>('action');
    expect(event).to.include({ itemId: 'wid_1' });
    expect(event?.action).to.deep.include({ type: 'page.open' });
    await until(() => acted.length === 1);
    await until(() => page.warnings.length === 1);
    expect(page.warnings[0]).to.contain('the action page.open failed');
    expect(chat.heard('error')).to.deep.equal([]);
    expect(page.uncaught).to.deep.equal([]);
  });
});

async function backendWithCall() {
  const backend = await openBackend();
  const call = {
    type: 'client_tool_call',
    id: 'ctc_1',
    thread_id: 'thr_1',
    created_at: '2026-01-02T03:04:05Z',
    status: 'pending',
    call_id: 'call_1',
    name: 'look',
    arguments: { at: 1 },
  };
  await backend.plan('threads.list', { json: sample.page() });
  await backend.plan('threads.create', {
    stream: turn(sample.created(), sample.done(sample.userMessage('msg_u1', 'hello')), sample.done(call)),
  });
  await backend.plan('threads.add_client_tool_output', {
    stream: turn(sample.done(sample.assistantMessage('msg_a1', 'Hi'))),
  });
  return backend;
}

async function chatWithAction(page: Awaited<ReturnType<typeof openPage>>): Promise<{ chat: Chat; acted: unknown[] }> {
  const backend = await openBackend();
  const widget = sample.card(sample.button('Open', { type: 'page.open', handler: 'client' }));
  await backend.plan('threads.list', { json: sample.page() });
  const events = [sample.done(sample.userMessage('msg_u1', 'hello')), sample.done(sample.widgetItem('wid_1', widget))];
  await backend.plan('threads.create', { stream: turn(sample.created(), ...events) });
  const acted: unknown[] = [];
  const chat = await page.add({
    backend,
    prepare: (each) => {
      const onAction = (...given: unknown[]) => {
        acted.push(given);
        return Promise.reject(new Error('it cannot'));
      };
      each.options = { widgets: { onAction } };
    },
  });
  const double = await chat.chatkit();
  await double.say('hello');
  double.press('Open');
  return { chat, acted };
}
