import { html, nothing } from 'lit';
import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import { type Attributes, attributes } from './attributes.ts';
import { HEIGHTS } from './button.ts';
import { readForm, toFieldValue } from './form-values.ts';
import { icon } from './icons.ts';
import { type NodeOf, type Scope, toFieldId, toId, toLabelId, toObjects } from './node.ts';
import { oneOf, pick, type Style, style, toText } from './style.ts';

const GUTTERS = { '2xs': 4, xs: 6, sm: 8, md: 10, lg: 12, xl: 16 };
const TYPES = ['text', 'number', 'email', 'password', 'tel', 'url'];

/** The props of controls, of which each has some. */
interface FieldProps {
  name?: unknown;
  placeholder?: unknown;
  inputType?: unknown;
  allowAutofillExtensions?: unknown;
  required?: boolean | null | undefined;
  disabled?: boolean | null | undefined;
  pattern?: string | null | undefined;
  autoFocus?: boolean | null | undefined;
  autoSelect?: boolean | null | undefined;
  onChangeAction?: ActionConfig | null | undefined;
  variant?: unknown;
  size?: unknown;
  gutterSize?: unknown;
  pill?: unknown;
}

/** What a person may choose. */
export interface Choice {
  value?: unknown;
  label?: unknown;
  disabled?: boolean | null;
}

export function input(node: NodeOf<'Input'>, scope: Scope): unknown {
  const type = oneOf(TYPES, node.inputType, 'text');
  return withError(
    scope,
    html`<input .defaultValue=${toText(node.defaultValue)} @keydown=${submitOnEnter}
      ${attributes({ ...fieldAttributes(node, scope), type })} ${style(fieldStyle(node))}>`,
  );
}

export function textarea(node: NodeOf<'Textarea'>, scope: Scope): unknown {
  const rows = toCount(node.rows, 3);
  const most = node.autoResize ? Math.max(toCount(node.maxRows, 10), rows) : undefined;
  return withError(
    scope,
    html`<textarea .defaultValue=${toText(node.defaultValue)}
      ${attributes({ ...fieldAttributes(node, scope, most ? 'w-area w-grow' : 'w-area'), rows })}
      ${style({ ...fieldStyle(node), '--rows': rows, '--most': most })}></textarea>`,
  );
}

/** A `Text` that can be changed in its place. A new `value` overwrites what a person typed, as in ChatKit. */
export function editableText(node: NodeOf<'Text'>, scope: Scope, look: Style): unknown {
  const { editable, value, maxLines } = node;
  if (!editable) return nothing;
  const single = maxLines === 1;
  const rows = toCount(node.minLines, 1);
  const own = attributes({
    ...fieldAttributes(editable, scope, `w-inplace ${single ? '' : 'w-area w-grow'}`),
    ...(single ? {} : { rows }),
  });
  const sized = style({ ...look, '--f': look['font-size'], '--rows': rows, '--most': toCount(maxLines, 10) });
  return withError(
    scope,
    single
      ? html`<input .value=${toText(value)} @keydown=${submitOnEnter} ${own} ${sized}>`
      : html`<textarea .value=${toText(value)} ${own} ${sized}></textarea>`,
  );
}

export function select(node: NodeOf<'Select'>, scope: Scope): unknown {
  const chosen = toText(node.defaultValue);
  return withError(
    scope,
    html`<span class="w-select"><select @change=${onChange(node, scope)}
        ${attributes(fieldAttributes(node, scope))} ${style(fieldStyle(node))}>
        <option value="" ?disabled=${!node.clearable} ?hidden=${!node.clearable}
          ?selected=${!chosen}>${toText(node.placeholder) || 'Select…'}</option>
        ${toObjects<Choice>(node.options).map(({ value, label, disabled }) => {
          const text = toText(value);
          return html`<option value=${text} ?disabled=${disabled} ?selected=${text === chosen}>${toText(label)}</option>`;
        })}
      </select>${icon('chevron-down')}</span>`,
    node.block === true,
  );
}

