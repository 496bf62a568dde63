import type { Status } from './calls.ts';
import { isSingular, readAll } from './everything.ts';
import { COURTESIES, DETERMINERS, NAMING, NUMBER_NOUNS, TASK_NOUNS } from './lexicon.ts';
import { numbersAt } from './numbers.ts';
import { words } from './phrases.ts';
import { trimEnd } from './places.ts';
import { readPointing, type Scope } from './pointing.ts';
import { REPLIES } from './replies.ts';
import { type Token, toWords, wording } from './tokens.ts';

/** What a command is about: named tasks, a whole kind of them, tasks to be looked for first, or a question back. */
type Targets =
  | { kind: 'tasks'; entries: string[] }
  | { kind: 'all'; status: Status | undefined }
  | { kind: 'search'; query: string }
  | { kind: 'reply'; text: string };

// More than anyone types; it bounds the work that hostile input can cause.
const MAX_PARTS = 100;
const SPARING = words('not but instead rather except');
const LATER = words('after when if once unless until till before while tomorrow tonight later');
const SEPARATORS = words(', ; and & + plus');

/** Reads the tasks a command names; `ask` is the question back when it names none. */
export function readTargets(object: readonly Token[], scope: Scope, ask: string): Targets {
  const tokens = trimEnd(trimStart(object));
  if (tokens.length === 0) return { kind: 'reply', text: ask };
  const title = wholeTitle(tokens, scope);
  if (title !== undefined) return { kind: 'tasks', entries: [title] };
  const all = readAll(tokens, scope.message);
  if (all) return all;

  const parts = splitParts(tokens, scope);
  if (parts.length > MAX_PARTS) return { kind: 'reply', text: REPLIES.tooMany };
  const entries: string[] = [];
  for (const part of parts) {
    const read = readPart(part, scope, ask);
    if (read.kind !== 'tasks') return read;
    entries.push(...read.entries);
  }
  return entries.length > 0 ? { kind: 'tasks', entries: [...new Set(entries)] } : { kind: 'reply', text: ask };
}

function trimStart(tokens: readonly Token[]): readonly Token[] {
  let at = 0;
  while (tokens[at]?.kind === 'mark' || COURTESIES.has(tokens[at]?.word ?? '') || tokens[at]?.word === 'just') at += 1;
  return tokens.slice(at);
}

function wholeTitle(tokens: readonly Token[], { message, context }: Scope): string | undefined {
  if (tokens.length > 60) return undefined;
  const named = tokens.slice(leading(tokens));
  return named.length > 1 && context.known.has(toWords(named)) ? wording(message, named) : undefined;
}

function leading(tokens: readonly Token[]): number {
  let at = 0;
  while (DETERMINERS.has(tokens[at]?.word ?? '') || TASK_NOUNS.has(tokens[at]?.word ?? '')) at += 1;
  return at;
}

function splitParts(tokens: readonly Token[], scope: Scope): (readonly Token[])[] {
  const { known } = scope.context;
  const parts: (readonly Token[])[] = [];
  let start = tokens[0]?.word === 'both' && tokens.length > 1 ? 1 : 0;
  while (start < tokens.length && parts.length <= MAX_PARTS) {
    // "complete 3 and then 4"
    if (separates(tokens[start]) || (parts.length > 0 && tokens[start]?.word === 'then')) {
      start += 1;
      continue;
    }
    // "wash and fold", when it is on screen, is one task.
    let end = titleEnd(tokens, start, known);
    if (end === undefined) {
      end = start;
      while (end < tokens.length && !separates(tokens[end])) end += 1;
    }
    const part = tokens.slice(start, end);
    // "complete 3, not 4"
    if (parts.length === 0 || !SPARING.has(part[0]?.word ?? '')) parts.push(part);
    start = end + 1;
  }
  return parts;
}

