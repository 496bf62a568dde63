import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { compactStyles } from '../../scripts/build/compact-templates.ts';
import { areRelated } from '../../scripts/build/declarations.ts';
import { findRuns, orderDeclarationsIn } from '../../scripts/build/order-declarations.ts';

const sizeOf = (text: string) => deflateRawSync(text, { level: 9, memLevel: 9 }).length;
const declarationsIn = (code: string) => findRuns(code).map(({ declarations }) => declarations);
/** A script with these style sheets. */
const toScript = (...sheets: readonly string[]) =>
  `let css=([e])=>e,a=[${sheets.map((sheet) => `css\`${sheet}\``).join()}];`;

/** The project's own style sheets as they are built, but for the names. */
async function readStyles(): Promise<string[]> {
  const files = (await readdir('embed', { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
  const sources = await Promise.all(files.map((file) => readFile(join('embed', file), 'utf8')));
  return sources.flatMap((source) => [...source.matchAll(/\bcss`([^`]*)`/g)].map(([, css = '']) => compactStyles(css)));
}

it('the project’s styles say the same in another order, and pack better', async () => {
  const code = toScript(...(await readStyles()));
  const ordered = orderDeclarationsIn(code);
  const before = declarationsIn(code);
  const after = declarationsIn(ordered);
  expect(before.flat().length).toBeGreaterThan(500);
  expect(ordered).toHaveLength(code.length);
  expect(sizeOf(ordered)).toBeLessThan(sizeOf(code) - 50);
  // All but the declarations stays where it is.
  const blank = (text: string) =>
    findRuns(text).reduce((rest, { start, declarations: { length }, declarations }) => {
      const end = start + declarations.join(';').length;
      return `${rest.slice(0, start)}${`${length}`.padEnd(end - start)}${rest.slice(end)}`;
    }, text);
  expect(blank(ordered)).toBe(blank(code));
  expect(after.filter((run, index) => run.join() !== before[index]?.join()).length).toBeGreaterThan(50);
  for (const [index, run] of before.entries()) {
    const now = after[index] ?? [];
    expect([...now].sort()).toEqual([...run].sort());
    for (const [at, one] of run.entries()) {
      for (const other of run.slice(at + 1)) {
        if (areRelated(one, other)) expect(now.indexOf(one), `${one} before ${other}`).toBeLessThan(now.indexOf(other));
      }
    }
  }
}, 60_000);

it('what was said before is said in that order again, unless it means something else so', () => {
  const pairs = [...'abcdefghij'].map((name) => `.${name}{color:var(--${name});padding:4px 12px 2px}`);
  const code = toScript(`${pairs.join('')}.x{padding:4px 12px 2px;color:var(--j)}`);
  expect(orderDeclarationsIn(code)).toBe(toScript(`${pairs.join('')}.x{color:var(--j);padding:4px 12px 2px}`));
  const related = toScript(`${pairs.join('')}.x{padding:4px 12px 2px;all:unset}`.replaceAll('color', 'all'));
  expect(orderDeclarationsIn(related)).toBe(related);
});

it('is the same each time', async () => {
  const code = toScript(...(await readStyles()).slice(0, 4));
  const ordered = orderDeclarationsIn(code);
  expect(ordered).not.toBe(code);
  expect(orderDeclarationsIn(code)).toBe(ordered);
});

it('styles are what stands behind their tag, whatever has its name elsewhere', () => {
  const code =
    'let r=([e])=>e,y=e=>e;r`a{top:0;left:0}`;y`<p>a{top:0;left:0}`;(r=>r`<p>`)(y);`a{gap:0;color:red}`;y``;';
  expect(findRuns(code)).toEqual([{ start: code.indexOf('top'), declarations: ['top:0', 'left:0'] }]);
});

it('a template with expressions is left alone', () => {
  const hole = '$' + '{y}';
  const code = `let r=([e])=>e,y=1;r\`a{top:0}\`;r\`a{top:${hole};left:0}\`;`;
  expect(declarationsIn(code)).toEqual([['top:0']]);
});

it('a script without styles fails the build, and so do styles that are not understood', () => {
  expect(() => orderDeclarationsIn('let y=e=>e;y`<p>`;`a{top:0}`')).toThrow('no styles');
  expect(() => orderDeclarationsIn(toScript('a{top:0}', 'b{top:0'))).toThrow('Not understood: b{top:0');
});
