import { smallTalk } from './chat.ts';
import type { Context } from './context.ts';
import { TASK_NOUNS, type Verb } from './lexicon.ts';
import { readListing } from './listing.ts';
import { numbersAt } from './numbers.ts';
import { words } from './phrases.ts';
import { recall } from './recall.ts';
import { type Opening, type Start, startOf } from './start.ts';
import { isTaskLike } from './task-like.ts';
import { beginsWithVerb } from './title-list.ts';
import type { Line, Token } from './tokens.ts';

/** How a clause is tied to the one before it. */
type Joint = 'sentence' | 'then' | 'comma' | 'and' | 'or';

/** One command or statement of a message. */
export interface Clause {
  /** All of it, with the courtesies it begins with. */
  readonly all: readonly Token[];
  /** From the point on. */
  readonly tokens: readonly Token[];
  readonly opening: Opening | undefined;
  /** What follows the opening; without one, the same as `tokens`. */
  readonly object: readonly Token[];
  readonly asked: boolean;
  readonly joint: Joint;
  /** The lines of a list below it. */
  readonly items: (readonly Token[])[];
}

const JOINTS = new Map<string, Joint>([
  ...['.', '!', '?', ';', '…'].map((word): [string, Joint] => [word, 'sentence']),
  ...['then', 'afterwards', 'next', 'but', 'finally'].map((word): [string, Joint] => [word, 'then']),
  ...[',', '-', '–', '—'].map((word): [string, Joint] => [word, 'comma']),
  ...['and', '&', 'also', 'plus', '+'].map((word): [string, Joint] => [word, 'and']),
  ['or', 'or'],
]);
const STRENGTH: readonly Joint[] = ['and', 'comma', 'then', 'sentence', 'or'];
const FREE: ReadonlySet<Verb> = new Set(['add', 'need', 'update', 'note', 'put']);
const PASTED = words('ignore disregard override pretend');
const WINDOW = 14;

/**
 * Splits a message into clauses: at its lines, and wherever a joint is followed by what can only be a new command.
 * `list` is true of a message that is nothing but bullets.
 */
export function toClauses(lines: readonly Line[], context: Context): { clauses: Clause[]; list: boolean } {
  const { known } = context;
  const clauses: Clause[] = [];
  const pasted = isPasted(lines, context, known);
  const listOnly = pasted || (lines.length > 1 && lines.every(({ bullet }) => bullet));
  for (const line of lines) {
    const head = clauses.at(-1);
    // "Shopping:" and bullets below it: a list somebody pasted.
    if (pasted && line === lines[0]) continue;
    if (head && !listOnly && takesItem(head, line, context, known)) {
      head.items.push(line.tokens);
      continue;
    }
    clauses.push(...splitLine(line.tokens, context, known));
  }
  return { clauses, list: listOnly };
}

function splitLine(line: readonly Token[], context: Context, known: ReadonlySet<string>): Clause[] {
  const clauses: Clause[] = [];
  let current = startOf(line, 0);
  let from = 0;
  let joint: Joint = 'sentence';
  let at = current.opening?.end ?? current.at;
  while (at < line.length) {
    let next: Joint | undefined;
    let after = at;
    for (let found = jointAt(line, after); found; found = jointAt(line, after)) {
      next = next === undefined || STRENGTH.indexOf(found) > STRENGTH.indexOf(next) ? found : next;
      after += 1;
    }
    if (next === undefined) {
      at += 1;
      continue;
    }
    const start = startOf(line, after);
    if (start.at < line.length && begins(line, start.at, start.opening, next, current.opening, at, context, known)) {
      clauses.push(clause(line, from, endOf(line, at), current, joint));
      current = start;
      joint = next;
      from = after;
      at = start.opening?.end ?? start.at + 1;
    } else {
      // Fillers were looked through once; starting over inside them would make the time quadratic.
      at = Math.max(after, start.at);
    }
  }
  clauses.push(clause(line, from, line.length, current, joint));
  return clauses;
}

function clause(line: readonly Token[], from: number, to: number, start: Start, joint: Joint): Clause {
  const { opening, asked } = start;
  const tokens = line.slice(start.at, to);
  return {
    all: line.slice(from, to),
    tokens,
    opening,
    object: opening ? line.slice(opening.end, to) : tokens,
    asked,
    joint,
    items: [],
  };
}

