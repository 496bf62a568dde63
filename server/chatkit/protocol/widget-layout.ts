import * as z from 'zod';
import { actionConfigSchema } from './actions.ts';
import { maybe, open } from './schema.ts';
import * as v from './widget-values.ts';

// The props of containers, without `children`: widgets.ts adds them, for only there all nodes are known.

const boxBase = {
  ...v.nodeProps,
  ...v.blockProps,
  align: maybe(v.alignment),
  justify: maybe(v.justification),
  wrap: maybe(z.enum(['nowrap', 'wrap', 'wrap-reverse'])),
  flex: maybe(v.measure),
  /** Absent: a rhythm that depends on what the children are. */
  gap: maybe(v.measure),
  padding: maybe(v.spacings),
  border: maybe(v.borders),
  background: maybe(v.color),
};

const cardButton = open({ label: z.string(), action: actionConfigSchema });
export type CardButton = z.infer<typeof cardButton>;

export const cardProps = open({
  type: z.literal('Card'),
  ...v.nodeProps,
  /** @default 'sm' */
  size: maybe(z.enum(['sm', 'md', 'lg', 'full'])),
  padding: maybe(v.spacings),
  background: maybe(v.color),
  border: maybe(v.borders),
  status: maybe(v.status),
  /** Folds the body; always give a `status` with it, which ChatKit needs to unfold the card. */
  collapsed: v.flag,
  /** Makes the card a form that `confirm` submits. */
  asForm: v.flag,
  confirm: maybe(cardButton),
  cancel: maybe(cardButton),
  theme: maybe(v.theme),
});

export const listViewProps = open({
  type: z.literal('ListView'),
  ...v.nodeProps,
  /** Rows shown before "Show more"; `auto` is 4, zero or less is all. @default 'auto' */
  limit: maybe(z.union([z.number(), z.literal('auto')])),
  status: maybe(v.status),
  theme: maybe(v.theme),
});

export const listViewItemProps = open({
  type: z.literal('ListViewItem'),
  ...v.nodeProps,
  onClickAction: v.action,
  gap: maybe(v.measure),
  /** @default 'center' */
  align: maybe(v.alignment),
});

export const basicProps = open({
  type: z.literal('Basic'),
  ...v.nodeProps,
  gap: maybe(v.measure),
  padding: maybe(v.spacings),
  align: maybe(v.alignment),
  justify: maybe(v.justification),
  /** @default 'col' */
  direction: maybe(v.axis),
  theme: maybe(v.theme),
});

export const boxProps = open({ type: z.literal('Box'), ...boxBase, direction: maybe(v.axis) });
export const rowProps = open({ type: z.literal('Row'), ...boxBase });
export const colProps = open({ type: z.literal('Col'), ...boxBase });
export const formProps = open({
  type: z.literal('Form'),
  ...boxBase,
  direction: maybe(v.axis),
  onSubmitAction: v.action,
});

export const spacerProps = open({ type: z.literal('Spacer'), ...v.nodeProps, minSize: maybe(v.measure) });
export const dividerProps = open({
  type: z.literal('Divider'),
  ...v.nodeProps,
  color: maybe(v.color),
  /** px @default 1 */
  size: maybe(v.measure),
  spacing: maybe(v.measure),
  /** Reaches the edge of the container, over its padding. */
  flush: v.flag,
});
export const transitionProps = open({ type: z.literal('Transition'), ...v.nodeProps });

export const tableProps = open({ type: z.literal('Table'), ...v.nodeProps });
export const tableRowProps = open({ type: z.literal('Table.Row'), ...v.nodeProps, header: v.flag });
export const tableCellProps = open({
  type: z.literal('Table.Cell'),
  ...v.nodeProps,
  width: maybe(v.measure),
  padding: maybe(v.spacings),
  colSpan: v.count,
  rowSpan: v.count,
  align: maybe(v.edge),
  vAlign: maybe(v.edge),
  /** Width class of the column. @default by its longest text */
  colSize: maybe(z.enum(['xs', 'sm', 'md', 'lg', 'xl'])),
});
