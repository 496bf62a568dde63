import { describe, expect, test } from 'vitest';
import { Chat, changesIn, nodeById, rowNumbers, textOf, widgetsIn, writtenIn } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

const CONFIRM = { type: 'tasks.confirm_delete', payload: {} };
const CANCEL = { type: 'tasks.cancel_delete', payload: {} };

async function ask(text = 'delete 1') {
  const chat = await Chat.open();
  await chat.have('buy milk', 'call mom', 'feed the cat');
  await chat.say(text);
  return { chat, question: await chat.newestWidget() };
}

describe('a question before deleting', () => {
  test('names the tasks and deletes nothing by itself', async () => {
    const { chat, question } = await ask('delete 1 and 3');
    expect(textOf(question)).toContain('Delete these 2 tasks?');
    expect(textOf(question)).toContain('buy milk');
    expect(textOf(question)).toContain('feed the cat');
    expect(await chat.tasks()).toHaveLength(3);
    expect(changesIn(chat.events)).toEqual([]);
  });

  test('confirmed by a click deletes all of them and becomes the outcome', async () => {
    const { chat, question } = await ask('delete 1 and 3');
    await chat.press(question.id, 'confirm_delete_button');
    expect((await chat.tasks()).map((task) => task.number)).toEqual([2]);
    expect(changesIn(chat.events)).toEqual([[1, 3]]);
    const outcome = await chat.widget(question.id);
    expect(textOf(outcome)).toContain('2 tasks deleted');
    expect(nodeById(outcome, 'confirm_delete_button')).toBeUndefined();
    expect(nodeById(outcome, 'cancel_delete_button')).toBeUndefined();
  });

  test('cancelled by a click keeps them, and a later click on Confirm changes nothing', async () => {
    const { chat, question } = await ask();
    await chat.press(question.id, 'cancel_delete_button');
    expect(textOf(await chat.widget(question.id))).toContain('Nothing was deleted');
    const events = await chat.click(question.id, CONFIRM);
    expect(await chat.tasks()).toHaveLength(3);
    expect(changesIn(events)).toEqual([]);
    expect(widgetsIn(events, 'thread.item.replaced').map(textOf)[0]).toContain('Nothing was deleted');
  });

  test('clicked twice answers with the outcome, and changes nothing more [action-repeat]', async () => {
    const { chat, question } = await ask();
    await chat.click(question.id, CONFIRM);
    const before = await chat.items();
    const events = await chat.click(question.id, CONFIRM);
    expect(changesIn(events)).toEqual([]);
    expect(await chat.items()).toEqual(before);
    await chat.click(question.id, CANCEL);
    expect(await chat.items()).toEqual(before);
  });

  test('deletes what it named, not what was added since', async () => {
    const { chat, question } = await ask('delete all tasks');
    await chat.have('new one');
    await chat.press(question.id, 'confirm_delete_button');
    expect((await chat.tasks()).map((task) => task.title)).toEqual(['new one']);
  });

  test('about a task that is gone meanwhile says so', async () => {
    const { chat, question } = await ask('delete 1 and 2');
    await chat.storage.tasks.remove('alice', 1, 'elsewhere');
    await chat.press(question.id, 'confirm_delete_button');
    expect(textOf(await chat.widget(question.id))).toContain('1 of them was gone already');
    expect((await chat.tasks()).map((task) => task.number)).toEqual([3]);
  });

  test('is asked once when Delete is clicked twice in a row', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const list = await chat.newestWidget();
    await chat.press(list.id, 'delete_1_button');
    const question = await chat.newestWidget();
    await chat.press(list.id, 'delete_1_button');
    // The first answer may have been lost before anybody saw it.
    expect(chat.events).toContainEqual({ type: 'thread.item.done', item: question });
    const widgets = (await chat.items()).filter((item) => item.type === 'widget');
    expect(widgets).toHaveLength(2);
    expect(await chat.tasks()).toHaveLength(1);
    await chat.say('yes');
    expect(await chat.tasks()).toEqual([]);
    expect(rowNumbers(await chat.widget(list.id))).toEqual([]);
  });
});

