import type { NewTask } from './calls.ts';
import { COURTESIES } from './lexicon.ts';
import { count } from './numbers.ts';
import { words } from './phrases.ts';
import { placeLength } from './places.ts';
import { isAnd, isBullet, splitTitles } from './title-list.ts';
import { type Token, wording } from './tokens.ts';

const NOUNS = words('task tasks todo todos reminder reminders item items');
const NOT_NOUN = words('list force manager app board lists management switcher bar runner lighting');
const LEADING = words('a an the another new some following these this my more couple few of quick me us one next two');
// Alone, these are no titles: "add it" asks for one.
const POINTING = words('it that this them these those something anything nothing one none');
// A question mark belongs to a title that asks something: "add why is the sky blue?".
const ASKING = words(
  'why what who whom whose where when how which is are do does did can could should would will has have if whether',
);
const CONNECTORS = words('called named titled to for about saying labelled labeled namely that');

/** Reads what is to be added: one title or a list of them, each in the person's own words. */
export function readTitles(tokens: readonly Token[], message: string, asked: boolean, afterNoun: boolean): NewTask[] {
  const { from, many } = prefix(tokens, afterNoun);
  const body = trimTitle(tokens.slice(from), asked);
  if (body.length === 0) return [];
  const noted = withNotes(body, message, asked);
  if (noted) return [noted];
  return splitTitles(body, many)
    .map((part) => toTitle(part, message, asked))
    .filter((title) => title !== '')
    .map((title) => ({ title, notes: null }));
}

/** One title: a quoted one literally, another without marks and courtesies around it. */
export function toTitle(tokens: readonly Token[], message: string, asked: boolean): string {
  const kept = trimTitle(tokens, asked);
  const only = kept[0];
  if (kept.length === 1 && only?.kind === 'quote') return only.text;
  if (kept.length === 1 && POINTING.has(only?.word ?? '')) return '';
  const text = wording(message, kept).replace(/\s+/g, ' ');
  return /[\p{L}\p{N}\p{S}]/u.test(text) && !kept.every(isAnd) ? text : '';
}

// Steps over "to my list:", "a new task called", "3 tasks:", and tells whether several tasks were announced.
function prefix(tokens: readonly Token[], afterNoun: boolean): { from: number; many: boolean } {
  let from = skipPlace(tokens, skipMarks(tokens, 0));
  let noun = afterNoun;
  let many = false;
  let at = from;
  while (LEADING.has(tokens[at]?.word ?? '') || (count(tokens[at]?.word ?? '') !== undefined && at < from + 3)) at += 1;
  if (tokens[at]?.word === 'to' && tokens[at + 1]?.word === 'do' && at > from) at += 1;
  const word = tokens[at]?.word ?? '';
  const isNoun = NOUNS.has(word) || (word === 'do' && tokens[at - 1]?.word === 'to' && at > from);
  if (tokens[at]?.kind === 'word' && isNoun && !NOT_NOUN.has(tokens[at + 1]?.word ?? '')) {
    many = word.endsWith('s');
    noun = true;
    from = at + 1;
  }
  // "the following: milk, eggs", "one more: milk"
  if (!noun && at > from && tokens[at]?.word === ':' && tokens[at]?.kind === 'mark')
    return { from: skipMarks(tokens, at), many: true };
  if (!noun) return { from, many };
  from = skipPlace(tokens, skipMarks(tokens, from));
  if (CONNECTORS.has(tokens[from]?.word ?? '') && tokens[from]?.kind === 'word') {
    const that = tokens[from]?.word === 'that';
    if (!that || tokens[from + 1]?.word === 'says' || tokens[from + 1]?.word === 'i') {
      from += that ? (tokens[from + 1]?.word === 'i' ? 4 : 2) : 1;
    }
  } else if (tokens[from]?.word === 'with' && /^(?:the|title)$/.test(tokens[from + 1]?.word ?? '')) {
    from += tokens[from + 1]?.word === 'title' ? 2 : tokens[from + 2]?.word === 'title' ? 3 : 0;
  }
  return { from: skipMarks(tokens, from), many };
}

