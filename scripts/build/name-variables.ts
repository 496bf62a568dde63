import { minifySync, type Plugin } from 'vite';
import { PackedText, type Span } from './packed-text.ts';
import type { ShortClasses } from './shorten-classes.ts';
import type { ShortNames } from './shorten-names.ts';
import { readTokens, TOKEN_NAMES } from './shorten-tokens.ts';
import { readProperties, readVariables, type Variable } from './variables.ts';

/** How often all names are gone through; after so many nothing is found any more. */
const PASSES = 6;
/** How many of the letters that stand most often are tried for a variable. */
const MOST_LETTERS = 10;
/** Of names of two letters, of which there are hundreds, each pass tries one in so many. */
const SHARE = 3;
/** Of the names that are tried, how many are looked at closely. */
const FINALISTS = 3;
/** A name that would cost so many bits is not tried again. */
const HOPELESS = 6;
/** What of the text around a name is packed with it. */
const BEFORE = 8;
const BEHIND = 20;
/** How much text a change may touch. */
const MOST_TEXT = 3000;
/** How many may change their names for one that wants another. */
const MOST_SWAPPED = 8;
/** A change has to save so many bits. */
const LEAST_GAIN = 0.05;
/** After so many changes, what packs how is looked at again. */
const CHANGES = 60;

/** What names of two letters are made of. Others cost more. */
const LETTERS = [...'etnrioasclduphmf'];
const RESERVED = ['as', 'do', 'if', 'in', 'is', 'of'];
const NO_NAMES: ShortNames = { given: new Set(), spare: new Set() };
const NO_CLASSES: ShortClasses = { classes: [], names: [] };

interface Swap {
  readonly variables: readonly Variable[];
  readonly one: string;
  readonly other: string;
}

/**
 * Minifiers name variables by how often they are used. Here they exchange names until what is alike says the same
 * letters, so that gzip finds it again; so do custom properties, and, by the script's format, properties and CSS classes
 * with short names. No text gets longer or shorter: source maps stay right.
 */
export function nameVariables(
  properties: ReadonlyMap<string, ShortNames>,
  classes: ReadonlyMap<string, ShortClasses>,
): Plugin {
  return {
    name: 'name-variables',
    generateBundle({ format }, bundle) {
      if (this.meta.watchMode) return; // it takes seconds
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        file.code = renameIn(file.code, properties.get(format), classes.get(format));
      }
    },
  };
}

/** A minified script with the names that compress best. */
export function renameIn(
  code: string,
  { given, spare } = NO_NAMES,
  { classes, names: classNames } = NO_CLASSES,
): string {
  const variables = readVariables(code);
  const properties = readProperties(code, given);
  const tokens = readTokens(code);
  const words = new Set([...RESERVED, ...(code.match(/[\w$]+/g) ?? [])]);
  const isUnused = (name: string) => !words.has(name);
  const twoLetters = LETTERS.flatMap((one) => LETTERS.map((two) => one + two));
  const letters = namesOf(variables, 1).slice(0, MOST_LETTERS);
  const variableNames = [...letters, ...namesOf(variables, 2), ...twoLetters.filter(isUnused)];
  const propertyNames = [...namesOf(properties, 1), ...namesOf(properties, 2), ...[...spare].filter(isUnused)];
  const script = new Script(code);
  for (let pass = 0; pass < PASSES; pass++) {
    script.improve(variables, shareOf(variableNames, pass));
    script.improve(properties, shareOf(propertyNames, pass));
    script.improve(classes, shareOf(classNames, pass));
    script.improve(tokens, shareOf(TOKEN_NAMES, pass));
  }
  // Rolldown's own reading of both has to be the same program, or ours was wrong.
  if (toPlain(write(code, variables)) !== toPlain(code)) throw new Error('A name means something else than before');
  for (const all of [properties, classes, tokens]) {
    if (new Set(all.map(({ name }) => name)).size < all.length) throw new Error('Two have the same name');
  }
  return write(code, [...variables, ...properties, ...classes, ...tokens]);
}

/** A script with names that depend on nothing but the order in which they come. */
function toPlain(code: string): string {
  return minifySync('chunk.js', code, { compress: false, mangle: { toplevel: true } }).code;
}

function write(code: string, variables: readonly Variable[]): string {
  const chars = code.split('');
  for (const { name, places } of variables) {
    for (const place of places) for (const [index, char] of [...name].entries()) chars[place + index] = char;
  }
  return chars.join('');
}

