/** What a field sends: text, or for a checkbox whether it is checked. */
export type FieldValue = string | boolean;

export interface FieldReader {
  readonly name: string;
  /** Nothing when nothing was chosen. */
  read(): FieldValue | undefined;
}

const UNSAFE = ['__proto__', 'constructor', 'prototype'];

/** A deep copy of an action's payload with the fields in it; `a.b` nests. */
export function withValues(payload: unknown, fields: readonly FieldReader[]): unknown {
  const merged = structuredClone(payload ?? {}) as Record<string, unknown>;
  for (const field of fields) {
    const value = field.read();
    if (value !== undefined) put(merged, field.name.split('.'), value);
  }
  return merged;
}

/** A value of another type than the one that is there is dropped without a word. */
function put(target: Record<string, unknown>, [key = '', ...rest]: string[], value: FieldValue): void {
  if (UNSAFE.includes(key)) return;
  const existing = target[key];
  if (rest.length === 0) {
    if (existing === undefined || typeof existing === typeof value) target[key] = value;
    return;
  }
  if (existing !== undefined && (typeof existing !== 'object' || existing === null)) return;
  const inner = (existing ?? {}) as Record<string, unknown>;
  target[key] = inner;
  put(inner, rest, value);
}
