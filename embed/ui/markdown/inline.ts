/** A piece of text within a block. */
export type Inline =
  | string
  | { readonly type: 'strong' | 'em' | 'del'; readonly children: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'br' };

/** A run of `*`, `_` or `~` that may begin or end emphasis. */
interface Run {
  readonly char: string;
  count: number;
  readonly size: number;
  readonly opens: boolean;
  readonly closes: boolean;
}
type Piece = Inline | Run;

// The next thing that is not plain text. Sticky scanning keeps a long plain text one step.
const SPECIAL = /[\\`<![*_~&\n]|https?:\/\/|www\./g;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const LABEL_LIMIT = 500;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Reads the text of a block: GitHub's Markdown without raw HTML (which stays text) and with line breaks kept. */
export function parseInline(text: string, inLink = false): Inline[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    if (next > at) pieces.push(text.slice(at, next));
    if (next === text.length) break;
    const [piece, end] = readSpecial(text, next, inLink);
    if (typeof piece === 'object' && 'type' in piece && piece.type === 'br') trimEnd(pieces);
    pieces.push(piece);
    at = end;
  }
  return pairRuns(pieces);
}

function readSpecial(text: string, at: number, inLink: boolean): [Piece, number] {
  const rest = text.slice(at);
  const char = rest[0] ?? '';
  let found: RegExpExecArray | null;
  switch (char) {
    case '\\':
      if (rest[1] === '\n') return [{ type: 'br' }, at + 2];
      return /[!-/:-@[-`{-~]/.test(rest[1] ?? '') ? [rest[1] ?? '', at + 2] : ['\\', at + 1];
    case '\n':
      found = /^\n[ \t]*/.exec(rest);
      return [{ type: 'br' }, at + (found?.[0].length ?? 1)];
    case '`': {
      const fence = /^`+/.exec(rest)?.[0] ?? '`';
      const end = findFence(text, at + fence.length, fence.length);
      if (end < 0) return [fence, at + fence.length];
      const code = text.slice(at + fence.length, end).replace(/\n/g, ' ');
      return [{ type: 'code', text: /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code }, end + fence.length];
    }
    case '<':
      found = /^<((?:https?:\/\/|mailto:|tel:)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/i.exec(rest);
      if (!found?.[1]) return ['<', at + 1];
      return [toLink(found[1].includes(':') ? found[1] : `mailto:${found[1]}`, [found[1]]), at + found[0].length];
    case '!':
      // A picture would be fetched from wherever a text says: it is a link instead.
      return rest[1] === '[' ? readLink(text, at + 1, inLink, '!') : ['!', at + 1];
    case '[':
      return readLink(text, at, inLink, '');
    case '&':
      found = /^&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/i.exec(rest);
      return found ? [toCharacter(found), at + found[0].length] : ['&', at + 1];
    case '*':
    case '_':
    case '~':
      return readRun(text, at, char);
    default:
      return readBareLink(text, at, inLink);
  }
}

function findFence(text: string, from: number, length: number): number {
  for (let at = text.indexOf('`', from); at >= 0; ) {
    let end = at;
    while (text[end] === '`') end++;
    if (end - at === length) return at;
    at = text.indexOf('`', end);
  }
  return -1;
}

