import { COURTESIES, DETERMINERS, DONE_WORDS, OPEN_WORDS, TASK_NOUNS } from './lexicon.ts';
import { words } from './phrases.ts';
import { type Token, wording } from './tokens.ts';

/** Words that introduce what tasks are looked for by. */
export const ABOUT = words(
  `about regarding with containing contain contains mention mentions mentioning concerning matching including named
  called titled for like related`,
);
/** Times and people that narrow nothing down. */
export const WHEN = words('today now tomorrow tonight me us week day month this next the year moment rest of');
// With these, and a task noun or the like among them, a sentence asks for tasks and for nothing else.
const ASKING = words(
  `what whats which how many much are is do does did have has i ive im we me my mine our us the a an any some all
  every everything anything something of on in there theres still yet left now today right currently so far already
  next else that those these them it more list lists get got need needs must should be been not isnt arent havent to
  for at the done finished completed complete finish accomplished remain remains remaining open pending plate agenda
  number count total overview summary stuff whole entire full again please current just will supposed going am up
  until status marked only todays todays finishing doing look see show outstanding overview also this list? todo todos ones one`,
);

/** What narrows the list down, without the frame: "the groceries task" → groceries; null when nothing is left. */
export function toQuery(tokens: readonly Token[], message: string): string | null {
  let start = 0;
  let end = tokens.length;
  while (start < end && (isFrame(tokens[start]?.word ?? '') || tokens[start]?.kind === 'mark')) start += 1;
  while (end > start && tokens[end - 1]?.kind !== 'quote') {
    const { word = '', kind = 'mark' } = tokens[end - 1] ?? {};
    const trailing =
      TASK_NOUNS.has(word) || word === 'one' || word === 'related' || word === 'in' || word === 'them' || word === 'it';
    if (kind !== 'mark' && !COURTESIES.has(word) && !(trailing && end - start > 1)) break;
    end -= 1;
  }
  const kept = tokens.slice(start, end);
  if (kept.length === 0 || kept.every(({ word }) => WHEN.has(word))) return null;
  const only = kept[0];
  if (kept.length === 1 && only?.kind === 'quote') return only.text;
  return wording(message, kept)
    .replace(/^[#(]+(?=\d+\)?$)/, '')
    .replace(/\)$/, '');
}

/** Whether a question about the list can hold a word without asking for something else. */
export function isListed(word: string): boolean {
  return ASKING.has(word) || TASK_NOUNS.has(word) || OPEN_WORDS.has(word) || DONE_WORDS.has(word);
}

/** Whether a word stands for tasks in general. */
export function isTaskNoun(word: string): boolean {
  return (
    word === 'list' ||
    word === 'lists' ||
    word === 'ones' ||
    word === 'stuff' ||
    (TASK_NOUNS.has(word) && word !== 'thing')
  );
}

/** Whether a word belongs to the frame of a query. */
export function isFrame(word: string): boolean {
  return (
    DETERMINERS.has(word) ||
    TASK_NOUNS.has(word) ||
    ABOUT.has(word) ||
    /^(?:all|any|to|that|which|is|are|me|in|on|of|list|anything|everything|something)$/.test(word)
  );
}
