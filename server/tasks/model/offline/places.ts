import { COURTESIES, DETERMINERS } from './lexicon.ts';
import { words } from './phrases.ts';
import type { Token } from './tokens.ts';

const PLACES = words('list lists tasks todos todo board');
const PLACE_WORDS = words('from off on in of to my the our this task tasks todo shopping grocery to-do do');
const TRAILING = words('too now already again asap instead right away yet immediately today');

/** Cuts off what follows the name of a task: marks, courtesies, "from my list". */
export function trimEnd(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  for (;;) {
    const last = tokens[end - 1];
    if (!last) return [];
    const before = tokens[end - 2]?.word;
    if (last.kind === 'mark' || COURTESIES.has(last.word)) end -= 1;
    else if (last.word === 'you' && before === 'thank') end -= 2;
    else if ((last.word === 'me' || last.word === 'us') && before === 'for') end -= 2;
    else if (last.word === 'well' && before === 'as') end -= 2;
    else if (end > 1 && TRAILING.has(last.word)) end -= 1;
    else {
      const place = placeLength(tokens, end);
      if (place === 0) return tokens.slice(0, end);
      end -= place;
    }
  }
}

/** How many tokens before `end` say "from my list" or "on the shopping list"; 0 when none do. */
export function placeLength(tokens: readonly Token[], end: number): number {
  if (!PLACES.has(tokens[end - 1]?.word ?? '')) return 0;
  for (let at = end - 2; at >= Math.max(0, end - 7); at -= 1) {
    const word = tokens[at]?.word ?? '';
    const preposition =
      word === 'from' || word === 'off' || word === 'on' || word === 'in' || word === 'to' || word === 'onto';
    // "to do list" is the list's name; the preposition stands before it.
    if (preposition && tokens[at + 1]?.word !== 'do') {
      const own = DETERMINERS.has(tokens[at + 1]?.word ?? '');
      return own || tokens[end - 1]?.word === 'list' ? end - at : 0;
    }
    if (!PLACE_WORDS.has(word) && !DETERMINERS.has(word) && at < end - 3) return 0;
  }
  return 0;
}
