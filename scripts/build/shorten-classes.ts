import MagicString from 'magic-string';
import type { Plugin } from 'vite';
import { SMALL } from './letters.ts';
import { type ClassPlace, findOwnClasses, type OwnClasses } from './own-classes.ts';
import type { Variable } from './variables.ts';

/** What stands for the names until the script is written, which nothing else does: characters for private use. */
const FIRST = 0xe000;
const FILLER = '\uf8ff';
const STAND_INS = /([\ue000-\uf8fe])(\uf8ff*)/g;
const ESCAPED = /\\u\{?[ef][\da-f]{3}/i;

/** The classes of a script, and the names that they may have. */
export interface ShortClasses {
  readonly classes: readonly Variable[];
  readonly names: readonly string[];
}

/**
 * Gives the classes of the element's shadow tree short names (see `findOwnClasses`), the most used the shortest. By the
 * format of the script, it tells which stand where, for whoever chooses better.
 */
export function shortenClasses(
  ...sources: Parameters<typeof findOwnClasses>
): Plugin<ReadonlyMap<string, ShortClasses>> & { readonly api: ReadonlyMap<string, ShortClasses> } {
  let own: OwnClasses | undefined;
  let names: readonly string[] = [];
  let standIns: ReadonlyMap<string, string> = new Map();
  const api = new Map<string, ShortClasses>();
  return {
    name: 'shorten-classes',
    enforce: 'pre',
    api,
    buildStart() {
      own = undefined;
    },
    transform: {
      filter: { id: /\/embed\/.*\.ts$/ },
      handler(code, id) {
        // It takes seconds, and whoever watches changes names.
        if (this.meta.watchMode) return undefined;
        if (!own) {
          own = findOwnClasses(...sources);
          names = shortNames(own);
          standIns = toStandIns(own, names);
        }
        const places = own.places.get(id);
        if (!places) throw new Error(`Not a source of the element: ${id}`);
        const edited = putStandIns(code, places, standIns);
        return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
      },
    },
    generateBundle({ format }, bundle) {
      if (this.meta.watchMode) return;
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const { code, classes } = nameClasses(file.code, names);
        file.code = code;
        api.set(format, { classes, names });
      }
    },
  };
}

/** By class, what stands for its name: something as long as that will be. */
export function toStandIns({ places }: Pick<OwnClasses, 'places'>, names: readonly string[]): Map<string, string> {
  const uses = new Map<string, number>();
  for (const { name } of [...places.values()].flat()) uses.set(name, (uses.get(name) ?? 0) + 1);
  const classes = [...uses].sort(([, a], [, b]) => b - a);
  return new Map(
    classes.map(([name], index) => {
      const { length } = names[index] ?? name;
      return [name, String.fromCharCode(FIRST + index) + FILLER.repeat(length - 1)];
    }),
  );
}

/** A source with something else for its classes. */
export function putStandIns(
  code: string,
  places: readonly ClassPlace[],
  standIns: ReadonlyMap<string, string>,
): MagicString {
  if (code.search(STAND_INS) >= 0) throw new Error('A source has a character that stands for a class');
  const edited = new MagicString(code);
  for (const { name, start } of places) {
    const end = start + name.length;
    if (code.slice(start, end) !== name) throw new Error(`The class ${name} does not stand where it was found`);
    edited.update(start, end, standIns.get(name) ?? name);
  }
  return edited;
}

/** A script with short names, and where they stand. No text gets longer or shorter: source maps stay right. */
export function nameClasses(code: string, names: readonly string[]): { code: string; classes: Variable[] } {
  if (ESCAPED.test(code)) throw new Error('What stands for the classes did not stay as it was');
  const classes = new Map<string, Variable & { places: number[]; rivals: Set<Variable> }>();
  const named = code.replace(STAND_INS, (standIn, first: string, _, place: number) => {
    const name = names[first.charCodeAt(0) - FIRST];
    if (name?.length !== standIn.length) throw new Error(`Nothing has the length of ${JSON.stringify(standIn)}`);
    const known = classes.get(name) ?? { name, places: [], rivals: new Set(), fixed: false };
    known.places.push(place);
    classes.set(name, known);
    return name;
  });
  const all = [...classes.values()];
  for (const one of all) for (const other of all) if (other !== one) one.rivals.add(other);
  return { code: named, classes: all };
}

/**
 * `e`, `t` … `z`, `ee`, `et` … `zz`, but for names that are taken. No capitals: selectors do not tell them apart on a page
 * in quirks mode.
 */
export function shortNames({ isTaken }: Pick<OwnClasses, 'isTaken'>): string[] {
  const two = SMALL.flatMap((one) => SMALL.map((other) => one + other));
  return [...SMALL, ...two].filter((name) => !isTaken(name));
}
