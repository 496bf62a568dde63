import { toTitle } from './adding.ts';
import type { Outcome, ToolCall } from './calls.ts';
import { TITLE_VERBS } from './lexicon.ts';
import { numbersAt } from './numbers.ts';
import type { Scope } from './pointing.ts';
import { REPLIES } from './replies.ts';
import { readTargets } from './targets.ts';
import { type Token, toWords, wording } from './tokens.ts';

const ARROW = /^(?:say|->|=>|→|-->|:|into|as)$/;
const SAYING = /^(?::|saying|says|reading|that|to|with|-|–|—|as|=)$/;
const NOTE = /^notes?$/;

/** Either the call of update_task, or a question back. */
type Renaming = { call: ToolCall } | { reply: string };

/** Reads one new title or several, "3 to milk, 4 to eggs", with a call each. */
export function renameAll(object: readonly Token[], scope: Scope, asked: boolean): Outcome {
  const starts = object.flatMap((_, at) => (at === 0 || startsRenaming(object, at) ? [at] : []));
  if (starts.length === 1 || !namesNumber(object, 0)) return toOutcome(readRenaming(object, scope, asked));
  const calls: ToolCall[] = [];
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1];
    const outcome = toOutcome(
      readRenaming(object.slice(start, next === undefined ? undefined : next - 1), scope, asked),
    );
    if ('reply' in outcome) return outcome;
    calls.push(...outcome.calls);
  }
  return { calls };
}

/** A change of a task as the outcome of a clause. */
export function toOutcome(renaming: Renaming): Outcome {
  if ('reply' in renaming) return renaming;
  const { call } = renaming;
  return { calls: [call], mentioned: call.name === 'update_task' ? [call.input.task] : [] };
}

/** Reads "3 to buy food", "groceries: buy food", "the title of 3 to …", "the note of 3 to …". */
export function readRenaming(object: readonly Token[], scope: Scope, asked: boolean): Renaming {
  const tokens = withoutFrame(object);
  const place = separator(tokens, scope);
  if (place === undefined) {
    const number = numbersAt(tokens, taskNouns(tokens));
    const end = number ? taskNouns(tokens) + number.length : tokens[0]?.kind === 'quote' ? 1 : 0;
    // "rename 3 buy food", 'rename "a" "b"'
    if (end > 0 && end < tokens.length) return rename(tokens.slice(0, end), tokens.slice(end), scope, asked);
    return { reply: tokens.some(({ kind }) => kind !== 'mark') ? REPLIES.rename : REPLIES.renameWhich };
  }
  return rename(fromless(tokens.slice(0, place)), tokens.slice(place + 1), scope, asked);
}

/** Reads "3: two litres", "3 saying two litres", "two litres to 3"; `undefined` when it is no note on a task. */
export function readNote(
  object: readonly Token[],
  scope: Scope,
  asked: boolean,
  prepositioned: boolean,
  set: boolean,
): Renaming | undefined {
  if (!prepositioned) return noteFirst(object, scope, asked);
  const separated = object.findIndex(({ word, kind }, at) => at > 0 && kind !== 'quote' && SAYING.test(word));
  const end = separated === -1 ? directEnd(object) : separated;
  if (end === undefined) return undefined;
  const target = object.slice(0, end);
  const sure =
    directEnd(target) === target.length ||
    /^(?::|saying|says)$/.test(object[end]?.word ?? '') ||
    (set && object[end]?.word === 'to');
  if (!sure) return undefined;
  let from = separated === -1 ? end : end + 1;
  while (/^(?:says|it|is|:)$/.test(object[from]?.word ?? '') && from < object.length) from += 1;
  return note(target, object.slice(from), scope, asked);
}

function noteFirst(object: readonly Token[], scope: Scope, asked: boolean): Renaming | undefined {
  const at = object.findLastIndex(({ word, kind }) => kind === 'word' && /^(?:to|on|for)$/.test(word));
  if (at < 1) return undefined;
  const target = object.slice(at + 1);
  return directEnd(target) === undefined ? undefined : note(target, object.slice(0, at), scope, asked);
}

// Where a task ends that needs no separator behind it: a number, "it" or a quoted title.
function directEnd(tokens: readonly Token[]): number | undefined {
  const start = taskNouns(tokens);
  const number = numbersAt(tokens, start);
  if (number && (!number.spelled || start > 0)) return start + number.length;
  if (tokens[start]?.kind === 'quote') return start + 1;
  return /^(?:it|that|this)$/.test(tokens[0]?.word ?? '')
    ? tokens[1]?.word === 'one' || tokens[1]?.word === 'task'
      ? 2
      : 1
    : undefined;
}

