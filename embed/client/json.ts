import { attempt } from '../attempt.ts';

/** A value as JSON, whatever a page has taught its arrays to say (`Array.prototype.toJSON` of old libraries). */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });
}

/** What a JSON text says; `undefined` of anything else. */
export function parse<Value>(text: unknown): Value | undefined {
  return attempt<Value>(() => JSON.parse(text as string));
}
