import { join } from 'node:path';
import { build } from 'esbuild';

let script: Promise<string> | undefined;

/** The double as one classic script, built once per process. */
export function buildDouble(): Promise<string> {
  script ??= build({
    entryPoints: [join(import.meta.dirname, 'page/index.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return script;
}
