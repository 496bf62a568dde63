/** A word, a quoted text or a mark of punctuation, with its place in the message. */
export interface Token {
  readonly kind: 'word' | 'quote' | 'mark';
  /** As written; of a quote, what stands between its quotation marks. */
  readonly text: string;
  /** For comparing: lower case, without apostrophes. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** One line of a message; a bullet or a number in front of it is not among its tokens. */
export interface Line {
  readonly bullet: boolean;
  readonly tokens: readonly Token[];
}

const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '„': '“',
  '«': '»',
  '‘': '’',
  "'": "'",
  '`': '`',
};
const TRAILING = new Set([',', ';', ':', '.', '!', '?', '…']);
const SPACE = /\s/;
const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
// Control and zero-width characters; the joiner stays, emoji are made with it.
const INVISIBLE = /\p{Cc}|[\u200b\u2060\ufeff]/gu;
const BULLET = /^\s*(?:(?:[-*•–—+▪◦☐☑·]|\d{1,3}[.)])\s*(?:\[[ xX]?\]\s*)?|\[[ xX]?\]\s*)(?=\s|\S)/u;

// Spellings that mean one word; the key is already lower case and without apostrophes.
const SAME: Readonly<Record<string, string>> = {
  'to-do': 'todo',
  'to-dos': 'todos',
  'to-dolist': 'todos',
  todolist: 'list',
  're-open': 'reopen',
  'un-check': 'uncheck',
  'un-tick': 'untick',
  'un-mark': 'unmark',
  'un-complete': 'uncomplete',
  u: 'you',
  taks: 'task',
  tsk: 'task',
  tsak: 'task',
  tsaks: 'tasks',
  tsks: 'tasks',
  takss: 'tasks',
  taskss: 'tasks',
  taskes: 'tasks',
  tassk: 'task',
  tast: 'task',
  pleas: 'please',
  plese: 'please',
  pleaes: 'please',
  plase: 'please',
  plz: 'please',
  pls: 'please',
  cna: 'can',
  coud: 'could',
  culd: 'could',
  everthing: 'everything',
  evrything: 'everything',
};

/** Removes what nobody sees, so that it can neither hide a command nor end up in a title. */
export function toVisible(text: string): string {
  return text.replace(INVISIBLE, (char) => (char !== '\ufeff' && SPACE.test(char) ? char : ''));
}

/** Splits a message into lines of tokens, in one pass; empty lines are left out. */
export function toLines(message: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const text of message.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const bullet = bulletLength(text);
    const tokens = tokenize(text, bullet, start);
    if (tokens.length > 0) lines.push({ bullet: bullet > 0, tokens });
    start += text.length;
    start += message.startsWith('\r\n', start) ? 2 : 1;
  }
  return lines;
}

/** The message's own wording from the first to the last of some neighbouring tokens. */
export function wording(message: string, tokens: readonly Token[]): string {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first && last ? message.slice(first.start, last.end) : '';
}

/** Tokens as one comparable text, as titles are remembered by. */
export function toWords(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.kind === 'quote' ? token.text.toLowerCase() : token.word)).join(' ');
}

function bulletLength(line: string): number {
  const match = BULLET.exec(line.slice(0, 40));
  if (!match) return 0;
  const rest = line.slice(match[0].length);
  // "-3" is a number, "- 3" a bullet; "*important*" is emphasis.
  const glued = !match[0].endsWith(' ') && !match[0].endsWith('\t');
  if (rest.trim() === '' || (glued && /^\s*[-*+–—·]$/.test(match[0]))) return 0;
  // "2.5" and "1.)" begin a text, "2. milk" a numbered line.
  if (glued && /^\d/.test(rest)) return 0;
  return match[0].length;
}

// Every token is found in its line and placed in the message, so that no search runs on into the lines that follow.
function tokenize(line: string, from: number, offset: number): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], text: string, word: string, start: number, end: number) =>
    tokens.push({ kind, text, word, start: offset + start, end: offset + end });
  // Once a quotation mark is known to have no end in this line, that end is not looked for again: linear time.
  const unclosed = new Set<string>();
  let at = from;
  let chunkEnd = from;
  let address = false;
  while (at < line.length) {
    const char = line.charAt(at);
    if (SPACE.test(char)) {
      at += 1;
      continue;
    }
    const close = QUOTES[char];
    if (close !== undefined && !unclosed.has(char)) {
      const end = closingQuote(line, at + 1, close);
      if (end === undefined) unclosed.add(char);
      else if (line.slice(at + 1, end).trim() !== '') {
        push('quote', line.slice(at + 1, end).trim(), '"', at, end + 1);
        at = end + 1;
        continue;
      }
    }
    if (at >= chunkEnd) {
      chunkEnd = endOfChunk(line, at);
      // A web or mail address keeps its commas.
      address = /:\/\/|@|^www\./.test(line.slice(at, chunkEnd));
    }
    if (separates(line, at, at)) {
      push('mark', char, char, at, at + 1);
      at += 1;
      continue;
    }
    let next = at;
    while (next < chunkEnd && (address || !separates(line, next, at))) next += 1;
    let end = next;
    while (end > at && TRAILING.has(line.charAt(end - 1))) end -= 1;
    if (end > at) push('word', line.slice(at, end), comparable(line.slice(at, end)), at, end);
    for (let trailing = end; trailing < next; trailing += 1) {
      push('mark', line.charAt(trailing), line.charAt(trailing), trailing, trailing + 1);
    }
    at = next;
  }
  return tokens;
}

function endOfChunk(line: string, from: number): number {
  let end = from;
  while (end < line.length && !SPACE.test(line.charAt(end))) end += 1;
  return end;
}

// A quotation mark closes when no letter or digit follows: the apostrophe in 'don't stop' does not.
function closingQuote(line: string, from: number, close: string): number | undefined {
  if (from >= line.length || SPACE.test(line.charAt(from))) return undefined;
  for (let at = line.indexOf(close, from); at !== -1; at = line.indexOf(close, at + 1)) {
    if (at + 1 >= line.length || !LETTER_OR_DIGIT.test(line.charAt(at + 1))) return at;
  }
  return undefined;
}

// "milk,eggs", "3,add" and "todo:milk" lack a space; "1,000", "10:30" and "https://…" are one word.
function separates(line: string, at: number, wordStart: number): boolean {
  const char = line.charAt(at);
  if (char !== ',' && char !== ';' && char !== ':') return false;
  if (at === wordStart) return true;
  const before = line.charAt(at - 1);
  const after = line.charAt(at + 1);
  if (!LETTER_OR_DIGIT.test(before) || !LETTER_OR_DIGIT.test(after)) return false;
  return LETTER.test(before) || LETTER.test(after);
}

function comparable(text: string): string {
  // A word nobody would compare with; it keeps hostile input from being copied over and over.
  if (text.length > 60) return text;
  const word = text.toLowerCase().replace(/['’ʼ`´]/g, '');
  return (Object.hasOwn(SAME, word) ? SAME[word] : undefined) ?? word;
}
