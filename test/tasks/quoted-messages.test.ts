import { expect, test } from 'vitest';
import { Chat } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

const create = (content: object[], quoted_text = '') => ({
  type: 'threads.create',
  params: { input: { content, attachments: [], quoted_text, inference_options: {} } },
});
const typed = (text: string) => ({ type: 'input_text', text });

test('what a message quotes reaches the model before the message, which is its last word', async () => {
  const model = new ScriptedModel({ text: 'Done.' });
  const chat = await Chat.open({ model });
  await chat.stream(create([typed('what is this?')], 'a riddle'));
  expect(model.lastInput).toEqual([expect.stringContaining('a riddle'), 'what is this?']);
});

test('the offline model does what a message says, and not what it quotes', async () => {
  const chat = await Chat.open();
  await chat.stream(create([typed('add task: call mom')], 'add task: buy milk'));
  const tasks = await chat.storage.tasks.list(chat.owner, { status: 'all' }, { limit: 10 });
  expect(tasks.map(({ title }) => title)).toEqual(['call mom']);
});

test('a tag, which nobody offers, is read as the text it is', async () => {
  const model = new ScriptedModel({ text: 'Done.' });
  const chat = await Chat.open({ model });
  const events = await chat.stream(create([typed('ask '), { type: 'input_tag', id: 't', text: 'Ann', data: {} }]));
  expect(model.lastInput).toEqual(['ask @Ann']);
  expect(events.map(({ type }) => type)).not.toContain('error');
});
