import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findOwnClasses, type OwnClasses } from '../../scripts/build/own-classes.ts';
import { nameClasses, putStandIns, shortNames, toStandIns } from '../../scripts/build/shorten-classes.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const LIT = `export declare const html: (strings: TemplateStringsArray, ...values: unknown[]) => unknown;
export declare const css: (strings: TemplateStringsArray) => unknown;`;

/** The classes of a room with this source and another one, and what the source becomes when they are in brackets. */
async function read(source: string, other = ''): Promise<{ own: OwnClasses; marked: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-classes-'));
  folders.push(folder);
  const room = join(folder, 'room');
  await mkdir(room);
  const index = `import { html, css } from './lit.ts'; export { html, css };\n`;
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['room'] }));
  await writeFile(join(room, 'lit.ts'), LIT);
  await writeFile(join(room, 'other.ts'), other || 'export {};');
  await writeFile(join(room, 'index.ts'), index + source);
  const own = findOwnClasses(join(folder, 'tsconfig.json'), join(room, 'index.ts'));
  const places = own.places.get(join(room, 'index.ts')) ?? [];
  const brackets = new Map(places.map(({ name }) => [name, `[${name}]`]));
  return {
    own,
    marked: putStandIns(index + source, places, brackets)
      .toString()
      .slice(index.length),
  };
}

const marked = async (source: string) => (await read(source)).marked;
const keptIn = async (source: string, other?: string) => [...(await read(source, other)).own.kept.keys()].sort();

describe('classes', { timeout: 60_000 }, () => {
  it('are found in style sheets, but for what else has a dot or the same name', async () => {
    const rules = (name: string) =>
      `css\`.${name}:not(.${name}) > b, p.${name}{ margin: .5em; animation: gnarl 1.5s; &.${name} { top: 0 } }
      /* .gnarl {} */ @media (x: .5) { .${name}::after { content: '.gnarl {' } } @keyframes gnarl { }\``;
    expect(await marked(`${rules('gnarl')}; html\`<p class="gnarl">\``)).toBe(
      `${rules('[gnarl]')}; html\`<p class="[gnarl]">\``,
    );
  });

  it('are found in templates, and in what stands beside their names', async () => {
    expect(
      await marked(`const open = !!1; html\`<i title="one" class="one two \${open ? 'three' : ''}" part=one>one</i>
        <b class=one></b><u class=\${open ? 'two' : 'one two'}></u><s id=\${'one'}></s>\`; export const a = { class: \`one \${open ? 'four' : ''}\` };`),
    ).toBe(`const open = !!1; html\`<i title="one" class="[one] [two] \${open ? '[three]' : ''}" part=one>one</i>
        <b class=[one]></b><u class=\${open ? '[two]' : '[one] [two]'}></u><s id=\${'one'}></s>\`; export const a = { class: \`[one] \${open ? '[four]' : ''}\` };`);
  });

  it('are found in selectors, which are told from addresses and sentences', async () => {
    const uses = (list: string) => `html\`<li class="${list}">\`;
      const A = 'tr, .${list} > *'; export const b = [A, 'li.${list}', ':is(.${list}).${list}', 'threads.list', 'A list.list', \`[x="\${A}"] .${list}\`, 'list'];`;
    expect(await marked(uses('list'))).toBe(uses('[list]'));
  });

  it('are followed through constants, functions and what these are called with', async () => {
    const uses = ([on, off, one, two]: readonly string[]) => `
      function pick(open: boolean) { if (open) return '${on}'; return open ? '' : '${off}'; }
      function own(deep: boolean): string { return deep ? own(!deep) : ''; }
      html\`<p class=\${own(true)}>\`;
      function draw(kind: string, more = '${one}') { return html\`<p class="\${kind} \${more}">\`; }
      export function all(open: boolean) { const own = \`\${pick(open)} ${two}\`; return [html\`<p class=\${own}>\`, draw('${one}'), draw('${two}')]; }`;
    const names = ['g-on', 'g-off', 'g-one', 'g-two'];
    expect(await marked(uses(names))).toBe(uses(names.map((name) => `[${name}]`)));
  });

  it.each([
    [
      'data',
      `interface Row { kind: 'gnarl' | 'quux' } export const a = ({ kind }: Row) => html\`<p class="row \${kind}">\``,
    ],
    [
      'put together',
      `css\`.x-gnarl {} .x-quux {}\`; export const a = (b: 'gnarl' | 'quux') => html\`<p class="row x-\${b}">\``,
      ['x-gnarl', 'x-quux'],
    ],
    [
      'put together of several',
      `css\`.x {} .x-gnarl {} .x-quux {}\`; type B = 'gnarl' | 'quux' | ''; export const a = (b: B) => html\`<p class="\${'x'}\${b && '-'}\${b}">\``,
      ['x', 'x-gnarl', 'x-quux'],
    ],
    ['numbered', `css\`.h1 {} .hr { }\`; export const a = (b: number) => html\`<p class="hr h\${b}">\``, ['h1']],
    [
      'carried, and said elsewhere',
      `const kind = !1 ? 'gnarl' : 'quux'; html\`<p class=\${kind}>\`; export const a = kind === 'quux' ? 'gnarl' : ''`,
    ],
  ])('keep their names if they are %s', async (_, source, names = ['gnarl', 'quux']) => {
    expect(await keptIn(source)).toEqual(names);
  });

  it('give no name to others that may have it', async () => {
    const { own } = await read(
      `export const a = (b: 'e' | 'tt', c: number) => html\`<p class="\${b} s\${c} r\${b}">\``,
    );
    const names = shortNames(own);
    expect(names.slice(0, 3)).toEqual(['t', 'n', 'r']);
    expect(names).not.toContain('tt');
    expect(names).not.toContain('re');
  });

  it.each([
    ['may be anything', `export const a = (b: string) => html\`<p class="one \${b}">\``],
    ['may be anything', `export const a = (b: { c?: string }) => html\`<p class=\${b.c ?? ""}>\``],
    ['may be anything', `export const a = (b: string) => html\`<p class="one-\${b}">\``],
    ['may be anything', 'export const a = (b: string) => ({ class: b })'],
    ['may be anything', `let b = "one"; export const a = () => html\`<p class=\${b}>\``],
    [
      'may be anything',
      `export function a(b: string) { return html\`<p class=\${b}>\`; } export const c = [a, a("one")];`,
    ],
    ['may be anything', `export function a(b: string) { return html\`<p class=\${b}>\`; } a(...(["one"] as const));`],
    ['Not understood', `export const a = (b: 'one two') => html\`<p class="one-\${b}">\``],
    ['More than a class', `const b = "one"; html\`<p class=\${b} id=\${b}>\`;`],
    ['No element has the class .gnarl', 'css`.gnarl {}`; html`<p class="quux">`'],
    ['Is this the class w-gnarl', 'html`<p class="w-gnarl">`; export const a = "w-gnarl"'],
    ['Is this a selector', `html\`<p class="gnarl">\`; export const a = (b: string) => \`\${b}.gnarl\``],
    ['named by a dot', 'css`[class=gnarl] {}`; html`<p class="gnarl">`'],
    ['Not understood', 'export const a = (b: Element) => b.classList.add("gnarl")'],
    ['Not understood', 'export const a = (b: Element) => b.setAttribute("class", "gnarl")'],
    ['Not understood', `html\`<p .className=\${"gnarl"}>\``],
    ['Not understood', `html\`<p title="a > b" class=gnarl>\``],
    ['Not understood', `html\`<p class='gnarl quux'>\``],
    ['Not understood', `html\`<p class = gnarl>\``],
    ['Not understood', `export const a = { 'class': 'gnarl' }`],
  ])('are refused if one %s: %s', async (message, source) => {
    await expect(read(source)).rejects.toThrow(message);
  });

  it('of OpenAI’s element are not ours', async () => {
    expect(await marked('css`.ck-frame {}`')).toBe('css`.ck-frame {}`');
  });
});

