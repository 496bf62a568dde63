import { words } from './phrases.ts';
import type { Token } from './tokens.ts';

/** The widest range ("2-5") that is taken for a list of task numbers. */
const MAX_RANGE = 50;

const UNITS = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = (
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth ' +
  'fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
).split(' ');
const RANGE_WORDS = words('- – — to through thru till until');
const DIGITS = /^[([#]{0,2}(\d{1,15})[\]).]?$/;
const RANGE = /^[(#]{0,2}(\d{1,15})[-–—]#?(\d{1,15})\)?$/;
const SERIES = /^#?\d{1,15}(?:[,;&+/#]#?\d{1,15})+$/;

/** The task numbers that begin at a token, as texts, and the tokens they take; `tooMany` when a range is too wide. */
interface Numbers {
  readonly entries: readonly string[];
  readonly length: number;
  readonly tooMany?: true;
  /** Written as a word, so it may be none: "the red one". */
  readonly spelled?: true;
}

/** Reads "5", "#5", "2-5", "2 to 5", "3,4&7" or "five". */
export function numbersAt(tokens: readonly Token[], at: number): Numbers | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word') return undefined;
  const digits = DIGITS.exec(token.text)?.[1];
  if (digits !== undefined) return rangeFrom(digits, tokens, at) ?? { entries: [trimmed(digits)], length: 1 };

  const range = RANGE.exec(token.text);
  if (range) return { ...span(range[1] ?? '', range[2] ?? ''), length: 1 };
  if (token.text.length < 800 && SERIES.test(token.text)) {
    return {
      entries: token.text
        .split(/[,;&+/#]+/)
        .filter(Boolean)
        .map(trimmed),
      length: 1,
    };
  }
  const spelled = spelledNumber(token.word);
  return spelled === undefined ? undefined : { entries: [String(spelled)], length: 1, spelled: true };
}

/** "first", "2nd", "third" as 1, 2, 3; `undefined` for other words. */
export function ordinal(word: string): number | undefined {
  const index = ORDINALS.indexOf(word);
  if (index > 0) return index;
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A count in digits or as a word: "3", "three". */
export function count(word: string): number | undefined {
  return /^\d{1,3}$/.test(word) ? Number(word) : spelledNumber(word);
}

function rangeFrom(from: string, tokens: readonly Token[], at: number): Numbers | undefined {
  const between = tokens[at + 1];
  const to = tokens[at + 2];
  if (between?.kind !== 'word' || to?.kind !== 'word' || !RANGE_WORDS.has(between.word)) return undefined;
  const end = DIGITS.exec(to.text)?.[1];
  return end === undefined ? undefined : { ...span(from, end), length: 3 };
}

function span(from: string, to: string): { entries: string[]; tooMany?: true } {
  const low = Math.min(Number(from), Number(to));
  const high = Math.max(Number(from), Number(to));
  if (high - low >= MAX_RANGE) return { entries: [], tooMany: true };
  return { entries: Array.from({ length: high - low + 1 }, (_, index) => String(low + index)) };
}

function spelledNumber(word: string): number | undefined {
  const unit = UNITS.indexOf(word);
  if (unit > 0) return unit;
  const [tens = '', rest, more] = word.split('-');
  const ten = TENS.indexOf(tens);
  if (ten === -1 || more !== undefined) return undefined;
  if (rest === undefined) return (ten + 2) * 10;
  const digit = UNITS.indexOf(rest);
  return digit > 0 && digit < 10 ? (ten + 2) * 10 + digit : undefined;
}

function trimmed(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
