import { DONE_WORDS } from './lexicon.ts';
import { words } from './phrases.ts';
import { isMisspelt } from './spelling.ts';
import type { Token } from './tokens.ts';

/** Tasks and the state they are said to be in. */
export interface Stated {
  readonly tasks: readonly Token[];
  readonly state: 'open' | 'done';
}

const OPEN_STATES = words(
  'open undone incomplete unfinished todo pending unchecked uncompleted active unticked outstanding',
);
const JOINING = words('as to into be');
const AFTER = words('and & please thanks now again too , . ! ? ; : then');
const LINKS = words('is are was were has have been got gotten now already all finally both being im its thats');
// What "… is done" is not a report about: conditions, people, questions.
const NOT_REPORTED = words(
  `hide archive unhide export sort group collapse ignore skip postpone see only no i im we you he she they nobody
  noone nothing none not if when once after until till unless before while who whos what which whats where why how
  because since should could would can will shall may might maybe let there everything anything something someone
  all is are was do does did have has am`,
);

const HEDGES = /^(?:almost|nearly|half|partly|mostly)$/;

/** Reads "5 as done and 3 as not done" and "groceries done", each state with the tasks before it. */
export function readStated(tokens: readonly Token[]): Stated[] {
  const leading = tokens[0]?.word === 'as' ? stateAt(tokens, 1, true) : undefined;
  if (leading) return [{ tasks: tokens.slice(1 + leading.length), state: leading.state }];
  const stated: Stated[] = [];
  let start = 0;
  for (let at = 1; at < tokens.length; at += 1) {
    const joined = tokens[at]?.kind === 'word' && JOINING.has(tokens[at]?.word ?? '');
    const found = stateAt(tokens, joined ? at + 1 : at, false);
    if (!found || at === start) continue;
    stated.push({ tasks: withoutStateNoun(tokens.slice(start, at)), state: found.state });
    at += found.length + (joined ? 1 : 0);
    while (/^(?:and|&|,|then)$/.test(tokens[at]?.word ?? '')) at += 1;
    start = at;
  }
  return stated;
}

/** The tasks of a report: "5 is done", "the groceries are finished", "milk done". */
export function readReport(tokens: readonly Token[]): Stated | undefined {
  let end = tokens.length;
  while (end > 0 && (tokens[end - 1]?.kind === 'mark' || AFTER.has(tokens[end - 1]?.word ?? ''))) end -= 1;
  if (end < 2 || end > 16 || tokens[end - 1]?.kind !== 'word') return undefined;
  const state = tokens[end - 1]?.word ?? '';
  if (!DONE_WORDS.has(state) && !isAlmostDone(state)) return undefined;
  let to = end - 1;
  let negated = false;
  while (
    to > 0 &&
    (LINKS.has(tokens[to - 1]?.word ?? '') || /^(?:not|isnt|arent|yet|wasnt)$/.test(tokens[to - 1]?.word ?? ''))
  ) {
    negated ||= /^(?:not|isnt|arent|wasnt)$/.test(tokens[to - 1]?.word ?? '');
    to -= 1;
  }
  // "its done", "thats done": the pronoun is in the link.
  const link = tokens[to]?.word;
  if (to === 0)
    return link === 'its' || link === 'thats' ? { tasks: it(tokens[0]), state: negated ? 'open' : 'done' } : undefined;
  if (HEDGES.test(link ?? '') || HEDGES.test(tokens[to - 1]?.word ?? '')) return undefined;
  if (tokens.slice(0, to).some(({ kind, word }) => kind === 'mark' && word !== ',' && word !== ':')) return undefined;
  if (
    NOT_REPORTED.has(tokens[0]?.word ?? '') ||
    (to === 1 && /^(?:well|almost|half|nearly|over)$/.test(tokens[0]?.word ?? ''))
  )
    return undefined;
  return { tasks: tokens.slice(0, to), state: negated ? 'open' : 'done' };
}

function stateAt(
  tokens: readonly Token[],
  from: number,
  anywhere: boolean,
): { state: Stated['state']; length: number } | undefined {
  let at = from;
  let negated = false;
  while (
    at < from + 3 &&
    /^(?:not|yet|being|still|already|back|to|all|fully|now)$/.test(tokens[at]?.word ?? '') &&
    tokens[at + 1]?.word !== 'do'
  ) {
    negated ||= tokens[at]?.word === 'not';
    at += 1;
  }
  if (tokens[at]?.kind !== 'word') return undefined;
  const word = tokens[at]?.word ?? '';
  const todo = word === 'to' && tokens[at + 1]?.word === 'do';
  const done = DONE_WORDS.has(word) || isAlmostDone(word);
  if (!done && !todo && !OPEN_STATES.has(word)) return undefined;
  const next = tokens[at + (todo ? 2 : 1)];
  if (!anywhere && next && !(next.kind !== 'quote' && AFTER.has(next.word))) return undefined;
  return { state: done && !negated ? 'done' : 'open', length: at + (todo ? 2 : 1) - from };
}

function isAlmostDone(word: string): boolean {
  return isMisspelt(word, 'done') || isMisspelt(word, 'completed') || isMisspelt(word, 'finished');
}

// "the status of 5" → "5"
function withoutStateNoun(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ word }) => word === 'status' || word === 'state');
  return at !== -1 && at < 2 && tokens[at + 1]?.word === 'of' ? tokens.slice(at + 2) : tokens;
}

// "it's" as the pronoun it holds.
function it(token: Token | undefined): readonly Token[] {
  return token ? [{ ...token, text: 'it', word: 'it' }] : [];
}
