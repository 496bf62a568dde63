import { expect } from '@open-wc/testing';
import type { ChatKitOptions } from '@openai/chatkit';
import { frame, turn, until } from '../fake-backend.ts';
import { added, created, done, page, thread, userMessage } from '../samples.ts';
import { clearStages, eventNames, hello, openStage, rejection, TOOL, unhandled } from './stage.ts';

describe('the double’s commands', () => {
  afterEach(clearStages);

  it('refuse an empty message, one while it responds, and an action without a thread', async () => {
    const { element, double, backend } = await openStage();
    expect((await rejection(element.sendUserMessage({ text: '  ' })))?.name).to.equal('IntegrationError');
    expect((await rejection(element.sendCustomAction({ type: 'x' })))?.name).to.equal('IntegrationError');
    await backend.plan('threads.create', { stream: [frame(created(), 1), { gate: 'end' }] });
    await element.sendUserMessage({ text: 'hello' });
    expect(double.busy).to.equal(true);
    expect((await rejection(element.sendUserMessage({ text: 'more' })))?.name).to.equal('IntegrationError');
    expect((await rejection(element.sendCustomAction({ type: 'x' })))?.name).to.equal('IntegrationError');
    // Another thread is free.
    await element.sendUserMessage({ text: 'elsewhere', newThread: true });
    await backend.open('end');
    await double.settled();
    expect(eventNames(double).filter((name) => name === 'error')).to.have.length(4);
  });

  it('refuse a message while the thread loads', async () => {
    const { element, backend, double } = await openStage();
    await backend.plan('threads.get_by_id', { json: thread('thr_1'), gate: 'load' });
    const loaded = element.setThreadId('thr_1');
    await until(() => eventNames(double).includes('thread.load.start'));
    expect((await rejection(element.sendUserMessage({ text: 'hello' })))?.name).to.equal('IntegrationError');
    await backend.open('load');
    await loaded;
  });

  it('send a message without touching the draft', async () => {
    const models = [
      { id: 'small', label: 'Small' },
      { id: 'large', label: 'Large', default: true },
    ];
    const { element, double, backend } = await openStage({ composer: { models } });
    await backend.plan('threads.create', hello);
    double.type('a draft');
    await element.sendUserMessage({ text: ' hello ', reply: 'a quote', model: 'small', toolChoice: { id: 'pen' } });
    await double.settled();
    expect(double.requests.at(-1)?.params.input).to.deep.equal({
      content: [{ type: 'input_text', text: 'hello' }],
      attachments: [],
      quoted_text: 'a quote',
      inference_options: { model: 'small', tool_choice: { id: 'pen' } },
    });
    expect(double.document.querySelector('textarea')?.value).to.equal('a draft');
    await backend.plan('threads.add_user_message', { stream: turn() });
    await element.sendUserMessage({ text: 'again', model: 'unknown' });
    await double.settled();
    expect(double.requests.at(-1)?.params.input).to.deep.include({ inference_options: { model: 'large' } });
  });

  it('replace the draft, and wipe what is not named', async () => {
    const tools = [
      { id: 'pen', label: 'Pen', icon: 'write', placeholderOverride: 'Write' },
      { id: 'ink', label: 'Ink', icon: 'write', persistent: true },
    ] as const;
    const { element, double, backend } = await openStage({ composer: { tools: [...tools] } });
    await backend.plan('threads.create', hello);
    await element.setComposerValue({ text: 'a draft', reply: 'a quote', selectedToolId: 'pen' });
    const field = double.document.querySelector('textarea');
    expect([field?.value, field?.placeholder]).to.deep.equal(['a draft', 'Write']);
    expect(double.text()).to.include('a quote');
    await element.setComposerValue({ selectedToolId: 'unknown' });
    expect(field?.value).to.equal('');
    expect(double.text()).not.to.include('a quote');
    await double.say('hello');
    const toolEvents = () =>
      double.events.filter(({ type }) => type === 'chatkit.tool.change').map(({ detail }) => detail);
    expect(toolEvents()).to.deep.equal([{ toolId: 'pen' }, { toolId: null }]);
    // One that is persistent stays.
    double.press('Ink');
    await backend.plan('threads.add_user_message', { stream: turn() });
    await double.say('again');
    expect(toolEvents().slice(2)).to.deep.equal([{ toolId: 'ink' }]);
    expect(double.requests.at(-1)?.params.input).to.deep.include({ inference_options: { tool_choice: { id: 'ink' } } });
  });

  it('put the caret into the composer, at its end', async () => {
    const { element, double } = await openStage();
    await element.setComposerValue({ text: 'a draft' });
    await element.focusComposer();
    expect(element.shadowRoot?.activeElement?.className).to.equal('ck-iframe');
    const field = double.document.querySelector('textarea');
    expect(double.document.activeElement).to.equal(field);
    expect(field?.selectionStart).to.equal('a draft'.length);
  });

  it('open and close the history', async () => {
    const { element, double } = await openStage();
    await element.showHistory();
    await element.showHistory();
    await double.settled();
    expect(double.text()).to.include('You don’t have any past chats.');
    await element.hideHistory();
    const logs = eventNames(double).filter((name) => name.startsWith('log history'));
    expect(logs).to.deep.equal(['log history.open', 'log history.close']);
  });

  it('without a handler for a tool leave the composer busy for good', async () => {
    for (const options of [{}, { onClientTool: () => Promise.reject(new Error('no')) }] as Partial<ChatKitOptions>[]) {
      const { errors, stop } = unhandled();
      const { double, backend } = await openStage(options);
      await backend.plan('threads.create', { stream: turn(created(), done(TOOL)) });
      double.type('put');
      double.enter();
      await until(() => errors.length > 0);
      stop();
      expect(double.busy).to.equal(true);
      expect(double.requests.at(-1)?.type).to.equal('threads.create');
    }
  });

  it('call a tool that was told twice twice, and none that stands in a thread', async () => {
    const calls: string[] = [];
    const { double, element, backend } = await openStage({
      onClientTool: ({ name }) => {
        calls.push(name);
        return {};
      },
    });
    const items = page([TOOL, userMessage('msg_1', 'put')]);
    await backend.plan('threads.get_by_id', { json: thread('thr_1', { items }) });
    await element.setThreadId('thr_1');
    expect(calls).to.deep.equal([]);
    await backend.plan('threads.add_client_tool_output', { stream: turn() });
    await backend.plan('threads.add_user_message', { stream: turn(added(TOOL), done(TOOL)) });
    await double.say('again');
    expect(calls).to.deep.equal(['place', 'place']);
  });
});