function skipMarks(tokens: readonly Token[], from: number): number {
  let at = from;
  while (
    tokens[at]?.kind === 'mark' ||
    (/^[-–—>=→]+$/.test(tokens[at]?.word ?? '') && tokens[at + 1]?.word !== undefined)
  ) {
    if (isBullet(tokens[at])) break;
    at += 1;
  }
  return at;
}

// "to my list: milk", "on my shopping list put…": the place may come first.
function skipPlace(tokens: readonly Token[], from: number): number {
  if (!/^(?:to|on|in|onto)$/.test(tokens[from]?.word ?? '')) return from;
  for (let end = from + 2; end <= Math.min(tokens.length, from + 6); end += 1) {
    if (tokens[end]?.word === 'list') continue;
    if (placeLength(tokens, end) === end - from) return skipMarks(tokens, end);
  }
  return from;
}

function leadsIn(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'quote') return false;
  return token.kind === 'mark' || COURTESIES.has(token.word) || token.word === 'also' || token.word === 'then';
}

function trimTitle(tokens: readonly Token[], asked: boolean): readonly Token[] {
  let start = 0;
  let end = tokens.length;
  while (start < end && leadsIn(tokens[start])) start += 1;
  for (;;) {
    const last = tokens[end - 1];
    if (!last || end <= start) return [];
    const before = end - 1 > start ? tokens[end - 2]?.word : undefined;
    if (last.kind === 'mark' && (last.word !== '?' || asked || !ASKING.has(tokens[start]?.word ?? ''))) end -= 1;
    else if (last.kind === 'word' && COURTESIES.has(last.word)) end -= 1;
    else if (last.word === 'you' && before === 'thank') end -= 2;
    else if ((last.word === 'much' || last.word === 'lot') && courtesyBefore(tokens, end))
      end -= courtesyBefore(tokens, end);
    else if (last.word === 'me' && before === 'for' && asked) end -= 2;
    else if ((last.word === 'too' || last.word === 'also') && end - 1 > start) end -= 1;
    else if (last.word === 'well' && before === 'as') end -= 2;
    else {
      const place = Math.max(placeLength(tokens, end), asTaskLength(tokens, end));
      if (place === 0 || end - place < start) return tokens.slice(start, end);
      end -= place;
    }
  }
}

// "thank you so much", "thanks a lot".
function courtesyBefore(tokens: readonly Token[], end: number): number {
  const said = tokens
    .slice(Math.max(0, end - 4), end)
    .map(({ word }) => word)
    .join(' ');
  if (said.endsWith('thank you so much') || said.endsWith('thank you very much')) return 4;
  return said.endsWith('thanks a lot') || said.endsWith('thanks so much') ? 3 : 0;
}

// "… as a new task".
function asTaskLength(tokens: readonly Token[], end: number): number {
  if (!NOUNS.has(tokens[end - 1]?.word ?? '')) return 0;
  for (let at = end - 2; at >= Math.max(0, end - 4); at -= 1) {
    if (tokens[at]?.word === 'as') return end - at;
    if (!LEADING.has(tokens[at]?.word ?? '')) return 0;
  }
  return 0;
}

// "buy milk with a note: two litres", "buy milk (note: two litres)".
function withNotes(body: readonly Token[], message: string, asked: boolean): NewTask | undefined {
  for (let at = 1; at < body.length; at += 1) {
    const word = body[at]?.word;
    const end = body[at]?.kind === 'word' && /^\(?notes?$/.test(word ?? '') ? at : -1;
    if (end === -1) continue;
    const next = body[end + 1];
    const that = next?.word === 'that' && body[end + 2]?.word === 'says';
    let from = end;
    while (/^(?:a|the|with|and|,|;|\.)$/.test(body[from - 1]?.word ?? '')) from -= 1;
    const introduced = body.slice(from, end).some((token) => token.word === 'with');
    const colon = next?.word === ':' || next?.word === 'saying' || that || (next?.kind === 'quote' && introduced);
    if (!colon || from === 0) continue;
    const notes = toTitle(body.slice(end + (that ? 3 : next?.kind === 'quote' ? 1 : 2)), message, asked);
    const title = toTitle(body.slice(0, from), message, asked);
    if (title !== '' && notes !== '') return { title, notes: word?.startsWith('(') ? notes.replace(/\)$/, '') : notes };
  }
  return undefined;
}
