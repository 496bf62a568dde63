import { expect } from '@open-wc/testing';
import type { ChatKitOptions } from '@openai/chatkit';
import { turn } from '../fake-backend.ts';
import { answer, created, page, thread, userMessage } from '../samples.ts';
import { base, clearStages, eventNames, openStage, type Stage } from './stage.ts';

const types = ({ double }: Stage) => double.requests.map(({ type }) => type);

describe('what the double asks of the server', () => {
  afterEach(clearStages);

  it('is one address, with these headers and bodies and nothing else', async () => {
    const calls: { url: string; init: RequestInit }[] = [];
    const stage = await openStage({ locale: 'de' });
    stage.element.setOptions({
      api: {
        ...base(stage.backend).api,
        fetch: (url: string, init: RequestInit) => {
          calls.push({ url, init });
          return fetch(url, init);
        },
      } as ChatKitOptions['api'],
      locale: 'de',
    });
    await stage.backend.plan('threads.create', { stream: turn(created(), ...answer('hello', 'Good day')) });
    await stage.double.say('  hello ');
    const [{ url, init } = { url: '', init: {} }] = calls;
    const frameId = (init.headers as Record<string, string>)['chatkit-frame-instance-id'];
    expect(url).to.equal(stage.backend.url.href);
    expect(frameId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(Object.keys(init).sort()).to.deep.equal(['body', 'headers', 'method', 'signal']);
    expect(init.headers).to.deep.equal({
      'Content-Type': 'application/json',
      Accept: 'text/event-stream',
      'Accept-Language': 'de-DE',
      'chatkit-frame-instance-id': frameId,
    });
    expect(JSON.parse(String(init.body))).to.deep.equal({
      type: 'threads.create',
      params: {
        input: {
          content: [{ type: 'input_text', text: 'hello' }],
          attachments: [],
          quoted_text: '',
          inference_options: {},
        },
      },
    });
    const [list] = stage.double.requests;
    expect(list?.headers).to.deep.equal({
      'Content-Type': 'application/json',
      'Accept-Language': 'de-DE',
      'chatkit-frame-instance-id': frameId,
    });
  });

  it('is the list of threads at every start, unless there is no history', async () => {
    const stage = await openStage();
    await stage.double.settled();
    expect(stage.double.requests).to.have.length(1);
    expect(stage.double.requests[0]?.params).to.deep.equal({ limit: 9_999, order: 'desc' });
    const without = await openStage({ history: { enabled: false } });
    await without.double.settled();
    expect(types(without)).to.deep.equal([]);
  });

  it('is page after page, by the id of the last row it got', async () => {
    const stage = await openStage({ history: { enabled: false } });
    const { backend, double, element } = stage;
    const first = thread('thr_1', {
      items: page([userMessage('msg_1', 'one')], { has_more: true, after: 'cursor of the server' }),
    });
    await backend.plan('threads.get_by_id', { json: first });
    await backend.plan('items.list', { json: page([userMessage('msg_2', 'two')], { has_more: true, after: 'x' }) });
    await backend.plan('items.list', { json: page([userMessage('msg_3', 'three')]) });
    await element.setThreadId('thr_1');
    expect(double.texts()).to.deep.equal(['one', 'two', 'three']);
    expect(double.requests.map(({ params }) => params)).to.deep.equal([
      { thread_id: 'thr_1' },
      { thread_id: 'thr_1', limit: 9_999, order: 'asc', after: 'msg_1' },
      { thread_id: 'thr_1', limit: 9_999, order: 'asc', after: 'msg_2' },
    ]);
  });

  it('is not a thread again that it got a moment ago', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.get_by_id', { json: thread('thr_1') });
    await stage.element.setThreadId('thr_1');
    await stage.element.fetchUpdates();
    expect(types(stage).filter((type) => type === 'threads.get_by_id')).to.have.length(1);
    const loads = eventNames(stage.double).filter((name) => name.startsWith('thread.load'));
    expect(loads).to.deep.equal(['thread.load.start', 'thread.load.end', 'thread.load.start', 'thread.load.end']);
  });

  it('is a refused thread not again either, but one that the server failed on', async () => {
    const stage = await openStage();
    await stage.backend.plan('threads.get_by_id', { status: 404, json: { message: 'No such thread.' } });
    for (const wanted of ['thr_1', 'thr_1']) {
      const refused = await stage.element.setThreadId(wanted).catch((reason: Error) => reason.message);
      expect(refused).to.equal('No such thread.');
    }
    expect(types(stage).filter((type) => type === 'threads.get_by_id')).to.have.length(1);
    await stage.backend.plan('threads.get_by_id', { status: 503, json: {} });
    for (const wanted of ['thr_2', 'thr_2']) await stage.element.setThreadId(wanted).catch(() => undefined);
    expect(types(stage).filter((type) => type === 'threads.get_by_id').length).to.be.greaterThan(1);
  });
});