function jointAt(line: readonly Token[], at: number): Joint | undefined {
  const token = line[at];
  return token && token.kind !== 'quote' ? JOINTS.get(token.word) : undefined;
}

// The marks that end a clause belong to it: a question mark tells a question from a report.
function endOf(line: readonly Token[], at: number): number {
  let end = at;
  while (/^[.!?…]$/.test(line[end]?.word ?? '')) end += 1;
  return end;
}

function begins(
  line: readonly Token[],
  at: number,
  opening: Opening | undefined,
  joint: Joint,
  current: Opening | undefined,
  before: number,
  context: Context,
  known: ReadonlySet<string>,
): boolean {
  const strong = joint === 'sentence' || joint === 'then';
  const free = current !== undefined && FREE.has(current.meaning.verb);
  const window = windowAt(line, at);
  // Whoever pastes instructions to a model as a task gets them as a task.
  if (free && PASTED.has(line[current.end]?.word ?? '')) return false;
  if (asksToSee(window, context, free)) return true;
  if (strong && window.length > 1 && smallTalk(window) !== undefined) return true;
  if (!opening) return false;
  const { verb, weak, everyday } = opening.meaning;
  const object = windowAt(line, opening.end);
  const like = isTaskLike(object, known);
  if (verb === 'not') {
    const negated = startOf(line, opening.end).opening;
    return (
      negated !== undefined && (!negated.meaning.weak || isTaskLike(windowAt(line, negated.end), known) !== undefined)
    );
  }
  if (!free) return weak ? like !== undefined : true;

  // Inside a title: "add buy stamps and post the letter" goes on, "add stamps and complete 2" does not.
  const titled = beginsWithVerb(line.slice(current.end, Math.min(before, current.end + 2)));
  if (verb === 'add')
    return everyday ? strong || !titled : opening.word !== 'task' && opening.word !== 'todo' && object.length > 0;
  if (verb === 'need') return true;
  if (verb === 'undo') return strong;
  if (verb === 'put') return false;
  if (like === 'clear') return true;
  if (like === 'pronoun') return strong || !titled;
  if (weak || (everyday && !strong) || verb === 'did' || verb === 'list') return false;
  return strong || !titled;
}

// "… and show my tasks": a new clause inside a title only when it can mean nothing else.
function asksToSee(window: readonly Token[], context: Context, free: boolean): boolean {
  const listing = readListing(window, '');
  if (
    listing &&
    (!free ||
      window.some(({ word }) => TASK_NOUNS.has(word) || word === 'list' || /^(?:what|whats|left|me|how)$/.test(word)))
  ) {
    return true;
  }
  return recall(window, context) !== undefined;
}

function windowAt(line: readonly Token[], from: number): readonly Token[] {
  let end = from;
  while (end < line.length && end < from + WINDOW && !(end > from && jointAt(line, end) && line[end]?.word !== 'next'))
    end += 1;
  return line.slice(from, end);
}

function isPasted([heading, ...rest]: readonly Line[], context: Context, known: ReadonlySet<string>): boolean {
  if (
    !heading ||
    heading.bullet ||
    heading.tokens.length > 6 ||
    rest.length === 0 ||
    rest.some(({ bullet }) => !bullet)
  )
    return false;
  const start = startOf(heading.tokens, 0);
  if (start.opening || smallTalk(heading.tokens) || start.at >= heading.tokens.length) return false;
  return !begins(heading.tokens, start.at, undefined, 'sentence', undefined, 0, context, known);
}

function takesItem(head: Clause, line: Line, context: Context, known: ReadonlySet<string>): boolean {
  const verb = head.opening?.meaning.verb;
  if (verb === undefined || verb === 'not' || verb === 'list' || verb === 'undo' || verb === 'update') return false;
  if (line.bullet) return true;
  // "complete 3" and more numbers on lines of their own.
  const numbers = numbersAt(line.tokens, 0);
  if (numbers && !numbers.spelled && numbers.length === line.tokens.length && verb !== 'add') return true;
  if (verb !== 'add' && verb !== 'need') return false;
  const start = startOf(line.tokens, 0);
  const window = windowAt(line.tokens, start.at);
  return (
    start.at < line.tokens.length &&
    !begins(line.tokens, start.at, start.opening, 'sentence', undefined, 0, context, known) &&
    window.length > 0
  );
}
