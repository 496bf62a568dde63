import MagicString from 'magic-string';
import type { Plugin } from 'vite';
import { LETTERS } from './letters.ts';
import { readTexts } from './texts.ts';
import type { Variable } from './variables.ts';

/** Custom properties that the element keeps to itself: the page sets `--task-chat-*`, which stay as they are. */
const OWN = /(?<![\w-])--(?!task-chat-)[a-z][a-z\d]*(?:-[a-z\d]+)*(?![\w-])/g;
/** A name that is put together at run time would not be found. */
const PIECES = { any: /(?<![\w-])(?:--(?!task-chat-)(?:[\w-]*-)?$|tc-[a-z])/, beforeHole: /(?<![\w-])--[\w-]*$/ };
/** A page may register a property for all of its document, under a name as short as ours: this is whose they are. */
const PREFIX = '--tc';
const SHORT = /(?<![\w-])--tc([a-z\d]{1,2})(?![\w-])/gi;
const CHARS = [...LETTERS, ...'0123456789'];
/** What stands behind the prefix, the shortest first. */
export const TOKEN_NAMES = [...CHARS, ...CHARS.flatMap((one) => CHARS.map((other) => one + other))];

/** Gives the element's own custom properties short names: `--tce`, `--tct` and so on, the most used first. */
export function shortenTokens(): Plugin {
  return {
    name: 'shorten-tokens',
    renderChunk(code) {
      const edited = shortenTokensIn(code);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A script with short names for them. */
export function shortenTokensIn(code: string): MagicString {
  const uses = new Map<string, number[]>();
  for (const { start, text, beforeHole } of readTexts(code)) {
    if (PIECES.any.test(text) || (beforeHole && PIECES.beforeHole.test(text)))
      throw new Error(`A token's name has to stand in one piece: ${text}`);
    for (const { 0: name, index } of text.matchAll(OWN)) {
      uses.set(name, [...(uses.get(name) ?? []), start + index]);
    }
  }
  if (uses.size === 0) throw new Error('There are no tokens to shorten');

  const edited = new MagicString(code);
  const names = [...uses].sort(([, a], [, b]) => b.length - a.length);
  for (const [index, [name, places]] of names.entries()) {
    for (const at of places) edited.update(at, at + name.length, `${PREFIX}${TOKEN_NAMES[index]}`);
  }
  return edited;
}

/** The custom properties of a script that have short names: what stands behind the prefix. */
export function readTokens(code: string): Variable[] {
  const found = new Map<string, Variable & { places: number[]; rivals: Set<Variable> }>();
  for (const { start, text } of readTexts(code)) {
    for (const { 1: name = '', index } of text.matchAll(SHORT)) {
      const known = found.get(name) ?? { name, places: [], rivals: new Set(), fixed: false };
      known.places.push(start + index + PREFIX.length);
      found.set(name, known);
    }
  }
  const tokens = [...found.values()];
  for (const one of tokens) for (const other of tokens) if (other !== one) one.rivals.add(other);
  return tokens;
}
