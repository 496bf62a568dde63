type Members = Readonly<Record<string, unknown>>;

// Loops instead of `every`: a diff compares every node of a widget, for each word that is streamed.

/**
 * Whether two JSON values mean the same: the order of keys is nothing, `true` is not `1`, and a key that is `undefined` is
 * not there, as JSON does not write it.
 */
export function isEqual(before: unknown, after: unknown): boolean {
  if (before === after || Object.is(before, after)) return true;
  if (!isObject(before) || !isObject(after)) return false;
  if (Array.isArray(before) || Array.isArray(after)) {
    if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
    for (let index = 0; index < before.length; index += 1) if (!isEqual(before[index], after[index])) return false;
    return true;
  }
  for (const key of Object.keys(before)) if (!isEqual(before[key], own(after, key))) return false;
  for (const key of Object.keys(after)) if (after[key] !== undefined && !Object.hasOwn(before, key)) return false;
  return true;
}

/** Whether two nodes have equal props, those in `except` left aside. In a node `null` and absent are the same. */
export function hasEqualProps(before: object, after: object, except: readonly string[]): boolean {
  if (!isObject(before) || !isObject(after)) return false;
  for (const key of Object.keys(before)) {
    if (except.includes(key)) continue;
    if (!isEqual(before[key] ?? undefined, own(after, key) ?? undefined)) return false;
  }
  for (const key of Object.keys(after)) {
    if (except.includes(key) || (after[key] ?? undefined) === undefined) continue;
    if (!Object.hasOwn(before, key)) return false;
  }
  return true;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** Own members only: a key such as `__proto__` must not meet what every object inherits, which is no text and no number. */
function own(owner: Members, key: string): unknown {
  const value = owner[key];
  return typeof value === 'string' || typeof value === 'number' || Object.hasOwn(owner, key) ? value : undefined;
}
