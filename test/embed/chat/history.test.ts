import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { openBackend, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { clearStage, stage } from './stage.ts';

const FIRST = [sample.thread('thr_2', { title: 'Garden' }), sample.thread('thr_1', { title: 'Groceries' })];

async function open() {
  const backend = await openBackend();
  await backend.plan('threads.list', { json: sample.page(FIRST, { has_more: true }) });
  await backend.plan('threads.get_by_id', { json: FIRST[0] });
  await backend.plan('items.list', { json: sample.page([sample.assistantMessage('m', 'Dig a hole')]) });
  const scene = await stage({ backend });
  await until(() => scene.events().includes('ready'));
  scene.button('Conversations').focus();
  scene.button('Conversations').click();
  await scene.sees('Garden');
  const active = () => scene.chat.shadowRoot?.activeElement;
  return { ...scene, active };
}

describe('the list of conversations', () => {
  afterEach(clearStage);

  it('takes the focus, keeps the rest out of reach, and gives the focus back on Escape', async () => {
    const { active, button, find, chat } = await open();
    await until(() => active() === button('Close conversations'));
    expect(find('.chat').inert).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => active() === button('Conversations'));
    expect(chat.shadowRoot?.querySelector('[role=dialog]')).to.equal(null);
  });

  it('opens a conversation', async () => {
    const { all, sees, active, composer, events } = await open();
    all('.open')[0]?.click();
    await sees('Dig a hole');
    expect(events()).to.include('thread-change');
    await until(() => active() === composer());
  });

  it('shows more on demand', async () => {
    const { backend, button, sees, has } = await open();
    await backend.plan('threads.list', { json: sample.page([sample.thread('thr_0', { title: 'Old plans' })]) });
    await backend.plan('threads.list', { json: sample.page([sample.thread('thr_0', { title: 'Old plans' })]) });
    await backend.requests();
    button('Show more').click();
    await until(async () => (await backend.requests('threads.list')).length === 2);
    expect((await backend.requests('threads.list'))[1]?.params).to.include({ after: 'thr_1', order: 'desc' });
    await until(() => !has('Loading…'));
    await sees('Garden');
  });

  it('renames a conversation in its place', async () => {
    const { backend, button, sees, all, active } = await open();
    await backend.plan('threads.update', { json: sample.thread('thr_1', { title: 'Food' }) });
    button('Rename “Groceries”').click();
    await until(() => active() instanceof HTMLInputElement);
    await sendKeys({ type: 'Food' });
    await sendKeys({ press: 'Enter' });
    await sees('Food');
    // The new name is shown before the server has it.
    const asked = await until(async () => (await backend.requests('threads.update'))[0]);
    expect(asked?.params).to.deep.equal({ thread_id: 'thr_1', title: 'Food' });
    expect(all('.title').map((each) => each.innerText)).to.deep.equal(['Garden', 'Food']);
    button('Rename “Food”').click();
    await until(() => active() instanceof HTMLInputElement);
    await sendKeys({ press: 'Escape' });
    await until(() => active() === button('Rename “Food”'));
  });

  it('takes a name back that the server refused, and says why', async () => {
    const { backend, button, sees, active, all } = await open();
    await backend.plan('threads.update', { status: 409, json: { code: 'conflict', message: 'This name is taken.' } });
    button('Rename “Groceries”').click();
    await until(() => active() instanceof HTMLInputElement);
    await sendKeys({ type: 'Garden' });
    await sendKeys({ press: 'Enter' });
    await sees('This name is taken.');
    expect(all('.title').map((each) => each.innerText)).to.deep.equal(['Garden', 'Groceries']);
  });

  it('deletes a conversation after it was confirmed, and leaves it when it is the open one', async () => {
    const { backend, all, button, sees, active, has, misses, chat } = await open();
    all('.open')[0]?.click();
    await sees('Dig a hole');
    await backend.plan('threads.delete', { json: {} });
    button('Conversations').click();
    await until(() => has('Delete “Garden”'));
    button('Delete “Garden”').click();
    await until(() => active() === button('Delete'));
    button('Keep').click();
    await until(() => active() === button('Delete “Garden”'));
    expect(await backend.requests('threads.delete')).to.have.length(0);
    button('Delete “Garden”').click();
    await until(() => has('Delete'));
    button('Delete').click();
    await misses('Garden');
    await until(() => active() === button('Close conversations'));
    await chat.hideHistory();
    await sees('What’s on your list?');
    expect((await backend.requests('threads.delete'))[0]?.params).to.deep.equal({ thread_id: 'thr_2' });
  });

  it('that cannot be loaded says so and can be tried again', async () => {
    const backend = await openBackend();
    await backend.plan('threads.list', { status: 403, json: { code: 'forbidden', message: 'Not from this page.' } });
    await backend.plan('threads.list', { json: sample.page() });
    const { chat, sees, button } = await stage({ backend });
    await chat.showHistory();
    await sees('Not from this page.');
    button('Try again').click();
    await sees('No conversations yet.');
  });
});
