import { NOTES_MAX, TITLE_MAX } from './task.ts';

/** A text that may be kept, or what is wrong with it, for the person. */
export type Checked = { text: string } | { problem: string };

// Direction overrides and invisible marks make a title look like another one; joiners of emoji and scripts stay.
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|\p{Cs}/gu;
const CONTROL = /(?![\n\t])\p{Cc}/gu;

/** Checks a task's title: one line, without control characters, 1 to 200 characters. */
export function checkTitle(raw: string): Checked {
  const text = toOneLine(raw);
  const length = countCharacters(text);
  if (length === 0) return { problem: 'A task needs a title.' };
  if (length > TITLE_MAX) {
    return { problem: `A title can have up to ${TITLE_MAX} characters; this one has ${length}.` };
  }
  return { text };
}

/** Checks a task's notes: lines without control characters, up to 2,000 characters; `''` is no notes. */
export function checkNotes(raw: string): Checked {
  const text = raw
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .trim();
  const length = countCharacters(text);
  if (length <= NOTES_MAX) return { text };
  const most = NOTES_MAX.toLocaleString('en');
  return { problem: `Notes can have up to ${most} characters; these have ${length.toLocaleString('en')}.` };
}

/** Folds a text into one line without control characters. */
export function toOneLine(raw: string): string {
  return raw
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Cuts a line at a blank where it can, and says so with an ellipsis. */
export function clip(text: string, most: number): string {
  if (countCharacters(text) <= most) return text;
  const head = [...text].slice(0, most - 1).join('');
  const blank = head.lastIndexOf(' ');
  return `${(blank > most / 2 ? head.slice(0, blank) : head).trimEnd()}…`;
}

/** People count characters, not UTF-16 units. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
