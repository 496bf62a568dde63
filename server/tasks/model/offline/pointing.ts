import { type Context, counted, newest } from './context.ts';
import { isSingular } from './everything.ts';
import { DETERMINERS, PRONOUNS, TASK_NOUNS } from './lexicon.ts';
import { count, ordinal } from './numbers.ts';
import { recollect } from './recall.ts';
import { REPLIES } from './replies.ts';
import type { Token } from './tokens.ts';

/** What a command can refer to. */
export interface Scope {
  readonly message: string;
  readonly context: Context;
  /** The tasks named last in this very message, for "rename 3 to x and complete it". */
  readonly mentioned: readonly string[];
}

/** Tasks by number or by words, or a question back. */
type Pointed = { kind: 'tasks'; entries: string[] } | { kind: 'reply'; text: string };

/** Reads words that point at what was said or shown: "it", "the second one", "the task I just added". */
export function readPointing(part: readonly Token[], scope: Scope): Pointed | undefined {
  return recollected(part, scope) ?? pronoun(part, scope) ?? position(part, scope);
}

function recollected(part: readonly Token[], scope: Scope): Pointed | undefined {
  const recollection = recollect(part, scope.context);
  if (!recollection) return undefined;
  const { tasks, heading } = recollection;
  if (heading === 'Deleted') return { kind: 'reply', text: REPLIES.gone };
  if (tasks.length === 0) return { kind: 'reply', text: REPLIES.notListed };
  const several = part.some(
    ({ word }) => word === 'ones' || word === 'tasks' || word === 'what' || word === 'everything',
  );
  if (tasks.length > 1 && !recollection.single && !several) return { kind: 'reply', text: REPLIES.whichOne };
  return { kind: 'tasks', entries: tasks.map(({ number }) => String(number)) };
}

function pronoun(part: readonly Token[], { context, mentioned }: Scope): Pointed | undefined {
  const said = part.map(({ word }) => word);
  if (part.some(({ kind }) => kind === 'quote') || said.length > 5) return undefined;
  const bare = said.filter(
    (word) => !TASK_NOUNS.has(word) && word !== 'one' && word !== 'ones' && word !== 'of' && word !== 'all',
  );
  const counts = bare.length > 0 ? bare.every((word) => PRONOUNS.has(word) || count(word) !== undefined) : false;
  const theTask = said.length === 2 && said[0] === 'the' && isSingular(said[1] ?? '');
  if (!theTask && (!counts || !bare.some((word) => PRONOUNS.has(word)))) {
    const allOf = said[0] === 'all' && said.length === 2 && count(said[1] ?? '') !== undefined;
    if (!allOf) return undefined;
  }
  const wanted = said.includes('both') ? 2 : bare.map(count).find((number) => number !== undefined);
  const plural = wanted !== undefined || said.some((word) => word === 'them' || word === 'those' || word === 'these');
  const live = newest(context);
  if (mentioned.length === 0 && live?.heading === 'Deleted') return { kind: 'reply', text: REPLIES.gone };
  const entries = mentioned.length > 0 ? [...mentioned] : (live?.tasks.map(({ number }) => String(number)) ?? []);
  if (entries.length === 0 || (wanted !== undefined && wanted !== entries.length) || (!plural && entries.length > 1)) {
    return { kind: 'reply', text: REPLIES.whichOne };
  }
  return { kind: 'tasks', entries };
}

// "the second one", "the last two": counted through what was shown.
function position(part: readonly Token[], { context }: Scope): Pointed | undefined {
  const said = part.map(({ word }) => word).filter((word) => !DETERMINERS.has(word) && word !== 'very');
  const [first = '', second = ''] = said;
  const fromEnd = first === 'last' || first === 'bottom' || first === 'final';
  const index = first === 'top' || first === 'next' ? 1 : (ordinal(first) ?? (fromEnd ? 1 : undefined));
  if (index === undefined) return undefined;
  // "the second one" is one task, "the first two" are two.
  const several = second === 'one' || second === '1' ? undefined : count(second);
  const nth = ordinal(first) !== undefined && (second === 'last' || (second === 'to' && said[2] === 'last'));
  const rest = said.slice(nth ? (second === 'to' ? 3 : 2) : several === undefined ? 1 : 2);
  // "first aid kit" is a title; "the first one" and "the first" are places in a list.
  if (rest.some((word) => !TASK_NOUNS.has(word) && word !== 'one' && word !== 'ones')) return undefined;
  const tasks = counted(context);
  const end = tasks.length;
  const range = several === undefined ? at(index, fromEnd || nth, end) : fromEnd ? [end - several, end] : [0, several];
  const [from = 0, to = 0] = range;
  if (from < 0 || to > end || from >= to) return { kind: 'reply', text: REPLIES.notListed };
  return { kind: 'tasks', entries: tasks.slice(from, to).map(({ number }) => String(number)) };
}

function at(index: number, fromEnd: boolean, end: number): readonly [number, number] {
  return fromEnd ? [end - index, end - index + 1] : [index - 1, index];
}