function readLink(text: string, at: number, inLink: boolean, before: string): [Piece, number] {
  const plain: [Piece, number] = [`${before}[`, at + 1];
  let depth = 0;
  let close = at;
  for (; close < text.length; close++) {
    if (close - at > LABEL_LIMIT) return plain;
    if (text[close] === '\\') close++;
    else if (text[close] === '[') depth++;
    else if (text[close] === ']' && --depth === 0) break;
  }
  const target =
    /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/;
  const found = target.exec(text.slice(close + 1, close + 1 + LABEL_LIMIT));
  if (depth !== 0 || !found || inLink) return plain;
  const label = text.slice(at + 1, close);
  const href = (found[1] ?? found[2] ?? '').replace(/\\(?=[!-/:-@[-`{-~])/g, '').replace(/&amp;/g, '&');
  const children = before ? [label || href] : parseInline(label, true);
  return [toLink(href, children), close + 1 + found[0].length];
}

function readBareLink(text: string, at: number, inLink: boolean): [Piece, number] {
  let url = /^(?:https?:\/\/|www\.)[^\s<]*/.exec(text.slice(at))?.[0] ?? '';
  url = url.replace(/(?:[?!.,:*_~'";]|&\w+;)+$/, '');
  // A bracket that closes one before the address is not its own.
  while (url.endsWith(')') && url.split(')').length > url.split('(').length) url = url.slice(0, -1);
  const isWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
  if (inLink || isWord || !/^(?:https?:\/\/|www\.)[\p{L}\p{N}]/u.test(url)) return [text[at] ?? '', at + 1];
  return [toLink(url.startsWith('www.') ? `https://${url}` : url, [url]), at + url.length];
}

/** A link, if its address is one that a chat may open; else its words. */
function toLink(href: string, children: readonly Inline[]): Inline {
  try {
    const { protocol } = new URL(href);
    if (/^(?:https?|mailto|tel):$/.test(protocol)) return { type: 'link', href, children };
  } catch {
    // Not an address by itself.
  }
  return children.length === 1 && typeof children[0] === 'string' ? children[0] : { type: 'em', children };
}

function toCharacter(found: RegExpExecArray): string {
  const [whole, decimal, hex, name] = found;
  if (name) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : '\ufffd';
}

function readRun(text: string, at: number, char: string): [Piece, number] {
  let end = at;
  while (text[end] === char) end++;
  const count = end - at;
  const before = text[at - 1] ?? ' ';
  const after = text[end] ?? ' ';
  const left = !/\s/.test(after) && (!PUNCTUATION.test(after) || /\s/.test(before) || PUNCTUATION.test(before));
  const right = !/\s/.test(before) && (!PUNCTUATION.test(before) || /\s/.test(after) || PUNCTUATION.test(after));
  if (char === '~' && count > 2) return [text.slice(at, end), end];
  const inWord = char === '_' && left && right;
  const opens = left && (!inWord || PUNCTUATION.test(before));
  const closes = right && (!inWord || PUNCTUATION.test(after));
  return [{ char, count, size: count, opens, closes }, end];
}

/** CommonMark's way of finding what belongs together. */
function pairRuns(pieces: Piece[]): Inline[] {
  // Up to here nothing opens what such a run closes: a text of nothing but closers is not searched again for each.
  const floors = new Map<string, number>();
  for (let close = 0; close < pieces.length; close++) {
    const closer = pieces[close];
    if (!isRun(closer) || !closer.closes) continue;
    const kind = `${closer.char}${closer.size % 3}${closer.opens}`;
    const floor = floors.get(kind) ?? 0;
    let open = close - 1;
    while (open >= floor && !fits(pieces[open], closer)) open--;
    const opener = open < floor ? undefined : pieces[open];
    if (!isRun(opener)) {
      floors.set(kind, close);
      continue;
    }
    const used = closer.char === '~' ? closer.count : Math.min(2, opener.count, closer.count);
    const type = closer.char === '~' ? 'del' : used === 2 ? 'strong' : 'em';
    opener.count -= used;
    closer.count -= used;
    const children = pieces.slice(open + 1, close).map(toText);
    pieces.splice(open + 1, close - open - 1, { type, children: joinText(children) });
    for (const [key, at] of floors) floors.set(key, Math.min(at, open));
    // The run may close more: look at it once more, where it stands now.
    close = open + 2 - (closer.count > 0 ? 1 : 0);
  }
  return joinText(pieces.map(toText));
}

function fits(piece: Piece | undefined, closer: Run): piece is Run {
  if (!isRun(piece) || !piece.opens || piece.char !== closer.char || piece.count === 0) return false;
  if (closer.char === '~') return piece.count === closer.count;
  // "The rule of three": ***a** b* nests, and a**b*c does not pair.
  const both = (piece.closes || closer.opens) && (piece.size + closer.size) % 3 === 0;
  return !both || (piece.size % 3 === 0 && closer.size % 3 === 0);
}

function isRun(piece: Piece | undefined): piece is Run {
  return typeof piece === 'object' && 'char' in piece;
}

function toText(piece: Piece): Inline {
  return isRun(piece) ? piece.char.repeat(piece.count) : piece;
}

function joinText(pieces: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const piece of pieces) {
    const last = joined.length - 1;
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof joined[last] === 'string') joined[last] += piece;
    else joined.push(piece);
  }
  return joined;
}

function trimEnd(pieces: Piece[]): void {
  const last = pieces.at(-1);
  if (typeof last === 'string') pieces[pieces.length - 1] = last.trimEnd();
}
