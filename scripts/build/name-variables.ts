import { constants, deflateRawSync } from 'node:zlib';
import { minifySync, type Plugin } from 'vite';
import { readVariables, type Variable } from './variables.ts';

/** How far back gzip finds a text again, less what it needs for itself. */
const WINDOW = 32_000;
/** How many letters are tried for a name. More are not worth their time. */
const LETTERS = 7;
/** How much of what follows a variable is looked at, in each pass over the script: what the name is a start of. */
const TAILS = [64, 16];
/** A variable whose places are further apart keeps its name. */
const SPAN = 1500;
/** How many may change their names for one that wants another. */
const MOST_SWAPPED = 8;

/**
 * Minifiers name variables by how often they are used. Here they exchange names until what is alike says the same
 * letters, so that gzip finds it again. No text gets longer or shorter: source maps stay right.
 */
export function nameVariables(): Plugin {
  return {
    name: 'name-variables',
    generateBundle(_, bundle) {
      if (this.meta.watchMode) return; // it takes seconds
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = renameIn(file.code);
    },
  };
}

/** A minified script with the names that compress best. */
export function renameIn(code: string): string {
  const variables = readVariables(code);
  const script = new Script(code);
  for (const tail of TAILS) for (const group of toGroups(variables)) improve(script, group, lettersOf(variables), tail);

  const chars = code.split('');
  for (const { name, places } of variables) if (name.length === 1) for (const place of places) chars[place] = name;
  const renamed = chars.join('');
  // Rolldown's own reading of both has to be the same program, or ours was wrong.
  if (toPlain(renamed) !== toPlain(code)) throw new Error('A name means something else than before');
  return renamed;
}

/** A script with names that depend on nothing but the order in which they come. */
function toPlain(code: string): string {
  return minifySync('chunk.js', code, { compress: false, mangle: { toplevel: true } }).code;
}

/** A script as gzip sees it, near enough: with one byte for each character. */
class Script {
  readonly #bytes: Buffer;
  #size: number;

  constructor(code: string) {
    this.#bytes = Buffer.from(code, 'latin1');
    this.#size = this.#measure();
  }

  rename(variables: readonly Variable[], one: string, other: string): void {
    for (const variable of variables) {
      variable.name = variable.name === one ? other : one;
      for (const place of variable.places) this.#bytes[place] = variable.name.charCodeAt(0);
    }
  }

  /** What a part of it adds to what stands before. */
  costOf(start: number, end: number): number {
    const dictionary = this.#bytes.subarray(Math.max(0, end - WINDOW), start);
    return deflateRawSync(this.#bytes.subarray(start, end), { level: 9, strategy: constants.Z_FIXED, dictionary })
      .length;
  }

  /** Whether the whole has not grown since this was asked last and true. */
  keepsSmall(): boolean {
    const size = this.#measure();
    if (size > this.#size) return false;
    this.#size = size;
    return true;
  }

  #measure(): number {
    return deflateRawSync(this.#bytes, { level: 6, memLevel: 9 }).length;
  }
}

/** Variables that overlap, as those of a function and of what is within it. */
function toGroups(variables: readonly Variable[]): Variable[][] {
  const groups: Variable[][] = [];
  let reached = -1;
  for (const variable of variables) {
    const [start, end] = spanOf([variable]);
    if (variable.fixed || end - start > SPAN) continue;
    if (start >= reached) groups.push([]);
    groups.at(-1)?.push(variable);
    reached = Math.max(reached, end);
  }
  return groups;
}

/** Gives each variable the name with which it and what follows cost least, if that makes the whole smaller. */
function improve(script: Script, group: readonly Variable[], letters: readonly string[], tail: number): void {
  const done: [Variable[], string, string][] = [];
  for (const variable of group) {
    const { name } = variable;
    const costs = new Map<string, number>();
    let gain = 0;
    let best: (typeof done)[number] | undefined;
    for (const letter of letters) {
      const swapped = letter === name ? undefined : toSwap(variable, letter);
      if (!swapped) continue;
      const [start, end] = spanOf(swapped);
      if (end - start > SPAN) continue;
      const cost = costs.get(`${start}-${end}`) ?? script.costOf(start, end + tail);
      costs.set(`${start}-${end}`, cost);
      script.rename(swapped, name, letter);
      const saved = cost - script.costOf(start, end + tail);
      script.rename(swapped, name, letter);
      if (saved <= gain) continue;
      gain = saved;
      best = [swapped, name, letter];
    }
    if (!best) continue;
    script.rename(...best);
    done.push(best);
  }
  if (done.length > 0 && !script.keepsSmall()) for (const swap of done.reverse()) script.rename(...swap);
}

/** Who has to exchange two names so that one gets the other: its rivals of that name, theirs, and so on. */
function toSwap(variable: Variable, letter: string): Variable[] | undefined {
  const swapped = new Set([variable]);
  for (const one of swapped) {
    const other = one.name === letter ? variable.name : letter;
    for (const rival of one.rivals) if (rival.name === other) swapped.add(rival);
    if (one.fixed || swapped.size > MOST_SWAPPED) return undefined;
  }
  return [...swapped];
}

function lettersOf(variables: readonly Variable[]): string[] {
  const uses = new Map<string, number>();
  for (const { name, places, fixed } of variables) {
    if (!fixed) uses.set(name, (uses.get(name) ?? 0) + places.length);
  }
  return [...uses]
    .sort(([, a], [, b]) => b - a)
    .slice(0, LETTERS)
    .map(([name]) => name);
}

function spanOf(variables: readonly Variable[]): [start: number, end: number] {
  const places = variables.flatMap((variable) => variable.places);
  return [Math.min(...places), Math.max(...places) + 1];
}
