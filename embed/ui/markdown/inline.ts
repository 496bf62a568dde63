import { attempt } from '../../attempt.ts';

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
/** A list is what a link says whose address is not one to open. */
type Piece = Inline | Run | readonly Inline[];

/** What is not plain text, each in a pattern of its own. `readSpecial` names the groups, in this order. */
const PATTERNS = [
  /(`+)(?:(.*?[^`])\1(?!`))?/,
  /\\?(\n)/,
  /\\([!-/:-@[-`{-~])/,
  /<((?:https?:\/\/|mailto:|tel:)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/,
  /(!?)\[((?:[^[\]\\]|\\.|\[(?:[^[\]\\]|\\.)*\])*)\]\(\s*(?!\s)(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/,
  /&(?:#(\d{1,7}|x[\da-f]{1,6})|(\w{2,8}));/,
  /(\*+|_+|~+)/,
  /(?<![\p{L}\p{N}])((?:https?:\/\/|www\.)(?=[\p{L}\p{N}])[^\s<]*)/u,
];
// Searching on from where the last one ended keeps a long plain text one step.
const SPECIAL = new RegExp(PATTERNS.map(({ source }) => source).join('|'), 'gisu');
const PUNCTUATION = /[\p{P}\p{S}]/u;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Reads the text of a block: GitHub's Markdown without raw HTML (which stays text) and with line breaks kept. */
export function parseInline(text: string, inLink = false): Inline[] {
  const pieces: Piece[] = [];
  for (let at = 0; ; ) {
    SPECIAL.lastIndex = at;
    const found = SPECIAL.exec(text);
    pieces.push(text.slice(at, found?.index));
    if (!found) return pairRuns(pieces);
    const [piece, source] = readSpecial(found, inLink);
    pieces.push(piece);
    at = found.index + source.length;
  }
}

/** What was found means, and how much of it that is. */
function readSpecial(found: RegExpExecArray, inLink: boolean): [Piece, source: string] {
  const [source, ticks, code, br, escaped, address, image, label, bracketed, target, digits, entity, run, url] = found;
  if (code) return [{ type: 'code', text: code.replace(/\n/g, ' ').replace(/^ (.*[^ ].*) $/, '$1') }, source];
  if (ticks) return [ticks, source];
  if (br) return [{ type: 'br' }, source];
  if (escaped) return [escaped, source];
  if (address) return [toLink(address.includes(':') ? address : `mailto:${address}`, [address]), source];
  if (digits) return [attempt(() => String.fromCodePoint(Number(`0${digits}`) || 0xfffd)) ?? '\ufffd', source];
  if (entity) return [(Object.hasOwn(ENTITIES, entity) && ENTITIES[entity]) || source, source];
  if (run) return [toRun(run, found), source];
  if (!inLink && url) return readBareLink(url);
  if (!inLink && label !== undefined) {
    const href = (bracketed ?? target ?? '').replace(/\\(?=[!-/:-@[-`{-~])/g, '').replace(/&amp;/g, '&');
    // A picture would be fetched from wherever a text says: it is a link instead.
    return [toLink(href, image ? [label || href] : parseInline(label, true)), source];
  }
  const [first = ''] = source;
  return [first, first];
}

function readBareLink(found: string): [Piece, source: string] {
  const trimmed = found.replace(/(?<![?!.,:*_~'";])(?:[?!.,:*_~'";]|&\w+;)+$/, '');
  // Brackets that close one before the address are not its own.
  const foreign = trimmed.split(')').length - trimmed.split('(').length;
  const [closing = ''] = /(?<!\))\)+$/.exec(trimmed) ?? [];
  const url = trimmed.slice(0, trimmed.length - Math.max(0, Math.min(foreign, closing.length)));
  return [toLink(url.startsWith('www.') ? `https://${url}` : url, [url]), url];
}

/** A link, if its address is one that a chat may open; else its words. */
function toLink(href: string, children: readonly Inline[]): Piece {
  const opens = URL.canParse(href) && /^(?:https?|mailto|tel):/i.test(href);
  return opens ? { type: 'link', href, children } : children;
}

function toRun(run: string, { index, input }: RegExpExecArray): Piece {
  if (run.startsWith('~~~')) return run;
  const [char = ''] = run;
  const size = run.length;
  const before = rankOf(input[index - 1]);
  const after = rankOf(input[index + size]);
  // `_` is no mark beside a word's letters, and what faces a space is none at all.
  const opens = after > (before < 2 ? 0 : 1) && (char !== '_' || before < 2);
  const closes = before > (after < 2 ? 0 : 1) && (char !== '_' || after < 2);
  return { char, count: size, size, opens, closes };
}

/** A space or the edge of the text is 0, punctuation 1, and what words are made of 2. */
function rankOf(char = ' '): number {
  return /\s/.test(char) ? 0 : PUNCTUATION.test(char) ? 1 : 2;
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
    const used = Math.min(2, opener.count, closer.count);
    const type = closer.char === '~' ? 'del' : used === 2 ? 'strong' : 'em';
    opener.count -= used;
    closer.count -= used;
    const children = joinText(pieces.slice(open + 1, close));
    pieces.splice(open + 1, close - open - 1, { type, children });
    for (const [key, at] of floors) floors.set(key, Math.min(at, open));
    // The run may close more: look at it once more, where it stands now.
    close = open + 2 - (closer.count > 0 ? 1 : 0);
  }
  return joinText(pieces);
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

/** What is left of runs is text. */
function joinText(pieces: readonly Piece[]): Inline[] {
  const joined: Inline[] = [];
  for (const piece of pieces.flat()) {
    const last = joined.length - 1;
    const next = isRun(piece) ? piece.char.repeat(piece.count) : piece;
    if (next === '') continue;
    if (typeof next === 'string' && typeof joined[last] === 'string') joined[last] += next;
    else joined.push(next);
  }
  return joined;
}
