import type * as z from 'zod';
import { chartProps } from './widget-chart.ts';
import {
  badgeProps,
  buttonProps,
  captionProps,
  iconProps,
  imageProps,
  markdownProps,
  textProps,
  titleProps,
} from './widget-content.ts';
import {
  checkboxProps,
  datePickerProps,
  inputProps,
  labelProps,
  radioGroupProps,
  selectProps,
  textareaProps,
} from './widget-forms.ts';
import {
  basicProps,
  boxProps,
  cardProps,
  colProps,
  dividerProps,
  formProps,
  listViewItemProps,
  listViewProps,
  rowProps,
  spacerProps,
  tableCellProps,
  tableProps,
  tableRowProps,
  transitionProps,
} from './widget-layout.ts';

// The types are what may be built: rows stand in their list, roots at the root. What may be parsed is wider, because
// ChatKit draws any node anywhere; see widgets.ts.

export interface CardNode extends z.infer<typeof cardProps> {
  children?: WidgetComponent[] | undefined;
}
export interface ListViewNode extends z.infer<typeof listViewProps> {
  children?: ListViewItemNode[] | undefined;
}
/** A root without a frame, for previews of entities above all. */
export interface BasicNode extends z.infer<typeof basicProps> {
  children?: (WidgetComponent | WidgetRoot)[] | undefined;
}
export interface ListViewItemNode extends z.infer<typeof listViewItemProps> {
  children?: WidgetComponent[] | undefined;
}
export interface BoxNode extends z.infer<typeof boxProps> {
  children?: WidgetComponent[] | undefined;
}
export interface RowNode extends z.infer<typeof rowProps> {
  children?: WidgetComponent[] | undefined;
}
export interface ColNode extends z.infer<typeof colProps> {
  children?: WidgetComponent[] | undefined;
}
export interface FormNode extends z.infer<typeof formProps> {
  children?: WidgetComponent[] | undefined;
}
/** Animates the replacement of its one child, told apart by `key`. */
export interface TransitionNode extends z.infer<typeof transitionProps> {
  children?: WidgetComponent | undefined;
}
export interface TableNode extends z.infer<typeof tableProps> {
  children?: TableRowNode[] | undefined;
}
export interface TableRowNode extends z.infer<typeof tableRowProps> {
  children?: TableCellNode[] | undefined;
}
export interface TableCellNode extends z.infer<typeof tableCellProps> {
  children?: WidgetComponent[] | undefined;
}
export type SpacerNode = z.infer<typeof spacerProps>;
export type DividerNode = z.infer<typeof dividerProps>;
export type TitleNode = z.infer<typeof titleProps>;
export type TextNode = z.infer<typeof textProps>;
export type CaptionNode = z.infer<typeof captionProps>;
export type LabelNode = z.infer<typeof labelProps>;
export type MarkdownNode = z.infer<typeof markdownProps>;
export type BadgeNode = z.infer<typeof badgeProps>;
export type IconNode = z.infer<typeof iconProps>;
export type ImageNode = z.infer<typeof imageProps>;
export type ButtonNode = z.infer<typeof buttonProps>;
export type InputNode = z.infer<typeof inputProps>;
export type TextareaNode = z.infer<typeof textareaProps>;
export type SelectNode = z.infer<typeof selectProps>;
export type DatePickerNode = z.infer<typeof datePickerProps>;
export type CheckboxNode = z.infer<typeof checkboxProps>;
export type RadioGroupNode = z.infer<typeof radioGroupProps>;
export type ChartNode = z.infer<typeof chartProps>;

/** What a widget item holds. */
export type WidgetRoot = CardNode | ListViewNode | BasicNode;

/** What may stand in a card, a row of a list, a box, a table's cell, a transition. */
export type WidgetComponent =
  | BoxNode
  | RowNode
  | ColNode
  | FormNode
  | SpacerNode
  | DividerNode
  | TransitionNode
  | TableNode
  | TitleNode
  | TextNode
  | CaptionNode
  | LabelNode
  | MarkdownNode
  | BadgeNode
  | IconNode
  | ImageNode
  | ButtonNode
  | InputNode
  | TextareaNode
  | SelectNode
  | DatePickerNode
  | CheckboxNode
  | RadioGroupNode
  | ChartNode;

/** Any node of a widget, told apart by `type`. */
export type WidgetNode = WidgetRoot | WidgetComponent | ListViewItemNode | TableRowNode | TableCellNode;

interface NodeSchema {
  props: z.ZodType<{ type: string }>;
  /** How `children` arrive; absent for a node that has none. */
  children?: 'list' | 'one';
}

/** How each of the 30 types parses. */
export const NODE_SCHEMAS: { [Type in WidgetNode['type']]: NodeSchema } = {
  Card: { props: cardProps, children: 'list' },
  ListView: { props: listViewProps, children: 'list' },
  Basic: { props: basicProps, children: 'list' },
  ListViewItem: { props: listViewItemProps, children: 'list' },
  Box: { props: boxProps, children: 'list' },
  Row: { props: rowProps, children: 'list' },
  Col: { props: colProps, children: 'list' },
  Form: { props: formProps, children: 'list' },
  Transition: { props: transitionProps, children: 'one' },
  Table: { props: tableProps, children: 'list' },
  'Table.Row': { props: tableRowProps, children: 'list' },
  'Table.Cell': { props: tableCellProps, children: 'list' },
  Spacer: { props: spacerProps },
  Divider: { props: dividerProps },
  Title: { props: titleProps },
  Text: { props: textProps },
  Caption: { props: captionProps },
  Label: { props: labelProps },
  Markdown: { props: markdownProps },
  Badge: { props: badgeProps },
  Icon: { props: iconProps },
  Image: { props: imageProps },
  Button: { props: buttonProps },
  Input: { props: inputProps },
  Textarea: { props: textareaProps },
  Select: { props: selectProps },
  DatePicker: { props: datePickerProps },
  Checkbox: { props: checkboxProps },
  RadioGroup: { props: radioGroupProps },
  Chart: { props: chartProps },
};
