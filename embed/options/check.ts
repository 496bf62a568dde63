/**
 * What an option may be:
 * - a text: a pattern of the value's kind (`boolean`), or of its kind and itself (`number [0-3]`), or the CSS property
 *   that takes the value (`color`). With `!` in front it has to be there.
 * - `[each]`: a list; a mere text stands for its lines, or is JSON
 * - an object: these members, and no other. A mere text stands for the first one, a mere flag for `enabled`.
 * - a function: what it may be depends on the value
 */
export type Known = string | readonly [Known] | Members | ((value: unknown) => Known);
interface Members {
  readonly [name: string]: Known;
}

export interface Source {
  /** What stands for a member that is not there. */
  spare(name: string): unknown;
  /** @param wanted what it may be; nothing when there is no such option */
  tell(path: string, wanted?: unknown): void;
}

/** A copy of what is right in a value; `undefined` when nothing is. */
export function check(known: Known, value: unknown, path: string, source: Source): unknown {
  const wanted = typeof known === 'function' ? known(value) : known;
  try {
    const copy = copyOf(wanted, value, path, source);
    if (copy !== undefined) return copy;
  } catch (missing) {
    // Wrong is what had to be there: that was told. Else it is missing, or a getter or a proxy of the page's threw.
    if (missing === false) return undefined;
  }
  if (value !== undefined) source.tell(path, wanted);
  if (`${wanted}`.startsWith('!')) throw value === undefined;
  return undefined;
}

/** `name` of an object, if it is its own: pages add to Object.prototype. */
export function own(object: unknown, name: string): unknown {
  return Object.hasOwn(Object(object), name) ? (object as Members)[name] : undefined;
}

function copyOf(wanted: Known, value: unknown, path: string, source: Source): unknown {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  if (typeof wanted === 'string') {
    const pattern = wanted.replace(/^!/, '');
    const fits = (text: string) => new RegExp(`^(${pattern})$`).test(text);
    if (kind === 'object') return fits(kind) ? JSON.parse(JSON.stringify(value)) : undefined;
    const right = fits(kind) || fits(`${kind} ${value}`) || (kind === 'string' && CSS.supports(pattern, `${value}`));
    return right ? value : undefined;
  }
  if (Array.isArray(wanted)) {
    const text = kind === 'string' ? `${value}` : '';
    const list: unknown[] | null = text.startsWith('[') ? JSON.parse(text) : text ? text.match(/\S(.*\S)?/g) : value;
    // No person reads more than a hundred.
    return list?.slice(0, 99).flatMap((entry, at) => check(wanted[0], entry, `${path}.${at}`, source) ?? []);
  }
  const names = Object.keys(wanted);
  let given = value ?? {};
  if (kind === 'string') given = { [`${names[0]}`]: value };
  if (kind === 'boolean') given = { enabled: value };
  if (typeof given !== 'object' || kind === 'list' || kind === 'null') return undefined;
  for (const name of Object.keys(given)) if (!names.includes(name)) source.tell(`${path}.${name}`);
  const copy: Record<string, unknown> = {};
  for (const name of names) {
    const member = own(given, name);
    const right = check(
      (wanted as Members)[name] as Known,
      member === undefined ? source.spare(name) : member,
      `${path}.${name}`,
      source,
    );
    if (right !== undefined) copy[name] = right;
  }
  return value === undefined && !Object.keys(copy)[0] ? undefined : copy;
}
