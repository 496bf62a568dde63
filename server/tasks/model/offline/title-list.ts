import { TITLE_VERBS } from './lexicon.ts';
import { words } from './phrases.ts';
import type { Token } from './tokens.ts';

// Nouns a command goes on with rather than a new task: "call mom, she's ill", "dinner with Anna, Friday at 7".
const CONTINUATIONS = words(
  `she shes he hes they theyre it its who whom which that because since so but before after by at on if when not or
  preferably ideally especially until till while unless where for in into with without from to as than maybe too
  monday tuesday wednesday thursday friday saturday sunday tomorrow today tonight asap urgent urgently etc inc llc
  january february march april may june july august september october november december the`,
);
// "go to the shop and buy milk" is one errand.
const ERRANDS = words('go come try run stop sit wait be stay');

/**
 * Splits what is to be added into titles. Commas make a list ("milk, eggs and bread"); a bare "and" does so only
 * between quoted titles, after "tasks", or between two things to do ("buy milk and call mom", but "milk and honey").
 */
export function splitTitles(tokens: readonly Token[], many: boolean): (readonly Token[])[] {
  const numbered = splitNumbered(tokens);
  if (numbered) return numbered;
  if (tokens.some(({ word, kind }) => kind === 'mark' && word === ';'))
    return splitAt(tokens, ({ word, kind }) => kind === 'mark' && word === ';');
  const parts = splitCommas(tokens);
  const last = parts.at(-1) ?? [];
  if (parts.length > 1) {
    const joined = isAnd(last[0]) ? [last.slice(1)] : splitAt(last, isAnd);
    return [...parts.slice(0, -1).map((part) => (isAnd(part[0]) ? part.slice(1) : part)), ...joined];
  }
  const start = tokens[0]?.word === 'both' ? 1 : 0;
  if (many || start === 1) return splitAt(tokens.slice(start), isAnd);
  if (tokens.length > 2 && tokens.every((token, at) => (at % 2 === 0 ? token.kind === 'quote' : isAnd(token)))) {
    return splitAt(tokens, isAnd);
  }
  return splitVerbs(tokens);
}

/** Whether words begin as titles of things to do begin: "buy milk". */
export function beginsWithVerb(tokens: readonly Token[]): boolean {
  return tokens.length > 1 && tokens[0]?.kind === 'word' && TITLE_VERBS.has(tokens[0].word);
}

/** Whether a token joins two titles. */
export function isAnd(token: Token | undefined): boolean {
  return (
    token?.kind === 'word' &&
    (token.word === 'and' || token.word === '&' || token.word === 'plus' || token.word === 'then')
  );
}

/** Whether a token is a bullet within a line. */
export function isBullet(token: Token | undefined): boolean {
  return token?.kind === 'word' && /^[-*•–]$/.test(token.word);
}

function splitCommas(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  let start = 0;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word') depth = Math.max(0, depth + parentheses(token.text));
    // What follows a colon explains the title: "shopping: milk, eggs".
    if (token.kind === 'mark' && token.word === ':' && parts.length === 0) return [tokens];
    if (token.kind !== 'mark' || token.word !== ',' || depth > 0) continue;
    const next = isAnd(tokens[at + 1]) ? tokens[at + 2] : tokens[at + 1];
    if (!next || (next.kind === 'word' && CONTINUATIONS.has(next.word))) continue;
    parts.push(tokens.slice(start, at));
    start = at + 1;
  }
  parts.push(tokens.slice(start));
  return parts;
}

function parentheses(text: string): number {
  let depth = 0;
  for (const char of text.slice(0, 200)) depth += char === '(' ? 1 : char === ')' ? -1 : 0;
  return depth;
}

// "buy milk and call mom": every part begins with a verb and says what to do with it.
function splitVerbs(tokens: readonly Token[]): (readonly Token[])[] {
  if (ERRANDS.has(tokens[0]?.word ?? '')) return [tokens];
  const parts: (readonly Token[])[] = [];
  let start = 0;
  for (const [at, token] of tokens.entries()) {
    if (!isAnd(token) || !beginsWithVerb(tokens.slice(start, Math.min(at, start + 2)))) continue;
    if (!beginsWithVerb(tokens.slice(at + 1, at + 3))) continue;
    parts.push(tokens.slice(start, at));
    start = at + 1;
  }
  parts.push(tokens.slice(start));
  return parts;
}

// "1. milk 2. eggs", "- milk - eggs".
function splitNumbered(tokens: readonly Token[]): (readonly Token[])[] | undefined {
  if (isBullet(tokens[0])) {
    const parts = splitAt(tokens, isBullet);
    return parts.length > 1 ? parts : undefined;
  }
  const parts: (readonly Token[])[] = [];
  let start = 0;
  let expected = 1;
  for (let at = 0; at < tokens.length; at += 1) {
    const width =
      tokens[at]?.word === `${expected})`
        ? 1
        : tokens[at]?.word === String(expected) && tokens[at + 1]?.word === '.'
          ? 2
          : 0;
    if (width === 0) continue;
    if (expected === 1 && at > 0) return undefined;
    if (at > start) parts.push(tokens.slice(start, at));
    start = at + width;
    at += width - 1;
    expected += 1;
  }
  if (expected < 3) return undefined;
  parts.push(tokens.slice(start));
  return parts;
}

function splitAt(tokens: readonly Token[], separates: (token: Token) => boolean): (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  let start = 0;
  for (const [at, token] of tokens.entries()) {
    if (!separates(token)) continue;
    if (at > start) parts.push(tokens.slice(start, at));
    start = at + 1;
  }
  if (start < tokens.length) parts.push(tokens.slice(start));
  return parts;
}
