/** Sizes already known, by object. */
export type SizeCache = WeakMap<object, number>;

/** About how many characters a JSON value takes when written; escapes are not counted. Each object is measured once. */
export function estimateSize(value: unknown, cache: SizeCache): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const known = cache.get(value);
  if (known !== undefined) return known;
  let size = 2;
  if (Array.isArray(value)) for (const member of value) size += estimateSize(member, cache) + 1;
  else {
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) size += key.length + 4 + estimateSize(member, cache);
    }
  }
  cache.set(value, size);
  return size;
}
