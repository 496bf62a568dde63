import { describe, expect, it } from 'vitest';
import { moveLater, readLate } from '../../scripts/build/evaluate-later.ts';

const LATER = { loader: 'load.ts', first: ['first.ts', 'last.ts'] };
const MODULES = {
  'first.ts': 'log.push("first");',
  'lib.js': 'var draw = (text) => [text];',
  'big.ts': 'log.push("big");\nvar Base = class {};',
  'engine.ts': 'log.push("engine");\nclass Engine extends Base { text = draw(size); }',
  'size.ts': 'var size = 3;',
  'load.ts': 'function load() {\n\treturn Engine;\n}',
  'last.ts': 'log.push("last");\nexports.load = load;\nexports.draw = draw;',
};

/** A chunk of these modules, as the bundler writes it. */
function toChunk(modules: Record<string, string>, foot = 'return exports;'): [code: string, ids: string[]] {
  const parts = Object.entries(modules).map(([id, code]) => `// ${id}\n${code}\n`);
  return [`(function(exports, log) {\n${parts.join('\n')}\n${foot}\n})`, Object.keys(modules)];
}

describe('what a script evaluates later', () => {
  it('runs when its function is called, and works', () => {
    const log: string[] = [];
    const script = Function(`return ${moveLater(...toChunk(MODULES), LATER)}`)();
    const { load, draw } = script({}, log);
    expect(log).toEqual(['first', 'last']);
    expect(new (load())().text).toEqual(draw(3));
    expect(log).toEqual(['first', 'last', 'big', 'engine']);
  });

  it('is what only that function leads to', () => {
    expect([...readLate(...toChunk(MODULES), LATER)]).toEqual(['big.ts', 'engine.ts', 'size.ts']);
  });

  it('is nothing that somebody else mentions, were it in a function that may never run', () => {
    const modules = { ...MODULES, 'last.ts': 'exports.load = load;\nexports.ask = () => size;' };
    expect([...readLate(...toChunk(modules), LATER)]).toEqual(['lib.js', 'big.ts', 'engine.ts']);
  });

  it('is nothing that the script hands out behind its last module', () => {
    const late = readLate(...toChunk(MODULES, 'exports.Base = Base;\nreturn exports;'), LATER);
    expect([...late]).toEqual(['engine.ts', 'size.ts']);
  });

  it('is nothing that only does something by itself', () => {
    const log: string[] = [];
    Function(`return ${moveLater(...toChunk({ 'alone.ts': 'log.push("alone");', ...MODULES }), LATER)}`)()({}, log);
    expect(log).toEqual(['alone', 'first', 'last']);
  });

  it('is told from a local variable of the same name', () => {
    const modules = { ...MODULES, 'last.ts': 'exports.load = load;\nexports.draw = (size) => draw(size);' };
    expect(readLate(...toChunk(modules), LATER)).toContain('size.ts');
  });

  it('has to be asked for by a function that does nothing else', () => {
    const moved = (load: string) => () => moveLater(...toChunk({ ...MODULES, 'load.ts': load }), LATER);
    expect(moved('var load = () => Engine;')).toThrow('load.ts has to be one function');
    expect(moved('function load() {\n\treturn Engine;\n}\nload();')).toThrow('load.ts has to be one function');
    expect(moved('function load(name) {\n\treturn Engine;\n}')).toThrow('without parameters');
    expect(moved('function load() {\n\treturn draw;\n}\n')).toThrow('nothing that only load.ts uses');
  });
});
