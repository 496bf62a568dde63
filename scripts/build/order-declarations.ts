import { type Plugin, parseSync, Visitor } from 'vite';
import { areRelated, type Run, readRuns } from './declarations.ts';
import { PackedText, type Span } from './packed-text.ts';
import { readVariables, type Variable } from './variables.ts';

/** How often all are gone through, and how often a run at a time. More often is not worth its time. */
const PASSES = 3;
const ROUNDS = 3;
/** What of the text around a change is packed with it. */
const BEFORE = 8;
const BEHIND = 20;
/** A change has to save so many bits. */
const LEAST_GAIN = 0.05;
/** An order that would cost so many bits is not tried again. */
const HOPELESS = 6;
/** After so many changes, what packs how is looked at again. */
const CHANGES = 60;

/** The declarations of a run as they stand now. */
interface Ordered {
  readonly start: number;
  declarations: readonly string[];
}

interface Change {
  readonly declarations: readonly string[];
  /** From where on the text is another, and what it was and will be. */
  readonly from: number;
  readonly before: string;
  readonly after: string;
}

/**
 * Puts the declarations of each CSS rule in the order in which gzip finds most of them again. Two of which one may override
 * the other keep theirs, and so does whatever is no declaration. It works on the names that there are in the end: what
 * packs best before they are exchanged need not do so afterwards. No text gets longer or shorter, and a template has one
 * place in the source map: that stays right.
 */
export function orderDeclarations(): Plugin {
  return {
    name: 'order-declarations',
    generateBundle(_, bundle) {
      if (this.meta.watchMode) return; // it takes seconds
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = orderDeclarationsIn(file.code);
      }
    },
  };
}

/** A minified script with the declarations of its style sheets in the order that compresses best. */
export function orderDeclarationsIn(code: string): string {
  const runs = findRuns(code).map(({ start, declarations }): Ordered => ({ start, declarations }));
  const script = new Script(code);
  for (let pass = 0; pass < PASSES; pass++) script.improve(runs);
  let ordered = code;
  for (const { start, declarations } of runs) {
    const text = declarations.join(';');
    ordered = ordered.slice(0, start) + text + ordered.slice(start + text.length);
  }
  return ordered;
}

/**
 * The runs of declarations in the style sheets of a script: the templates without expressions of whichever tag has style
 * sheets. By then it has any name, which may be that of something else elsewhere; all that it stands before has to be
 * understood.
 */
export function findRuns(code: string): Run[] {
  const variables = new Map<number, Variable>();
  for (const variable of readVariables(code)) for (const place of variable.places) variables.set(place, variable);
  const sheets = new Map<Variable, { start: number; text: string; runs: Run[] | undefined }[]>();
  new Visitor({
    TaggedTemplateExpression({ tag, quasi: { quasis } }) {
      const variable = tag.type === 'Identifier' && variables.get(tag.start);
      const [quasi] = quasis;
      if (!variable || !quasi || quasis.length > 1) return;
      const { start, end } = quasi;
      const text = code.slice(start, end);
      sheets.set(variable, [...(sheets.get(variable) ?? []), { start, text, runs: readRuns(text) }]);
    },
  }).visit(parseSync('chunk.js', code).program);
  const styles = [...sheets.values()].filter((each) => each.some(({ runs = [] }) => runs.length > 0)).flat();
  if (styles.length === 0) throw new Error('There are no styles to order');
  return styles.flatMap(({ start, text, runs }) => {
    if (!runs) throw new Error(`Not understood: ${text}`);
    return runs.map((run): Run => ({ ...run, start: start + run.start }));
  });
}

class Script {
  readonly #text: PackedText;
  readonly #hopeless = new Set<string>();
  #changes = 0;

  constructor(code: string) {
    this.#text = new PackedText(code);
  }

  /** Gives each run the order with which the script needs the fewest bits. */
  improve(runs: readonly Ordered[]): void {
    for (const run of runs) {
      // What saves a little one way may seem to do so back again: no more than a few.
      for (let round = 0; round < ROUNDS; round++) {
        const best = this.#findBest(run);
        if (!best) break;
        run.declarations = best.declarations;
        this.#text.write(best.from, best.after);
        if (++this.#changes % CHANGES === 0) this.#text.learn();
      }
    }
    this.#text.learn();
  }

  #findBest(run: Ordered): Change | undefined {
    let best: Change | undefined;
    let most = LEAST_GAIN;
    for (const declarations of movesOf(run.declarations)) {
      const key = `${run.start} ${declarations.join(';')}`;
      if (this.#hopeless.has(key)) continue;
      const change = toChange(run, declarations);
      const gain = this.#gainOf(change);
      if (gain < -HOPELESS) this.#hopeless.add(key);
      if (gain <= most) continue;
      most = gain;
      best = change;
    }
    return best;
  }

  /** What a change saves where it is made, and wherever else gzip found that text or may find it now. */
  #gainOf(change: Change): number {
    const text = this.#text;
    const { from, before } = change;
    const spans: Span[] = text.join([[from - BEFORE, from + before.length + BEHIND]]);
    const users = text.usersOf(from, from + before.length);
    const takers = [...text.takersOf(spans), ...this.#with(change, () => text.takersOf(spans))];
    const touched = text.join([...spans, ...users, ...takers]);
    return text.bitsOf(touched) - this.#with(change, () => text.bitsOf(touched));
  }

  #with<T>({ from, before, after }: Change, look: () => T): T {
    this.#text.write(from, after);
    const seen = look();
    this.#text.write(from, before);
    return seen;
  }
}

/** The orders in which one declaration stands elsewhere, past none that it is related to. */
function* movesOf(declarations: readonly string[]): Generator<readonly string[]> {
  for (const [from, moved] of declarations.entries()) {
    const rest = declarations.toSpliced(from, 1);
    for (let to = from; to < rest.length && !areRelated(moved, rest[to] as string); to++) {
      yield rest.toSpliced(to + 1, 0, moved);
    }
    // One step back is the step forth of the one before it.
    for (let to = from - 1; to >= 0 && !areRelated(moved, rest[to] as string); to--) {
      if (to < from - 1) yield rest.toSpliced(to, 0, moved);
    }
  }
}

function toChange({ start, declarations }: Ordered, wanted: readonly string[]): Change {
  const first = declarations.findIndex((each, index) => each !== wanted[index]);
  const last = declarations.findLastIndex((each, index) => each !== wanted[index]);
  const from = start + declarations.slice(0, first).reduce((sum, { length }) => sum + length + 1, 0);
  const [before, after] = [declarations, wanted].map((all) => all.slice(first, last + 1).join(';')) as [string, string];
  return { declarations: wanted, from, before, after };
}
