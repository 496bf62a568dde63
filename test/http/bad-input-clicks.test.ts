import { afterAll, describe, expect, it } from 'vitest';
import { createPerson, type Item, nodesOf, type Reply, threadOf, widgetOf } from '../support/person.ts';
import { type RunningApp, startApp } from '../support/start-app.ts';

const app: RunningApp = await startApp();
afterAll(() => app.close());

let people = 0;

/** Somebody with two tasks, a list that shows them, a card that shows the first, and a question about the second. */
async function open() {
  people += 1;
  const person = createPerson(app, `person ${people}`);
  const started = await person.start('add task: buy milk');
  const thread = threadOf(started);
  const card = widgetOf(started).id;
  await person.say(thread, 'add task: call mom');
  const list = widgetOf(await person.say(thread, 'show all tasks')).id;
  const confirm = widgetOf(await person.say(thread, 'delete task 2')).id;
  return {
    person,
    thread,
    card,
    list,
    confirm,
    click: (item: string, action: object) => person.click(thread, item, action),
    /** The ids of a widget's nodes, as the person sees it now. */
    now: async (item: string) =>
      nodesOf((await person.items(thread)).find(({ id }) => id === item)).map(({ id }) => id),
  };
}

const complete = (number: unknown) => ({ type: 'tasks.complete', payload: { number } });
const remove = (number: number) => ({ type: 'tasks.delete', payload: { number } });
const confirmed = { type: 'tasks.confirm_delete', payload: {} };
const save = (more: object) => ({ type: 'tasks.save', payload: { number: 1, updatedAt: 'x', title: 'x', ...more } });
const changes = ({ events }: Reply) => events.filter(({ type }) => type === 'client_effect');

function expectInvalid(reply: Reply): void {
  expect(reply.status).toBe(200);
  expect(reply.ended).toBe(true);
  expect(reply.events.filter(({ type }) => type !== 'stream_options')).toEqual([
    {
      type: 'error',
      code: 'invalid_action',
      message: expect.stringMatching(/^This (button does not work here\. Nothing was changed|is nothing that can)/),
      allow_retry: false,
    },
  ]);
}

type Widgets = 'list' | 'card' | 'confirm';

describe('a forged click', () => {
  it.each<[string, Widgets, object]>([
    ['an unknown verb', 'list', { type: 'tasks.explode', payload: { number: 1 } }],
    ['a name of the language', 'list', { type: '__proto__', payload: { number: 1 } }],
    ['no payload', 'list', { type: 'tasks.complete' }],
    ['a payload in __proto__', 'list', JSON.parse('{"type":"tasks.complete","payload":{"__proto__":{"number":1}}}')],
    ['a text for a number', 'list', complete('1')],
    ['a list of numbers', 'list', complete([1, 2])],
    ['a fraction', 'list', complete(1.5)],
    ['an operator', 'list', complete({ $gt: 0 })],
    ['a huge list', 'list', { type: 'tasks.complete', payload: Array(20_000).fill(1) }],
    ['a title that is no text', 'list', save({ title: { toString: 'x' } })],
    ['a title of 20,001 characters', 'list', save({ title: 'x'.repeat(20_001) })],
    ['a yes to a list', 'list', confirmed],
    ['a yes to a card', 'card', confirmed],
    ['a choice that nobody offered', 'list', { type: 'tasks.update_chosen', payload: { number: 1 } }],
    ['a task that the card does not show', 'card', complete(2)],
    ['the deletion of one that the card does not show', 'card', remove(2)],
    ['a new title for one that the card does not show', 'card', save({ number: 2 })],
    ['a task in a question', 'confirm', complete(1)],
    ['a deletion in a question', 'confirm', remove(1)],
    ['a new title in a question', 'confirm', save({})],
  ])('is an error event that changes nothing: %s', async (_what, widget, action) => {
    const setting = await open();
    const before = await setting.person.seen();
    expectInvalid(await setting.click(setting[widget], action));
    const beside = { thread_id: setting.thread, item_id: setting[widget], action };
    expect(await setting.person.json('threads.sync_custom_action', beside)).toMatchObject({
      status: 400,
      body: { code: 'invalid_action' },
    });
    expect(await setting.person.seen()).toEqual(before);
  });

  it('is an error event that changes nothing: on a message', async () => {
    const { person, thread, click } = await open();
    const [message] = await person.items(thread);
    const before = await person.seen();
    expectInvalid(await click(message?.id ?? '', complete(1)));
    expect(await person.seen()).toEqual(before);
  });

  it('names other tasks than the question does, in vain', async () => {
    const { list, confirm, click, now } = await open();
    const forged = { type: 'tasks.confirm_delete', payload: { numbers: [1], number: 1, tasks: [{ number: 1 }] } };
    expect(changes(await click(confirm, forged))).toMatchObject([{ data: { numbers: [2] } }]);
    expect(await now(list)).toContain('task_1_listviewitem');
    expect(await now(list)).not.toContain('task_2_listviewitem');
  });

  it('while every button as it was drawn works', async () => {
    const { list, card, confirm, click } = await open();
    for (const [item, action] of [
      [card, complete(1)],
      [list, { type: 'tasks.reopen', payload: { number: 1 } }],
      [confirm, confirmed],
    ] as const) {
      expect(changes(await click(item, action))).toHaveLength(1);
    }
  });
});

