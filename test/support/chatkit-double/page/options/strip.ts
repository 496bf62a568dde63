/** Stands for a function in the options that go into the frame. */
export const FUNCTION = '[function of the host]';

/**
 * Copies options without their functions.
 *
 * An object that was met before is taken as it is, functions and all, and cannot be cloned then (L14): the real one
 * does so too.
 */
export function stripFunctions(value: unknown, seen = new Set<object>()): unknown {
  if (typeof value === 'function') return FUNCTION;
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  if (Array.isArray(value)) return value.map((entry) => stripFunctions(entry, seen));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, stripFunctions(entry, seen)]));
}
