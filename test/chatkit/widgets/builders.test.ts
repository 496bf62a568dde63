import { describe, expect, it } from 'vitest';
import type { WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';
import * as builders from '../../../server/chatkit/widgets/builders.ts';
import { assertUniqueIds } from '../../../server/chatkit/widgets/ids.ts';

const { Basic, Box, Button, Card, Chart, Icon, ListView, ListViewItem, Row, Table, TableCell, TableRow, Text } =
  builders;

describe('the builders', () => {
  it('are one for each of the 30 types', () => {
    expect(Object.keys(builders)).toHaveLength(30);
  });

  it('return plain JSON nodes', () => {
    const widget = Card({ size: 'lg', children: [Row({ gap: 2, children: [Text({ value: 'Hi' })] })] });

    expect(widget).toEqual({
      type: 'Card',
      size: 'lg',
      children: [{ type: 'Row', gap: 2, children: [{ type: 'Text', value: 'Hi' }] }],
    });
  });

  it('name rows and cells of a table as ChatKit does', () => {
    expect(TableRow({ children: [TableCell({})] })).toEqual({ type: 'Table.Row', children: [{ type: 'Table.Cell' }] });
  });

  // The compiler is what is tested: each marked line must be an error, or the mark itself is one.
  it('do not compile with a wrong prop, a wrong value or a wrong tree', () => {
    const wrong = () => [
      // @ts-expect-error misspelt prop
      Text({ value: 'x', colour: 'red' }),
      // @ts-expect-error missing prop
      Text({ size: 'md' }),
      // @ts-expect-error value outside its list
      Text({ value: 'x', size: 'huge' }),
      // @ts-expect-error the type is the builder's
      Text({ type: 'Text', value: 'x' }),
      // @ts-expect-error unknown icon
      Icon({ name: 'unicorn' }),
      // @ts-expect-error misspelt option of an action
      Button({ onClickAction: { type: 'go', loadingBehaviour: 'none' } }),
      // @ts-expect-error the string 'false' is not false
      Button({ onClickAction: { type: 'go', streaming: 'false' } }),
      // @ts-expect-error a bar has no curve
      Chart({ data: [], xAxis: 'x', series: [{ type: 'bar', dataKey: 'a', curveType: 'step' }] }),
      // @ts-expect-error text outside a node
      Card({ children: ['text'] }),
      // @ts-expect-error a row outside its list
      Card({ children: [ListViewItem({})] }),
      // @ts-expect-error a list holds rows only
      ListView({ children: [Text({ value: 'x' })] }),
      // @ts-expect-error a root inside a card
      Card({ children: [Card({})] }),
      // @ts-expect-error a root inside a box
      Box({ children: [ListView({})] }),
      // @ts-expect-error a table's row outside its table
      Box({ children: [TableRow({})] }),
      // @ts-expect-error a cell outside its row
      Table({ children: [TableCell({})] }),
      // @ts-expect-error a transition has one child
      builders.Transition({ children: [Text({ value: 'x' })] }),
      // @ts-expect-error a misspelt prop of a literal node
      Card({ children: [{ type: 'Text', value: 'x', colour: 'red' }] }),
    ];
    // @ts-expect-error not a root
    const root: WidgetRoot = Box({});

    expect(wrong()).toHaveLength(17);
    expect(root.type).toBe('Box');
  });

  it('compile with what is optional left out or undefined', () => {
    const icon: 'plus' | undefined = undefined;

    expect(JSON.stringify(Basic({ children: [Button({ label: 'Go', iconStart: icon }), Card({})] }))).toBe(
      '{"type":"Basic","children":[{"type":"Button","label":"Go"},{"type":"Card"}]}',
    );
  });
});

describe('assertUniqueIds', () => {
  it('names the ids that occur twice, in whatever kind of children', () => {
    const text = Text({ id: 'a', value: 'x' });
    const widget = Card({ id: 'b', children: [text, builders.Transition({ children: text }), Box({ id: 'b' })] });

    expect(() => assertUniqueIds(widget)).toThrow(/these are not: ("b", "a"|"a", "b")\./);
  });

  it('accepts unique ids and nodes without any', () => {
    expect(() => assertUniqueIds(Card({ id: 'c', children: [Box({}), Box({}), Box({ id: 'd' })] }))).not.toThrow();
  });
});
