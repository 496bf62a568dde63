import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { ActionConfig, StreamingActionCall, WidgetItem } from '../../server/chatkit/index.ts';
import {
  actionHandlers,
  Button,
  Card,
  ChatKitServer,
  defineAction,
  defineSyncAction,
  Text,
} from '../../server/chatkit/index.ts';
import type { TestContext } from '../support/chatkit.ts';
import {
  ALICE,
  createScriptedServer,
  json,
  openTestStorage,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

/** What the handlers were given, in order. */
type Seen = unknown[];

function createActions(seen: Seen = []) {
  const complete = defineAction(
    'shop.complete',
    z.object({ number: z.number().int(), tags: z.array(z.string()).default([]) }),
    async function* (payload, { thread, sender, context, turn }: StreamingActionCall<TestContext>) {
      seen.push({ payload, owner: context.owner, sender: sender?.id });
      yield {
        type: 'thread.item.done',
        item: {
          type: 'assistant_message',
          id: turn.generateId('message'),
          thread_id: thread.id,
          created_at: turn.now().toISOString(),
          content: [{ type: 'output_text', text: `Completed ${payload.number}.`, annotations: [] }],
        },
      };
    },
  );
  const rename = defineAction(
    'shop.rename',
    {
      payload: z.object({ number: z.number() }),
      form: z.object({ title: z.string().min(1), count: z.coerce.number() }),
    },
    async function* ({ number, title, count }) {
      seen.push({ number, title, count });
      yield { type: 'notice', level: 'info', message: 'Renamed.' };
    },
  );
  const unfold = defineSyncAction(
    'shop.unfold',
    z.object({ open: z.boolean().optional() }),
    async ({ open }, { sender }) => {
      seen.push({ open });
      return sender ? { updated_item: { ...sender, widget: Card({ children: [Text({ value: 'Open' })] }) } } : {};
    },
  );
  return { complete, rename, unfold };
}

async function openShop(seen: Seen = []) {
  const { complete, rename, unfold } = createActions(seen);
  const handlers = actionHandlers([complete, rename, unfold]);
  const server = await createScriptedServer();
  server.actWith = (thread, action, sender, turn) => handlers.action(thread, action, sender, ALICE, turn);
  server.syncActWith = (thread, action, sender) => handlers.syncAction(thread, action, sender, ALICE);
  const threadId = await startThread(server);
  const widget: WidgetItem = {
    type: 'widget',
    id: 'msg_widget',
    thread_id: threadId,
    created_at: new Date().toISOString(),
    widget: Card({ children: [Button({ label: 'Complete', onClickAction: complete.config({ number: 5 }) })] }),
  };
  await server.store.saveItem(threadId, widget, ALICE);
  return {
    server,
    threadId,
    async click(action: { type: string; payload?: unknown }) {
      const params = { thread_id: threadId, item_id: 'msg_widget', action };
      const { events } = await (await stream(server, { type: 'threads.custom_action', params })).rest();
      return events;
    },
    clickSync: (action: { type: string; payload?: unknown }) => {
      return json<object>(server, 'threads.sync_custom_action', { thread_id: threadId, item_id: 'msg_widget', action });
    },
  };
}

describe('a defined action', () => {
  it('makes the config of a button, which leaves out what it does not say', () => {
    const { complete, unfold } = createActions();

    expect(complete.config({ number: 5 })).toStrictEqual({ type: 'shop.complete', payload: { number: 5 } });
    expect(complete.config({ number: 5 }, { loadingBehavior: 'none', handler: 'client' })).toStrictEqual({
      type: 'shop.complete',
      payload: { number: 5 },
      loadingBehavior: 'none',
      handler: 'client',
    });
    expect(unfold.config()).toStrictEqual({ type: 'shop.unfold', streaming: false });
    expect(unfold.config({ open: true }, { loadingBehavior: 'self' })).toStrictEqual({
      type: 'shop.unfold',
      payload: { open: true },
      loadingBehavior: 'self',
      streaming: false,
    });
  });

  it('asks the config for the payload and not for the fields of the form', () => {
    const { rename } = createActions();

    expect(rename.config({ number: 5 })).toStrictEqual({ type: 'shop.rename', payload: { number: 5 } });
  });

  it('does not compile with a wrong payload, option or handler', () => {
    const { complete, rename, unfold } = createActions();
    const wrong = () => [
      // @ts-expect-error no payload
      complete.config(),
      // @ts-expect-error missing member
      complete.config({}),
      // @ts-expect-error wrong type
      complete.config({ number: '5' }),
      // @ts-expect-error unknown member
      complete.config({ number: 5, count: 1 }),
      // @ts-expect-error a field of the form
      rename.config({ number: 5, title: 'x' }),
      // @ts-expect-error wrong type of an optional member
      unfold.config({ open: 'yes' }),
      // @ts-expect-error misspelt option
      complete.config({ number: 5 }, { loadingBehaviour: 'none' }),
      // @ts-expect-error whether it streams is said by its definition
      complete.config({ number: 5 }, { streaming: false }),
      // @ts-expect-error a payload that the schema does not have
      defineAction('x', z.object({ a: z.string() }), async function* ({ b: _ }) {}),
      // @ts-expect-error a streaming handler yields events
      defineAction('x', z.object({}), async () => ({})),
      // @ts-expect-error a sync handler has no turn
      defineSyncAction('x', z.object({}), async (_payload, { turn: _ }) => ({})),
      // @ts-expect-error a sync handler answers an item
      defineSyncAction('x', z.object({}), async () => ({ updated_item: 5 })),
      // @ts-expect-error another context than the handlers were written for
      actionHandlers<{ user: string }>([complete]),
      // @ts-expect-error no action of its own, but a config
      actionHandlers([complete.config({ number: 5 })]),
    ];
    // The type of a config is known to the letter, and is one that every widget takes.
    const config: { type: 'shop.complete'; payload?: { number: number } | undefined } = complete.config({ number: 5 });
    const any: ActionConfig = config;

    expect(wrong).toBeTypeOf('function');
    expect(any.type).toBe('shop.complete');
  });

  it('refuses a field of the form that has the name of a member of the payload', () => {
    const schema = { payload: z.object({ number: z.number() }), form: z.object({ number: z.string() }) };

    expect(() => defineAction('shop.save', schema, async function* () {})).toThrow(
      'The action "shop.save" has "number" in its payload and in its form.',
    );
    expect(() => defineSyncAction('shop.save', schema, async () => ({}))).toThrow('"number"');
  });
});

describe('the handlers of a server', () => {
  it('give a click to its handler, with the payload as its schema leaves it [action-typed]', async () => {
    const seen: Seen = [];
    const { click, server, threadId } = await openShop(seen);
    const events = await click({
      type: 'shop.complete',
      payload: { number: 5, note: 'merged by a form', tags: ['a'] },
    });

    expect(seen).toEqual([{ payload: { number: 5, tags: ['a'] }, owner: 'alice', sender: 'msg_widget' }]);
    expect(events.map((event) => event.type)).toEqual(['stream_options', 'thread.item.done']);
    expect((await storedItems(server, threadId)).at(-1)).toMatchObject({ content: [{ text: 'Completed 5.' }] });
  });

  it('give a handler the fields of its form, checked too', async () => {
    const seen: Seen = [];
    const { click } = await openShop(seen);
    await click({ type: 'shop.rename', payload: { number: 5, title: 'Milk', count: '12', other: 'x' } });

    expect(seen).toEqual([{ number: 5, title: 'Milk', count: 12 }]);
    expect(await click({ type: 'shop.rename', payload: { number: 5, title: '', count: '12' } })).toContainEqual({
      type: 'error',
      code: 'invalid_action',
      message: 'Please check "title" and try again. Nothing was changed.',
      allow_retry: false,
    });
    expect(seen).toHaveLength(1);
  });

  it('answer a sync action at once, and store what it changed', async () => {
    const { clickSync, server, threadId } = await openShop();
    const widget = { type: 'Card', children: [{ type: 'Text', value: 'Open' }] };

    expect(await clickSync({ type: 'shop.unfold', payload: { open: true } })).toMatchObject({
      updated_item: { widget },
    });
    expect(await storedItems(server, threadId)).toContainEqual(expect.objectContaining({ id: 'msg_widget', widget }));
  });

  it('take a payload that is absent for an empty one', async () => {
    const seen: Seen = [];
    const { clickSync } = await openShop(seen);
    await clickSync({ type: 'shop.unfold' });
    await clickSync({ type: 'shop.unfold', payload: null });

    expect(seen).toEqual([{ open: undefined }, { open: undefined }]);
  });

  it.each([
    ['an unknown type', { type: 'shop.buy', payload: {} }, 'The action "shop.buy" is not known here.'],
    ['a type that every object has', { type: 'constructor' }, 'is not known here'],
    [
      'a payload of the wrong type',
      { type: 'shop.complete', payload: { number: '5' } },
      'This button does not work here.',
    ],
    ['a payload that is no object', { type: 'shop.complete', payload: [5] }, 'This button does not work here.'],
    ['no payload where one is needed', { type: 'shop.complete' }, 'This button does not work here.'],
    ['an action that does not stream', { type: 'shop.unfold', payload: {} }, 'is not known here'],
  ])('tell %s by an error event, and call nobody [action-unknown]', async (_, action, message) => {
    const seen: Seen = [];
    const { click } = await openShop(seen);
    const events = await click(action);

    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'invalid_action', allow_retry: false });
    expect(events.at(-1)).toHaveProperty('message', expect.stringContaining(message));
    expect(seen).toEqual([]);
  });

  it.each([
    ['an unknown type', { type: 'shop.buy', payload: {} }],
    ['a payload of the wrong type', { type: 'shop.unfold', payload: { open: 'yes' } }],
    ['an action that streams', { type: 'shop.complete', payload: { number: 5 } }],
  ])('refuse %s as a sync action, and call nobody', async (_, action) => {
    const seen: Seen = [];
    const { clickSync } = await openShop(seen);

    await expect(clickSync(action)).rejects.toMatchObject({ name: 'ChatKitError', code: 'invalid_action' });
    expect(seen).toEqual([]);
  });

  it('are all that a server of its own needs for its hooks', async () => {
    class Shop extends ChatKitServer<TestContext> {
      override ownerOf = ({ owner }: TestContext) => owner;
      override async *respond() {}
    }
    const { server, threadId } = await openShop();
    const { turns } = await openTestStorage();
    const actions = actionHandlers(Object.values(createActions()));
    const shop = new Shop({ store: server.store, turns, actions });
    onTestFinished(() => shop.shutdown({ graceMs: 0 }));
    const unknown = { thread_id: threadId, action: { type: 'shop.unknown' } };
    await expect(shop.process({ type: 'threads.sync_custom_action', params: unknown }, ALICE)).rejects.toMatchObject({
      code: 'invalid_action',
    });
    const params = { thread_id: threadId, item_id: 'msg_widget', action: { type: 'shop.unfold' } };

    expect(await shop.process({ type: 'threads.sync_custom_action', params }, ALICE)).toMatchObject({
      value: { updated_item: { id: 'msg_widget' } },
    });
  });

  it('take other schemas than objects', async () => {
    const seen: Seen = [];
    const pick = defineSyncAction('shop.pick', z.union([z.string(), z.number()]), async (payload) => {
      seen.push(payload);
      return {};
    });
    const call = { thread: {} as never, sender: undefined, context: {} };

    await pick.run('a', call);
    await expect(pick.run(undefined, call)).rejects.toMatchObject({ code: 'invalid_action' });
    expect(pick.config(5)).toEqual({ type: 'shop.pick', payload: 5, streaming: false });
    expect(seen).toEqual(['a']);
  });

  it('are refused when two have the same type', () => {
    const { complete, unfold } = createActions();

    expect(() => actionHandlers([complete, unfold, createActions().complete])).toThrow(
      'Two actions have the type "shop.complete".',
    );
  });

  it('keep the cause of a refusal for the log, and tell no part of what was sent', async () => {
    const { complete } = createActions();
    const run = () => complete.run({ number: 'secret' }, {} as never);

    expect(run).toThrow(expect.objectContaining({ cause: expect.any(z.ZodError) }));
    expect(run).not.toThrow(/secret|number/);
  });
});
