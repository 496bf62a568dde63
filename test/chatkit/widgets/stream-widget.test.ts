import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ThreadStreamEvent } from '../../../server/chatkit/protocol/events.ts';
import type { WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';
import { applyWidgetUpdate } from '../../../server/chatkit/widgets/apply.ts';
import { Card, Text } from '../../../server/chatkit/widgets/builders.ts';
import { streamWidget } from '../../../server/chatkit/widgets/stream-widget.ts';

const turn = { generateId: () => 'msg_1', now: () => new Date('2025-01-01T00:00:00Z') };
const ids = { thread: { id: 'thr_1' }, turn };
const item = { id: 'msg_1', thread_id: 'thr_1', created_at: '2025-01-01T00:00:00.000Z', type: 'widget' };

const growing = (value: string) => Card({ children: [Text({ id: 't', value, streaming: true })] });

async function* rootsOf(...roots: WidgetRoot[]): AsyncGenerator<WidgetRoot> {
  yield* roots;
}

async function drain(events: ReturnType<typeof streamWidget>) {
  const seen: ThreadStreamEvent[] = [];
  for (let next = await events.next(); ; next = await events.next()) {
    if (next.done) return { seen, item: next.value };
    seen.push(next.value);
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('streamWidget', () => {
  it('shows a whole widget with one event, and returns the item', async () => {
    const widget = growing('a');
    const result = await drain(streamWidget({ ...ids, widget, copyText: 'a', metadata: { rows: 3 } }));

    expect(result.item).toEqual({ ...item, widget, copy_text: 'a', metadata: { rows: 3 } });
    expect(result.seen).toEqual([{ type: 'thread.item.done', item: result.item }]);
    expect(Object.keys((await drain(streamWidget({ ...ids, widget }))).item)).not.toContain('copy_text');
  });

  it('announces the first root of a generator, sends what changes and ends with the last root', async () => {
    const { seen } = await drain(
      streamWidget({
        ...ids,
        widget: rootsOf(growing(''), growing('Hel'), growing('Hel'), growing('Hello')),
        copyText: 'c',
      }),
    );
    const delta = (text: string) => ({
      type: 'thread.item.updated',
      item_id: 'msg_1',
      update: { type: 'widget.streaming_text.value_delta', component_id: 't', delta: text, done: false },
    });

    expect(seen).toEqual([
      { type: 'thread.item.added', item: { ...item, widget: growing(''), copy_text: 'c' } },
      delta('Hel'),
      delta('lo'),
      { type: 'thread.item.done', item: { ...item, widget: growing('Hello'), copy_text: 'c' } },
    ]);
  });

  it('announces a single root too', async () => {
    const { seen } = await drain(streamWidget({ ...ids, widget: rootsOf(growing('a')) }));

    expect(seen.map((event) => event.type)).toEqual(['thread.item.added', 'thread.item.done']);
  });

  it('shows each change of a text without id, which the Python SDK loses [widget-text-without-id]', async () => {
    const [before, after] = [
      Card({ children: [Text({ value: 'Hel' })] }),
      Card({ children: [Text({ value: 'Hello' })] }),
    ];
    const { seen } = await drain(streamWidget({ ...ids, widget: rootsOf(before, after) }));

    expect(seen[1]).toMatchObject({ update: { type: 'widget.root.updated', widget: after } });
  });

  it('sends changes of an object that the generator changes and yields again', async () => {
    async function* mutating() {
      const text = Text({ id: 't', value: '', streaming: true });
      const root = Card({ children: [text] });
      for (const word of ['one', ' two', ' three']) {
        yield root;
        text.value += word;
      }
      yield root;
    }
    const { seen } = await drain(streamWidget({ ...ids, widget: mutating() }));
    let shown: WidgetRoot | undefined;
    for (const event of seen) {
      if (event.type === 'thread.item.added' && event.item.type === 'widget') shown = event.item.widget;
      if (event.type !== 'thread.item.updated' || !shown || !event.update.type.startsWith('widget.')) continue;
      if (event.update.type === 'widget.streaming_text.value_delta') shown = applyWidgetUpdate(shown, event.update);
    }

    expect(seen[0]).toMatchObject({ item: { widget: growing('') } });
    expect(seen).toHaveLength(5);
    expect(shown).toEqual(growing('one two three'));
  });

  it('fails clearly when the generator yields nothing, before any event [widget-empty-generator]', async () => {
    const events = streamWidget({ ...ids, widget: rootsOf() });

    await expect(events.next()).rejects.toThrow('ended without yielding a widget');
  });

  it('hands on what the generator throws, without finishing the item', async () => {
    const seen: string[] = [];
    async function* failing() {
      yield growing('');
      throw new Error('boom');
    }
    const run = async () => {
      for await (const event of streamWidget({ ...ids, widget: failing() })) seen.push(event.type);
    };

    await expect(run()).rejects.toThrow('boom');
    expect(seen).toEqual(['thread.item.added']);
  });

  it('closes the generator when the consumer stops', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (let text = ''; ; text += 'x') yield growing(text);
      } finally {
        closed = true;
      }
    }
    for await (const event of streamWidget({ ...ids, widget: endless() })) {
      if (event.type === 'thread.item.updated') break;
    }

    expect(closed).toBe(true);
  });

  const twice = Card({ children: [Text({ id: 't', value: 'a' }), Text({ id: 't', value: 'b' })] });

  it('names ids that two nodes have, of a whole widget and of every root of a generator [widget-unique-ids]', async () => {
    const message = 'Ids must be unique in a widget; these are not: "t".';
    const growingFirst = streamWidget({ ...ids, widget: rootsOf(growing('a'), twice) });

    await expect(drain(streamWidget({ ...ids, widget: twice }))).rejects.toThrow(message);
    expect((await growingFirst.next()).value).toMatchObject({ type: 'thread.item.added' });
    await expect(growingFirst.next()).rejects.toThrow(message);
  });

  it('does not look for them in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');

    expect((await drain(streamWidget({ ...ids, widget: rootsOf(twice, twice) }))).item.widget).toEqual(twice);
  });

  it('runs where there is no process', async () => {
    vi.stubGlobal('process', undefined);
    const { item } = await drain(streamWidget({ ...ids, widget: rootsOf(growing('a')) }));
    const refused = await drain(streamWidget({ ...ids, widget: twice })).catch((error: Error) => error.message);
    vi.unstubAllGlobals();

    expect(item.widget).toEqual(growing('a'));
    expect(refused).toContain('"t"');
  });
});
