import MagicString from 'magic-string';
import { type Plugin, parseSync, Visitor } from 'vite';

/** Custom properties that the element keeps to itself: the page sets `--task-chat-*`, which stay as they are. */
const OWN = /--(?:tc|w)-[a-z\d]+(?:-[a-z\d]+)*(?![\w-])/g;
/** A name that is put together at run time would not be found. */
const PIECES = /--(?:tc|w)-(?![a-z\d])|(?<![\w-])tc-[a-z]/;

/** Gives the element's own custom properties short names: `--tc0`, `--tc1` and so on, the most used first. */
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
  const texts: { start: number; end: number }[] = [];
  new Visitor({
    Literal: (node) => typeof node.value === 'string' && texts.push(node),
    TemplateElement: (node) => texts.push(node),
  }).visit(parseSync('chunk.js', code).program);

  const uses = new Map<string, number[]>();
  for (const { start, end } of texts) {
    const text = code.slice(start, end);
    if (PIECES.test(text)) throw new Error(`A token's name has to stand in one piece: ${text}`);
    for (const { 0: name, index } of text.matchAll(OWN)) {
      uses.set(name, [...(uses.get(name) ?? []), start + index]);
    }
  }
  if (uses.size === 0) throw new Error('There are no tokens to shorten');

  const edited = new MagicString(code);
  const names = [...uses].sort(([, a], [, b]) => b.length - a.length);
  for (const [index, [name, places]] of names.entries()) {
    for (const at of places) edited.update(at, at + name.length, `--tc${index}`);
  }
  return edited;
}
