/**
 * Whether no object in a text of valid JSON has two members of one name. `JSON.parse` takes the last of them and another
 * parser the first, so such a token would say one thing here and another thing elsewhere.
 */
export function hasUniqueNames(json: string): boolean {
  const open: Set<unknown>[] = [];
  let latest = '""';
  for (const [piece] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}:]/g)) {
    if (piece === '{') open.push(new Set());
    else if (piece === '}') open.pop();
    else if (piece !== ':') latest = piece;
    else {
      // Parsed, because "s\u0075b" is "sub".
      const name: unknown = JSON.parse(latest);
      if (open.at(-1)?.has(name)) return false;
      open.at(-1)?.add(name);
    }
  }
  return true;
}
