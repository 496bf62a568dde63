import { createSetter } from './setter.ts';

/** CSS properties of one element; what is absent or null is not set. */
export type Style = Record<string, string | number | null | undefined>;

/**
 * Sets an element's style property by property: `<div ${style({ color })}>`.
 *
 * Lit's `styleMap` writes a `style` attribute first, which a strict CSP forbids, and which would let one value bring
 * further declarations with it.
 */
export const style = createSetter<Style[string]>(({ style: own }, name, value) => {
  if (value == null) own.removeProperty(name);
  else own.setProperty(name, String(value));
});

/** A CSS value from a widget, unless it is one that could load something or escape its declaration. */
export function toCss(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && !/[\\;{}<>@]|url|image|src\s*\(/i.test(value) ? value : undefined;
}

/** A length: numbers are pixels. */
export function toLength(value: unknown): string | undefined {
  return typeof value === 'number' ? `${value}px` : toCss(value);
}

/** A distance: numbers are steps of 4 px. Negative ones would cover the chat, so they are dropped. */
export function toSpace(value: unknown): string | undefined {
  if (typeof value === 'number') return value < 0 ? undefined : `${value * 4}px`;
  const text = toCss(value);
  return text?.includes('-') && !text.includes('(') ? undefined : text;
}

/** The entry of a table that a widget's value names, else the one of `fallback`. */
export function pick<Value>(table: Readonly<Record<string, Value>>, name: unknown, fallback: string): Value;
export function pick<Value>(table: Readonly<Record<string, Value>>, name: unknown): Value | undefined;
export function pick<Value>(table: Readonly<Record<string, Value>>, name: unknown, fallback = ''): Value | undefined {
  return table[typeof name === 'string' && Object.hasOwn(table, name) ? name : fallback];
}

/** The one of these words that a widget's value is. */
export function oneOf<const Word extends string>(words: readonly Word[], value: unknown, fallback: Word): Word;
export function oneOf<const Word extends string>(words: readonly Word[], value: unknown): Word | undefined;
export function oneOf(words: readonly string[], value: unknown, fallback?: string): string | undefined {
  return words.find((word) => word === value) ?? fallback;
}

/** What a widget wants to be read, as text whatever it is: Lit would take some objects for templates and fail. */
export function toText(value: unknown): string {
  return value == null || typeof value === 'object' ? '' : String(value);
}
