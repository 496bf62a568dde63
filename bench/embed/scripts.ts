import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { buildStale } from '../../scripts/build.mjs';
import { ROOT } from '../../scripts/run.mjs';

let own: Promise<string> | undefined;

/** The element's script as it is shipped, built first if its sources have changed; the same one in all of a run. */
export function ownScript(): Promise<string> {
  own ??= buildStale(['embed']).then(() => readFile(join(ROOT, 'dist/embed/task-chat.js'), 'utf8'));
  return own;
}

/** One of `bench/embed/page/`, built as the element is: one classic script for the same browsers, with Lit's production build. */
export async function pageScript(name: 'floor' | 'probe'): Promise<string> {
  const outputs = await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    resolve: { conditions: ['production', 'browser', 'import', 'default'] },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'page', `${name}.ts`), formats: ['iife'], name: 'Bench' },
    },
  });
  const [output] = Array.isArray(outputs) ? outputs : [];
  const [chunk] = output?.output ?? [];
  if (chunk?.type !== 'chunk') throw new Error(`${name} was not built.`);
  return chunk.code;
}

/** Lets a script tell when its first line ran. */
export function tellsBegin(script: string): string {
  return `window.began = performance.now();${script}`;
}
