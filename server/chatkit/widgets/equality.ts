type Members = Readonly<Record<string, unknown>>;

/**
 * Whether two JSON values mean the same: the order of keys is nothing, `true` is not `1`, and a key that is `undefined` is
 * not there, as JSON does not write it.
 */
export function isEqual(before: unknown, after: unknown): boolean {
  if (before === after || Object.is(before, after)) return true;
  if (!isObject(before) || !isObject(after)) return false;
  if (Array.isArray(before) || Array.isArray(after)) {
    if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
    return before.every((member, index) => isEqual(member, after[index]));
  }
  return (
    Object.keys(before).every((key) => isEqual(before[key], own(after, key))) &&
    Object.keys(after).every((key) => after[key] === undefined || Object.hasOwn(before, key))
  );
}

/** Whether two nodes have equal props, those in `except` left aside. In a node `null` and absent are the same. */
export function hasEqualProps(before: object, after: object, except: readonly string[]): boolean {
  if (!isObject(before) || !isObject(after)) return false;
  return (
    Object.keys(before).every(
      (key) => except.includes(key) || isEqual(before[key] ?? undefined, own(after, key) ?? undefined),
    ) &&
    Object.keys(after).every(
      (key) => except.includes(key) || (after[key] ?? undefined) === undefined || Object.hasOwn(before, key),
    )
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** Own members only: a key such as `__proto__` must not meet what every object inherits. */
function own(owner: Members, key: string): unknown {
  return Object.hasOwn(owner, key) ? owner[key] : undefined;
}
