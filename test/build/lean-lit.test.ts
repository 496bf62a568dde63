import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { cutOut, requireUnneeded } from '../../scripts/build/lean-lit.ts';
import { CUTS } from '../../scripts/build/lit-cuts.ts';

const modules = createRequire(import.meta.url)
  .resolve('lit')
  .replace(/lit\/[^/]*$/, '');

describe('a cut in Lit', () => {
  it.each(Object.keys(CUTS))('finds what it cuts in %s', async (file) => {
    const path = file.replace(/^\/reactive-element/, '/@lit/reactive-element').slice(1);
    const code = await readFile(modules + path, 'utf8');
    expect(cutOut(code, file).length).toBeLessThan(code.length);
  });

  it.each(Object.keys(CUTS))('fails the build when %s is another one', (file) => {
    expect(() => cutOut('export {};', file)).toThrow('Lit has not');
  });
});

describe('sources that need what is cut out', () => {
  it.each([
    'svg`<g></g>`',
    "import { AsyncDirective } from 'lit/async-directive.js';",
    'static properties = { open: { type: Boolean } };',
    'static properties = { open: { useDefault: true } };',
    'this.addController(this);',
    'firstUpdated() {}',
    'createRenderRoot() {}',
    "if (changed.get('mode')) this.open();",
    "static properties = { mode: { attribute: 'chat-mode', reflect: true } };",
    "static properties = { mode: { reflect: true, attribute: 'chat-mode' } };",
    'static properties = { open: { state: true } };',
    'for (const [name] of changed) this.tell(name);',
    "import { classMap } from 'lit/directives/class-map.js';",
    `html\`<i title='\${text}'></i>\``,
    `html\`<img src=\${address}/>\``,
    `css\`a { color: \${color}; }\``,
    `html\`<option ?selected=\${live(id === chosen)}>\``,
    `html\`<i>\${guard(row, draw)}</i>\``,
  ])('fail the build: %s', (code) => {
    expect(() => requireUnneeded(code, 'a.ts')).toThrow('a.ts');
  });

  it('are told from others', () => {
    for (const code of [
      'static properties = { count: { type: Number, reflect: true } };',
      `html\`<option .selected=\${live(id === chosen)}>\${guard([row], draw)}</option>\``,
    ]) {
      expect(() => requireUnneeded(code, 'a.ts')).not.toThrow();
    }
  });
});
