import { ALL_WORDS, DETERMINERS, DONE_WORDS, NUMBER_NOUNS, OPEN_WORDS, PRONOUNS, TASK_NOUNS } from './lexicon.ts';
import { numbersAt, ordinal } from './numbers.ts';
import { words } from './phrases.ts';
import { type Token, toWords } from './tokens.ts';

const AFTER_NUMBER = words('as to from off on please and too again now with thanks :');
const LONGEST = 14;

/** Whether words can only mean tasks on the list: a number, "it", "all tasks", a quoted or a known title. */
export function isTaskLike(tokens: readonly Token[], known: ReadonlySet<string>): 'clear' | 'pronoun' | undefined {
  let at = 0;
  while (DETERMINERS.has(tokens[at]?.word ?? '') && !PRONOUNS.has(tokens[at]?.word ?? '')) at += 1;
  const noun = NUMBER_NOUNS.has(tokens[at]?.word ?? '');
  while (NUMBER_NOUNS.has(tokens[at]?.word ?? '')) at += 1;
  const first = tokens[at];
  if (!first) return noun && at > 1 ? 'clear' : undefined;
  if (first.kind === 'quote') return 'clear';
  const numbers = numbersAt(tokens, at);
  if (numbers && !(numbers.spelled && !noun && tokens[at + 1])) {
    const next = tokens[at + numbers.length];
    if (noun || first.text.startsWith('#') || !next || next.kind === 'mark' || AFTER_NUMBER.has(next.word))
      return 'clear';
    if (numbersAt(tokens, at + numbers.length)) return 'clear';
  }
  const second = tokens[at + 1]?.word ?? '';
  const ends = !tokens[at + 1] || tokens[at + 1]?.kind === 'mark' || AFTER_NUMBER.has(second);
  const thing = TASK_NOUNS.has(second) || second === 'one' || second === 'ones' || second === 'list';
  if (ALL_WORDS.has(first.word) && (ends || thing || /^(?:of|my|the)$/.test(second))) return 'clear';
  if ((DONE_WORDS.has(first.word) || OPEN_WORDS.has(first.word)) && (ends || thing)) return 'clear';
  if (first.word === 'list' && ends) return 'clear';
  if ((ordinal(first.word) !== undefined || first.word === 'last') && (thing || ends)) return 'clear';
  if (known.size > 0 && known.has(toWords(tokens.slice(at, at + LONGEST)))) return 'clear';
  return PRONOUNS.has(first.word) && (ends || thing || second === 'back') ? 'pronoun' : undefined;
}
