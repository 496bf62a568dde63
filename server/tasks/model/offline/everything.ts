import type { Status } from './calls.ts';
import { ALL_WORDS, DETERMINERS, DONE_WORDS, NAMING, OPEN_WORDS, TASK_NOUNS } from './lexicon.ts';
import { count } from './numbers.ts';
import { words } from './phrases.ts';
import { REPLIES } from './replies.ts';
import { type Token, wording } from './tokens.ts';

/** A whole kind of tasks, a search where words narrow it down, or a question back. */
type Everything =
  | { kind: 'all'; status: Status | undefined }
  | { kind: 'search'; query: string }
  | { kind: 'reply'; text: string };

const EXCEPTIONS = words('except excepting besides but apart excluding without other');
const ALL_NOISE = words(
  'of my the our them these those that are is have been i ive already still they which were marked',
);

/** Reads "everything", "all my open tasks", "the list"; "all tasks about milk" has to be looked for instead. */
export function readAll(tokens: readonly Token[], message: string): Everything | undefined {
  if (tokens[0]?.kind === 'quote') return undefined;
  const said = tokens.map(({ word }) => word);
  const everything = said.some((word) => ALL_WORDS.has(word));
  if (everything && said.some((word) => EXCEPTIONS.has(word))) return { kind: 'reply', text: REPLIES.except };
  let status: Status | undefined;
  let noun = false;
  let rest = 0;
  for (const [at, word] of said.entries()) {
    if (DONE_WORDS.has(word))
      status = said[at - 1] === 'not' || said[at - 1] === 'arent' ? 'open' : merged(status, 'done');
    else if (OPEN_WORDS.has(word)) status = merged(status, 'open');
    else if (TASK_NOUNS.has(word) || word === 'ones' || word === 'list' || word === 'stuff') noun = true;
    else if (!ALL_WORDS.has(word) && !ALL_NOISE.has(word) && word !== 'not' && word !== 'arent') rest += 1;
  }
  const ofThem = said.some((word) => word === 'them' || word === 'these' || word === 'those');
  if (rest === 0 && !ofThem) {
    if (everything) return { kind: 'all', status };
    if (status && (noun || said.length <= 2) && (said.length > 1 || status === 'done' || said[0] === 'open')) {
      return said.some(isSingular) ? undefined : { kind: 'all', status };
    }
    if (said.includes('list')) return { kind: 'all', status: 'all' };
    return undefined;
  }
  if (!everything || !ALL_WORDS.has(said[0] ?? '') || ofThem) return undefined;
  if (count(said[1] ?? '') !== undefined) return undefined;
  const query = tokens.filter(({ word }) => !isFrame(word));
  return { kind: 'search', query: wording(message, query.slice(0, 20)) };
}

/** Whether a word is one task, not several. */
export function isSingular(word: string): boolean {
  return word === 'task' || word === 'item' || word === 'todo' || word === 'one';
}

function merged(before: Status | undefined, now: Status): Status {
  return before === undefined || before === now ? now : 'all';
}

function isFrame(word: string): boolean {
  return (
    ALL_WORDS.has(word) || ALL_NOISE.has(word) || TASK_NOUNS.has(word) || NAMING.has(word) || DETERMINERS.has(word)
  );
}
