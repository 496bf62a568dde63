import type { WidgetNode } from '../../server/chatkit/protocol/widgets.ts';
import { button } from './button.ts';
import { chart } from './chart.ts';
import { badge, iconNode, image } from './content.ts';
import { checkbox, input, select, textarea } from './fields.ts';
import { box, divider, spacer, transition } from './layout.ts';
import type { NodeOf, Scope } from './node.ts';
import { datePicker, radioGroup } from './pickers.ts';
import { card, listView, listViewItem } from './roots.ts';
import { table, tableCell, tableRow } from './table.ts';
import { caption, label, markdown, text, title } from './text.ts';

type Renderers = { readonly [Type in WidgetNode['type']]?: (node: NodeOf<Type>, scope: Scope) => unknown };

/** How each type of node is drawn. A new type is one line here. */
export const RENDERERS: Renderers = {
  Card: card,
  ListView: listView,
  ListViewItem: listViewItem,
  Basic: box,
  Box: box,
  Row: box,
  Col: box,
  Form: box,
  Spacer: spacer,
  Divider: divider,
  Transition: transition,
  Title: title,
  Text: text,
  Caption: caption,
  Label: label,
  Markdown: markdown,
  Badge: badge,
  Icon: iconNode,
  Image: image,
  Button: button,
  Input: input,
  Textarea: textarea,
  Select: select,
  Checkbox: checkbox,
  DatePicker: datePicker,
  RadioGroup: radioGroup,
  Table: table,
  'Table.Row': tableRow,
  'Table.Cell': tableCell,
  Chart: chart,
};
