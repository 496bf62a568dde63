import { describe, expect, it } from 'vitest';
import { reorder } from '../../scripts/build/order-modules.ts';

const IDS = ['first.ts', 'lib.js', 'a.ts', 'b.styles.ts', 'c.ts', 'last.ts'];

/** The order that the modules of a chunk get when style sheets are to come first, then `c`. */
function orderOf(modules: Partial<Record<string, string>>, wrap = (code: string) => code): string[] {
  const code = wrap(
    IDS.map((id) => `// ${id}\n${modules[id] ?? `var unused_${id.replace(/\W/g, '_')} = 1;`}\n`).join('\n'),
  );
  const paths = ['b.styles.ts', 'gone.ts', 'c.ts'];
  const text = reorder(code, IDS, { paths, first: 'first.ts', last: 'last.ts' }).toString();
  return [...text.matchAll(/^\/\/ (\S+)$/gm)].map(([, id = '']) => id);
}

describe('the modules of a script', () => {
  it('stand as they are listed, what is not behind them, the first and the last in their places', () => {
    expect(orderOf({})).toEqual(['first.ts', 'b.styles.ts', 'c.ts', 'lib.js', 'a.ts', 'last.ts']);
  });

  it('stand behind what they use when they are loaded', () => {
    const modules = {
      'lib.js': 'var css = (text) => text;',
      'b.styles.ts': 'var sheet = css`a`;',
      'a.ts': 'var other = 2;',
    };
    expect(orderOf(modules)).toEqual(['first.ts', 'lib.js', 'b.styles.ts', 'c.ts', 'a.ts', 'last.ts']);
  });

  it('stand behind what is used by what they call', () => {
    const modules = {
      'lib.js': 'var size = 3;',
      'a.ts': 'function work() { return inner(); }\nvar inner = () => size;',
      'b.styles.ts': 'var sheet = work();',
    };
    expect(orderOf(modules).slice(1, 4).sort()).toEqual(['a.ts', 'b.styles.ts', 'lib.js']);
    expect(orderOf(modules)[3]).toBe('b.styles.ts');
  });

  it('need not stand behind what they use later, nor behind functions that they only name', () => {
    const modules = {
      'lib.js': 'var size = 3;\nfunction draw() { return size; }',
      'b.styles.ts':
        'var later = () => size;\nvar table = { draw };\nclass Box { read() { return size; } width = size; }',
    };
    expect(orderOf(modules)[1]).toBe('b.styles.ts');
  });

  it('stand behind the class that they extend, and what their static fields hold', () => {
    expect(orderOf({ 'lib.js': 'class Base {}', 'b.styles.ts': 'class Box extends Base {}' })[1]).toBe('lib.js');
    expect(orderOf({ 'lib.js': 'var size = 3;', 'b.styles.ts': 'class Box { static size = size; }' })[1]).toBe(
      'lib.js',
    );
  });

  it('stand within the function around them, before what it returns', () => {
    const wrap = (code: string) =>
      `var Script = (function(exports) {\nexports.x = 1;\n${code}\nreturn exports;\n})({});`;
    expect(orderOf({}, wrap)).toEqual(['first.ts', 'b.styles.ts', 'c.ts', 'lib.js', 'a.ts', 'last.ts']);
  });

  it('must all be found', () => {
    expect(() => reorder('// a.ts\nvar a;\n', ['a.ts', 'b.ts'], { paths: [], first: 'x', last: 'y' })).toThrow('b.ts');
  });
});
