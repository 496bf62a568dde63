import { FILLERS, GERUNDS, type Meaning, OPENINGS, SPELLED } from './lexicon.ts';
import { isMisspelt } from './spelling.ts';
import type { Token } from './tokens.ts';

/** Where a sentence gets to the point. */
export interface Start {
  /** The first token that is no filler. */
  readonly at: number;
  /** Put as a question to us ("could you …?"), so its question mark is no part of a title. */
  readonly asked: boolean;
  readonly opening: Opening | undefined;
}

/** The words a command begins with. */
export interface Opening {
  readonly meaning: Meaning;
  /** The first token of what the command is about. */
  readonly end: number;
  /** The verb as spelt right. */
  readonly word: string;
}

/** Skips greetings and courtesies and reads the verb behind them; `undefined` as opening when there is none. */
export function startOf(tokens: readonly Token[], from: number): Start {
  let at = from;
  let asked = false;
  let mind = false;
  for (;;) {
    const token = tokens[at];
    if (token?.kind === 'mark') {
      at += 1;
      continue;
    }
    const opening = openingAt(tokens, at, mind);
    const filler = FILLERS.at(tokens, at);
    if (!filler || (opening && opening.end - at >= filler.length)) return { at, asked, opening };
    asked ||= filler.value !== 'filler';
    mind ||= filler.value === 'mind';
    at += filler.length;
  }
}

function openingAt(tokens: readonly Token[], at: number, mind: boolean): Opening | undefined {
  const word = tokens[at]?.word ?? '';
  const gerund = mind && Object.hasOwn(GERUNDS, word) ? GERUNDS[word] : undefined;
  const exact = OPENINGS.at(tokens, at, gerund);
  if (exact) return { meaning: exact.value, end: at + exact.length, word: gerund ?? word };
  if (FILLERS.at(tokens, at)) return undefined;
  const meant = SPELLED.find((verb) => isMisspelt(word, verb));
  const found = meant === undefined ? undefined : OPENINGS.at(tokens, at, meant);
  return found && meant !== undefined ? { meaning: found.value, end: at + found.length, word: meant } : undefined;
}
