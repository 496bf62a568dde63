import type * as nodes from '../protocol/widgets.ts';

// One function a node, named as ChatKit names the component: `Card({children: [Text({value: 'Hello'})]})`.

type Props<Node> = Omit<Node, 'type'>;

/** A framed widget, with footer buttons when it has `confirm` or `cancel`. */
export function Card(props: Props<nodes.CardNode>): nodes.CardNode {
  return { type: 'Card', ...props };
}

/** Rows, the first few of which are shown at once. */
export function ListView(props: Props<nodes.ListViewNode>): nodes.ListViewNode {
  return { type: 'ListView', ...props };
}

/** One row of a `ListView`; the whole row is clickable when it has an action. */
export function ListViewItem(props: Props<nodes.ListViewItemNode>): nodes.ListViewItemNode {
  return { type: 'ListViewItem', ...props };
}

/** A widget without frame and status. */
export function Basic(props: Props<nodes.BasicNode>): nodes.BasicNode {
  return { type: 'Basic', ...props };
}

/** A container with its children in a column, unless `direction` says otherwise. */
export function Box(props: Props<nodes.BoxNode>): nodes.BoxNode {
  return { type: 'Box', ...props };
}

/** A container with its children side by side. */
export function Row(props: Props<nodes.RowNode>): nodes.RowNode {
  return { type: 'Row', ...props };
}

/** A container with its children below each other. */
export function Col(props: Props<nodes.ColNode>): nodes.ColNode {
  return { type: 'Col', ...props };
}

/** A container whose fields are sent with the action that submits it. */
export function Form(props: Props<nodes.FormNode>): nodes.FormNode {
  return { type: 'Form', ...props };
}

/** Empty room that grows along its container. */
export function Spacer(props: Props<nodes.SpacerNode> = {}): nodes.SpacerNode {
  return { type: 'Spacer', ...props };
}

/** A line between two nodes. */
export function Divider(props: Props<nodes.DividerNode> = {}): nodes.DividerNode {
  return { type: 'Divider', ...props };
}

/** Animates the change from one child to the next, told apart by `key`. */
export function Transition(props: Props<nodes.TransitionNode>): nodes.TransitionNode {
  return { type: 'Transition', ...props };
}

/** Rows and columns. */
export function Table(props: Props<nodes.TableNode>): nodes.TableNode {
  return { type: 'Table', ...props };
}

/** A row of a `Table`. */
export function TableRow(props: Props<nodes.TableRowNode>): nodes.TableRowNode {
  return { type: 'Table.Row', ...props };
}

/** A cell of a `TableRow`. */
export function TableCell(props: Props<nodes.TableCellNode>): nodes.TableCellNode {
  return { type: 'Table.Cell', ...props };
}

/** A heading. */
export function Title(props: Props<nodes.TitleNode>): nodes.TitleNode {
  return { type: 'Title', ...props };
}

/** Plain text; with an id it can grow while it is shown. */
export function Text(props: Props<nodes.TextNode>): nodes.TextNode {
  return { type: 'Text', ...props };
}

/** Small, secondary text. */
export function Caption(props: Props<nodes.CaptionNode>): nodes.CaptionNode {
  return { type: 'Caption', ...props };
}

/** The visible name of a field. */
export function Label(props: Props<nodes.LabelNode>): nodes.LabelNode {
  return { type: 'Label', ...props };
}

/** Formatted text; with an id it can grow while it is shown. */
export function Markdown(props: Props<nodes.MarkdownNode>): nodes.MarkdownNode {
  return { type: 'Markdown', ...props };
}

/** A short word in a pill. */
export function Badge(props: Props<nodes.BadgeNode>): nodes.BadgeNode {
  return { type: 'Badge', ...props };
}

/** A drawn icon. */
export function Icon(props: Props<nodes.IconNode>): nodes.IconNode {
  return { type: 'Icon', ...props };
}

/** A picture; give it an `alt`. */
export function Image(props: Props<nodes.ImageNode>): nodes.ImageNode {
  return { type: 'Image', ...props };
}

/** A button with an action, or one that submits its form. */
export function Button(props: Props<nodes.ButtonNode>): nodes.ButtonNode {
  return { type: 'Button', ...props };
}

/** One line of text. */
export function Input(props: Props<nodes.InputNode>): nodes.InputNode {
  return { type: 'Input', ...props };
}

/** Several lines of text. */
export function Textarea(props: Props<nodes.TextareaNode>): nodes.TextareaNode {
  return { type: 'Textarea', ...props };
}

/** One choice from a menu. */
export function Select(props: Props<nodes.SelectNode>): nodes.SelectNode {
  return { type: 'Select', ...props };
}

/** A day from a calendar. */
export function DatePicker(props: Props<nodes.DatePickerNode>): nodes.DatePickerNode {
  return { type: 'DatePicker', ...props };
}

/** Yes or no. */
export function Checkbox(props: Props<nodes.CheckboxNode>): nodes.CheckboxNode {
  return { type: 'Checkbox', ...props };
}

/** One choice of a few, all in view. */
export function RadioGroup(props: Props<nodes.RadioGroupNode>): nodes.RadioGroupNode {
  return { type: 'RadioGroup', ...props };
}

/** Bars, lines and areas over a common axis. */
export function Chart(props: Props<nodes.ChartNode>): nodes.ChartNode {
  return { type: 'Chart', ...props };
}
