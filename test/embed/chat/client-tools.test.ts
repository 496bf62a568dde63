import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, stage } from './stage.ts';

const CALL = {
  type: 'client_tool_call',
  id: 'call_1',
  thread_id: 'thr_1',
  created_at: '2026-01-02T03:04:05Z',
  status: 'pending',
  call_id: 'c1',
  name: 'page_title',
  arguments: { of: 'page' },
};

async function ask(options: object) {
  const backend = await backendWith([sample.userMessage('u', 'hi')], sample.thread());
  await backend.plan('threads.add_user_message', {
    stream: turn(sample.done(sample.userMessage('msg_u1', 'what page?')), sample.done(CALL)),
  });
  await backend.plan('threads.add_client_tool_output', {
    stream: turn(...sample.answer('', 'You are at the shop').slice(1)),
  });
  const scene = await stage({ backend, prepare: (chat) => Object.assign(chat, { options }) });
  await scene.chat.setThreadId('thr_1');
  await scene.sees('hi');
  await scene.say('what page?');
  await scene.sees('You are at the shop');
  const outputs = await backend.requests('threads.add_client_tool_output');
  expect(outputs).to.have.length(1);
  return { scene, result: outputs[0]?.params };
}

describe('a tool of the page', () => {
  afterEach(clearStage);

  it('is called with what the assistant wants to know, and its answer goes on in the same conversation', async () => {
    const calls: unknown[] = [];
    const { result } = await ask({
      onClientTool: async (call: unknown) => {
        calls.push(call);
        return { title: 'Shop' };
      },
    });
    expect(calls).to.deep.equal([{ name: 'page_title', params: { of: 'page' } }]);
    expect(result).to.deep.equal({ thread_id: 'thr_1', result: { title: 'Shop' } });
  });

  it('that fails, or is missing, is an answer too: the assistant does not wait for ever', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (...said) => warnings.push(said[0]);
    const failing = () => {
      throw new Error('no page');
    };
    expect((await ask({ onClientTool: failing })).result).to.deep.equal({
      thread_id: 'thr_1',
      result: { error: 'Error: no page' },
    });
    expect((await ask({})).result).to.deep.equal({
      thread_id: 'thr_1',
      result: { error: 'Error: This page has no tool page_title' },
    });
    console.warn = warn;
    expect(warnings).to.deep.equal(['task-chat: the tool page_title failed', 'task-chat: the tool page_title failed']);
  });

  it('is not called again when the conversation is opened later', async () => {
    let called = 0;
    const backend = await backendWith([sample.userMessage('u', 'hi'), CALL], sample.thread());
    const onClientTool = () => ({ called: ++called });
    const { chat, sees } = await stage({
      backend,
      prepare: (each) => Object.assign(each, { options: { onClientTool } }),
    });
    await chat.setThreadId('thr_1');
    await sees('hi');
    await until(async () => (await backend.requests('items.list')).length > 0);
    expect(called).to.equal(0);
  });
});
