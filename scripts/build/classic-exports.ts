import MagicString from 'magic-string';
import type { Plugin } from 'vite';

/**
 * Lets the classic script hand to the page what it names there, and nothing else. Who imports the module gets its
 * classes too; a page with a tag has their names in `customElements` and in the types of its events.
 */
export function classicExports(names: readonly string[]): Plugin {
  return {
    name: 'classic-exports',
    renderChunk(code, _, { format }) {
      if (format !== 'iife') return undefined;
      const edited = keepExports(code, names);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A script that exports these only. @throws when it has not all of them */
export function keepExports(code: string, names: readonly string[]): MagicString {
  const edited = new MagicString(code);
  const missing = new Set(names);
  for (const { 0: statement, 1: name = '', index } of code.matchAll(/^[ \t]*exports\.(\w+) = [\w$]+;\n/gm)) {
    if (!missing.delete(name)) edited.remove(index, index + statement.length);
  }
  if (missing.size > 0) throw new Error(`The script does not export ${[...missing].join(', ')}`);
  return edited;
}
