import { describe, expect, test } from 'vitest';
import type { TaskStore } from '../../server/tasks/store.ts';
import { openTestStorage } from '../support/chatkit.ts';
import { Chat, findNode, nodeById, rowNumbers, textOf, widgetsIn } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

const titles = (count: number) => Array.from({ length: count }, (_, index) => `task ${index + 1}`);

describe('a list', () => {
  test('has a title, a count, and a row with named buttons for every task, the newest first', async () => {
    const chat = await Chat.open();
    const [first] = await chat.have('buy milk', 'call mom');
    await chat.storage.tasks.setStatus('alice', first?.number ?? 0, 'done', 'done');
    await chat.say('show all tasks');
    const list = await chat.newestWidget();
    const [header] = list.widget.children ?? [];
    expect(header).toMatchObject({
      children: [
        { type: 'Title', value: 'All tasks' },
        { type: 'Badge', label: '2' },
      ],
    });
    expect(rowNumbers(list)).toEqual([2, 1]);
    for (const id of ['complete_2_button', 'edit_2_button', 'delete_2_button', 'reopen_1_button', 'delete_1_button']) {
      expect(nodeById(list, id)?.label, id).toBeTruthy();
    }
  });

  test('tells done tasks from open ones by more than a colour', async () => {
    const chat = await Chat.open();
    const [done] = await chat.have('buy milk', 'call mom');
    await chat.storage.tasks.setStatus('alice', done?.number ?? 0, 'done', 'done');
    await chat.say('show all tasks');
    const { widget } = await chat.newestWidget();
    expect(findNode(widget, (node) => node.value === 'buy milk')?.lineThrough).toBe(true);
    expect(findNode(widget, (node) => node.value === '#1 · Done')).toBeDefined();
    expect(findNode(widget, (node) => node.value === 'call mom')?.lineThrough).toBeUndefined();
    const icons = ['check-circle-filled', 'empty-circle'];
    for (const name of icons)
      expect(findNode(widget, (node) => node.type === 'Icon' && node.name === name)).toBeDefined();
  });

  test('invites to add a first task when there is none, and says so in its own words for each kind', async () => {
    const chat = await Chat.open();
    await chat.say('show all tasks');
    expect(textOf(await chat.newestWidget())).toContain('add task: buy groceries');
    await chat.say('show done tasks');
    expect(textOf(await chat.newestWidget())).toContain('Nothing is done yet');
    await chat.say('show tasks about milk');
    expect(textOf(await chat.newestWidget())).toContain('Nothing matches “milk”');
  });

  test('finds a task by its number, whatever its title holds', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom', 'buy 2 eggs');
    await chat.say('show task 2');
    const list = await chat.newestWidget();
    expect(rowNumbers(list)).toEqual([3, 2]);
    expect(findNode(list.widget, (node) => node.type === 'Badge')?.label).toBe('2');
    await chat.say('show task 1');
    expect(rowNumbers(await chat.newestWidget())).toEqual([1]);
  });

  test('shows 45 tasks in pages of 20, in the same widget, until all are there', async () => {
    const chat = await Chat.open();
    await chat.have(...titles(45));
    await chat.say('show all tasks');
    const { id } = await chat.newestWidget();

    expect(rowNumbers(await chat.widget(id))).toEqual(Array.from({ length: 20 }, (_, index) => 45 - index));
    expect(nodeById(await chat.widget(id), 'more_button')?.label).toBe('Show 20 more');
    const updated = await chat.press(id, 'more_button');
    expect(updated?.id).toBe(id);
    expect(rowNumbers(await chat.widget(id))).toHaveLength(40);
    expect(nodeById(await chat.widget(id), 'more_button')?.label).toBe('Show 5 more');
    await chat.press(id, 'more_button');
    expect(rowNumbers(await chat.widget(id))).toHaveLength(45);
    expect(nodeById(await chat.widget(id), 'more_button')).toBeUndefined();
    expect((await chat.items()).filter((item) => item.type === 'widget')).toHaveLength(1);
  });

  test('is not folded by a client that shows four rows of a list', async () => {
    const chat = await Chat.open();
    await chat.have(...titles(12));
    await chat.say('show all tasks');
    const { widget } = await chat.newestWidget();
    if (widget.type !== 'ListView') throw new Error('Expected a list.');
    expect(widget.limit).toBeGreaterThanOrEqual(widget.children?.length ?? 99);
  });

  test('shows one page more, and not two, when "Show more" is clicked twice', async () => {
    const chat = await Chat.open();
    await chat.have(...titles(70));
    await chat.say('show all tasks');
    const { id } = await chat.newestWidget();
    const action = { type: 'tasks.show_more', payload: { rows: 20 } };
    await chat.act(id, action);
    await chat.act(id, action);
    expect(rowNumbers(await chat.widget(id))).toHaveLength(40);
    await chat.press(id, 'more_button');
    await chat.act(id, action);
    expect(rowNumbers(await chat.widget(id))).toHaveLength(60);
  });

  test('counts 1,000 tasks as 999+, and asks to narrow it down behind 200 rows', async () => {
    const chat = await Chat.open();
    await chat.have(...titles(1_000));
    await chat.say('show all tasks');
    const { id } = await chat.newestWidget();
    expect(nodeById(await chat.widget(id), 'count_badge')?.label).toBe('999+');
    for (let rows = 20; rows < 200; rows += 20) await chat.press(id, 'more_button');
    const list = await chat.widget(id);
    expect(rowNumbers(list)).toHaveLength(200);
    expect(nodeById(list, 'more_button')).toBeUndefined();
    expect(textOf(list)).toContain('first 200 of 999+');
  });
});

