import { describe, expect, test } from 'vitest';
import { Chat, changesIn, nodeById, rowNumbers, textOf, widgetsIn } from './support/chat.ts';

async function openEdit() {
  const chat = await Chat.open();
  await chat.storage.tasks.add('alice', { title: 'buy milk', notes: 'two litres' }, 'have milk');
  await chat.have('call mom');
  await chat.say('show all tasks');
  const { id } = await chat.newestWidget();
  const opened = await chat.press(id, 'edit_1_button');
  if (opened?.type !== 'widget') throw new Error('The form did not open.');
  return { chat, id, opened };
}

describe('editing a row', () => {
  test('opens a form with the title and the notes in the place of the row, ready to type', async () => {
    const { id, opened } = await openEdit();
    expect(opened.id).toBe(id);
    expect(rowNumbers(opened)).toEqual([2, 1]);
    expect(nodeById(opened, 'title_1_input')).toMatchObject({
      name: 'title',
      defaultValue: 'buy milk',
      autoFocus: true,
    });
    expect(nodeById(opened, 'notes_1_textarea')).toMatchObject({ name: 'notes', defaultValue: 'two litres' });
    expect(nodeById(opened, 'complete_1_button')).toBeUndefined();
    expect(nodeById(opened, 'complete_2_button')).toBeDefined();
  });

  test('is still open after a reload, and does not take the focus then', async () => {
    const { chat, id } = await openEdit();
    const input = nodeById(await chat.widget(id), 'title_1_input');
    expect(input).toMatchObject({ defaultValue: 'buy milk' });
    expect(input?.autoFocus).toBeUndefined();
  });

  test('saves, closes the form and tells the page [list-tasks-changed, list-own-widget]', async () => {
    const { chat, id } = await openEdit();
    await chat.press(id, 'save_1_button', { title: '  buy oat milk ', notes: '' });
    expect(await chat.storage.tasks.get('alice', 1)).toMatchObject({ title: 'buy oat milk', status: 'open' });
    expect((await chat.storage.tasks.get('alice', 1))?.notes).toBeUndefined();
    expect(changesIn(chat.events)).toEqual([[1]]);
    const list = await chat.widget(id);
    expect(nodeById(list, 'title_1_input')).toBeUndefined();
    expect(textOf(list)).toContain('buy oat milk');
  });

  test('is given up by Cancel, and nothing is changed', async () => {
    const { chat, id } = await openEdit();
    const closed = await chat.press(id, 'cancel_1_button');
    expect(closed?.type === 'widget' && nodeById(closed, 'edit_1_button')).toBeTruthy();
    expect(await chat.storage.tasks.get('alice', 1)).toMatchObject({ title: 'buy milk', notes: 'two litres' });
  });

  test('of a task that changed meanwhile keeps the text, says what happened, and saves when asked again', async () => {
    const { chat, id } = await openEdit();
    // The clock that stamps a change counts milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await chat.storage.tasks.update('alice', 1, { title: 'buy soy milk' }, 'elsewhere');
    await chat.press(id, 'save_1_button', { title: 'buy oat milk', notes: 'three' });
    expect((await chat.storage.tasks.get('alice', 1))?.title).toBe('buy soy milk');
    expect(changesIn(chat.events)).toEqual([]);
    const list = await chat.widget(id);
    expect(nodeById(list, 'title_1_input')?.defaultValue).toBe('buy oat milk');
    expect(nodeById(list, 'notes_1_textarea')?.defaultValue).toBe('three');
    expect(nodeById(list, 'problem_1_text')?.value).toContain('buy soy milk');
    await chat.press(id, 'save_1_button', { title: 'buy oat milk', notes: 'three' });
    expect(await chat.storage.tasks.get('alice', 1)).toMatchObject({ title: 'buy oat milk', notes: 'three' });
  });

  test('of a task that was deleted meanwhile keeps the text in sight', async () => {
    const { chat, id } = await openEdit();
    await chat.storage.tasks.remove('alice', 1, 'elsewhere');
    await chat.press(id, 'save_1_button', { title: 'buy oat milk', notes: 'three' });
    const list = await chat.widget(id);
    expect(nodeById(list, 'title_1_input')?.defaultValue).toBe('buy oat milk');
    expect(nodeById(list, 'problem_1_text')?.value).toContain('deleted');
    expect(nodeById(list, 'save_1_button')).toBeUndefined();
    const closed = await chat.press(id, 'cancel_1_button');
    expect(closed?.type === 'widget' && rowNumbers(closed)).toEqual([2]);
    expect(await chat.tasks()).toHaveLength(1);
  });

  test.each([
    ['', 'needs a title'],
    [' \n ', 'needs a title'],
    ['x'.repeat(201), 'this one has 201'],
  ])('refuses the title %j in the form, and changes nothing', async (title, problem) => {
    const { chat, id } = await openEdit();
    await chat.press(id, 'save_1_button', { title, notes: 'kept' });
    const list = await chat.widget(id);
    expect(nodeById(list, 'problem_1_text')?.value).toContain(problem);
    expect(nodeById(list, 'notes_1_textarea')?.defaultValue).toBe('kept');
    expect(await chat.storage.tasks.get('alice', 1)).toMatchObject({ title: 'buy milk', notes: 'two litres' });
  });

  test('saved by a double click is saved once', async () => {
    const { chat, id } = await openEdit();
    const form = nodeById(await chat.widget(id), 'edit_1_form');
    const payload = { ...(form?.onSubmitAction?.payload as object), title: 'buy oat milk', notes: 'two litres' };
    await chat.click(id, { type: 'tasks.save', payload });
    const saved = await chat.storage.tasks.get('alice', 1);
    const events = await chat.click(id, { type: 'tasks.save', payload });
    expect(await chat.storage.tasks.get('alice', 1)).toEqual(saved);
    const [list] = widgetsIn(events, 'thread.item.replaced');
    expect(list && nodeById(list, 'problem_1_text')).toBeUndefined();
    expect(list && nodeById(list, 'edit_1_button')).toBeDefined();
  });

  test('stays open while other rows are clicked and other things are said', async () => {
    const { chat, id } = await openEdit();
    await chat.press(id, 'complete_2_button');
    await chat.say('add feed the cat');
    expect(nodeById(await chat.widget(id), 'title_1_input')).toBeDefined();
    expect(rowNumbers(await chat.widget(id))).toEqual([3, 2, 1]);
  });

  test('works in the card of an added task too', async () => {
    const chat = await Chat.open();
    await chat.say('add buy milk');
    const card = await chat.newestWidget();
    await chat.press(card.id, 'edit_1_button');
    await chat.press(card.id, 'save_1_button', { title: 'buy oat milk', notes: '' });
    expect((await chat.tasks())[0]?.title).toBe('buy oat milk');
    expect(textOf(await chat.widget(card.id))).toContain('buy oat milk');
  });
});