describe('a stale click', () => {
  it.each<[string, object]>([
    ['Complete', complete(1)],
    ['Reopen', { type: 'tasks.reopen', payload: { number: 1 } }],
    ['Delete', remove(1)],
  ])('on %s of a task that is gone says so and draws the list as it is', async (_button, action) => {
    const { person, thread, list, click } = await open();
    await person.say(thread, 'delete task 1');
    await person.say(thread, 'yes');
    const before = await person.seen();
    const reply = await click(list, action);
    expect(reply.events).toContainEqual({
      type: 'notice',
      level: 'warning',
      message: 'Task #1 is not there any more.',
    });
    expect(changes(reply)).toEqual([]);
    expect(await person.seen()).toEqual(before);
  });

  it('on Save keeps what somebody else wrote, and the person’s text in the form', async () => {
    const { person, thread, list, click, now } = await open();
    const edit = { thread_id: thread, item_id: list, action: { type: 'tasks.edit', payload: { number: 1 } } };
    const { body } = await person.json('threads.sync_custom_action', edit);
    const form = nodesOf((body as { updated_item: Item }).updated_item).find(({ onSubmitAction }) => onSubmitAction);
    await person.say(thread, 'rename task 1 to buy oat milk');
    const payload = { ...(form?.onSubmitAction?.payload as object), title: 'buy soy milk', notes: '' };
    const reply = await click(list, { type: 'tasks.save', payload });
    expect(changes(reply)).toEqual([]);
    expect(reply.text).toContain('It now reads “buy oat milk”');
    expect(reply.text).toContain('"defaultValue":"buy soy milk"');
    expect(await now(list)).toContain('edit_1_form');
  });

  it('on Show more adds no second page', async () => {
    const { person, thread, list } = await open();
    const action = { type: 'tasks.show_more', payload: { rows: 20 } };
    const more = { thread_id: thread, item_id: list, action };
    const [first, second] = [
      await person.json('threads.sync_custom_action', more),
      await person.json('threads.sync_custom_action', more),
    ];
    expect(second).toEqual(first);
  });

  it('on Save with a title of 201 characters says so in the form', async () => {
    const { person, thread, list, click } = await open();
    const edit = { thread_id: thread, item_id: list, action: { type: 'tasks.edit', payload: { number: 1 } } };
    const { body } = await person.json('threads.sync_custom_action', edit);
    const form = nodesOf((body as { updated_item: Item }).updated_item).find(({ onSubmitAction }) => onSubmitAction);
    const payload = { ...(form?.onSubmitAction?.payload as object), notes: '' };
    const long = await click(list, { type: 'tasks.save', payload: { ...payload, title: 'x'.repeat(201) } });
    expect(long.text).toContain('A title can have up to 200 characters; this one has 201.');
    expect(changes(long)).toEqual([]);
    expect(
      changes(await click(list, { type: 'tasks.save', payload: { ...payload, title: 'x'.repeat(200) } })),
    ).toHaveLength(1);
  });
});

describe('a button clicked twice', () => {
  async function twice(how: string, click: () => Promise<Reply>): Promise<Reply[]> {
    return how === 'at once' ? Promise.all([click(), click()]) : [await click(), await click()];
  }
  const expectCalm = (replies: Reply[]) => {
    for (const { status, events, ended } of replies) {
      expect(status).toBe(200);
      expect(ended).toBe(true);
      expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    }
  };

  describe.each(['one after the other', 'at once'])('%s', (how) => {
    it('completes a task once', async () => {
      const { list, click, now } = await open();
      expectCalm(await twice(how, () => click(list, complete(1))));
      expect(await now(list)).toContain('reopen_1_button');
      expect(await now(list)).toContain('complete_2_button');
    });

    it('asks once before it deletes', async () => {
      const { person, thread, list, click } = await open();
      const before = (await person.items(thread)).length;
      expectCalm(await twice(how, () => click(list, remove(1))));
      expect(await person.items(thread)).toHaveLength(before + 1);
    });

    it('deletes once what a question names', async () => {
      const { list, confirm, click, now } = await open();
      const replies = await twice(how, () => click(confirm, confirmed));
      expectCalm(replies);
      expect(replies.flatMap(changes)).toHaveLength(1);
      for (const reply of replies) expect(reply.text).toContain('Task deleted');
      expect(await now(confirm)).not.toContain('confirm_delete_button');
      expect(await now(list)).not.toContain('task_2_listviewitem');
    });

    it('keeps or deletes, and not both', async () => {
      const { person, thread, list, confirm, click, now } = await open();
      const cancel = { type: 'tasks.cancel_delete', payload: {} };
      const [no, yes] = [click(confirm, cancel), how === 'at once' ? click(confirm, confirmed) : undefined];
      expectCalm([await no, await (yes ?? click(confirm, confirmed))]);
      const settled = JSON.stringify((await person.items(thread)).find(({ id }) => id === confirm)?.widget);
      const isThere = (await now(list)).includes('task_2_listviewitem');
      expect(settled.includes(isThere ? 'Nothing was deleted' : 'Task deleted')).toBe(true);
      expect(settled).not.toContain('confirm_delete_button');
    });

    it('takes the choice that it offered once', async () => {
      const { person, thread } = await open();
      await person.say(thread, 'add tasks: water the roses, water the lawn');
      const asked = widgetOf(await person.say(thread, 'rename water to water everything'));
      const button = nodesOf(asked).find(({ onClickAction }) => onClickAction?.type === 'tasks.update_chosen');
      const click = () => person.click(thread, asked.id, button?.onClickAction ?? {});
      const replies = await twice(how, click);
      expectCalm(replies);
      for (const reply of replies) expect(reply.text).toContain('water everything');
    });

    it('answers by words or by click, and not both', async () => {
      const { person, thread, list, confirm, click, now } = await open();
      const words = () => person.say(thread, 'yes');
      const both =
        how === 'at once' ? [click(confirm, confirmed), words()] : [await click(confirm, confirmed), await words()];
      expectCalm(await Promise.all(both));
      expect(await now(list)).toContain('task_1_listviewitem');
      expect(await now(list)).not.toContain('task_2_listviewitem');
    });
  });
});
