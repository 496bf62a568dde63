import { expect } from '@open-wc/testing';
import { frame, turn, until } from '../fake-backend.ts';
import { added, assistantMessage, created, done, replaced, thread, userMessage, widgetItem } from '../samples.ts';
import { clearStages, during, eventNames, hello, openStage, rejection, TOOL } from './stage.ts';

describe('the order of the double’s events', () => {
  afterEach(clearStages);

  it('of a first message', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.create', hello);
    const events = await during(stage, () => stage.double.say('hello'));
    expect(events).to.deep.equal(['response.start', 'composer.submit', 'thread.change', 'response.end']);
    expect(stage.double.events.filter(({ type }) => type === 'chatkit.thread.change')).to.deep.equal([
      { type: 'chatkit.thread.change', detail: { threadId: 'thr_1' } },
    ]);
  });

  it('of a first thread, which is no change', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.get_by_id', { json: thread('thr_1') });
    stage.element.remove();
    const { double, element } = await openStage({
      initialThread: 'thr_1',
      api: { url: stage.backend.url.href, domainKey: '' },
    });
    await double.settled();
    expect(eventNames(double).filter((name) => name.startsWith('thread'))).to.deep.equal([
      'thread.load.start',
      'thread.load.end',
    ]);
    expect(element.isConnected).to.equal(true);
  });

  it('of a first thread that there is not', async () => {
    const { double } = await openStage({ initialThread: 'thr_9' });
    await double.settled();
    const events = eventNames(double).filter((name) => !name.startsWith('log'));
    expect(events).to.deep.equal(['ready', 'thread.load.start', 'thread.load.end', 'error', 'thread.change']);
    expect(double.texts()).to.deep.equal(['What can I help with today?']);
  });

  it('of a thread that is selected, in the history too, and none of one that is in memory', async () => {
    const stage = await openStage({}, [thread('thr_2', { title: 'Second' })]);
    await stage.backend.plan('threads.get_by_id', { json: thread('thr_1') });
    const load = ['thread.change', 'thread.load.start', 'thread.load.end'];
    expect(await during(stage, () => stage.element.setThreadId('thr_1'))).to.deep.equal(load);
    await stage.element.showHistory();
    await stage.double.settled();
    expect(await during(stage, () => stage.double.press('Second'))).to.deep.equal(load);
    expect(await during(stage, () => stage.element.setThreadId('thr_1'))).to.deep.equal(['thread.change']);
    expect(await during(stage, () => stage.element.setThreadId('thr_1'))).to.deep.equal([]);
    expect(await during(stage, () => stage.element.setThreadId(null))).to.deep.equal(['thread.change']);
  });

  it('of a thread that cannot be loaded: there and back', async () => {
    const stage = await openStage();
    const changes = await during(stage, async () => {
      expect(await rejection(stage.element.setThreadId('thr_9'))).to.be.instanceOf(Error);
    });
    expect(changes).to.deep.equal(['thread.change', 'thread.load.start', 'thread.load.end', 'thread.change']);
    expect(stage.double.events.at(-1)?.detail).to.deep.equal({ threadId: null });
  });

  it('of a client tool: two responses, and the tool between them', async () => {
    const calls: unknown[] = [];
    const stage = await openStage({
      onClientTool: (call) => {
        calls.push(call, eventNames(stage.double).at(-1), stage.double.busy);
        return { placed: true };
      },
    });
    await stage.backend.plan('threads.create', {
      stream: turn(created(), done(userMessage('msg_1', 'put')), done(TOOL)),
    });
    await stage.backend.plan('threads.add_client_tool_output', {
      stream: turn(done(assistantMessage('msg_2', 'Put.'))),
    });
    const events = await during(stage, () => stage.double.say('put'));
    expect(events.filter((name) => name.startsWith('response'))).to.deep.equal([
      'response.start',
      'response.end',
      'response.start',
      'response.end',
    ]);
    expect(calls).to.deep.equal([{ name: 'place', params: { x: 1 } }, 'response.end', true]);
    expect(stage.double.requests.at(-1)?.params).to.deep.equal({ thread_id: 'thr_1', result: { placed: true } });
    expect(stage.double.texts()).to.deep.equal(['put', 'Put.']);
  });

  it('of an action: a response only when something new comes', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.create', hello);
    await stage.double.say('hello');
    const item = (text: string) => widgetItem('wid_1', { type: 'Card', children: [{ type: 'Text', value: text }] });
    await stage.backend.plan('threads.custom_action', { stream: turn(done(item('first')), replaced(item('second'))) });
    await stage.backend.plan('threads.custom_action', { stream: turn(added(assistantMessage('msg_9', 'Done.'))) });
    const act = () => stage.element.sendCustomAction({ type: 'x', payload: { n: 1 } }, 'wid_1');
    expect(await during(stage, act)).to.deep.equal([]);
    expect(stage.double.texts().at(-1)).to.equal('second');
    expect(stage.double.requests.at(-1)?.params).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'wid_1',
      action: { type: 'x', payload: { n: 1 } },
    });
    expect(await during(stage, act)).to.deep.equal(['response.start', 'response.end']);
  });

  it('of a Stop, which is there once the server allows it', async () => {
    const stage = await openStage();
    const options = { type: 'stream_options', stream_options: { allow_cancel: true } };
    const half = [done(userMessage('msg_1', 'hello')), added(assistantMessage('msg_2', 'Half'))];
    await stage.backend.plan('threads.create', {
      stream: [frame(created(), 1), { gate: 'allow' }, ...turn(options, ...half).slice(0, -1), 'hang'],
    });
    stage.double.type('hello');
    stage.double.enter();
    await until(() => eventNames(stage.double).includes('thread.change'));
    expect(() => stage.double.press('Stop')).to.throw('There is no "Stop"');
    await stage.backend.open('allow');
    await until(() => stage.double.texts().includes('Half'));
    expect(await during(stage, () => stage.double.press('Stop'))).to.deep.equal(['response.stop', 'response.end']);
    expect(stage.double.requests.at(-1)?.aborted).to.equal('before-end');
    expect(stage.double.texts()).to.deep.equal(['hello', 'Half']);
  });

  it('of a new thread that the server refuses', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.create', { status: 400, json: {} });
    const events = await during(stage, () => stage.double.say('hello'));
    expect(events).to.deep.equal(['response.start', 'composer.submit', 'response.end', 'thread.change']);
    expect(stage.double.events.at(-1)?.detail).to.deep.equal({ threadId: null });
  });
});
