import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findOwnNames } from '../../scripts/build/own-names.ts';
import { shortenIn } from '../../scripts/build/shorten-names.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** The own names of a room with these files, of which `index.ts` is the entry. */
async function own(index: string, others: Record<string, string> = {}): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-names-'));
  folders.push(folder);
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const tsconfig = JSON.stringify({ compilerOptions, include: ['room'] });
  for (const [path, text] of Object.entries({
    'tsconfig.json': tsconfig,
    'room/index.ts': index,
    'wire/a.ts': '',
    ...others,
  })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { names } = findOwnNames(join(folder, 'tsconfig.json'), join(folder, 'room/index.ts'), [join(folder, 'wire')]);
  return [...names].sort();
}

describe('own names', { timeout: 60_000 }, () => {
  it('are those of members that only the room uses', async () => {
    const names = await own(`
      interface Hooks { onQuux(): void }
      class Inner { gnarlCount = 0; bumpGnarl({ onQuux }: Hooks) { this.gnarlCount++; onQuux(); } }
      export function start(): void { new Inner().bumpGnarl({ onQuux() {} }); }`);
    expect(names).toEqual(['bumpGnarl', 'gnarlCount', 'onQuux']);
  });

  it.each([
    [
      'reachable from an export',
      `interface Deep { gnarl: number } export class A { read(): Promise<Deep[]> { return Promise.resolve([]); } }`,
    ],
    ['a member of an exported class', `export class A { private gnarl = 1; twice() { return this.gnarl * 2; } }`],
    [
      'of a global',
      `interface Deep { gnarl: number } declare global { interface Window { deepThing?: Deep } }
      export const a = () => window.deepThing?.gnarl;`,
    ],
    ['known to the browser', `class A { innerHTML = ''; } export const a = (): string => new A().innerHTML;`],
    ['said by a string', `class A { gnarl = 1; } export const a = (key: 'gnarl'): number => new A()[key];`],
    [
      'said by a path',
      `class A { gnarl = 1; } export const b = 'deep.gnarl'; export const a = (): number => new A().gnarl;`,
    ],
    [
      'set by a template',
      `class A { gnarl = 1; } export const b = (x: string) => \`<p .gnarl=\${x}>\`; export const a = (): number => new A().gnarl;`,
    ],
    ['of a table', `const table = { gnarl: 1 }; export const a = (): number => table.gnarl;`],
    ['asserted', `interface Deep { gnarl: number } export const a = (x: unknown): number => (x as Deep).gnarl;`],
    [
      'of what comes from anywhere',
      `interface Deep { gnarl: number } export const a = (): number => { const x: Deep = JSON.parse('1'); return x.gnarl; };`,
    ],
    [
      'tested',
      `interface Deep { gnarl: number } const isDeep = (x: unknown): x is Deep => !!x; export const a = (x: unknown) => isDeep(x) && x.gnarl;`,
    ],
    [
      'from a generic function that believes its caller',
      `interface Deep { gnarl: number }
      const parse = <T>(text: string): T[] => JSON.parse(text); export const a = (): number => { const [x]: Deep[] = parse('1'); return x!.gnarl; };`,
    ],
    [
      'of an answer chosen by its type',
      `interface Answers { one: { gnarl: number } }
      async function ask<Key extends keyof Answers>(key: Key): Promise<Answers[Key]> { return await (await fetch(key)).json(); }
      export const a = async (): Promise<number> => (await ask('one')).gnarl;`,
    ],
    [
      'given to what reads names',
      `interface Deep { gnarl: number } export const a = (): string => { const x: Deep = { gnarl: 1 }; return JSON.stringify(x); };`,
    ],
    [
      'given to a table',
      `interface Deep { gnarl: number } const read = (x: object): unknown => x; export const a = (): unknown => { const x: Deep = { gnarl: 1 }; return read(x); };`,
    ],
    [
      'of a value of unknown type',
      `interface Deep { gnarl: number } export const a = (x: any): number => x.gnarl; export const b = (): number => { const x: Deep = { gnarl: 1 }; return x.gnarl; };`,
    ],
    [
      'of a detail that others fill',
      `interface Deep { gnarl: number } export const a = (x: EventTarget): void => x.addEventListener('b', ((event: CustomEvent<Deep>) => event.detail.gnarl) as never);`,
    ],
    ['in the style of the wire', `class A { gnarl_id = 1; } export const a = (): number => new A().gnarl_id;`],
  ])('do not include a name that is %s', async (_, index) => {
    expect(await own(index)).toEqual([]);
  });

  it('do not include a name of the wire', async () => {
    const index = 'class A { gnarl = 1; } export const a = (): number => new A().gnarl;';
    expect(await own(index, { 'wire/a.ts': 'export interface B { gnarl: string }' })).toEqual([]);
    expect(await own(index, { 'wire/a.ts': "export type B = 'gnarl';" })).toEqual([]);
    expect(await own(index)).toEqual(['gnarl']);
  });
});

describe('a script with short names', () => {
  const names = { names: new Set(['gnarlCount']), kept: new Map([['e', 'the browser']]) };
  const shorten = (code: string) => shortenIn(code, names).toString();

  it('has them wherever the property is named', () => {
    expect(shorten('class A{gnarlCount=1;x({gnarlCount:b}){return this.gnarlCount+b}}')).toBe(
      'class A{t=1;x({t:b}){return this.t+b}}',
    );
  });

  it('keeps the variables of shorthands', () => {
    expect(shorten('const {gnarlCount}=a;b({gnarlCount});const {gnarlCount=2}=c')).toBe(
      'const {t: gnarlCount}=a;b({t: gnarlCount});const {t: gnarlCount=2}=c',
    );
  });

  it('keeps computed names and variables', () => {
    expect(shorten('a.gnarlCount=b[gnarlCount]')).toBe('a.t=b[gnarlCount]');
  });

  it('tells which they are, and some that are left over', () => {
    const short = { given: new Set<string>(), spare: new Set<string>() };
    shortenIn('a.gnarlCount=b.n', names, short);
    expect([...short.given]).toEqual(['t']);
    expect([...short.spare].slice(0, 3)).toEqual(['r', 'i', 's']);
  });

  it('gives no name that stands in the script already', () => {
    expect(shorten('a.gnarlCount=b.t+b.n')).toBe('a.r=b.t+b.n');
  });

  it('is refused where a string says a long name', () => {
    expect(() => shorten('a.gnarlCount=b["gnarlCount"]')).toThrow('gnarlCount');
  });
});
