/** Tells whether the `Origin` of a request is on the list. */
export type OriginCheck = (origin: string) => boolean;

/**
 * Builds the check from exact origins (`https://www.example.com`) and patterns (`https://*.example.com`: every name below
 * example.com, not example.com itself).
 * @throws TypeError when an entry is neither
 */
export function createOriginCheck(list: readonly string[]): OriginCheck {
  const exact = new Set<string>();
  const patterns: { scheme: string; port: string; suffix: string }[] = [];
  for (const entry of list) {
    const url = parseEntry(entry);
    if (url.hostname.startsWith('*.')) {
      patterns.push({ scheme: url.protocol, port: url.port, suffix: url.hostname.slice(1) });
    } else {
      exact.add(url.origin);
    }
  }
  return (origin) => {
    if (exact.has(origin)) return true;
    if (patterns.length === 0 || !URL.canParse(origin)) return false;
    const url = new URL(origin);
    // Only what a browser writes: with a path, user or odd spelling it is somebody's trick.
    if (url.origin !== origin || /\*|^\.|\.\./.test(url.hostname)) return false;
    return patterns.some(
      ({ scheme, port, suffix }) =>
        url.protocol === scheme &&
        url.port === port &&
        url.hostname.length > suffix.length &&
        url.hostname.endsWith(suffix),
    );
  };
}

function parseEntry(entry: string): URL {
  const refuse = () =>
    new TypeError(`"${entry}" is neither an origin (https://www.example.com) nor https://*.example.com.`);
  if (!URL.canParse(entry)) throw refuse();
  const url = new URL(entry);
  const isOrigin = url.href === `${url.protocol}//${url.host}/`;
  if (!isOrigin || !['https:', 'http:'].includes(url.protocol) || url.hostname.endsWith('.')) throw refuse();
  const name = url.hostname.replace(/^\*\./, '');
  // "https://*.com" would be half the web.
  if (name.includes('*') || (name !== url.hostname && !name.includes('.') && name !== 'localhost')) throw refuse();
  return url;
}
