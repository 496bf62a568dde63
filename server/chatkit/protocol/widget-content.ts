import * as z from 'zod';
import { maybe, open } from './schema.ts';
import * as v from './widget-values.ts';

const textBase = {
  ...v.nodeProps,
  value: z.string(),
  color: maybe(v.color),
  weight: maybe(v.weight),
  textAlign: maybe(v.edge),
  /** One line, cut with an ellipsis. */
  truncate: v.flag,
  maxLines: v.count,
};

export const titleProps = open({
  type: z.literal('Title'),
  ...textBase,
  size: maybe(z.enum(['sm', 'md', 'lg', 'xl', '2xl', '3xl', '4xl', '5xl'])),
});

export const captionProps = open({
  type: z.literal('Caption'),
  ...textBase,
  size: maybe(z.enum(['sm', 'md', 'lg'])),
});

const editable = open({
  /** The form key of what is typed. */
  name: z.string(),
  autoFocus: v.flag,
  autoSelect: v.flag,
  autoComplete: v.text,
  allowAutofillExtensions: v.flag,
  pattern: v.text,
  placeholder: v.text,
  required: v.flag,
});

export const textProps = open({
  type: z.literal('Text'),
  ...textBase,
  /** The value still grows. */
  streaming: v.flag,
  italic: v.flag,
  lineThrough: v.flag,
  width: maybe(v.measure),
  size: maybe(v.textSize),
  minLines: v.count,
  editable: maybe(z.union([z.literal(false), editable])),
});

export const markdownProps = open({
  type: z.literal('Markdown'),
  ...v.nodeProps,
  value: z.string(),
  /** The value still grows. */
  streaming: v.flag,
});

export const badgeProps = open({
  type: z.literal('Badge'),
  ...v.nodeProps,
  label: z.string(),
  /** @default 'secondary' */
  color: maybe(z.enum(['secondary', 'success', 'danger', 'warning', 'info', 'discovery'])),
  /** @default 'soft' */
  variant: maybe(z.enum(['solid', 'soft', 'outline'])),
  /** @default 'sm' */
  size: maybe(z.enum(['sm', 'md', 'lg'])),
  /** @default true */
  pill: v.flag,
});

export const iconProps = open({
  type: z.literal('Icon'),
  ...v.nodeProps,
  name: v.icon,
  color: maybe(v.color),
  /** @default 'md' */
  size: maybe(z.enum(['xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl'])),
});

export const imageProps = open({
  type: z.literal('Image'),
  ...v.nodeProps,
  ...v.blockProps,
  src: z.string(),
  alt: v.text,
  /** @default 'cover' */
  fit: maybe(z.enum(['cover', 'contain', 'fill', 'scale-down', 'none'])),
  /** @default 'center' */
  position: maybe(
    z.enum(['top left', 'top', 'top right', 'left', 'center', 'right', 'bottom left', 'bottom', 'bottom right']),
  ),
  frame: v.flag,
  /** Reaches the edge of the container, over its padding. */
  flush: v.flag,
  background: maybe(v.color),
  flex: maybe(v.measure),
});

export const buttonProps = open({
  type: z.literal('Button'),
  ...v.nodeProps,
  label: v.text,
  /** Submits the nearest form. */
  submit: v.flag,
  onClickAction: v.action,
  iconStart: maybe(v.icon),
  iconEnd: maybe(v.icon),
  /** A preset of `variant`: primary is solid, secondary is outline. */
  style: maybe(z.enum(['primary', 'secondary'])),
  variant: maybe(v.controlVariant),
  /** @default 'primary' */
  color: maybe(z.enum(['primary', 'secondary', 'info', 'discovery', 'success', 'caution', 'warning', 'danger'])),
  /** @default 'lg' */
  size: maybe(v.controlSize),
  iconSize: maybe(z.enum(['sm', 'md', 'lg', 'xl', '2xl'])),
  /** @default true */
  pill: v.flag,
  /** As wide as high. */
  uniform: v.flag,
  /** As wide as its container. */
  block: v.flag,
  disabled: v.flag,
});