class Script {
  readonly #text: PackedText;
  readonly #hopeless = new Map<Variable, Set<string>>();
  #changes = 0;

  constructor(code: string) {
    this.#text = new PackedText(code);
  }

  /** Gives each the name with which the script needs the fewest bits. */
  improve(variables: readonly Variable[], names: readonly string[]): void {
    for (const variable of variables) {
      if (variable.fixed) continue;
      const best = this.#findBest(
        variable,
        names.filter(({ length }) => length === variable.name.length),
      );
      if (!best) continue;
      this.#swap(best);
      if (++this.#changes % CHANGES === 0) this.#text.learn();
    }
    this.#text.learn();
  }

  #findBest(variable: Variable, candidates: readonly string[]): Swap | undefined {
    const guesses: { swap: Swap; gain: number }[] = [];
    const known = new Map<string, number>();
    const hopeless = this.#hopeless.get(variable) ?? new Set();
    this.#hopeless.set(variable, hopeless);
    for (const other of candidates) {
      const swap = hopeless.has(other) ? undefined : toSwap(variable, other);
      const spans = swap && this.#text.join(spansOf(swap));
      if (!spans || lengthOf(spans) > MOST_TEXT) continue;
      let before = 0;
      for (const span of spans) {
        const key = span.join();
        const bits = known.get(key) ?? this.#text.guessOf([span]);
        known.set(key, bits);
        before += bits;
      }
      const gain = before - this.#with(swap, () => this.#text.guessOf(spans));
      if (gain > 0) guesses.push({ swap, gain });
      if (gain < -HOPELESS) hopeless.add(other);
    }
    let best: Swap | undefined;
    let most = LEAST_GAIN;
    for (const { swap } of guesses.sort((a, b) => b.gain - a.gain).slice(0, FINALISTS)) {
      const gain = this.#gainOf(swap);
      if (gain <= most) continue;
      most = gain;
      best = swap;
    }
    return best;
  }

  /** What a change saves where it is made, and wherever else gzip found that text or may find it now. */
  #gainOf(swap: Swap): number {
    const text = this.#text;
    const spans = text.join(spansOf(swap));
    const users = swap.variables.flatMap(({ name, places }) =>
      places.flatMap((at) => text.usersOf(at, at + name.length)),
    );
    const takers = [...text.takersOf(spans), ...this.#with(swap, () => text.takersOf(spans))];
    const touched = text.join([...spans, ...users, ...takers]);
    return text.bitsOf(touched) - this.#with(swap, () => text.bitsOf(touched));
  }

  #with<T>(swap: Swap, look: () => T): T {
    this.#swap(swap);
    const seen = look();
    this.#swap(swap);
    return seen;
  }

  #swap({ variables, one, other }: Swap): void {
    for (const variable of variables) {
      variable.name = variable.name === one ? other : one;
      for (const place of variable.places) this.#text.write(place, variable.name);
    }
  }
}

/** Who has to exchange two names so that one gets the other: its rivals of that name, theirs, and so on. */
function toSwap(variable: Variable, other: string): Swap | undefined {
  const { name: one } = variable;
  if (one === other) return undefined;
  const swapped = new Set([variable]);
  for (const { name, rivals, fixed } of swapped) {
    const wanted = name === other ? one : other;
    for (const rival of rivals) if (rival.name === wanted) swapped.add(rival);
    if (fixed || swapped.size > MOST_SWAPPED) return undefined;
  }
  return { variables: [...swapped], one, other };
}

/** The names of that length, those that stand most often in the script first. */
function namesOf(variables: readonly Variable[], length: number): string[] {
  const uses = new Map<string, number>();
  for (const { name, places, fixed } of variables) {
    if (!fixed && name.length === length) uses.set(name, (uses.get(name) ?? 0) + places.length);
  }
  return [...uses].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** All of one letter, and some of the others: other ones in each pass. */
function shareOf(names: readonly string[], pass: number): string[] {
  return names.filter(({ length }, index) => length === 1 || (index + pass) % SHARE === 0);
}

function spansOf({ variables }: Swap): Span[] {
  return variables.flatMap(({ name, places }) => places.map((at) => [at - BEFORE, at + name.length + BEHIND] as const));
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [start, end]) => sum + end - start, 0);
}
