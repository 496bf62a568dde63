import { describe, expect, test } from 'vitest';
import { Chat, errorIn, rowNumbers, textOf, writtenIn } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

async function newestMessage(chat: Chat): Promise<string> {
  return (await chat.items()).findLast((item) => item.type === 'user_message')?.id ?? '';
}

const entry = (title: string) => ({ title, notes: null });

describe('the same message, answered again', () => {
  test('adds nothing twice, also when the model words its calls in another way [retry-same-operation]', async () => {
    const model = new ScriptedModel(
      { calls: [['add_tasks', { tasks: [entry('buy milk'), entry('call mom')] }]] },
      new Error('the model went away'),
      {
        calls: [
          ['add_tasks', { tasks: [entry('call mom')] }],
          ['add_tasks', { tasks: [entry('buy milk')] }],
        ],
      },
      { text: 'Done.' },
    );
    const chat = await Chat.open({ model });
    await chat.say('add buy milk and call mom');
    expect(errorIn(chat.events)).toMatchObject({ allow_retry: true });
    await chat.retry(await newestMessage(chat));
    expect((await chat.tasks()).map((task) => task.title)).toEqual(['call mom', 'buy milk']);
    expect(writtenIn(chat.events)).toBe('Done.');
  });

  test('adds a task that was asked for twice in the message twice, once', async () => {
    const calls: [string, object][] = [['add_tasks', { tasks: [entry('water'), entry('water')] }]];
    const model = new ScriptedModel({ calls }, { text: 'Done.' }, { calls }, { text: 'Done.' });
    const chat = await Chat.open({ model });
    await chat.say('add water twice');
    await chat.retry(await newestMessage(chat));
    expect(await chat.tasks()).toHaveLength(2);
  });

  test('does to a renamed task what it did at first', async () => {
    const calls: [string, object][] = [['update_task', { task: 'groceries', title: 'food', notes: null }]];
    const model = new ScriptedModel({ calls }, new Error('gone'), { calls }, { text: 'Done.' });
    const chat = await Chat.open({ model });
    await chat.have('groceries', 'call mom');
    await chat.say('rename groceries to food');
    await chat.retry(await newestMessage(chat));
    expect(textOf(await chat.newestWidget())).toContain('Task updated');
    expect((await chat.tasks()).map((task) => task.title)).toEqual(['call mom', 'food']);
  });

  test('completes the task that it meant at first, and no other of that name', async () => {
    const calls: [string, object][] = [['complete_tasks', { tasks: ['groceries'], all: null }]];
    const model = new ScriptedModel({ calls }, new Error('gone'), { calls }, { text: 'Done.' });
    const chat = await Chat.open({ model });
    await chat.have('groceries');
    await chat.say('complete groceries');
    await chat.have('groceries');
    await chat.retry(await newestMessage(chat));
    expect((await chat.tasks()).map((task) => [task.number, task.status])).toEqual([
      [2, 'open'],
      [1, 'done'],
    ]);
    expect(textOf(await chat.newestWidget())).not.toContain('already');
  });

  test('asks before deleting once more, in place of the first question', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('delete 1');
    await chat.retry(await newestMessage(chat));
    expect((await chat.items()).filter((item) => item.type === 'widget')).toHaveLength(1);
    await chat.say('yes');
    expect(await chat.tasks()).toEqual([]);
  });

  test('sent twice under one request id is one message', async () => {
    const chat = await Chat.open();
    await chat.say('hello');
    const first = await chat.say('add buy milk', 'request-1');
    const again = await chat.say('add buy milk', 'request-1');
    expect(again).toEqual(first);
    expect(await chat.tasks()).toHaveLength(1);
  });
});

test('the same words in a new message are a new task', async () => {
  const chat = await Chat.open();
  await chat.say('add buy milk');
  await chat.say('add buy milk');
  expect(await chat.tasks()).toHaveLength(2);
});

test('two messages at once are answered one after the other', async () => {
  const chat = await Chat.open();
  await chat.say('show all tasks');
  const { id } = await chat.newestWidget();
  await Promise.all(['add buy milk', 'add call mom', 'add feed the cat'].map((text) => chat.say(text)));
  expect(rowNumbers(await chat.widget(id))).toEqual([3, 2, 1]);
  expect((await chat.tasks()).map((task) => task.number)).toEqual([3, 2, 1]);
});
