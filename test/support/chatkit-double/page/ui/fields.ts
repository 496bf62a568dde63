import type { Dom } from './dom.ts';
import type { FieldReader } from './form-values.ts';
import type { WidgetNode } from './widget.ts';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface Field extends FieldReader {
  readonly element: HTMLElement;
}

/** Draws a form control; `changed` is told of what `onChangeAction` stands for. */
export function drawField(dom: Dom, node: WidgetNode, changed: () => void): Field | undefined {
  const name = String(node.name ?? '');
  const shared = { name, disabled: node.disabled === true, required: node.required === true };
  const given = { ...shared, placeholder: node.placeholder ?? '', value: node.defaultValue ?? '' };
  switch (node.type) {
    case 'Input':
      return text(name, dom.make('input', { ...given, type: node.inputType ?? 'text', ...pattern(node) }));
    case 'Textarea':
      return text(name, dom.make('textarea', { ...given, rows: node.rows ?? 3 }));
    case 'DatePicker': {
      const { placeholder: _, ...rest } = given;
      const value = String(given.value).slice(0, 10);
      const input = dom.make('input', { ...rest, type: 'date', value, onchange: changed });
      return { name, element: input, read: () => toLocalMidnight(input.value) };
    }
    case 'Checkbox': {
      const input = dom.make('input', {
        ...shared,
        type: 'checkbox',
        checked: node.defaultChecked === true,
        onchange: changed,
      });
      return { name, element: dom.make('label', {}, input, String(node.label ?? '')), read: () => input.checked };
    }
    case 'Select':
      return select(dom, node, shared, changed);
    case 'RadioGroup':
      return radios(dom, node, shared, changed);
    default:
      return undefined;
  }
}

/** Text that may be edited: one line when it is held to one. */
export function drawEditable(dom: Dom, node: WidgetNode): Field {
  const {
    name = '',
    placeholder = '',
    required = false,
  } = node.editable as {
    name?: string;
    placeholder?: string;
    required?: boolean;
  };
  const given = { name, placeholder, required, value: node.value ?? '' };
  return text(name, node.maxLines === 1 ? dom.make('input', { ...given, type: 'text' }) : dom.make('textarea', given));
}

function text(name: string, element: HTMLInputElement | HTMLTextAreaElement): Field {
  return { name, element, read: () => element.value };
}

function pattern({ pattern: wanted }: WidgetNode): Record<string, unknown> {
  return wanted === undefined ? {} : { pattern: wanted };
}

function select(dom: Dom, node: WidgetNode, shared: { name: string }, changed: () => void): Field {
  const options = [{ value: '', label: String(node.placeholder ?? 'Select...') }, ...toOptions(node)];
  const element = dom.make(
    'select',
    { ...shared, onchange: changed },
    ...options.map((option: Option) =>
      dom.make('option', { value: option.value, disabled: option.disabled === true }, option.label),
    ),
  );
  element.value = String(node.defaultValue ?? '');
  return { name: shared.name, element, read: () => element.value };
}

function radios(dom: Dom, node: WidgetNode, shared: Record<string, unknown>, changed: () => void): Field {
  const name = String(shared.name);
  const inputs = toOptions(node).map((option) =>
    dom.make('input', {
      ...shared,
      type: 'radio',
      value: option.value,
      checked: option.value === node.defaultValue,
      disabled: shared.disabled === true || option.disabled === true,
      onchange: changed,
    }),
  );
  const labels = toOptions(node).map(({ label }, index) => dom.make('label', {}, inputs[index], label));
  const element = dom.make('fieldset', { 'aria-label': node.ariaLabel ?? name }, ...labels);
  return { name, element, read: () => inputs.find(({ checked }) => checked)?.value };
}

function toOptions({ options }: WidgetNode): readonly Option[] {
  return (options as readonly Option[] | undefined) ?? [];
}

/** ISO with the browser's offset, at midnight there. */
function toLocalMidnight(day: string): string {
  if (!day) return '';
  const minutes = -new Date(`${day}T00:00:00`).getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${day}T00:00:00.000${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
