import { describe, expect, test } from 'vitest';
import type { Action, ThreadStreamEvent } from '../../server/chatkit/index.ts';
import { features } from '../../server/tasks/features/index.ts';
import { allNodes, Chat, changesIn, errorIn, refusalOf, widgetsIn } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

async function openList() {
  const chat = await Chat.open();
  await chat.have('buy milk', 'call mom');
  await chat.say('show all tasks');
  const { id } = await chat.newestWidget();
  return { chat, id };
}

/** Everything a click could have changed. */
async function stateOf(chat: Chat): Promise<unknown> {
  return [await chat.tasks(), await chat.items()];
}

const FORGED: [string, Action][] = [
  ['an unknown verb', { type: 'tasks.explode', payload: { number: 1 } }],
  ['a foreign type', { type: 'system.delete_everything', payload: {} }],
  ['a name of the language', { type: 'constructor', payload: {} }],
  ['no payload', { type: 'tasks.complete' }],
  ['a payload of null', { type: 'tasks.complete', payload: null }],
  ['a text for a number', { type: 'tasks.complete', payload: { number: '1' } }],
  ['a negative number', { type: 'tasks.complete', payload: { number: -1 } }],
  ['zero', { type: 'tasks.reopen', payload: { number: 0 } }],
  ['a fraction', { type: 'tasks.complete', payload: { number: 1.5 } }],
  ['NaN', { type: 'tasks.complete', payload: { number: Number.NaN } }],
  ['a huge number', { type: 'tasks.delete', payload: { number: 1e300 } }],
  ['a list', { type: 'tasks.delete', payload: [1, 2] }],
  ['an object for a number', { type: 'tasks.complete', payload: { number: { $gt: 0 } } }],
  ['a save without a title', { type: 'tasks.save', payload: { number: 1, updatedAt: 'x' } }],
  ['a title that is no text', { type: 'tasks.save', payload: { number: 1, updatedAt: 'x', title: 5 } }],
  ['a confirmation in a list', { type: 'tasks.confirm_delete', payload: { numbers: [1, 2] } }],
  ['a choice in a list', { type: 'tasks.update_chosen', payload: { number: 1 } }],
  ['more rows than there may be', { type: 'tasks.show_more', payload: { rows: 1e9 } }],
];

