import { expect, test } from 'vitest';
import { Chat, changesIn, nodeById, rowNumbers, textOf, widgetsIn, writtenIn } from './support/chat.ts';

test('a person adds, lists, completes, edits and deletes tasks in one conversation', async () => {
  const chat = await Chat.open();

  await chat.say('add task: buy groceries');
  const added = await chat.newestWidget();
  expect(textOf(added)).toContain('Task added');
  expect(textOf(added)).toContain('buy groceries');
  expect(changesIn(chat.events)).toEqual([[1]]);
  expect(writtenIn(chat.events)).not.toContain('groceries');

  await chat.say('show me my tasks');
  const list = await chat.newestWidget();
  expect(list.widget.type).toBe('ListView');
  expect(rowNumbers(list)).toEqual([1]);
  expect(nodeById(list, 'count_badge')?.label).toBe('1');

  await chat.press(list.id, 'complete_1_button');
  expect((await chat.tasks())[0]).toMatchObject({ number: 1, status: 'done' });
  const [completed] = widgetsIn(chat.events, 'thread.item.replaced');
  expect(completed?.id).toBe(list.id);
  expect(changesIn(chat.events)).toEqual([[1]]);

  await chat.say('delete task 1');
  const question = await chat.newestWidget();
  expect(textOf(question)).toContain('Delete this task?');
  expect(await chat.tasks()).toHaveLength(1);

  await chat.press(question.id, 'confirm_delete_button');
  expect(await chat.tasks()).toEqual([]);
  const [outcome, live] = widgetsIn(chat.events, 'thread.item.replaced');
  expect(outcome?.id).toBe(question.id);
  expect(outcome && textOf(outcome)).toContain('Task deleted');
  expect(outcome && nodeById(outcome, 'confirm_delete_button')).toBeUndefined();
  expect(live?.id).toBe(list.id);
  expect(live && rowNumbers(live)).toEqual([]);
});
