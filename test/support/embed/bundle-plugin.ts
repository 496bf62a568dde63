import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/run.mjs';

/**
 * Serves the element as one classic script at `/__bundle__/task-chat.js`, from its sources as they stand: for tests that
 * open many pages, each of which would load a hundred modules.
 */
export function bundlePlugin(): TestRunnerPlugin {
  let script: Promise<string> | undefined;
  return {
    name: 'bundle',
    async serve({ path }) {
      if (path !== '/__bundle__/task-chat.js') return undefined;
      script ??= bundle();
      return { body: await script, type: 'js' };
    },
  };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'embed/index.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    conditions: ['production'],
    // Only a module has an address of its own.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return outputFiles[0]?.text ?? '';
}