export function checkbox(node: NodeOf<'Checkbox'>, scope: Scope): unknown {
  const label = toText(node.label);
  const own = { type: 'checkbox', class: null, ...(label && { 'aria-label': null, 'aria-labelledby': null }) };
  return withError(
    scope,
    choice(node, scope, { ...fieldAttributes(node, scope), ...own }, node.defaultChecked === true, label),
  );
}

/** A box or button to tick, and what that means. */
export function choice(node: FieldProps, scope: Scope, own: Attributes, chosen: boolean, label: unknown): unknown {
  return html`<label class="w-check"><input ${attributes(own)} .defaultChecked=${chosen} @change=${onChange(node, scope)}
    ><span>${toText(label)}</span></label>`;
}

/** What every control says of itself; `classes` makes it look like a field that is typed into. */
export function fieldAttributes(node: FieldProps, scope: Scope, classes = ''): Attributes {
  const guarded = !(node.allowAutofillExtensions || node.inputType === 'password');
  return {
    ...nameAttributes(scope, node.name, node.placeholder || node.name),
    ...valueAttributes(node, scope),
    class: `w-input ${classes} ${node.variant === 'soft' ? 'w-field-soft' : ''} ${node.pill ? 'w-pill' : ''}`,
    'data-autofocus': node.autoFocus,
    'data-autoselect': node.autoSelect,
    pattern: node.pattern,
    placeholder: toText(node.placeholder),
    autocomplete: guarded && 'off',
    'data-1p-ignore': guarded,
    'data-lpignore': guarded,
  };
}

/** How a field is called, by its label or else by `fallback`, and what is wrong with it. */
export function nameAttributes(scope: Scope, name: unknown, fallback: unknown): Attributes {
  const id = toFieldId(scope, name);
  const wrong = scope.view.errors.has(scope.path);
  return {
    id,
    // The label that names this field, else what it says itself: a reference to nothing does not count.
    'aria-labelledby': toLabelId(id),
    'aria-label': toText(fallback),
    'aria-invalid': wrong,
    'aria-describedby': wrong && toErrorId(scope),
  };
}

/** What makes an element's value one of its form. */
export function valueAttributes({ name, required, disabled }: FieldProps, { path }: Scope): Attributes {
  return {
    'data-field': path,
    // Not the `name` attribute: a field called "elements" would hide its form's own property.
    'data-name': toText(name),
    required,
    disabled,
  };
}

/** A control and, below it, what is wrong with its value. */
export function withError(scope: Scope, control: unknown, block = true): unknown {
  const message = scope.view.errors.get(scope.path);
  return html`<div class="w-field ${block ? '' : 'w-fit'}">${control}${
    message ? html`<p class="w-error" id=${toErrorId(scope)}>${icon('info')}${message}</p>` : nothing
  }</div>`;
}

/** Fires a control's `onChangeAction` with its value and those of its form, unless the value is out of range. */
export function onChange({ name, onChangeAction }: FieldProps, { view, path }: Scope) {
  return ({ currentTarget }: Event): void => {
    const control = currentTarget as HTMLInputElement;
    if (control.validity.rangeUnderflow || control.validity.rangeOverflow) return;
    const values = readForm(control);
    values.set(toText(name), toFieldValue(control));
    view.fire(onChangeAction, { path, auto: 'none', values, latest: true });
  };
}

// Browsers submit a form of several fields on Enter only if it has a submit button.
function submitOnEnter(event: KeyboardEvent): void {
  const { form } = event.currentTarget as HTMLInputElement;
  if (event.key !== 'Enter' || event.isComposing || !form) return;
  event.preventDefault();
  form.requestSubmit();
}

function toErrorId({ view, path }: Scope): string {
  return toId(view.id, path, 'error');
}

export function fieldStyle({ size, gutterSize }: FieldProps): Style {
  const height = pick(HEIGHTS, size, 'md');
  const gutter = pick(GUTTERS, gutterSize);
  return { '--h': `${height}px`, '--gutter': gutter && `${gutter}px` };
}

function toCount(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 ? value : fallback;
}
