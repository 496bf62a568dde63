import * as z from 'zod';
import { maybe, open } from './schema.ts';
import * as v from './widget-values.ts';

const fieldProps = {
  ...v.nodeProps,
  /** The form key; `a.b` nests. Never a key of the action's own payload. */
  name: z.string(),
  disabled: v.flag,
};

const typedProps = {
  ...fieldProps,
  defaultValue: v.text,
  required: v.flag,
  /** A regular expression for the whole value. */
  pattern: v.text,
  placeholder: v.text,
  allowAutofillExtensions: v.flag,
  autoSelect: v.flag,
  autoFocus: v.flag,
  /** @default 'outline' */
  variant: maybe(z.enum(['soft', 'outline'])),
  /** @default 'md' */
  size: maybe(v.controlSize),
  /** Inner padding at the sides; wins over that of `size`. */
  gutterSize: maybe(z.enum(['2xs', 'xs', 'sm', 'md', 'lg', 'xl'])),
};

const pickerProps = {
  ...fieldProps,
  onChangeAction: v.action,
  placeholder: v.text,
  defaultValue: v.text,
  /** @default 'outline' */
  variant: maybe(v.controlVariant),
  /** @default 'md' */
  size: maybe(v.controlSize),
  pill: v.flag,
  block: v.flag,
  clearable: v.flag,
};

export const labelProps = open({
  type: z.literal('Label'),
  ...v.nodeProps,
  value: z.string(),
  /** The `name` of the field it names. */
  fieldName: z.string(),
  size: maybe(v.textSize),
  weight: maybe(v.weight),
  textAlign: maybe(v.edge),
  color: maybe(v.color),
});

/** Sends a string, for `number` too. */
export const inputProps = open({
  type: z.literal('Input'),
  ...typedProps,
  inputType: maybe(z.enum(['number', 'email', 'text', 'password', 'tel', 'url'])),
  pill: v.flag,
});

export const textareaProps = open({
  type: z.literal('Textarea'),
  ...typedProps,
  /** @default 3 */
  rows: v.count,
  autoResize: v.flag,
  maxRows: v.count,
});

const selectOption = open({ value: z.string(), label: z.string(), disabled: v.flag, description: v.text });

/** Sends a string, `''` when nothing is chosen. */
export const selectProps = open({
  type: z.literal('Select'),
  ...pickerProps,
  options: z.array(selectOption),
  searchable: v.flag,
  required: v.flag,
});

/** Sends an ISO date-time with the browser's offset, `''` when empty. */
export const datePickerProps = open({
  type: z.literal('DatePicker'),
  ...pickerProps,
  /** ISO date or date-time. */
  min: v.text,
  max: v.text,
  side: maybe(z.enum(['top', 'bottom', 'left', 'right'])),
  align: maybe(v.edge),
  required: v.flag,
});

/** Sends a boolean. */
export const checkboxProps = open({
  type: z.literal('Checkbox'),
  ...fieldProps,
  label: v.text,
  defaultChecked: v.flag,
  onChangeAction: v.action,
  required: v.flag,
});

const radioOption = open({ value: z.string(), label: z.string(), disabled: v.flag });

/** Sends a string; its key is absent while nothing is chosen. */
export const radioGroupProps = open({
  type: z.literal('RadioGroup'),
  ...fieldProps,
  options: maybe(z.array(radioOption)),
  /** @default the name */
  ariaLabel: v.text,
  onChangeAction: v.action,
  defaultValue: v.text,
  /** @default 'row' */
  direction: maybe(v.axis),
  required: v.flag,
});
