// `npm run order`: looks for an order of modules in which the script packs better, a few minutes' work, and writes it to
// scripts/build/module-order.json. Worth it when modules came, went or changed a lot; any order is a right one.

import { readFile, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import zopfli from '@gfx/zopfli';
import { build, type Rolldown } from 'vite';
import { order, readNeeds } from './build/order-modules.ts';
import { ROOT } from './run.mjs';

const TRIES = 12_000;
const LIST = 'scripts/build/module-order.json';
const FIRST = 'embed/dom.ts';
const LAST = 'embed/index.ts';

const { texts, needs, weight } = await readScript();
let best = [...texts.keys()].filter((id) => id !== FIRST && id !== LAST);
let size = sizeOf(best);
console.log(`${size} bytes as it is`);
const random = createRandom();
for (let left = TRIES; left > 0; left--) {
  const tried = moveSome(best);
  const found = sizeOf(tried);
  // At first it may get a little worse: what is a dead end shows late.
  if (found > size && random() > Math.exp(((size - found) * TRIES) / (6 * left))) continue;
  best = tried;
  size = found;
}
console.log(`${size} bytes in another order`);
const known = await readFile(LIST);
await writeFile(LIST, `${JSON.stringify(toOrder(best), null, 2)}\n`);
// Variables get other names in another order, which may cost more than the order saves.
const { weight: found } = await readScript();
console.log(`packed: ${weight} bytes as it is, ${found} in another order`);
if (found >= weight) await writeFile(LIST, known);

interface Script {
  /** What each module has become. */
  readonly texts: Map<string, string>;
  /** Which others each needs before it. */
  readonly needs: Map<string, Set<string>>;
  /** What the whole weighs as it is sent. */
  readonly weight: number;
}

async function readScript(): Promise<Script> {
  let needs = new Map<string, Set<string>>();
  let code = '';
  const built = await build({
    root: ROOT,
    logLevel: 'error',
    build: { write: false, lib: { entry: `${ROOT}/embed/index.ts`, formats: ['iife'], name: 'TaskChat' } },
    plugins: [
      {
        name: 'read-needs',
        enforce: 'pre',
        renderChunk(raw, { moduleIds, modules }) {
          const ids = moduleIds.filter((id) => modules[id]?.renderedLength).map((id) => relative(ROOT, id));
          needs = readNeeds(raw, ids);
        },
      },
      {
        name: 'read-script',
        enforce: 'post',
        // With the names that variables have in the order that there is: what packs well before they exchange them need
        // not do so afterwards.
        generateBundle(_, bundle) {
          for (const file of Object.values(bundle)) if (file.type === 'chunk') code = file.code;
        },
      },
    ],
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput;
  const { map } = output[0];
  if (!map) throw new Error('There is no source map');
  const sources = new SourceMap(JSON.parse(map.toString()));
  const texts = new Map<string, string>();
  for (const [number, line] of code.split('\n').entries()) {
    for (const [column, char] of line.split('').entries()) {
      const { originalSource = '' } = sources.findEntry(number, column) as { originalSource?: string };
      const id = originalSource.replace(/^(?:\.\.\/)*/, '');
      if (needs.has(id)) texts.set(id, (texts.get(id) ?? '') + char);
    }
  }
  const { length: weight } = await zopfli.gzipAsync(Buffer.from(code), {});
  return { texts, needs, weight };
}

function toOrder(ids: readonly string[]): string[] {
  return order([FIRST, ...ids, LAST], needs).filter((id) => id !== FIRST && id !== LAST);
}

function sizeOf(ids: readonly string[]): number {
  return deflateRawSync(
    toOrder(ids)
      .map((id) => texts.get(id))
      .join(''),
    // Looks as far back as zopfli does.
    { level: 9, memLevel: 9 },
  ).length;
}

/** Moves a module, or a few that stand side by side. */
function moveSome(ids: readonly string[]): string[] {
  const from = Math.floor(random() * ids.length);
  const count = random() < 0.5 ? 1 : 1 + Math.floor(random() * 6);
  const rest = ids.toSpliced(from, count);
  return rest.toSpliced(Math.floor(random() * (rest.length + 1)), 0, ...ids.slice(from, from + count));
}

/** The same numbers each time, so that the same sources have the same order. */
function createRandom(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