describe('a script with short names', () => {
  const names = ['e', 't', 'ee'];
  const places = [
    { name: 'one', start: 1 },
    { name: 'two', start: 5 },
    { name: 'one', start: 9 },
    { name: 'two', start: 13 },
    { name: 'two', start: 17 },
    { name: 'six', start: 21 },
  ];
  const standIns = toStandIns({ places: new Map([['a', places]]) }, names);
  const code = '.one.two one two two six';

  it('has the shortest for the most used, as long as what stands for them', () => {
    const edited = putStandIns(code, places, standIns).toString();
    const { code: named, classes } = nameClasses(edited, names);
    expect(named).toBe('.t.e t e e ee');
    expect(named).toHaveLength(edited.length);
    expect(classes.map(({ name, places: found }) => [name, found])).toEqual([
      ['t', [1, 5]],
      ['e', [3, 7, 9]],
      ['ee', [11]],
    ]);
    expect(classes.every(({ rivals }) => rivals.size === 2)).toBe(true);
  });

  it('is refused where a source is not what was read, or a minifier changed what stands for them', () => {
    expect(() => putStandIns(` ${code}`, places, standIns)).toThrow('does not stand where it was found');
    expect(() => putStandIns('"\ue000"', [], standIns)).toThrow('stands for a class');
    expect(() => nameClasses('"\\uE000"', names)).toThrow('did not stay');
    expect(() => nameClasses('"\ue000\uf8ff"', names)).toThrow('length');
  });
});
