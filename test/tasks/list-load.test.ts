import { expect, test } from 'vitest';
import { presentLists } from '../../server/tasks/screen.ts';
import { countLoopTurns } from '../support/loop-turns.ts';
import { Chat } from './support/chat.ts';

test('a page of fifty long lists is drawn without keeping everybody else waiting', async () => {
  const chat = await Chat.open();
  await chat.have(...Array.from({ length: 200 }, (_, index) => `task ${index + 1}`));
  await chat.say('show all tasks');
  const { id } = await chat.newestWidget();
  for (let rows = 20; rows < 200; rows += 20) await chat.press(id, 'more_button');
  const list = await chat.storage.threads.loadItem(chat.threadId, id, { owner: chat.owner });
  const page = Array.from({ length: 50 }, () => list);
  const draw = () => presentLists(page, chat.storage.tasks, chat.owner);

  await draw();
  expect(await countLoopTurns(draw)).toBeGreaterThan(5);
});
