import type { Token } from './tokens.ts';

/** A phrase found in a message: what it means and how many tokens it takes. */
interface Found<T> {
  readonly value: T;
  readonly length: number;
}

/** Phrases of one or more words, looked up at one place in a message; the longest wins. */
export class Phrases<T> {
  readonly #byFirst = new Map<string, { rest: readonly string[]; value: T }[]>();

  /** Adds phrases written as one text, separated by commas. */
  add(value: T, phrases: string): this {
    for (const phrase of phrases.split(',')) {
      const [first, ...rest] = phrase.trim().split(/\s+/);
      if (!first) continue;
      const known = this.#byFirst.get(first) ?? [];
      known.push({ rest, value });
      known.sort((a, b) => b.rest.length - a.rest.length);
      this.#byFirst.set(first, known);
    }
    return this;
  }

  /** The longest phrase that begins at a token, whose word may be read as another one (a slip of the finger). */
  at(tokens: readonly Token[], at: number, readAs?: string): Found<T> | undefined {
    const first = tokens[at];
    if (first?.kind !== 'word') return undefined;
    const match = this.#byFirst
      .get(readAs ?? first.word)
      ?.find(({ rest }) => rest.every((word, index) => isWord(tokens[at + 1 + index], word)));
    return match && { value: match.value, length: match.rest.length + 1 };
  }
}

/** A set of words written as one text, separated by spaces. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.word === word;
}
