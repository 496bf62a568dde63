import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WidgetUpdate } from '../../../server/chatkit/protocol/events.ts';
import type { WidgetComponent, WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';
import { applyWidgetUpdate } from '../../../server/chatkit/widgets/apply.ts';
import * as b from '../../../server/chatkit/widgets/builders.ts';
import { diffWidget } from '../../../server/chatkit/widgets/diff.ts';
import { createGallery } from './gallery.ts';
import { randomRoot, randomStep } from './random-widgets.ts';

const card = (...children: WidgetComponent[]) => b.Card({ children });
const text = (id: string, value: string, more: object = {}) => b.Text({ id, value, streaming: true, ...more });
/** A widget as JSON brings it, past the types. */
const json = (value: object) => value as WidgetRoot;
const fancy = (props: object) => json({ type: 'Card', children: [{ type: 'Fancy', ...props }] });

/** Only JSON makes an own prop of this name. */
const inherited = json(JSON.parse('{"type":"Card","children":[{"type":"Fancy","__proto__":{}}]}'));

const delta = (id: string, more: string, done = false): WidgetUpdate => {
  return { type: 'widget.streaming_text.value_delta', component_id: id, delta: more, done };
};
const component = (id: string): object => ({ type: 'widget.component.updated', component_id: id });
const root = (): object => ({ type: 'widget.root.updated' });

/** Deep copy in which absent and null are the same. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), function (this: unknown, _, member: unknown) {
    return member === null && !Array.isArray(this) ? undefined : member;
  });
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}

const sizeOf = (value: unknown) => JSON.stringify(value).length;

describe('diffWidget', () => {
  it.each<[string, WidgetRoot, WidgetRoot, object[]]>([
    ['nothing for an equal widget', card(text('t', 'a')), card(text('t', 'a')), []],
    ['nothing for another order of keys', fancy({ a: { x: 1, y: 2 } }), fancy({ a: { y: 2, x: 1 } }), []],
    ['nothing for null instead of absent', json({ type: 'Card', size: null }), json({ type: 'Card' }), []],
    ['nothing for null children instead of none', json({ type: 'Basic', children: null }), json({ type: 'Basic' }), []],
    ['nothing for undefined instead of absent', fancy({ a: { x: undefined } }), fancy({ a: {} }), []],
    ['a delta for a grown Text', card(text('t', 'Hello')), card(text('t', 'Hello, world')), [delta('t', ', world')]],
    ['a delta from the empty text', card(text('t', '')), card(text('t', 'a')), [delta('t', 'a')]],
    [
      'a delta for a grown Markdown',
      card(b.Markdown({ id: 'm', value: 'a', streaming: true })),
      card(b.Markdown({ id: 'm', value: 'a\n\nb', streaming: true })),
      [delta('m', '\n\nb')],
    ],
    [
      'a delta marked as done for a text that does not stream',
      card(b.Text({ id: 't', value: 'a' })),
      card(b.Text({ id: 't', value: 'ab' })),
      [delta('t', 'b', true)],
    ],
    [
      'a delta over a grapheme',
      card(text('t', '\u{1f469}')),
      card(text('t', '\u{1f469}\u200d\u{1f467}')),
      [delta('t', '\u200d\u{1f467}')],
    ],
    [
      'a delta for each of two grown rows',
      b.ListView({ children: ['1', '2'].map((key) => b.ListViewItem({ key, children: [text(`t${key}`, 'a')] })) }),
      b.ListView({ children: ['1', '2'].map((key) => b.ListViewItem({ key, children: [text(`t${key}`, 'ab')] })) }),
      [delta('t1', 'b'), delta('t2', 'b')],
    ],
    [
      'a delta inside a Transition [widget-in-transition]',
      card(b.Transition({ children: text('t', 'a') })),
      card(b.Transition({ children: text('t', 'ab') })),
      [delta('t', 'b')],
    ],
    [
      'a delta inside a root with a single child',
      json({ type: 'Basic', children: text('t', 'a') }),
      json({ type: 'Basic', children: text('t', 'ab') }),
      [delta('t', 'b')],
    ],
    [
      'a delta although a prop is null on one side',
      card(text('t', 'a')),
      card(text('t', 'ab', { color: null })),
      [delta('t', 'b')],
    ],
    [
      'a root for a grown text without id [widget-text-without-id]',
      card(b.Text({ value: 'a' })),
      card(b.Text({ value: 'ab' })),
      [root()],
    ],
    [
      'a root for a grown text with a key only',
      card(b.Text({ key: 'k', value: 'a' })),
      card(b.Text({ key: 'k', value: 'ab' })),
      [root()],
    ],
    ['a component for a shorter text', card(text('t', 'ab')), card(text('t', 'a')), [component('t')]],
    ['a component for another text', card(text('t', 'ab')), card(text('t', 'b')), [component('t')]],
    [
      'a component for a grown text with another change',
      card(text('t', 'a')),
      card(text('t', 'ab', { color: 'red' })),
      [component('t')],
    ],
    [
      'a component, which ends the streaming in every client, for a text that is finished',
      card(text('t', 'a')),
      card(text('t', 'ab', { streaming: false })),
      [component('t')],
    ],
    [
      'a component for a grown Title, which does not stream',
      card(b.Title({ id: 't', value: 'a' })),
      card(b.Title({ id: 't', value: 'ab' })),
      [component('t')],
    ],
    [
      'a component for a new key',
      card(text('t', 'a', { key: '1' })),
      card(text('t', 'a', { key: '2' })),
      [component('t')],
    ],
    [
      'a component for a new type',
      card(text('t', 'a')),
      card(b.Markdown({ id: 't', value: 'a', streaming: true })),
      [component('t')],
    ],
    [
      'a component for an added prop [widget-added-prop]',
      fancy({ id: 'f' }),
      fancy({ id: 'f', x: 2 }),
      [component('f')],
    ],
    [
      'a component for a removed prop [widget-added-prop]',
      fancy({ id: 'f', x: 2 }),
      fancy({ id: 'f' }),
      [component('f')],
    ],
    ['a component for 1 instead of true', fancy({ id: 'f', x: true }), fancy({ id: 'f', x: 1 }), [component('f')]],
    [
      'the nearest component around a change without id',
      card(
        b.Box({ id: 'o', children: [b.Row({ id: 'i', children: [b.Col({ children: [b.Badge({ label: 'a' })] })] })] }),
      ),
      card(
        b.Box({ id: 'o', children: [b.Row({ id: 'i', children: [b.Col({ children: [b.Badge({ label: 'b' })] })] })] }),
      ),
      [component('i')],
    ],
    [
      'the component around children that were added, removed or moved',
      card(b.Box({ id: 'o', children: [text('x', 'a'), text('y', 'a')] })),
      card(b.Box({ id: 'o', children: [text('y', 'a'), text('x', 'a')] })),
      [component('o')],
    ],
    [
      'a root for children that were moved',
      card(text('x', 'a'), text('y', 'a')),
      card(text('y', 'a'), text('x', 'a')),
      [root()],
    ],
    ['a root for a removed child', card(text('x', 'a'), text('y', 'a')), card(text('x', 'a')), [root()]],
    ['a root for a new id', card(text('x', 'a')), card(text('y', 'a')), [root()]],
    [
      'a root for a changed root, also one with an id',
      b.Card({ id: 'c', size: 'sm' }),
      b.Card({ id: 'c', size: 'lg' }),
      [root()],
    ],
    ['a root for another type of root', b.Card({ children: [] }), b.ListView({ children: [] }), [root()]],
    [
      'a root for an id that two nodes have',
      card(text('t', 'a'), text('t', 'b')),
      card(text('t', 'aa'), text('t', 'bb')),
      [root()],
    ],
    [
      'a root for an id that another node has now',
      card(text('t', 'a'), b.Box({ id: 'o' })),
      card(text('t', 'ab'), b.Box({ id: 'o', children: [text('t', 'x')] })),
      [root()],
    ],
    [
      'a root for an id that another node had',
      card(b.Box({ id: 'o', children: [text('t', 'x')] }), text('t', 'a'), b.Text({ value: 'long '.repeat(99) })),
      card(b.Box({ id: 'o' }), text('t', 'ab'), b.Text({ value: 'long '.repeat(99) })),
      [root()],
    ],
    ['a root for a null in free data', fancy({ x: { a: null } }), fancy({ x: {} }), [root()]],
    ['a root for a shorter list in free data', fancy({ x: [1, 2] }), fancy({ x: [1] }), [root()]],
    ['a root for an own prop with an inherited name', fancy({}), inherited, [root()]],
    ['a root when such a prop went away', inherited, fancy({}), [root()]],
  ])('gives %s', (_, before, after, updates) => {
    expect(diffWidget(before, after)).toMatchObject(updates);
    expect(diffWidget(before, after)).toHaveLength(updates.length);
  });

  it('sends several changes one by one while that is smaller, else what is around them [widget-diff-small]', () => {
    const rows = (label: string, filler: string) =>
      card(
        b.Box({
          id: 'box',
          children: [...['1', '2', '3'].map((id) => b.Badge({ id, label })), b.Markdown({ value: filler })],
        }),
        b.Markdown({ value: filler }),
      );

    expect(diffWidget(rows('a', 'long '.repeat(99)), rows('b', 'long '.repeat(99)))).toMatchObject(
      ['1', '2', '3'].map(component),
    );
    expect(diffWidget(rows('a', ''), rows('b', ''))).toMatchObject([component('box')]);
  });

  it('makes the new widget of the old one, whatever changed [widget-diff-right]', () => {
    let kinds = '';
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: randomStep }, fc.tuple(randomRoot, randomRoot)),
        ([before, after]) => {
          freeze(before);
          freeze(after);
          const updates = diffWidget(before, after);
          const sent: WidgetUpdate[] = JSON.parse(JSON.stringify(updates));
          const result = sent.reduce(applyWidgetUpdate, before);
          kinds += updates.map((update) => update.type).join('+') || 'none';

          expect(withoutNulls(result)).toEqual(withoutNulls(after));
          expect(diffWidget(result, after)).toEqual([]);
          expect(diffWidget(before, after)).toEqual(updates);
          if (updates.length > 1)
            expect(sizeOf(updates)).toBeLessThanOrEqual(sizeOf([{ ...root(), widget: after }]) * 1.2);
        },
      ),
      { numRuns: 3_000 },
    );

    // Else the widgets above are too much alike, or too different, to say anything.
    for (const kind of ['none', 'value_delta+', 'updated+widget.component', 'component.updated', 'root.updated'])
      expect(kinds).toContain(kind);
  });

  it('meets any single change in widgets of all types', () => {
    for (const before of createGallery()) {
      const after = structuredClone(before);
      const first = after.children?.[0];
      if (first) first.key = 'changed';

      expect(diffWidget(before, structuredClone(before))).toEqual([]);
      expect(diffWidget(before, after).reduce(applyWidgetUpdate, before)).toEqual(after);
    }
  });

  it('finds one changed text among 500 nodes', () => {
    const rows = (last: string) =>
      b.ListView({
        children: Array.from({ length: 100 }, (_, row) =>
          b.ListViewItem({
            key: `${row}`,
            children: [
              b.Checkbox({ name: `done_${row}`, onChangeAction: { type: 'go', payload: { row } } }),
              text(`title_${row}`, row === 99 ? last : 'Buy groceries'),
              b.Badge({ label: 'Open', color: 'info' }),
              b.Button({ label: 'Complete', onClickAction: { type: 'go', payload: { row, all: [1, 2] } } }),
            ],
          }),
        ),
      });
    const [before, after] = [rows('Buy'), rows('Buy milk')];

    expect(diffWidget(before, after)).toEqual([delta('title_99', ' milk')]);
  });
});

describe('applyWidgetUpdate', () => {
  const widget = card(
    b.Box({ id: 'o', children: [text('t', 'a'), b.Title({ id: 'h', value: 'a' })] }),
    b.Divider({ id: 'd' }),
  );

  it('shares what did not change', () => {
    const after = applyWidgetUpdate(widget, delta('t', 'b'));

    expect(after).toEqual(
      card(b.Box({ id: 'o', children: [text('t', 'ab'), b.Title({ id: 'h', value: 'a' })] }), b.Divider({ id: 'd' })),
    );
    expect(after.children?.[1]).toBe(widget.children?.[1]);
  });

  it('changes nothing for an unknown id, nor with a delta for another type of node', () => {
    expect(applyWidgetUpdate(widget, delta('nobody', 'b'))).toBe(widget);
    expect(applyWidgetUpdate(widget, delta('h', 'b'))).toBe(widget);
  });

  it('replaces the root by a root only', () => {
    const named = b.Card({ id: 'c' });
    const replace = (node: WidgetComponent | WidgetRoot): WidgetUpdate => {
      return { type: 'widget.component.updated', component_id: 'c', component: node };
    };

    expect(applyWidgetUpdate(named, replace(b.Basic({ id: 'c' })))).toEqual({ type: 'Basic', id: 'c' });
    expect(applyWidgetUpdate(named, replace(b.Box({ id: 'c' })))).toBe(named);
  });

  it('changes every node that has the id', () => {
    expect(applyWidgetUpdate(card(text('t', 'a'), text('t', 'b')), delta('t', '!'))).toEqual(
      card(text('t', 'a!'), text('t', 'b!')),
    );
  });
});
