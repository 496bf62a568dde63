import { expect, vi } from 'vitest';
import type { ThreadItem, ThreadMetadata, Turn, WidgetRoot } from '../../../server/chatkit/index.ts';
import { Chat, itemOf, itemsOf, type ServerModule, textOf } from '../chat.ts';
import type { Scenarios } from './scenario.ts';

/** What the guide's servers have in common. */
type AppServer = ServerModule['server'] & {
  history(thread: { id: string }, person: { id: string }, limit: number): Promise<ThreadItem[]>;
};

export const answers: Scenarios = {
  async 'app.ts'(project) {
    const { newItem } = await project.load<{ newItem(kind: string, thread: object, turn: object): object }>('app.ts');
    const thread: Pick<ThreadMetadata, 'id'> = { id: 'thr_1' };
    const turn: Pick<Turn, 'generateId' | 'now'> = { generateId: (kind) => `${kind}_1`, now: () => new Date(0) };
    const item = { id: 'message_1', thread_id: 'thr_1', created_at: '1970-01-01T00:00:00.000Z' };
    expect(newItem('message', thread, turn)).toEqual(item);
  },

  async 'text.ts'(project) {
    const module = await project.load<{ server: AppServer }>('text.ts');
    const chat = Chat.with(module, 'text');
    const events = await chat.say('Where do the tides come from, and when?');
    expect(textOf(events)).toBe('This is message **1** of yours.');
    const updated = events.find((event) => event.type === 'thread.updated');
    expect(updated?.thread.title).toBe('Where do the tides come from, and when?');
    expect(textOf(await chat.say('And now?'))).toBe('This is message **2** of yours.');
    // The newest two, in the order in which they came.
    const newest = await module.server.history({ id: chat.threadId }, { id: 'text' }, 2);
    expect(newest.map(({ type }) => type)).toEqual(['user_message', 'assistant_message']);
    expect(JSON.stringify(newest)).toContain('message **2**');
  },

  async 'widgets.ts'(project) {
    const chat = Chat.with(await project.load('widgets.ts'), 'widgets');
    const events = await chat.say('The forecast, please');
    const updates = events.flatMap((event) => (event.type === 'thread.item.updated' ? [event.update] : []));
    expect(updates.map((update) => update.type)).toEqual([
      'widget.streaming_text.value_delta',
      'widget.streaming_text.value_delta',
      'widget.root.updated',
    ]);
    const item = itemOf(events, 'widget');
    expect(item.copy_text).toBe('Sun, then rain and wind.');
    const text = { type: 'Text', id: 'forecast', value: 'Sun in the morning, rain from noon, and wind all night.' };
    expect(item.widget.children?.[1]).toMatchObject(text);
  },

  async 'order.widget'(project) {
    const definition = JSON.parse(project.code('order.widget')) as { version: string; template: string };
    expect(definition.version).toBe('1.0');
    expect(definition.template).toContain('tojson');
  },

  async 'template.ts'(project) {
    const { orderCard } = await project.load<{ orderCard(title: string, lines: string[]): WidgetRoot }>('template.ts');
    // What would break out of the string if values were pasted.
    const line = 'Tea "Assam"}]}';
    expect(orderCard('Order 7', ['Milk', line])).toEqual({
      type: 'Card',
      children: [
        { type: 'Title', value: 'Order 7' },
        { type: 'Text', value: '1. Milk' },
        { type: 'Text', value: `2. ${line}` },
      ],
    });
    const wrong = orderCard as (title: string, lines: unknown) => WidgetRoot;
    expect(() => wrong('Order 8', 'Milk')).toThrow(/"Order".*"lines"/);
  },

  async 'client-tool.ts'(project) {
    const chat = Chat.with(await project.load('client-tool.ts'), 'client-tool');
    const events = await chat.say('Where am I?');
    expect(itemOf(events, 'client_tool_call')).toMatchObject({ name: 'get_location', status: 'pending' });
    const output = { thread_id: chat.threadId, result: { lat: 48.4, lon: -4.5 } };
    expect(textOf(await chat.stream('threads.add_client_tool_output', output))).toBe(
      'You are at {"lat":48.4,"lon":-4.5}.',
    );
    expect(await chat.stream('threads.add_client_tool_output', output)).toMatchObject([
      { type: 'error', code: 'conflict' },
    ]);
  },

  async 'questions.ts'(project) {
    const chat = Chat.with(await project.load('questions.ts'), 'questions');
    const asked = itemOf(await chat.say('Book me a trip'), 'structured_input');
    expect(asked.inputs.map(({ question }) => question)).toEqual(['How?', 'Where to?']);
    const answer = (input: object) =>
      chat.stream('threads.add_structured_input', { thread_id: chat.threadId, item_id: asked.id, input });
    const answers = { by: { values: ['Balloon'] }, unasked: { values: ['x'] } };
    const events = await answer({ status: 'answered', answers });
    expect(itemOf(events, 'structured_input')).toMatchObject({ id: asked.id, status: 'answered' });
    expect(JSON.stringify(events)).not.toContain('unasked');
    expect(textOf(events)).toBe('How? Balloon · Where to? skipped');
    expect(await answer({ status: 'skipped' })).toMatchObject([{ type: 'error', code: 'conflict' }]);
  },

  async 'small-hooks.ts'(project) {
    const module = await project.load<ServerModule & { votes: string[] }>('small-hooks.ts');
    const chat = Chat.with(module, 'small');
    const events = await chat.say('My orders?');
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['progress_update', 'client_effect', 'notice', 'stream_options']),
    );
    expect(JSON.stringify(events)).not.toContain('2 orders');
    const { data } = await module.server.store.loadThreadItems(
      chat.threadId,
      { limit: 1, order: 'desc' },
      { id: 'small', name: '' },
    );
    expect(data).toMatchObject([{ type: 'hidden_context_item', content: 'Ms small has 2 orders' }]);

    const ids = [itemOf(events, 'assistant_message').id];
    await chat.json('items.feedback', { thread_id: chat.threadId, item_ids: ids, kind: 'positive' });
    expect(module.votes).toEqual([`small ${chat.threadId} 1 positive`]);
    const audio = { audio_base64: Buffer.from('hello').toString('base64'), mime_type: 'audio/webm;codecs=opus' };
    expect(await chat.json('input.transcribe', audio)).toEqual({ text: '(5 bytes of audio/webm)' });
  },

  async 'errors.ts'(project) {
    const module = await project.load<ServerModule>('errors.ts');
    const logged = vi.spyOn(console, 'error').mockReturnValue();
    try {
      const chat = Chat.with(module, 'errors');
      const custom = { type: 'error', code: 'custom', message: 'The shop is closed until Monday.', allow_retry: false };
      expect((await chat.say('closed')).at(-1)).toEqual(custom);
      expect((await chat.say('busy')).at(-1)).toMatchObject({ code: 'rate_limited', allow_retry: true });
      expect(logged).not.toHaveBeenCalled();

      const events = await chat.say('Hello?');
      expect(events.at(-1)).toMatchObject({
        code: 'server_error',
        message: 'Something went wrong on our side. Please try again.',
        allow_retry: true,
      });
      expect(JSON.stringify(events)).not.toContain('ECONNREFUSED');
      expect(logged).toHaveBeenCalledTimes(1);
      expect(textOf(events)).toBe('Let me see… ');

      const message = events.flatMap((event) =>
        event.type === 'thread.item.done' && event.item.type === 'user_message' ? [event.item.id] : [],
      );
      const retry = { thread_id: chat.threadId, item_id: message[0] };
      const again = await chat.stream('threads.retry_after_item', retry);
      expect(again[0]).toEqual({ type: 'thread.item.removed', item_id: itemsOf(events)[0]?.id });
      expect((await chat.say('x'.repeat(5_000))).at(-1)).toMatchObject({ code: 'too_long' });
      expect((await chat.post({ type: 'threads.create' })).status).toBe(400);
    } finally {
      logged.mockRestore();
    }
  },
};
