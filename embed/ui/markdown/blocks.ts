import { type Inline, parseInline } from './inline.ts';

/** A paragraph, a list and so on. */
export type Block =
  | { readonly type: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly type: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly type: 'list';
      /** The number of its first item, if it has numbers. */
      readonly start: string | undefined;
      readonly loose: boolean;
      readonly items: readonly ListItem[];
    }
  | { readonly type: 'table'; readonly align: readonly Align[]; readonly rows: readonly (readonly Inline[][])[] }
  | { readonly type: 'rule' };

export interface ListItem {
  /** What stands in its box, if it has one. */
  readonly tick: string | undefined;
  readonly blocks: readonly Block[];
}

type Align = 'left' | 'center' | 'right' | undefined;

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,}) *(\S*)/;
const HEADING = /^ {0,3}(#{1,6})(?: +(.*?))??(?: +#+)? *$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const MARKER = /^( {0,3})([-*+]|(\d{1,9})[.)])(?:( {1,4})(?=\S)| +|$)/;
const DIVIDER = /^ {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
// Deeper than anybody writes; a text of 16,000 ">" must not exhaust the stack.
const MAX_DEPTH = 12;

/**
 * Reads GitHub's Markdown, but for two old habits of it that models never mean: a line of dashes under a text is a rule
 * and no heading, and indented text is text and no code. A text that still grows is read as far as it goes.
 */
export function parseBlocks(text: string): Block[] {
  return readBlocks(text.replace(/\t/g, '    ').split(/\r\n?|\n/), 0);
}

/** Every reader takes away the lines that it has read. They lie in reverse: from its end an array gives at no cost. */
function readBlocks(text: string[], depth: number): Block[] {
  const lines = text.reverse();
  const blocks: Block[] = [];
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    if (!isBlank(line)) blocks.push(readBlock(line, lines, depth));
  }
  return blocks;
}

function readBlock(line: string, lines: string[], depth: number): Block {
  const fence = FENCE.exec(line);
  if (fence) return readFenced(fence, lines);
  const heading = HEADING.exec(line);
  if (heading) return { type: 'heading', level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? '') };
  if (RULE.test(line)) return { type: 'rule' };
  if (depth < MAX_DEPTH && QUOTE.test(line)) return readQuote(line, lines, depth + 1);
  if (depth < MAX_DEPTH && MARKER.test(line)) return readList(line, lines, depth + 1);
  if (isTable(line, lines.at(-1))) return readTable(line, lines);
  const prose = [line, ...takeWhile(lines, goesOn)];
  return { type: 'paragraph', text: parseInline(prose.map((each) => each.trim()).join('\n')) };
}

function readFenced([, indent = '', mark = '', language = '']: RegExpExecArray, lines: string[]): Block {
  const close = new RegExp(`^ {0,3}\\${mark[0]}{${mark.length},} *$`);
  const code = takeWhile(lines, (line) => !close.test(line));
  lines.pop();
  return { type: 'code', language, text: code.map((line) => outdent(line, indent.length)).join('\n') };
}

function readQuote(first: string, lines: string[], depth: number): Block {
  const unmark = (line: string) => line.replace(QUOTE, '');
  // A paragraph goes on without the mark, unless something else begins.
  const isInner: Test = (line, next, before = first) =>
    QUOTE.test(line) || (!isBlank(unmark(before)) && goesOn(line, next));
  return { type: 'quote', blocks: readBlocks([first, ...takeWhile(lines, isInner)].map(unmark), depth) };
}

function readList(first: string, lines: string[], depth: number): Block {
  const [, , kind, start] = MARKER.exec(first) ?? [];
  const isNext = (line = '') => MARKER.exec(line)?.[2]?.at(-1) === kind?.at(-1) && !RULE.test(line);
  const items: ListItem[] = [];
  let loose = false;
  for (
    let item: string | undefined = first;
    item !== undefined;
    item = isNext(lines.at(-1)) ? lines.pop() : undefined
  ) {
    const [mark = '', indent = ''] = MARKER.exec(item) ?? [];
    const width = mark.length;
    const [box = '', tick] = /^\[([ xX])\] +(?=\S)/.exec(item.slice(width)) ?? [];
    const head = item.slice(width + box.length);
    const isInner: Test = (line, next, before = head) => {
      const own = indentOf(line);
      // Models often indent an inner list by two, whatever the outer mark's width.
      if (own >= width || (own >= indent.length + 2 && MARKER.test(line.trimStart()))) return true;
      return isBlank(line) || (!isBlank(before) && !MARKER.test(line) && goesOn(line, next));
    };
    const rest = takeWhile(lines, isInner).map((line) => outdent(line, width));
    const blocks = readBlocks([head, ...rest], depth);
    items.push({ tick: tick?.trim(), blocks });
    const paragraphs = blocks.filter(({ type }) => type === 'paragraph');
    loose ||= (isBlank(rest.at(-1) ?? head) && isNext(lines.at(-1))) || (rest.some(isBlank) && paragraphs.length > 1);
  }
  return { type: 'list', start, loose, items };
}

function readTable(head: string, lines: string[]): Block {
  const align = toCells(lines.pop()).map((cell): Align => {
    const right = cell.endsWith(':');
    if (cell.startsWith(':')) return right ? 'center' : 'left';
    return right ? 'right' : undefined;
  });
  const rows = [head, ...takeWhile(lines, goesOn)].map((line) => {
    const cells = toCells(line);
    return align.map((_, index) => parseInline(cells[index] ?? ''));
  });
  return { type: 'table', align, rows };
}

function isTable(head: string, divider = ''): boolean {
  if (!head.includes('|') || !divider.includes('|') || !DIVIDER.test(divider)) return false;
  return toCells(head).length === toCells(divider).length;
}

function toCells(line = ''): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

type Test = (line: string, next: string | undefined, before: string | undefined) => boolean;

/** Takes lines away as long as they pass. */
function takeWhile(lines: string[], passes: Test): string[] {
  const taken: string[] = [];
  for (let line = lines.at(-1); line !== undefined && passes(line, lines.at(-2), taken.at(-1)); line = lines.at(-1)) {
    taken.push(line);
    lines.pop();
  }
  return taken;
}

/** Whether a line goes on with the paragraph, or the table, before it. */
function goesOn(line: string, next: string | undefined): boolean {
  if (isBlank(line) || [FENCE, HEADING, RULE, QUOTE].some((start) => start.test(line))) return false;
  const [mark, , , number = '1'] = MARKER.exec(line) ?? [];
  // An empty mark, or a number that a sentence happens to begin with, is no list.
  const startsList = mark && mark.length < line.length && Number(number) === 1;
  return !startsList && !isTable(line, next);
}

function outdent(line: string, most: number): string {
  return line.slice(Math.min(most, indentOf(line)));
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

function isBlank(line: string): boolean {
  return !line.trim();
}