function note(target: readonly Token[], text: readonly Token[], scope: Scope, asked: boolean): Renaming {
  const task = single(target, scope);
  if (typeof task !== 'string') return task;
  const notes = toTitle(text, scope.message, asked);
  if (notes === '') return { reply: REPLIES.note };
  return { call: { name: 'update_task', input: { task, title: null, notes } } };
}

function rename(target: readonly Token[], text: readonly Token[], scope: Scope, asked: boolean): Renaming {
  const task = single(target, scope);
  if (typeof task !== 'string') return task;
  const title = toTitle(text, scope.message, asked);
  if (title === '') return { reply: REPLIES.rename };
  return { call: { name: 'update_task', input: { task, title, notes: null } } };
}

function single(target: readonly Token[], scope: Scope): string | { reply: string } {
  const known = scope.context.known.has(toWords(target));
  const whole = known ? wording(scope.message, target) : undefined;
  if (whole !== undefined) return whole;
  const named =
    target.some(({ word, kind }) => kind === 'word' && (word === 'and' || word === ',')) &&
    numbersAt(target, 0) === undefined;
  if (named) return wording(scope.message, target);
  const read = readTargets(target, scope, REPLIES.renameWhich);
  if (read.kind === 'reply') return { reply: read.text };
  const only = read.kind === 'tasks' && read.entries.length === 1 ? read.entries[0] : undefined;
  return only ?? { reply: REPLIES.renameWhich };
}

// "the title of task 3" → "3"
function withoutFrame(tokens: readonly Token[]): readonly Token[] {
  let at = 0;
  while (
    /^(?:the|my|please|task|name|title|text|wording|,)$/.test(tokens[at]?.word ?? '') &&
    tokens[at]?.kind !== 'quote'
  ) {
    at += 1;
    if (tokens[at]?.word === 'of' && /^(?:name|title|text|wording)$/.test(tokens[at - 1]?.word ?? '')) at += 1;
  }
  const skipped = tokens.slice(at);
  // "the task" alone, or "the title to …", names no task of its own.
  return skipped.length === 0 || skipped[0]?.word === 'to' || (NOTE.test(skipped[0]?.word ?? '') && at === 0)
    ? tokens
    : skipped;
}

function fromless(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ word, kind }, index) => index > 0 && kind === 'word' && word === 'from');
  return at === -1 ? tokens : tokens.slice(0, at);
}

function taskNouns(tokens: readonly Token[]): number {
  let at = 0;
  while (/^(?:the|my|task|item|todo|number|nr|no|#)$/.test(tokens[at]?.word ?? '')) at += 1;
  return at;
}

// The "to" between the old and the new title: after a known title, else the first that does not follow a lone verb
// ("rename go to gym to go swimming").
function separator(tokens: readonly Token[], scope: Scope): number | undefined {
  const { known } = scope.context;
  let first: number | undefined;
  for (const [at, { word, kind }] of tokens.entries()) {
    if (kind === 'quote' || at === 0 || (word !== 'to' && !ARROW.test(word))) continue;
    if (word !== 'to' && word !== ':' && first !== undefined) continue;
    if (at <= 40 && known.size > 0 && known.has(toWords(tokens.slice(0, at)))) return at;
    const verbOnly = at === 1 && word === 'to' && TITLE_VERBS.has(tokens[0]?.word ?? '') && hasAnother(tokens, at);
    if (first === undefined && !verbOnly) first = at;
    if (first !== undefined && (known.size === 0 || at > 40)) break;
  }
  return first;
}

function hasAnother(tokens: readonly Token[], at: number): boolean {
  return tokens.some(({ word, kind }, index) => index > at + 1 && kind === 'word' && word === 'to');
}

function startsRenaming(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (before?.kind === 'quote' || !/^(?:,|and|&|;)$/.test(before?.word ?? '')) return false;
  return namesNumber(tokens, at);
}

function namesNumber(tokens: readonly Token[], at: number): boolean {
  const noun = /^(?:task|number|#)$/.test(tokens[at]?.word ?? '') ? 1 : 0;
  const number = numbersAt(tokens, at + noun);
  return number?.entries.length === 1 && !number.spelled && tokens[at + noun + number.length]?.word === 'to';
}
