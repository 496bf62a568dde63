import { toMidnight } from './dates.ts';

/** Values of a form by field name, last one wins. */
export type FieldValues = Map<string, string | boolean>;

const FORBIDDEN = ['', '__proto__', 'constructor', 'prototype'];

/** What a person enters a value in. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The values of the form that encloses an element; none when there is no form. */
export function readForm(inside: EventTarget | null): FieldValues {
  const form = inside instanceof Element ? inside.closest('form') : null;
  const values: FieldValues = new Map();
  for (const control of form ? controlsOf(form) : []) {
    const { name } = control.dataset;
    const chosen = control.type !== 'radio' || (control as HTMLInputElement).checked;
    if (name && chosen && !control.disabled) values.set(name, toFieldValue(control));
  }
  return values;
}

/** The fields of a form, without those of a form within it. */
export function controlsOf(form: HTMLFormElement): Control[] {
  return [...form.querySelectorAll<Control>('[data-field]')].filter((control) => control.form === form);
}

/** A control's value as it is sent: a boolean of a checkbox, an ISO date-time with its offset of a date. */
export function toFieldValue(control: Control): string | boolean {
  if (control.getAttribute('type') === 'date') return toMidnight(control.value);
  return control.type === 'checkbox' ? (control as HTMLInputElement).checked : control.value;
}

/**
 * A copy of an action's payload with the values put in by name; `a.b` nests.
 *
 * What the payload already says is not overwritten, and names that reach an object's prototype are dropped. A payload
 * that is not an object has no room for values and stays as it is.
 */
export function mergeValues(payload: unknown, values: FieldValues): unknown {
  if (values.size === 0) return payload;
  const copy: unknown = structuredClone(payload ?? {});
  if (!isPlain(copy)) return copy;
  for (const [name, value] of values) {
    const path = name.split('.');
    if (!path.some((part) => FORBIDDEN.includes(part))) put(copy, path, value);
  }
  return copy;
}

function put(target: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  const known = Object.hasOwn(target, key) ? target[key] : undefined;
  if (rest.length === 0) {
    if (known === undefined) target[key] = value;
    return;
  }
  const child = known === undefined ? {} : known;
  if (!isPlain(child)) return;
  target[key] = child;
  put(child, rest, value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
