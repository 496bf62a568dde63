import MagicString from 'magic-string';
import type { Plugin } from 'vite';
import { SMALL } from './letters.ts';
import { readTexts } from './texts.ts';

const DECLARED = /(?<=@keyframes )[\w-]+/g;
const USED = /(?<=[{;}]animation(?:-name)?:)[^;}]+/g;
/** Where else a script could name them. */
const OTHER_WAYS = /\.animation\b|animationName/;

/** Gives the animations of the element's style sheets, which nobody outside its shadow tree knows, names of one letter. */
export function shortenKeyframes(): Plugin {
  return {
    name: 'shorten-keyframes',
    renderChunk(code) {
      const edited = shortenKeyframesIn(code);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A script with short names for them. */
export function shortenKeyframesIn(code: string): MagicString {
  const [other] = OTHER_WAYS.exec(code) ?? [];
  if (other) throw new Error(`Not understood: ${other}`);
  const texts = readTexts(code);
  const names = new Map<string, string>();
  for (const { text } of texts) {
    for (const [name] of text.matchAll(DECLARED)) names.set(name, SMALL[names.size] ?? name);
  }
  const edited = new MagicString(code);
  const used = new Set<string>();
  for (const { start, text } of texts) {
    for (const { 0: name, index } of text.matchAll(DECLARED)) {
      edited.update(start + index, start + index + name.length, names.get(name) ?? name);
    }
    for (const { 0: value, index } of text.matchAll(USED)) {
      for (const { 0: word, index: at } of value.matchAll(/(?<![\w.-])[a-z][\w-]*(?!\()/gi)) {
        const name = names.get(word);
        if (!name) continue;
        used.add(word);
        edited.update(start + index + at, start + index + at + word.length, name);
      }
    }
  }
  for (const name of names.keys()) if (!used.has(name)) throw new Error(`Nothing moves like ${name}`);
  return edited;
}
