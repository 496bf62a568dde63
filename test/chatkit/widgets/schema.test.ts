import { describe, expect, it } from 'vitest';
import { widgetItemSchema } from '../../../server/chatkit/protocol/items.ts';
import { widgetComponentSchema, widgetRootSchema } from '../../../server/chatkit/protocol/widgets.ts';
import { createGallery } from './gallery.ts';

type Json = Record<string, unknown>;

/** What a widget is refused for: path and message of each fault. */
function faultsOf(widget: unknown): string[] {
  const { error } = widgetRootSchema.safeParse(widget);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function nest(levels: number, wrap: (inner: unknown) => unknown, inner: unknown): unknown {
  let value = inner;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

function typesOf(value: unknown, types = new Set<string>()): Set<string> {
  const node = value as { type: string; children?: unknown };
  types.add(node.type);
  for (const child of [node.children ?? []].flat()) typesOf(child, types);
  return types;
}

describe('widgetRootSchema', () => {
  it('keeps every prop of all 30 types', () => {
    const gallery: unknown = JSON.parse(JSON.stringify(createGallery()));

    expect((gallery as unknown[]).map((root) => widgetRootSchema.parse(root))).toEqual(gallery);
    expect((gallery as unknown[]).reduce<Set<string>>((all, root) => typesOf(root, all), new Set()).size).toBe(30);
  });

  it('keeps unknown fields and nodes of unknown types, with everything in them', () => {
    const widget = {
      type: 'Card',
      shiny: 1,
      children: [
        { type: 'Text', value: 'x', glow: null },
        { type: 'Fancy', foo: [1, null, { a: null }], children: 'odd' },
      ],
    };

    expect(widgetRootSchema.parse(widget)).toEqual({
      ...widget,
      children: [{ type: 'Text', value: 'x' }, widget.children[1]],
    });
  });

  it('takes a null prop for an absent one, and leaves the nulls of payloads alone', () => {
    const payload = { a: null, b: [1, null] };
    const widget = {
      type: 'Card',
      size: null,
      status: { text: 's', icon: null },
      confirm: { label: 'OK', action: { type: 'ok', payload } },
      children: [
        { type: 'Box', children: null, padding: { x: null, y: 1 } },
        null,
        { type: 'Transition', children: null },
      ],
    };

    expect(widgetRootSchema.parse(widget)).toEqual({
      type: 'Card',
      status: { text: 's' },
      confirm: { label: 'OK', action: { type: 'ok', payload } },
      children: [{ type: 'Box', padding: { y: 1 } }, { type: 'Transition' }],
    });
  });

  it('takes missing children, and a single child for a list of one', () => {
    expect(widgetRootSchema.parse({ type: 'Card' })).toEqual({ type: 'Card' });
    expect(widgetRootSchema.parse({ type: 'Basic', children: { type: 'Text', value: 'x' } })).toEqual({
      type: 'Basic',
      children: [{ type: 'Text', value: 'x' }],
    });
  });

  it('takes known nodes anywhere, as ChatKit draws them', () => {
    const widget = { type: 'Card', children: [{ type: 'ListView', children: [{ type: 'Table.Cell' }] }] };

    expect(widgetRootSchema.parse(widget)).toEqual(widget);
  });

  it('takes a number for a key or an id, as Studio writes them, and makes it text', () => {
    const widget = { type: 'ListView', id: 7, children: [{ type: 'ListViewItem', key: 0 }] };

    expect(widgetRootSchema.parse(widget)).toEqual({
      type: 'ListView',
      id: '7',
      children: [{ type: 'ListViewItem', key: '0' }],
    });
    expect(faultsOf({ type: 'Card', key: true })).toHaveLength(1);
  });

  it('takes a status with two pictures, which cannot be built', () => {
    const widget = { type: 'Card', status: { text: 'x', icon: 'check', favicon: 'https://example.com/i.ico' } };

    expect(widgetRootSchema.parse(widget)).toEqual(widget);
  });

  it('takes icons that are not known yet', () => {
    const widget = { type: 'Card', children: [{ type: 'Icon', name: 'of-tomorrow' }] };

    expect(widgetRootSchema.parse(widget)).toEqual(widget);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown root',
      { type: 'Window', children: [] },
      'type: A widget\'s root is a Card, a ListView or a Basic, not "Window".',
    ],
    ['a root that is no object', [], ': Expected a node: an object with a "type".'],
    ['nothing', undefined, ': Expected a node: an object with a "type".'],
    [
      'a node without a type',
      { type: 'Card', children: [{ value: 'x' }] },
      'children.0: Expected a node: an object with a "type".',
    ],
    ['text as a child', { type: 'Card', children: ['x'] }, 'children.0: Expected a node: an object with a "type".'],
    [
      'several children of a Transition',
      { type: 'Card', children: [{ type: 'Transition', children: [{ type: 'Spacer' }] }] },
      'children.0.children: Expected a node: an object with a "type".',
    ],
    [
      'an icon without a name',
      { type: 'Card', children: [{ type: 'Icon' }] },
      'children.0.name: expected the name of an icon',
    ],
  ])('refuses %s', (_, widget, fault) => {
    expect(faultsOf(widget)).toEqual([fault]);
  });

  it.each<[string, Json]>([
    ['children.0.value', { type: 'Text' }],
    ['children.0.value', { type: 'Text', value: 5 }],
    ['children.0.size', { type: 'Text', value: 'x', size: 'huge' }],
    ['children.0.options.0.label', { type: 'Select', name: 'a', options: [{ value: 'a' }] }],
    ['children.0.onClickAction.type', { type: 'Button', onClickAction: { payload: 1 } }],
    ['children.0.onClickAction.streaming', { type: 'Button', onClickAction: { type: 'a', streaming: 'false' } }],
    ['children.0.border', { type: 'Box', border: { size: '1px' } }],
    ['children.0.children.0.label', { type: 'Row', children: [{ type: 'Badge' }] }],
    [
      'children.0.children.1.children.0.value',
      {
        type: 'Table',
        children: [
          { type: 'Table.Row', children: [{ type: 'Table.Cell', children: [] }] },
          { type: 'Table.Row', children: [{ type: 'Text' }] },
        ],
      },
    ],
    ['children.0.series.0.type', { type: 'Chart', data: [], xAxis: 'x', series: [{ type: 'pie', dataKey: 'a' }] }],
  ])('refuses a known node for %s', (path, node) => {
    expect(faultsOf({ type: 'Card', children: [node] })).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
  });

  it('takes a type such as "constructor" for an unknown one', () => {
    const widget = { type: 'Card', children: [{ type: 'constructor', value: 1 }, { type: '__proto__' }] };

    expect(widgetRootSchema.parse(widget)).toEqual(widget);
  });

  it('takes 64 levels of nodes and refuses one more', () => {
    const box = (inner: unknown) => ({ type: 'Box', children: [inner] });

    expect(faultsOf({ type: 'Card', children: [nest(62, box, { type: 'Spacer' })] })).toEqual([]);
    expect(faultsOf({ type: 'Card', children: [nest(63, box, { type: 'Spacer' })] })).toEqual([
      ': A widget nests at most 64 nodes deep.',
    ]);
  });

  it('refuses depth of any kind without overflowing the stack', () => {
    const box = (inner: unknown) => ({ type: 'Box', children: [inner] });
    const unknown = (inner: unknown) => ({ type: 'Fancy', children: inner });
    const list = (inner: unknown) => [inner];
    const action = { type: 'a', payload: nest(200_000, list, 1) };
    const cyclic: Json = { type: 'Card' };
    cyclic.children = [cyclic];

    expect(faultsOf({ type: 'Card', children: [nest(200_000, box, null)] })).toHaveLength(1);
    expect(faultsOf({ type: 'Card', children: [nest(200_000, unknown, null)] })).toHaveLength(1);
    expect(faultsOf({ type: 'Card', children: nest(200_000, list, 1) })).toHaveLength(1);
    expect(faultsOf({ type: 'Card', confirm: { label: 'x', action } })).toEqual([
      ': A widget nests its data at most 256 levels deep.',
    ]);
    expect(faultsOf(cyclic)).toHaveLength(1);
  });

  it('takes 20,000 nodes and refuses one more, wherever they stand', () => {
    const spacers = (count: number) => Array.from({ length: count }, () => ({ type: 'Spacer' }));

    expect(faultsOf({ type: 'Card', children: spacers(19_999) })).toEqual([]);
    expect(faultsOf({ type: 'Card', children: spacers(20_000) })).toEqual([': A widget has at most 20000 nodes.']);
    expect(faultsOf({ type: 'Card', children: [{ type: 'Fancy', children: spacers(20_000) }] })).toHaveLength(1);
  });

  it('does not change what it was given', () => {
    const widget = { type: 'Card', size: null, children: [{ type: 'Text', value: 'x', color: null }, null] };
    const copy = structuredClone(widget);
    widgetRootSchema.parse(widget);

    expect(widget).toEqual(copy);
  });
});

describe('widgetComponentSchema', () => {
  it('takes any node, rows, cells and roots too', () => {
    for (const type of ['Table.Row', 'Table.Cell', 'ListViewItem', 'Card', 'Fancy']) {
      expect(widgetComponentSchema.parse({ type, id: 'x' })).toEqual({ type, id: 'x' });
    }
  });

  it('refuses an invalid node', () => {
    expect(widgetComponentSchema.safeParse({ type: 'Text' }).success).toBe(false);
  });
});

describe('a widget item', () => {
  it('needs its widget, and tells where in it something is wrong', () => {
    const item = { id: 'msg_1', thread_id: 'thr_1', created_at: '2025-01-01T00:00:00Z', type: 'widget' };
    const bad = { type: 'Card', children: [{ type: 'Text' }] };

    expect(widgetItemSchema.safeParse(item).error?.issues[0]?.path).toEqual(['widget']);
    expect(widgetItemSchema.safeParse({ ...item, widget: bad }).error?.issues[0]?.path).toEqual([
      'widget',
      'children',
      0,
      'value',
    ]);
  });
});