describe('a typed answer', () => {
  test.each(['yes', 'Yes, please!', 'y', 'ok do it', 'sure, go ahead', '👍'])('%j deletes', async (text) => {
    const { chat, question } = await ask();
    const events = await chat.say(text);
    expect((await chat.tasks()).map((task) => task.number)).toEqual([3, 2]);
    expect(textOf(await chat.widget(question.id))).toContain('Task deleted');
    expect(changesIn(events)).toEqual([[1]]);
    expect(writtenIn(events)).toBe('Done.');
  });

  test.each(['no', 'No, thanks.', 'cancel', 'keep it', 'never mind'])('%j keeps', async (text) => {
    const { chat, question } = await ask();
    const events = await chat.say(text);
    expect(await chat.tasks()).toHaveLength(3);
    expect(textOf(await chat.widget(question.id))).toContain('Nothing was deleted');
    expect(writtenIn(events)).toBe('All right, nothing was deleted.');
  });

  test('does not reach the model', async () => {
    const model = new ScriptedModel({ calls: [['delete_tasks', { tasks: ['1'], all: null }]] }, { text: 'Asked.' });
    const chat = await Chat.open({ model });
    await chat.have('buy milk');
    await chat.say('delete 1');
    await chat.say('yes');
    expect(model.requests).toHaveLength(2);
    expect(await chat.tasks()).toEqual([]);
  });

  test('comes too late behind another message; the button still works', async () => {
    const { chat, question } = await ask();
    await chat.say('show all tasks');
    await chat.say('yes');
    expect(await chat.tasks()).toHaveLength(3);
    await chat.press(question.id, 'confirm_delete_button');
    expect(await chat.tasks()).toHaveLength(2);
  });

  test('counts after a click elsewhere, which is no message', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom', 'feed the cat');
    await chat.say('show all tasks');
    const list = await chat.newestWidget();
    await chat.press(list.id, 'delete_2_button');
    await chat.press(list.id, 'complete_3_button');
    await chat.say('yes');
    expect((await chat.tasks()).map((task) => task.number)).toEqual([3, 1]);
  });

  test('after the question was answered by a click means nothing any more', async () => {
    const { chat, question } = await ask();
    await chat.press(question.id, 'cancel_delete_button');
    const events = await chat.say('yes');
    expect(widgetsIn(events, 'thread.item.replaced')).toEqual([]);
    expect(await chat.tasks()).toHaveLength(3);
  });

  test('given again by a retry leaves things as they are', async () => {
    const { chat, question } = await ask();
    await chat.say('yes');
    const message = (await chat.items()).findLast((item) => item.type === 'user_message');
    const events = await chat.retry(message?.id ?? '');
    expect(writtenIn(events)).toBe('Done.');
    expect(await chat.tasks()).toHaveLength(2);
    expect(textOf(await chat.widget(question.id))).toContain('Task deleted');
  });

  test('of another conversation does not count', async () => {
    const { chat } = await ask();
    await chat.another().say('yes');
    expect(await chat.tasks()).toHaveLength(3);
  });

  test('answers all questions of the message before', async () => {
    const model = new ScriptedModel(
      { calls: [1, 2].map((number) => ['delete_tasks', { tasks: [String(number)], all: null }]) },
      { text: 'Asked.' },
    );
    const chat = await Chat.open({ model });
    await chat.have('buy milk', 'call mom', 'feed the cat');
    await chat.say('delete 1. also delete 2');
    await chat.say('yes');
    expect((await chat.tasks()).map((task) => task.number)).toEqual([3]);
  });
});

test('what was deleted reaches the model as deleted, and what was kept as a list', async () => {
  const model = new ScriptedModel({ calls: [['delete_tasks', { tasks: ['1'], all: null }]] }, { text: 'Asked.' });
  const chat = await Chat.open({ model });
  await chat.have('buy milk');
  await chat.say('delete 1');
  model.next({ text: 'Hello.' });
  const question = await chat.newestWidget();
  await chat.press(question.id, 'confirm_delete_button');
  await chat.say('hello');
  expect(model.lastInput).toContain('[shown to the person: Deleted]\n#1 open buy milk');
});
