import { describe, expect, it } from 'vitest';
import * as builders from '../../../server/chatkit/widgets/builders.ts';
import { assertUniqueIds } from '../../../server/chatkit/widgets/ids.ts';

const { Basic, Box, Button, Card, Row, TableCell, TableRow, Text } = builders;

describe('the builders', () => {
  it('are one for each of the 30 types [widget-builders]', () => {
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