describe('a clicked row', () => {
  test('turns Complete into Reopen in its place, also in a list of open tasks, and back', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom');
    await chat.say('show open tasks');
    const { id, widget } = await chat.newestWidget();
    const key = findNode(widget, (node) => node.id === 'complete_1_button')?.key;

    await chat.click(id, { type: 'tasks.complete', payload: { number: 1 } });
    const [after] = widgetsIn(chat.events, 'thread.item.replaced');
    if (!after) throw new Error('The list was not replaced.');
    expect(rowNumbers(after)).toEqual([2, 1]);
    expect(nodeById(after, 'reopen_1_button')?.key).toBe(key);
    expect(nodeById(after, 'count_badge')?.label).toBe('1');

    await chat.click(id, { type: 'tasks.reopen', payload: { number: 1 } });
    expect((await chat.tasks()).map((task) => task.status)).toEqual(['open', 'open']);
    expect(nodeById(await chat.widget(id), 'count_badge')?.label).toBe('2');
  });

  test('leaves the list of open tasks when that is read again', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom');
    await chat.say('show open tasks');
    const { id } = await chat.newestWidget();
    await chat.press(id, 'complete_1_button');
    expect(rowNumbers(await chat.widget(id))).toEqual([2]);
  });

  test('clicked twice is completed once [action-repeat]', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const { id } = await chat.newestWidget();
    const action = { type: 'tasks.complete', payload: { number: 1 } };
    await chat.click(id, action);
    const [first] = await chat.tasks();
    await chat.click(id, action);
    expect(await chat.tasks()).toEqual([first]);
  });

  test('of a task that is gone says so and disappears', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom');
    await chat.say('show all tasks');
    const { id } = await chat.newestWidget();
    await chat.storage.tasks.remove('alice', 1, 'elsewhere');
    const events = await chat.click(id, { type: 'tasks.complete', payload: { number: 1 } });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: 'Task #1 is not there any more.' }),
    );
    expect(widgetsIn(events, 'thread.item.replaced').map(rowNumbers)).toEqual([[2]]);
  });
});

describe('the live list', () => {
  test('is brought up to date by what is said in its thread, where it stands [list-replaced]', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const list = await chat.newestWidget();
    const events = await chat.say('add call mom');
    const replaced = widgetsIn(events, 'thread.item.replaced');
    expect(replaced.map((item) => [item.id, rowNumbers(item)])).toEqual([[list.id, [2, 1]]]);
    expect(events.at(-1)?.type).not.toBe('error');
  });

  test('is the newest one of the thread, and another one too when that was clicked [list-replaced]', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const older = await chat.newestWidget();
    await chat.say('show open tasks');
    const newest = await chat.newestWidget();
    await chat.say('add call mom');
    expect(widgetsIn(chat.events, 'thread.item.replaced').map((item) => item.id)).toEqual([newest.id]);
    await chat.press(older.id, 'complete_1_button');
    expect(widgetsIn(chat.events, 'thread.item.replaced').map((item) => item.id)).toEqual([older.id, newest.id]);
  });

  test('is drawn afresh whenever it is read, with what happened in other conversations', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const list = await chat.newestWidget();
    const other = chat.another();
    await other.say('add call mom');
    await other.say('complete 1');
    expect(rowNumbers(await chat.widget(list.id))).toEqual([2, 1]);
    expect(nodeById(await chat.widget(list.id), 'reopen_1_button')).toBeDefined();
  });

  test('shown and then changed within one message is up to date', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks and complete 1');
    const lists = (await chat.items()).filter((item) => item.type === 'widget' && item.widget.type === 'ListView');
    const [list] = lists;
    if (list?.type !== 'widget') throw new Error('Expected a list.');
    expect(nodeById(list, 'reopen_1_button')).toBeDefined();
  });

  test('is known within its message before the store holds it', async () => {
    const storage = await openTestStorage();
    const save = storage.threads.saveItem;
    storage.threads.saveItem = async (...item) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return save(...item);
    };
    const model = new ScriptedModel(
      {
        calls: [
          ['list_tasks', { status: 'all', query: null }],
          ['complete_tasks', { tasks: ['1'], all: null }],
        ],
      },
      { text: 'Done.' },
    );
    const chat = await Chat.open({ storage, model });
    await chat.have('buy milk');
    await chat.say('show all tasks and complete 1');
    const [list] = widgetsIn(chat.events, 'thread.item.done');
    const replaced = widgetsIn(chat.events, 'thread.item.replaced');
    expect(replaced.map((item) => item.id)).toEqual([list?.id]);
    expect(replaced[0] && nodeById(replaced[0], 'reopen_1_button')).toBeDefined();
  });

  test('is an older one again when a retry took the newest away', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk');
    await chat.say('show all tasks');
    const older = await chat.newestWidget();
    await chat.say('add call mom');
    const message = (await chat.items()).findLast((item) => item.type === 'user_message');
    await chat.say('show open tasks');
    await chat.retry(message?.id ?? '');
    expect(widgetsIn(chat.events, 'thread.item.replaced').map((item) => item.id)).toEqual([older.id]);
    expect(await chat.tasks()).toHaveLength(2);
  });

  test('costs one query for any number of lists alike', async () => {
    const storage = await openTestStorage();
    let lists = 0;
    const list: TaskStore['list'] = (...query) => {
      lists += 1;
      return storage.tasks.list(...query);
    };
    const tasks: TaskStore = { ...storage.tasks, list };
    const chat = await Chat.open({ storage: { ...storage, tasks } });
    await chat.have('buy milk');
    for (let count = 0; count < 5; count += 1) await chat.say('show all tasks');
    lists = 0;
    await chat.items();
    expect(lists).toBe(1);
  });
});
