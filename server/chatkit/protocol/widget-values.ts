import * as z from 'zod';
import { actionConfigSchema } from './actions.ts';
import { maybe, open } from './schema.ts';
import type { WidgetIcon } from './widget-icons.ts';

/** A name; of a number its digits, which widgets made in ChatKit Studio often have for a key (`key={index}`). */
const name = z.union([z.string(), z.number().transform(String)]);

/** What every node may carry. */
export const nodeProps = {
  /** Address for updates; unique in the whole widget. */
  id: maybe(name),
  /** Identity among siblings across updates. @default type and position */
  key: maybe(name),
};

export const flag = maybe(z.boolean());
export const text = maybe(z.string());
export const count = maybe(z.number());
export const action = maybe(actionConfigSchema);

/** A drawn icon. Any name parses, since newer clients know more; a name that a client does not know draws nothing. */
export const icon = z.custom<WidgetIcon>((value) => typeof value === 'string', 'expected the name of an icon');

/** Spacing (`gap`, `padding`, `margin`): a number counts 4 px each, a string is CSS. Lengths: a number is px. */
export const measure = z.union([z.number(), z.string()]);

/** A token (`secondary`, `blue-500`, `surface-tertiary`), a CSS colour, or one of these for each theme. */
export const color = z.union([z.string(), open({ light: z.string(), dark: z.string() })]);

/** A side wins over its axis: `{x: 2, left: 0}`. */
const spacing = open({
  top: maybe(measure),
  right: maybe(measure),
  bottom: maybe(measure),
  left: maybe(measure),
  x: maybe(measure),
  y: maybe(measure),
});
export const spacings = z.union([z.number(), z.string(), spacing]);

const border = open({
  /** px */
  size: z.number(),
  color: maybe(color),
  style: maybe(z.enum(['solid', 'dashed', 'dotted', 'double', 'groove', 'ridge', 'inset', 'outset'])),
});
export type WidgetBorder = z.infer<typeof border>;
const side = maybe(z.union([z.number(), border]));
// `size` tells one border from a set of them.
const borderSides = open({
  top: side,
  right: side,
  bottom: side,
  left: side,
  x: side,
  y: side,
  size: z.undefined().optional(),
});
export const borders = z.union([z.number(), border, borderSides]);

export const radius = z.enum(['2xs', 'xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl', '4xl', 'full', '100%', 'none']);
export const alignment = z.enum(['start', 'center', 'end', 'baseline', 'stretch']);
export const justification = z.enum(['start', 'center', 'end', 'between', 'around', 'evenly', 'stretch']);
export const edge = z.enum(['start', 'center', 'end']);
export const axis = z.enum(['row', 'col']);
export const theme = z.enum(['light', 'dark']);
export const weight = z.enum(['normal', 'medium', 'semibold', 'bold']);
export const textSize = z.enum(['xs', 'sm', 'md', 'lg', 'xl']);
export const controlSize = z.enum(['3xs', '2xs', 'xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl']);
export const controlVariant = z.enum(['solid', 'soft', 'outline', 'ghost']);

/** A line above the widget, with one picture at most. */
export type WidgetStatus = { text: string } & (
  | { icon?: WidgetIcon | undefined; favicon?: undefined; frame?: undefined }
  | { icon?: undefined; favicon?: string | undefined; frame?: boolean | undefined }
);
// Stricter to build than to parse: of two pictures clients draw the icon.
export const status = open({
  text: z.string(),
  icon: maybe(icon),
  favicon: text,
  frame: flag,
}) as z.ZodType<WidgetStatus>;

/** Size and outer shape of boxes, images and charts. */
export const blockProps = {
  width: maybe(measure),
  height: maybe(measure),
  /** Both axes; the axis's own prop wins. So with `minSize` and `maxSize`. */
  size: maybe(measure),
  minWidth: maybe(measure),
  minHeight: maybe(measure),
  minSize: maybe(measure),
  maxWidth: maybe(measure),
  maxHeight: maybe(measure),
  maxSize: maybe(measure),
  aspectRatio: maybe(measure),
  radius: maybe(radius),
  margin: maybe(spacings),
};