describe('a forged click', () => {
  test.each(FORGED)('with %s is an error that changes nothing', async (_, action) => {
    const { chat, id } = await openList();
    const before = await stateOf(chat);
    const events = await chat.click(id, action);
    expect(errorIn(events)).toMatchObject({ code: 'invalid_action', allow_retry: false });
    expect(await stateOf(chat)).toEqual(before);
  });

  test.each(FORGED)('with %s is refused beside a turn too', async (_, action) => {
    const { chat, id } = await openList();
    const before = await stateOf(chat);
    expect(await refusalOf(chat.act(id, action))).toMatchObject({ code: 'invalid_action' });
    expect(await stateOf(chat)).toEqual(before);
  });

  test('that changes tasks is refused beside a turn', async () => {
    const { chat, id } = await openList();
    const before = await stateOf(chat);
    const action = { type: 'tasks.complete', payload: { number: 1 } };
    expect(await refusalOf(chat.act(id, action))).toMatchObject({ code: 'invalid_action' });
    expect(await stateOf(chat)).toEqual(before);
  });

  test('on a message, on nothing, and on an item that is not there changes nothing', async () => {
    const { chat } = await openList();
    const [message] = await chat.items();
    const before = await stateOf(chat);
    const action = { type: 'tasks.complete', payload: { number: 1 } };
    const codes: (string | undefined)[] = [];
    for (const itemId of [message?.id, undefined, 'msg_missing']) {
      codes.push(errorIn(await chat.click(itemId, action))?.code);
    }
    expect(codes).toEqual(['invalid_action', 'invalid_action', 'not_found']);
    expect(await stateOf(chat)).toEqual(before);
  });

  test('on a widget that is not ours changes nothing', async () => {
    const { chat } = await openList();
    const widget = { type: 'Card' as const, children: [] };
    const created_at = new Date().toISOString();
    const foreign = { type: 'widget' as const, id: 'msg_foreign', thread_id: chat.threadId, created_at, widget };
    const odd = { ...foreign, id: 'msg_odd', metadata: { view: { kind: 'list', status: 'all', rows: -5 } } };
    for (const item of [foreign, odd]) await chat.storage.threads.saveItem(chat.threadId, item, { owner: 'alice' });
    const before = await stateOf(chat);
    for (const item of [foreign, odd]) {
      const events = await chat.click(item.id, { type: 'tasks.complete', payload: { number: 1 } });
      expect(errorIn(events)?.code).toBe('invalid_action');
    }
    expect(await stateOf(chat)).toEqual(before);
  });

  test('by somebody else finds neither the conversation nor the task', async () => {
    const { chat, id } = await openList();
    const before = await stateOf(chat);
    const mallory = chat.another('mallory');
    mallory.threadId = chat.threadId;
    const events = await mallory.click(id, { type: 'tasks.complete', payload: { number: 1 } });
    expect(errorIn(events)?.code).toBe('not_found');
    expect(await stateOf(chat)).toEqual(before);

    const own = chat.another('mallory');
    await own.say('show all tasks');
    const list = await own.newestWidget();
    for (const type of ['tasks.complete', 'tasks.delete']) {
      const clicked = await own.click(list.id, { type, payload: { number: 1 } });
      expect(clicked).toContainEqual(expect.objectContaining({ type: 'notice' }));
      expect(changesIn(clicked)).toEqual([]);
    }
    expect(await stateOf(chat)).toEqual(before);
  });

  test('with other numbers on a question deletes what the question named', async () => {
    const chat = await Chat.open();
    await chat.have('buy milk', 'call mom');
    await chat.say('delete 1');
    const { id } = await chat.newestWidget();
    await chat.click(id, { type: 'tasks.confirm_delete', payload: { numbers: [2], number: 2 } });
    expect((await chat.tasks()).map((task) => task.number)).toEqual([2]);
  });
});

test('every button of every widget sends what a feature takes, by the way it is meant for', async () => {
  const model = new ScriptedModel();
  const chat = await Chat.open({ model });
  await chat.have(...Array.from({ length: 30 }, (_, index) => `groceries ${index + 1}`));
  const events: ThreadStreamEvent[] = [];
  const calls: [string, object][] = [
    ['list_tasks', { status: 'all', query: null }],
    ['add_tasks', { tasks: [{ title: 'call mom', notes: null }] }],
    ['complete_tasks', { tasks: ['1'], all: null }],
    ['reopen_tasks', { tasks: ['1'], all: null }],
    ['update_task', { task: '1', title: 'groceries now', notes: null }],
    ['delete_tasks', { tasks: ['1'], all: null }],
    ['complete_tasks', { tasks: ['groceries'], all: null }],
    ['update_task', { task: 'groceries', title: 'food', notes: null }],
    ['delete_tasks', { tasks: ['groceries'], all: null }],
  ];
  for (const call of calls) {
    model.next({ calls: [call] }, { text: 'Done.' });
    events.push(...(await chat.say('go')));
  }
  const list = widgetsIn(events, 'thread.item.done').find((item) => item.widget.type === 'ListView');
  const edited = await chat.act(list?.id ?? '', { type: 'tasks.edit', payload: { number: 30 } });
  const widgets = [...widgetsIn(events, 'thread.item.done'), ...(edited?.type === 'widget' ? [edited] : [])];
  const sent = widgets
    .flatMap((item) => allNodes(item.widget))
    .flatMap((node) => [node.onClickAction, node.onSubmitAction])
    .filter((action) => action !== undefined);
  const known = new Map(features.flatMap((feature) => Object.entries(feature.actions)));
  for (const action of sent) {
    expect(known.get(action.type)?.kind, action.type).toBe(action.streaming === false ? 'view' : 'change');
  }
  expect(new Set(sent.map((action) => action.type))).toEqual(new Set(known.keys()));
});

test('no two features share a name or an action', () => {
  const names = features.flatMap((feature) => [feature.name, ...Object.keys(feature.actions)]);
  expect(new Set(names).size).toBe(names.length);
});
