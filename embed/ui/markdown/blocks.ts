import { type Inline, parseInline } from './inline.ts';

/** A paragraph, a list and so on. */
export type Block =
  | { readonly type: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly type: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly type: 'list';
      readonly start: number | undefined;
      readonly loose: boolean;
      readonly items: readonly ListItem[];
    }
  | { readonly type: 'table'; readonly align: readonly Align[]; readonly rows: readonly (readonly Inline[][])[] }
  | { readonly type: 'rule' };

export interface ListItem {
  readonly checked: boolean | undefined;
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

function readBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isBlank(line)) {
      at++;
      continue;
    }
    const [block, end] = readBlock(lines, at, line, depth);
    blocks.push(block);
    at = end;
  }
  return blocks;
}

function readBlock(lines: readonly string[], at: number, line: string, depth: number): [Block, number] {
  const fence = FENCE.exec(line);
  if (fence) return readFenced(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading)
    return [{ type: 'heading', level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? '') }, at + 1];
  if (RULE.test(line)) return [{ type: 'rule' }, at + 1];
  if (depth < MAX_DEPTH && QUOTE.test(line)) return readQuote(lines, at, depth);
  if (depth < MAX_DEPTH && MARKER.test(line)) return readList(lines, at, depth);
  if (isTable(lines, at)) return readTable(lines, at);
  return readParagraph(lines, at);
}

function readFenced(lines: readonly string[], from: number, fence: RegExpExecArray): [Block, number] {
  const [, indent = '', mark = '', language = ''] = fence;
  const close = new RegExp(`^ {0,3}\\${mark[0]}{${mark.length},} *$`);
  let end = from + 1;
  while (end < lines.length && !close.test(lines[end] ?? '')) end++;
  const strip = new RegExp(`^ {0,${indent.length}}`);
  const text = lines
    .slice(from + 1, end)
    .map((line) => line.replace(strip, ''))
    .join('\n');
  return [{ type: 'code', language, text }, end + 1];
}

function readQuote(lines: readonly string[], from: number, depth: number): [Block, number] {
  const inner: string[] = [];
  let end = from;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    // A paragraph goes on without the mark, unless something else begins.
    if (!QUOTE.test(line) && (isBlank(line) || isBlank(inner.at(-1)) || startsBlock(lines, end))) break;
    inner.push(line.replace(QUOTE, ''));
  }
  return [{ type: 'quote', blocks: readBlocks(inner, depth + 1) }, end];
}

function readList(lines: readonly string[], from: number, depth: number): [Block, number] {
  const first = MARKER.exec(lines[from] ?? '');
  const kind = kindOf(first);
  const items: ListItem[] = [];
  let loose = false;
  let at = from;
  for (let marker = first; marker && kindOf(marker) === kind && !RULE.test(lines[at] ?? ''); ) {
    const width = marker[0].length;
    const inner = [(lines[at] ?? '').slice(width)];
    let end = at + 1;
    for (; end < lines.length; end++) {
      const line = lines[end] ?? '';
      const indent = line.length - line.trimStart().length;
      // Models often indent an inner list by two, whatever the outer mark's width.
      const isInner = indent >= width || (indent >= 2 + (marker[1]?.length ?? 0) && MARKER.test(line.trimStart()));
      if (isBlank(line) || isInner) inner.push(line.slice(Math.min(indent, width)));
      else if (isBlank(inner.at(-1)) || MARKER.test(line) || startsBlock(lines, end)) break;
      else inner.push(line);
    }
    const gap = isBlank(inner.at(-1));
    while (isBlank(inner.at(-1)) && inner.length > 1) inner.pop();
    const task = /^\[([ xX])\] +(?=\S)/.exec(inner[0] ?? '');
    if (task) inner[0] = (inner[0] ?? '').slice(task[0].length);
    const blocks = readBlocks(inner, depth + 1);
    items.push({ checked: task ? task[1] !== ' ' : undefined, blocks });
    marker = MARKER.exec(lines[end] ?? '');
    at = end;
    const goesOn = marker !== null && kindOf(marker) === kind;
    loose ||=
      (gap && goesOn) || (inner.some(isBlank) && blocks.filter((block) => block.type === 'paragraph').length > 1);
  }
  return [{ type: 'list', start: first?.[3] ? Number(first[3]) : undefined, loose, items }, at];
}

function kindOf(marker: RegExpExecArray | null): string | undefined {
  return marker?.[2]?.at(-1);
}

function isTable(lines: readonly string[], at: number): boolean {
  const head = lines[at] ?? '';
  const divider = lines[at + 1] ?? '';
  if (!head.includes('|') || !divider.includes('|') || !DIVIDER.test(divider)) return false;
  return toCells(head).length === toCells(divider).length;
}

function readTable(lines: readonly string[], from: number): [Block, number] {
  const align = toCells(lines[from + 1] ?? '').map((cell): Align => {
    const right = cell.endsWith(':');
    if (cell.startsWith(':')) return right ? 'center' : 'left';
    return right ? 'right' : undefined;
  });
  const rows = [toRow(lines[from] ?? '', align)];
  let end = from + 2;
  for (; end < lines.length && !isBlank(lines[end]) && !startsBlock(lines, end); end++) {
    rows.push(toRow(lines[end] ?? '', align));
  }
  return [{ type: 'table', align, rows }, end];
}

function toRow(line: string, columns: readonly unknown[]): Inline[][] {
  const cells = toCells(line);
  return columns.map((_, index) => parseInline(cells[index] ?? ''));
}

function toCells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

function readParagraph(lines: readonly string[], from: number): [Block, number] {
  let end = from + 1;
  for (; end < lines.length && !isBlank(lines[end]); end++) {
    if (startsBlock(lines, end)) break;
  }
  return [{ type: 'paragraph', text: toProse(lines.slice(from, end)) }, end];
}

function toProse(lines: readonly string[]): Inline[] {
  return parseInline(lines.map((line) => line.trim()).join('\n'));
}

/** Whether a line ends the paragraph before it. */
function startsBlock(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line)) return true;
  const marker = MARKER.exec(line);
  // An empty mark, or a number that a sentence happens to begin with, is no list.
  if (marker && marker[0].length < line.length && (marker[3] === undefined || Number(marker[3]) === 1)) return true;
  return isTable(lines, at);
}

function isBlank(line: string | undefined): boolean {
  return !line?.trim();
}
