import { expect } from '@open-wc/testing';
import type { TaskChatActionEvent } from '../../../embed/index.ts';
import { END, frame, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, stage } from './stage.ts';

const item = (label: string, action: object = { payload: { number: 5 } }) =>
  sample.widgetItem('w1', sample.card({ type: 'Text', value: label }, sample.button('Complete', action)));
const EFFECT = { type: 'client_effect', name: 'tasks.changed', data: { numbers: [5] } };

async function open(action?: object) {
  const backend = await backendWith([sample.userMessage('u', 'list'), item('1 open', action)], sample.thread());
  const scene = await stage({ backend });
  await scene.chat.setThreadId('thr_1');
  await scene.sees('1 open');
  return scene;
}

describe('a widget’s control', () => {
  afterEach(clearStage);

  it('sends its action and shows what comes of it in its place', async () => {
    const { backend, button, sees, all, chat, events } = await open();
    const change = new Promise<Event>((resolve) =>
      chat.addEventListener('task-chat:tasks-change', resolve, { once: true }),
    );
    await backend.plan('threads.custom_action', { stream: turn(sample.replaced(item('all done')), EFFECT) });
    button('Complete').click();
    await sees('all done');
    expect(all('.widget')).to.have.length(1);
    expect(await change).to.deep.include({ numbers: [5], remote: false });
    expect((await backend.requests('threads.custom_action'))[0]?.params).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'w1',
      action: { type: 'tasks.complete', payload: { number: 5 } },
    });
    expect(events()).not.to.include('response-start');
  });

  it('waits while an answer runs and is sent next', async () => {
    const { backend, button, say, sees } = await open();
    const frames = turn(...sample.answer('hello', 'Hi there'));
    await backend.plan('threads.add_user_message', {
      stream: [...frames.slice(0, 8), { gate: 'end' }, ...frames.slice(8)],
    });
    await backend.plan('threads.custom_action', { stream: turn(sample.replaced(item('all done'))) });
    await say('hello');
    await sees('Hi');
    button('Complete').click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await backend.requests('threads.custom_action')).to.have.length(0);
    await backend.open('end');
    await sees('all done');
    await sees('Hi there');
  });

  it('that does not stream is sent at once, and its answer replaces the item', async () => {
    const { backend, button, say, sees } = await open({ streaming: false });
    const frames = turn(...sample.answer('hello', 'Hi there'));
    await backend.plan('threads.add_user_message', { stream: [...frames.slice(0, 8), 'hang'] });
    await backend.plan('threads.sync_custom_action', { json: { updated_item: item('2 more') } });
    await say('hello');
    await sees('Hi');
    button('Complete').click();
    await sees('2 more');
  });

  it('that failed says so in a friendly way, and can be tried again', async () => {
    const { backend, button, sees, misses, all } = await open();
    await backend.plan('threads.custom_action', {
      stream: turn(sample.error('invalid_action', 'This list is out of date.')),
    });
    await backend.plan('threads.custom_action', { stream: turn(sample.replaced(item('all done'))) });
    button('Complete').click();
    await sees('This list is out of date.');
    expect(all('.toast')).to.have.length(1);
    button('Try again').click();
    await sees('all done');
    await misses('out of date');
  });

  it('that failed for good has a notice that can be put away', async () => {
    const { backend, button, sees, misses, has } = await open({ streaming: false });
    await backend.plan('threads.sync_custom_action', {
      status: 409,
      json: { code: 'conflict', message: 'Somebody was faster.' },
    });
    button('Complete').click();
    await sees('Somebody was faster.');
    expect(has('Try again')).to.equal(true);
    button('Dismiss').click();
    await misses('Somebody');
  });

  it('of the page’s own goes to the page, which may take its time', async () => {
    const { backend, button, chat } = await open({ handler: 'client', payload: { id: 7 } });
    let finish: () => void = () => {};
    const heard = new Promise<TaskChatActionEvent>((resolve) => {
      chat.addEventListener('task-chat:action', (event) => {
        event.waitUntil(
          new Promise<void>((done) => {
            finish = done;
          }),
        );
        resolve(event);
      });
    });
    button('Complete').click();
    const event = await heard;
    expect(event.action).to.deep.equal({ type: 'tasks.complete', payload: { id: 7 } });
    expect(event.itemId).to.equal('w1');
    expect(event.defaultPrevented).to.equal(true);
    finish();
    expect((await backend.requests()).filter((request) => request.type.includes('action'))).to.have.length(0);
  });

  it('keeps the focus when its widget is replaced by one with the same control', async () => {
    const { backend, button, sees, chat } = await open();
    await backend.plan('threads.custom_action', { stream: turn(sample.replaced(item('all done'))) });
    button('Complete').focus();
    button('Complete').click();
    await sees('all done');
    await until(() => chat.shadowRoot?.activeElement === button('Complete'));
  });

  it('shows an answer that an action begins, which can be stopped', async () => {
    const { backend, button, has, events } = await open();
    await backend.plan('turns.cancel', { json: {} });
    await backend.plan('threads.custom_action', {
      stream: [frame({ type: 'progress_update', text: 'Working on it' }, 1), { gate: 'end' }, END],
    });
    button('Complete').click();
    await until(() => has('Stop the answer'));
    expect(events()).to.include('response-start');
    button('Stop the answer').click();
    await until(async () => (await backend.requests('turns.cancel')).length === 1);
    await backend.open('end');
    await until(() => events().includes('response-end'));
  });

  it('cannot be sent without a conversation', async () => {
    const { chat } = await stage();
    const refused = await chat.sendCustomAction({ type: 'x' }).catch((error: Error) => error.message);
    expect(refused).to.be.a('string');
  });
});
