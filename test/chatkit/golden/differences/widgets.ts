import type { Json, JsonObject } from '../records.ts';
import type { Difference } from './difference.ts';
import { eventsOf, onlyAnswer } from './difference.ts';

const CREATED_AT = '2025-01-01T00:00:00.000Z';
const STREAMING = { type: 'Text', id: 't', streaming: true };

/** Groups 06, 10 and 11: how widgets stream and what becomes of their props. */
export const WIDGETS: Difference[] = [
  {
    id: 'growth-without-an-id-shows',
    reason: 'D23: a text that has no id of its own, or stands alone in its container, updates while it grows.',
    records: ['06_widget_streaming/text_growth_without_id'],
    change(expected) {
      const widget = { type: 'Card', children: [{ type: 'Text', value: 'Hello' }] };
      eventsOf(onlyAnswer(expected)).splice(3, 0, itemUpdate({ type: 'widget.root.updated', widget }));
    },
  },
  {
    id: 'cut-widgets-are-kept',
    reason:
      'D26: a widget whose generator throws is stored as cut, and is finished on screen by a line that says so (issue 4, part 2).',
    records: ['06_widget_streaming/generator_raises', '06_widget_streaming/generator_raises_custom'],
    change(expected, { name }) {
      const value = name === 'generator_raises' ? 'a' : '';
      const widget = { type: 'Card', children: [{ ...STREAMING, value }] };
      const item = { type: 'widget', id: 'msg_0002', thread_id: 'thr_a', created_at: CREATED_AT, widget };
      const shown = { ...item, widget: { ...widget, status: { text: 'Stopped before it was complete' } } };
      eventsOf(onlyAnswer(expected)).splice(-1, 0, { type: 'thread.item.done', item: shown });
      expected.store.items.thr_a?.push({ ...item, metadata: { interrupted: 'failed' } });
    },
  },
  {
    id: 'added-props-are-changes',
    reason: 'D25: a node of an unknown type that gains or loses a prop is a change like any other, not a crash.',
    records: ['06_widget_streaming/dynamic_gains_property'],
    change(expected) {
      const component = { type: 'Fancy', id: 'f', extra: 1 };
      const widget = { type: 'Card', children: [component] };
      const item = { type: 'widget', id: 'msg_0002', thread_id: 'thr_a', created_at: CREATED_AT, widget };
      const update = { type: 'widget.component.updated', component_id: 'f', component };
      eventsOf(onlyAnswer(expected)).splice(3, 1, itemUpdate(update), { type: 'thread.item.done', item });
      expected.store.items.thr_a?.push(item);
    },
  },
  diff(
    'smallest-updates',
    'A changed node that has an id is sent alone; Python replaces the whole widget (issue 4, part 3).',
    {
      text_growth_streaming_prop_removed: [component({ type: 'Text', id: 't', value: 'Hello, world' })],
      text_shrinks: [component({ ...STREAMING, value: 'Hell' })],
      text_changes: [component({ ...STREAMING, value: 'World' })],
      text_to_empty: [component({ ...STREAMING, value: '' })],
      title_growth_is_replace: [component({ type: 'Title', id: 't', value: 'ab' })],
      caption_growth_is_replace: [component({ type: 'Caption', id: 't', value: 'ab' })],
      growth_and_other_prop: [component({ type: 'Text', id: 'x', value: 'aa', streaming: true, color: 'red' })],
      key_changed: [component({ type: 'Text', id: 'x', value: 'a', key: '2' })],
      type_changed: [component({ type: 'Markdown', id: 'x', value: 'a' })],
      transition_child_change: [component({ type: 'Text', id: 't', value: 'b' })],
      dynamic_prop_changed: [component({ type: 'Fancy', id: 'f', x: 2 })],
    },
  ),
  diff('every-growth-is-an-update', 'D23: growth of a text without id, or inside a container of one child, is sent.', {
    text_no_id_growth: [root({ type: 'Card', children: [{ type: 'Text', value: 'ab' }] })],
    text_with_key_growth: [root({ type: 'Card', children: [{ type: 'Text', value: 'ab', key: 'k' }] })],
    basic_root_single_child_growth: [delta('t', 'b')],
    transition_child_growth: [delta('t', 'b')],
  }),
  diff('every-changed-prop-is-an-update', 'D25, D29: `true` is not `1`, and a prop that comes or goes is a change.', {
    bool_vs_number: [root({ type: 'Card', children: [{ type: 'Fancy', v: 1 }] })],
    dynamic_prop_added: [component({ type: 'Fancy', id: 'f', x: 2 })],
    dynamic_prop_removed: [component({ type: 'Fancy', id: 'f' })],
  }),
  diff(
    'repeated-ids-address-nothing',
    'D30: an id that two nodes have cannot name one of them, so the widget is sent.',
    {
      duplicate_ids_last_wins: [
        root({
          type: 'Card',
          children: [
            { ...STREAMING, value: 'aa' },
            { ...STREAMING, value: 'bb' },
          ],
        }),
      ],
    },
  ),
  {
    id: 'nulls-in-data-stay',
    reason: 'D31: null is a value in payloads and free-form props; without it the entries of a list change places.',
    records: [
      '11_widget_serialization/listview',
      '11_widget_serialization/basic_root',
      '11_widget_serialization/unknown_component',
    ],
    change(expected, { name }) {
      const widget = onlyAnswer(expected).body as JsonObject;
      const [first] = (widget.children ?? []) as JsonObject[];
      if (name === 'listview') Object.assign(first?.onClickAction ?? {}, { payload: { a: null, b: [1, null, 2] } });
      if (name === 'basic_root') widget.whatever = { a: null };
      if (name === 'unknown_component' && first) first.foo = [1, null, { a: null }];
    },
  },
  {
    id: 'one-child-is-a-list-of-one',
    reason: 'A container of several takes a single child for a list of one, as ChatKit does, and hands on one form.',
    records: ['11_widget_serialization/basic_single_child'],
    change(expected) {
      const widget = onlyAnswer(expected).body as JsonObject;
      widget.children = [widget.children ?? null];
    },
  },
  {
    id: 'unknown-props-stay',
    reason: 'D55: a prop of a newer ChatKit survives wherever it stands.',
    records: ['11_widget_serialization/unknown_prop_on_card'],
    change(expected) {
      Object.assign(onlyAnswer(expected).body ?? {}, { zzz: 1 });
    },
  },
  {
    id: 'wrong-props-are-refused',
    reason: 'D55: a known node with a wrong or missing prop is an error of its author, not something to pass on.',
    records: [
      '11_widget_serialization/wrong_prop_type_on_known',
      '11_widget_serialization/missing_required_on_known',
      '11_widget_serialization/bad_enum_on_known',
      '11_widget_serialization/unknown_prop_on_wrong_known',
    ],
    change(expected) {
      expected.answers = [{ kind: 'refused', at: '', hooks: [] }];
    },
  },
];

/** Other updates between two widgets of group 10, by the name of the record. */
function diff(id: string, reason: string, updates: Record<string, Json[]>): Difference {
  return {
    id,
    reason,
    records: Object.keys(updates).map((name) => `10_widget_diff/${name}`),
    change(expected, { name }) {
      expected.answers = [{ kind: 'value', body: updates[name] ?? [], hooks: [] }];
    },
  };
}

function itemUpdate(update: JsonObject): JsonObject {
  return { type: 'thread.item.updated', item_id: 'msg_0002', update };
}

function root(widget: JsonObject): JsonObject {
  return { type: 'widget.root.updated', widget };
}

function component(node: JsonObject): JsonObject {
  return { type: 'widget.component.updated', component_id: node.id ?? null, component: node };
}

function delta(component_id: string, text: string): JsonObject {
  return { type: 'widget.streaming_text.value_delta', component_id, delta: text, done: false };
}
