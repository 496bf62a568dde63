import { describe, expect, expectTypeOf, it } from 'vitest';
import type { WidgetComponent, WidgetNode, WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';
import * as b from '../../../server/chatkit/widgets/builders.ts';
import { createGallery } from './gallery.ts';

// The compiler is what is tested here (`npm run check`): a marked line that compiles is an error, for its mark is not used.

/** What stands in cards, rows, boxes, cells. */
type Component =
  | ('Box' | 'Row' | 'Col' | 'Form' | 'Spacer' | 'Divider' | 'Transition' | 'Table')
  | ('Title' | 'Text' | 'Caption' | 'Label' | 'Markdown' | 'Badge' | 'Icon' | 'Image' | 'Button' | 'Chart')
  | ('Input' | 'Textarea' | 'Select' | 'DatePicker' | 'Checkbox' | 'RadioGroup');

type Container = 'Box' | 'Row' | 'Col' | 'Form' | 'Transition' | 'Table';

/** The types of nodes that may stand in a node of each type. */
type Children = {
  Card: Component;
  ListView: 'ListViewItem';
  Basic: Component | 'Card' | 'ListView' | 'Basic';
  ListViewItem: Component;
  Box: Component;
  Row: Component;
  Col: Component;
  Form: Component;
  Transition: Component;
  Table: 'Table.Row';
  'Table.Row': 'Table.Cell';
  'Table.Cell': Component;
} & Record<Exclude<Component, Container>, never>;

type ChildrenOf<Node> = Node extends { children?: infer Held } ? NonNullable<Held> : never;
type TypeOf<Held> = Held extends readonly (infer Child)[]
  ? TypeOf<Child>
  : Held extends WidgetNode
    ? Held['type']
    : never;
type ActualChildren = { [Node in WidgetNode as Node['type']]: TypeOf<ChildrenOf<Node>> };

const go = { type: 'go' };
const text = b.Text({ value: 'x' });
const node: WidgetNode = text;

/** Calls that do not compile, for each type of node: wrong children, a wrong prop, a wrong value, a missing prop. */
const WRONG: Record<WidgetNode['type'], () => unknown[]> = {
  Card: () => [
    // @ts-expect-error a root in a card
    b.Card({ children: [b.Card({})] }),
    // @ts-expect-error a list in a card
    b.Card({ children: [b.ListView({})] }),
    // @ts-expect-error a row outside of its list
    b.Card({ children: [b.ListViewItem({})] }),
    // @ts-expect-error any node
    b.Card({ children: [node as WidgetNode] }),
    // @ts-expect-error text outside of a node
    b.Card({ children: ['text'] }),
    // @ts-expect-error a condition is no node
    b.Card({ children: [false] }),
    // @ts-expect-error a root deep inside, as a literal
    b.Card({ children: [{ type: 'Row', children: [{ type: 'Card' }] }] }),
    // @ts-expect-error one child, not in a list
    b.Card({ children: text }),
    // @ts-expect-error only boxes have a gap
    b.Card({ gap: 2 }),
    // @ts-expect-error no such size
    b.Card({ size: 'xl' }),
    // @ts-expect-error a button without its action
    b.Card({ confirm: { label: 'OK' } }),
    // @ts-expect-error an action is an object
    b.Card({ cancel: { label: 'No', action: 'stop' } }),
    // @ts-expect-error a status without its text
    b.Card({ status: { icon: 'check' } }),
    // @ts-expect-error two pictures
    b.Card({ status: { text: 'x', icon: 'check', favicon: 'https://example.com/i.ico' } }),
  ],
  ListView: () => [
    // @ts-expect-error a list holds rows
    b.ListView({ children: [text] }),
    // @ts-expect-error a list in a list
    b.ListView({ children: [b.ListView({})] }),
    // @ts-expect-error a list has no padding
    b.ListView({ padding: 2 }),
    // @ts-expect-error a number, or auto
    b.ListView({ limit: '5' }),
  ],
  Basic: () => [
    // @ts-expect-error a row outside of its list
    b.Basic({ children: [b.ListViewItem({})] }),
    // @ts-expect-error a row outside of its table
    b.Basic({ children: [b.TableRow({})] }),
    // @ts-expect-error no status
    b.Basic({ status: { text: 'x' } }),
    // @ts-expect-error ChatKit says col
    b.Basic({ direction: 'column' }),
  ],
  ListViewItem: () => [
    // @ts-expect-error a row in a row
    b.ListViewItem({ children: [b.ListViewItem({})] }),
    // @ts-expect-error a card in a row
    b.ListViewItem({ children: [b.Card({})] }),
    // @ts-expect-error misspelt prop
    b.ListViewItem({ onClick: go }),
    // @ts-expect-error no such place
    b.ListViewItem({ align: 'middle' }),
  ],
  Box: () => [
    // @ts-expect-error a row outside of its table
    b.Box({ children: [b.TableRow({})] }),
    // @ts-expect-error a cell outside of its row
    b.Box({ children: [b.TableCell({})] }),
    // @ts-expect-error null is no list
    b.Box({ children: null }),
    // @ts-expect-error one border, or one a side
    b.Box({ border: { size: 1, top: 1 } }),
    // @ts-expect-error a border without its size
    b.Box({ border: { top: { color: 'red' } } }),
    // @ts-expect-error a size in px
    b.Box({ border: { size: '1px' } }),
    // @ts-expect-error no such side
    b.Box({ padding: { inline: 2 } }),
    // @ts-expect-error half of a pair
    b.Box({ background: { light: '#fff' } }),
    // @ts-expect-error a name, not px
    b.Box({ radius: 4 }),
  ],
  Row: () => [
    // @ts-expect-error a root
    b.Row({ children: [b.Basic({})] }),
    // @ts-expect-error a row has its direction
    b.Row({ direction: 'col' }),
    // @ts-expect-error no such value
    b.Row({ justify: 'space-between' }),
  ],
  Col: () => [
    // @ts-expect-error a root
    b.Col({ children: [b.ListView({})] }),
    // @ts-expect-error a column has its direction
    b.Col({ direction: 'row' }),
    // @ts-expect-error no such value
    b.Col({ wrap: true }),
  ],
  Form: () => [
    // @ts-expect-error a row outside of its list
    b.Form({ children: [b.ListViewItem({})] }),
    // @ts-expect-error misspelt prop
    b.Form({ onSubmit: go }),
    // @ts-expect-error an action has a type
    b.Form({ onSubmitAction: { payload: 1 } }),
  ],
  Transition: () => [
    // @ts-expect-error one child
    b.Transition({ children: [text] }),
    // @ts-expect-error a row outside of its list
    b.Transition({ children: b.ListViewItem({}) }),
    // @ts-expect-error no such prop
    b.Transition({ duration: 100 }),
  ],
  Table: () => [
    // @ts-expect-error a table holds rows of its own
    b.Table({ children: [b.Row({})] }),
    // @ts-expect-error a cell outside of its row
    b.Table({ children: [b.TableCell({})] }),
    // @ts-expect-error no such prop
    b.Table({ width: 100 }),
  ],
  'Table.Row': () => [
    // @ts-expect-error a row holds cells
    b.TableRow({ children: [text] }),
    // @ts-expect-error a row in a row
    b.TableRow({ children: [b.TableRow({})] }),
    // @ts-expect-error true or false
    b.TableRow({ header: 'true' }),
  ],
  'Table.Cell': () => [
    // @ts-expect-error a cell in a cell
    b.TableCell({ children: [b.TableCell({})] }),
    // @ts-expect-error ChatKit says start, center, end
    b.TableCell({ vAlign: 'top' }),
    // @ts-expect-error misspelt prop
    b.TableCell({ colspan: 2 }),
  ],
  Spacer: () => [
    // @ts-expect-error holds nothing
    b.Spacer({ children: [] }),
    // @ts-expect-error no such prop
    b.Spacer({ size: 2 }),
  ],
  Divider: () => [
    // @ts-expect-error holds nothing
    b.Divider({ children: [] }),
    // @ts-expect-error px or CSS
    b.Divider({ size: true }),
  ],
  Title: () => [
    // @ts-expect-error no value
    b.Title({ size: 'sm' }),
    // @ts-expect-error holds nothing
    b.Title({ value: 'x', children: [] }),
    // @ts-expect-error a title does not stream
    b.Title({ value: 'x', streaming: true }),
    // @ts-expect-error no such size
    b.Title({ value: 'x', size: 'xs' }),
  ],
  Text: () => [
    // @ts-expect-error no value
    b.Text({}),
    // @ts-expect-error a number
    b.Text({ value: 5 }),
    // @ts-expect-error misspelt prop
    b.Text({ value: 'x', colour: 'red' }),
    // @ts-expect-error null is for the wire
    b.Text({ value: 'x', color: null }),
    // @ts-expect-error no such size
    b.Text({ value: 'x', size: '2xl' }),
    // @ts-expect-error a field has a name
    b.Text({ value: 'x', editable: true }),
    // @ts-expect-error a key is text
    b.Text({ value: 'x', key: 5 }),
    // @ts-expect-error the type is the builder's
    b.Text({ value: 'x', type: 'Title' }),
  ],
  Caption: () => [
    // @ts-expect-error no value
    b.Caption({}),
    // @ts-expect-error no such size
    b.Caption({ value: 'x', size: 'xs' }),
    // @ts-expect-error a caption is not struck through
    b.Caption({ value: 'x', lineThrough: true }),
  ],
  Label: () => [
    // @ts-expect-error of no field
    b.Label({ value: 'x' }),
    // @ts-expect-error misspelt prop
    b.Label({ value: 'x', fieldName: 'a', htmlFor: 'a' }),
  ],
  Markdown: () => [
    // @ts-expect-error no value
    b.Markdown({ streaming: true }),
    // @ts-expect-error no such prop
    b.Markdown({ value: 'x', size: 'md' }),
  ],
  Badge: () => [
    // @ts-expect-error no label
    b.Badge({ color: 'info' }),
    // @ts-expect-error one of six colors
    b.Badge({ label: 'x', color: 'red' }),
    // @ts-expect-error no such look
    b.Badge({ label: 'x', variant: 'ghost' }),
  ],
  Icon: () => [
    // @ts-expect-error no name
    b.Icon({}),
    // @ts-expect-error unknown
    b.Icon({ name: 'unicorn' }),
    // @ts-expect-error no such size
    b.Icon({ name: 'check', size: '4xl' }),
  ],
  Image: () => [
    // @ts-expect-error no source
    b.Image({ alt: 'x' }),
    // @ts-expect-error one source
    b.Image({ src: { light: 'a', dark: 'b' } }),
    // @ts-expect-error no such place
    b.Image({ src: 'x', position: 'middle' }),
  ],
  Button: () => [
    // @ts-expect-error holds nothing
    b.Button({ children: [text] }),
    // @ts-expect-error an action is an object
    b.Button({ onClickAction: 'go' }),
    // @ts-expect-error misspelt option
    b.Button({ onClickAction: { type: 'go', loadingBehaviour: 'none' } }),
    // @ts-expect-error no such handler
    b.Button({ onClickAction: { type: 'go', handler: 'page' } }),
    // @ts-expect-error the string 'false' is not false
    b.Button({ onClickAction: { type: 'go', streaming: 'false' } }),
    // @ts-expect-error one of eight colors
    b.Button({ label: 'x', color: 'red' }),
    // @ts-expect-error unknown icon
    b.Button({ iconStart: 'unicorn' }),
  ],
  Input: () => [
    // @ts-expect-error no name
    b.Input({ placeholder: 'x' }),
    // @ts-expect-error there is a DatePicker
    b.Input({ name: 'a', inputType: 'date' }),
    // @ts-expect-error one line
    b.Input({ name: 'a', rows: 2 }),
    // @ts-expect-error no such look
    b.Input({ name: 'a', variant: 'ghost' }),
  ],
  Textarea: () => [
    // @ts-expect-error no name
    b.Textarea({ rows: 2 }),
    // @ts-expect-error no such prop
    b.Textarea({ name: 'a', pill: true }),
    // @ts-expect-error a number
    b.Textarea({ name: 'a', rows: '2' }),
  ],
  Select: () => [
    // @ts-expect-error no options
    b.Select({ name: 'a' }),
    // @ts-expect-error an option has a value and a label
    b.Select({ name: 'a', options: ['a'] }),
    // @ts-expect-error an option without its label
    b.Select({ name: 'a', options: [{ value: 'a' }] }),
    // @ts-expect-error one choice
    b.Select({ name: 'a', options: [], multiple: true }),
  ],
  DatePicker: () => [
    // @ts-expect-error no name
    b.DatePicker({ placeholder: 'x' }),
    // @ts-expect-error ISO text
    b.DatePicker({ name: 'a', min: new Date(0) }),
    // @ts-expect-error no such side
    b.DatePicker({ name: 'a', side: 'start' }),
  ],
  Checkbox: () => [
    // @ts-expect-error no name
    b.Checkbox({ label: 'x' }),
    // @ts-expect-error true or false
    b.Checkbox({ name: 'a', defaultChecked: 'true' }),
    // @ts-expect-error it changes
    b.Checkbox({ name: 'a', onClickAction: go }),
  ],
  RadioGroup: () => [
    // @ts-expect-error no name
    b.RadioGroup({ options: [] }),
    // @ts-expect-error an option without its label
    b.RadioGroup({ name: 'a', options: [{ value: 'a' }] }),
    // @ts-expect-error ChatKit says col
    b.RadioGroup({ name: 'a', direction: 'column' }),
  ],
  Chart: () => [
    // @ts-expect-error no axis
    b.Chart({ data: [], series: [] }),
    // @ts-expect-error text, numbers and gaps
    b.Chart({ data: [{ a: true }], series: [], xAxis: 'a' }),
    // @ts-expect-error no such series
    b.Chart({ data: [], series: [{ type: 'pie', dataKey: 'a' }], xAxis: 'a' }),
    // @ts-expect-error a bar has no curve
    b.Chart({ data: [], series: [{ type: 'bar', dataKey: 'a', curveType: 'step' }], xAxis: 'a' }),
    // @ts-expect-error a line is not stacked
    b.Chart({ data: [], series: [{ type: 'line', dataKey: 'a', stack: 's' }], xAxis: 'a' }),
    // @ts-expect-error an axis of no key
    b.Chart({ data: [], series: [], xAxis: { hide: true } }),
  ],
};

describe('what does not compile', () => {
  it('is tried for each of the 30 types [widget-builders]', () => {
    const types = new Set(
      createGallery().flatMap(function collect(each: WidgetNode): string[] {
        const children = 'children' in each ? [each.children ?? []].flat() : [];
        return [each.type, ...children.flatMap(collect)];
      }),
    );

    expect(new Set(Object.keys(WRONG))).toEqual(types);
    for (const calls of Object.values(WRONG)) expect(calls().length).toBeGreaterThan(1);
  });

  it('is any child but these', () => {
    expectTypeOf<ActualChildren>().toEqualTypeOf<{ [Type in keyof Children]: Children[Type] }>();
    expectTypeOf<WidgetComponent['type']>().toEqualTypeOf<Component>();
  });

  it('is any root but three', () => {
    expectTypeOf<WidgetRoot['type']>().toEqualTypeOf<'Card' | 'ListView' | 'Basic'>();
    const roots: WidgetRoot[] = [
      b.Card({}),
      b.ListView({}),
      b.Basic({}),
      // @ts-expect-error a row
      b.ListViewItem({}),
      // @ts-expect-error a box
      b.Box({}),
      // @ts-expect-error a table
      b.Table({}),
      // @ts-expect-error text
      text,
      // @ts-expect-error a type that ChatKit does not have
      { type: 'Window' },
      // @ts-expect-error any node
      node as WidgetNode,
    ];

    expect(roots).toHaveLength(9);
  });
});