function titleEnd(tokens: readonly Token[], start: number, known: ReadonlySet<string>): number | undefined {
  if (known.size === 0) return undefined;
  const from = start + leading(tokens.slice(start, start + 8));
  let found: number | undefined;
  let text = '';
  for (let at = from; at < Math.min(tokens.length, from + 40); at += 1) {
    const token = tokens[at];
    if (token) text = at === from ? toWords([token]) : `${text} ${toWords([token])}`;
    if ((at + 1 === tokens.length || separates(tokens[at + 1])) && known.has(text)) found = at + 1;
  }
  return found;
}

function separates(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== 'quote' && SEPARATORS.has(token.word);
}

function readPart(part: readonly Token[], scope: Scope, ask: string): Targets {
  return readPointing(part, scope) ?? numbered(part) ?? named(part, scope, ask);
}

function numbered(part: readonly Token[]): Targets | undefined {
  let start = 0;
  // With the dot of "no. 3".
  while (
    DETERMINERS.has(part[start]?.word ?? '') ||
    NUMBER_NOUNS.has(part[start]?.word ?? '') ||
    (start > 0 && part[start]?.kind === 'mark')
  )
    start += 1;
  const noun = part.slice(0, start).some(({ word }) => NUMBER_NOUNS.has(word));
  if (part[start]?.word === 'from' || part[start]?.word === 'between') start += 1;
  const entries: string[] = [];
  let next = start;
  for (let found = numbersAt(part, next); found; found = numbersAt(part, next)) {
    if (found.tooMany) return { kind: 'reply', text: REPLIES.range };
    entries.push(...found.entries);
    next += found.length;
    if (part[next]?.word === 'or') return { kind: 'reply', text: REPLIES.either };
  }
  if (entries.length === 0) return undefined;
  const rest = part.slice(next).map(({ word }) => word);
  // "3, but not 4", "4 instead of 3"; "3 when 4 is done" is for later.
  if (SPARING.has(rest[0] ?? '') || (rest[0] === 'if' && (rest[1] === 'possible' || rest[1] === 'you')))
    return { kind: 'tasks', entries };
  if (LATER.has(rest[0] ?? '')) return { kind: 'reply', text: REPLIES.later };
  if (rest.length === 0) return { kind: 'tasks', entries };
  if (
    rest.every((word) => TASK_NOUNS.has(word) || word === 'of' || word === 'them' || word === 'more' || word === 'ones')
  ) {
    // "5 tasks" is how many, not which; "the 5 task" can only be which.
    return rest.every(isSingular) ? { kind: 'tasks', entries } : { kind: 'reply', text: REPLIES.howMany };
  }
  const marked = part[start]?.text.startsWith('#') || noun;
  return marked ? { kind: 'tasks', entries } : undefined;
}

function named(part: readonly Token[], scope: Scope, ask: string): Targets {
  let start = 0;
  while (DETERMINERS.has(part[start]?.word ?? '')) start += 1;
  const noun = TASK_NOUNS.has(part[start]?.word ?? '') || part[start]?.word === 'one';
  if (noun && NAMING.has(part[start + 1]?.word ?? '')) start += 2;
  else if (noun && (part[start + 1]?.kind === 'quote' || part[start + 1]?.kind === 'mark')) start += 1;
  else if (noun && part.length > start + 1 && TASK_NOUNS.has(part[start]?.word ?? '')) start += 1;
  let end = part.length;
  if (end - start > 1 && (isSingular(part[end - 1]?.word ?? '') || part[end - 1]?.word === 'ones')) end -= 1;
  const name = part.slice(start, end);
  if (name.length === 0 || (name.length === 1 && TASK_NOUNS.has(name[0]?.word ?? '')))
    return { kind: 'reply', text: ask };
  const only = name[0];
  if (name.length === 1 && /^(?:nothing|none|nobody)$/.test(only?.word ?? ''))
    return { kind: 'reply', text: REPLIES.nothing };
  if (name.length === 1 && only?.kind === 'quote') return { kind: 'tasks', entries: [only.text] };
  const text = wording(scope.message, name);
  return /[\p{L}\p{N}\p{S}]/u.test(text) ? { kind: 'tasks', entries: [text] } : { kind: 'reply', text: ask };
}
