import { html } from 'lit';
import { attributes } from './attributes.ts';
import { toDay } from './dates.ts';
import {
  type Choice,
  choice,
  fieldAttributes,
  fieldStyle,
  nameAttributes,
  onChange,
  valueAttributes,
  withError,
} from './fields.ts';
import { type NodeOf, type Scope, toId, toObjects } from './node.ts';
import { style, toText } from './style.ts';

/** The browser's own date field, which its keyboard and screen readers know; where its calendar opens is the browser's. */
export function datePicker(node: NodeOf<'DatePicker'>, scope: Scope): unknown {
  const own = {
    ...fieldAttributes(node, scope),
    type: 'date',
    // A year that is still being typed, as 0002 on the way to 2026, is not yet a change.
    min: toDay(toText(node.min)) || '1000-01-01',
    max: toDay(toText(node.max)) || '9999-12-31',
  };
  // Enter is left to the browser: on the button within the field it opens the calendar.
  return withError(
    scope,
    html`<input .defaultValue=${toDay(toText(node.defaultValue))} @change=${onChange(node, scope)} ${attributes(own)}
      ${style(fieldStyle(node))}>`,
    node.block !== false,
  );
}

/** The browser's own radio buttons: one tab stop, and arrow keys between them. */
export function radioGroup(node: NodeOf<'RadioGroup'>, scope: Scope): unknown {
  const chosen = toText(node.defaultValue);
  const own = {
    ...nameAttributes(scope, node.name, node.ariaLabel ?? node.name),
    role: 'radiogroup',
    'aria-required': node.required,
  };
  return withError(
    scope,
    html`<div class="w-radios" @change=${keepChoice} ${attributes(own)} ${style({ 'flex-direction': node.direction === 'col' ? 'column' : null })}
      >${toObjects<Choice>(node.options).map(({ value, label, disabled }) => {
        const radio = {
          ...valueAttributes({ ...node, disabled: node.disabled || disabled }, scope),
          type: 'radio',
          name: toId(scope.view.id, scope.path),
          value: toText(value),
        };
        return choice(node, scope, radio, radio.value === chosen, label);
      })}</div>`,
  );
}

/** Tells every button that a person has chosen, so that a new default does not choose again. */
function keepChoice({ target, currentTarget }: Event): void {
  for (const radio of (currentTarget as Element).querySelectorAll('input')) radio.checked = radio === target;
}
