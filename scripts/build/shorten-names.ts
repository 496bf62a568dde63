import MagicString from 'magic-string';
import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';
import { LETTERS } from './letters.ts';
import { findOwnNames, type OwnNames } from './own-names.ts';

/** Names that Lit keeps to itself and its directives. All of Lit that there is stands in the script. */
const LITS = /^_\$/;

interface Place {
  readonly start: number;
  readonly end: number;
  /** `{name}` becomes `{a: name}`. */
  readonly shorthand: boolean;
}

/** The short names in a script, each of which may as well stand for another property, and some that stand for none yet. */
export interface ShortNames {
  readonly given: Set<string>;
  readonly spare: Set<string>;
}

/** How many names are left over for whoever chooses better. */
const SPARE = 100;

/**
 * Gives the properties that nobody outside the script knows (see `findOwnNames`) short names, the most used first. By
 * the format of the script, it tells which.
 */
export function shortenNames(
  ...sources: Parameters<typeof findOwnNames>
): Plugin<ReadonlyMap<string, ShortNames>> & { readonly api: ReadonlyMap<string, ShortNames> } {
  let own: OwnNames | undefined;
  const api = new Map<string, ShortNames>();
  return {
    name: 'shorten-names',
    api,
    buildStart() {
      own = undefined;
    },
    renderChunk(code, _, { format }) {
      // It takes seconds, and whoever watches changes names.
      if (this.meta.watchMode) return undefined;
      own ??= findOwnNames(...sources);
      const short: ShortNames = { given: new Set(), spare: new Set() };
      const edited = shortenIn(code, own, short);
      api.set(format, short);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A script with short names. */
export function shortenIn(
  code: string,
  { names, kept }: OwnNames,
  { given, spare }: ShortNames = { given: new Set(), spare: new Set() },
): MagicString {
  const { places, strings } = readChunk(code);
  const isOwn = (name: string) => names.has(name) || LITS.test(name);
  const said = strings.find(isOwn);
  if (said) throw new Error(`A property has a short name, and a string says its long one: ${said}`);
  const wanted = [...places].filter(([name]) => isOwn(name)).sort(([, a], [, b]) => b.length - a.length);
  if (wanted.length === 0) throw new Error('There are no names to shorten');

  const short = shortNames(new Set([...kept.keys(), ...places.keys(), ...strings]));
  const edited = new MagicString(code);
  for (const [name, all] of wanted) {
    const { value } = short.next();
    given.add(value);
    for (const { start, end, shorthand } of all) edited.update(start, end, shorthand ? `${value}: ${name}` : value);
  }
  while (spare.size < SPARE) spare.add(short.next().value);
  return edited;
}

/** Where the names of properties stand in a script, by name, and its strings. */
function readChunk(code: string): { places: Map<string, Place[]>; strings: string[] } {
  const places = new Map<string, Place[]>();
  const strings: string[] = [];
  const note = (key: ESTree.Node, computed: boolean, shorthand = false) => {
    if (computed || key.type !== 'Identifier') return;
    const known = places.get(key.name) ?? [];
    places.set(key.name, [...known, { start: key.start, end: key.end, shorthand }]);
  };
  new Visitor({
    MemberExpression: ({ property, computed }) => note(property, computed),
    Property: ({ key, computed, shorthand }) => note(key, computed, shorthand),
    MethodDefinition: ({ key, computed }) => note(key, computed),
    PropertyDefinition: ({ key, computed }) => note(key, computed),
    Literal: ({ value }) => typeof value === 'string' && strings.push(value),
  }).visit(parseSync('chunk.js', code).program);
  return { places, strings };
}

/** `e`, `t` … `Q`, `Z`, `ee`, `et` …, but for names that mean something to anybody. */
function* shortNames(taken: ReadonlySet<string>): Generator<string, never> {
  let names = [''];
  for (;;) {
    names = names.flatMap((name) => LETTERS.map((letter) => name + letter));
    yield* names.filter((name) => !taken.has(name));
  }
}
