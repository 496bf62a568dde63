import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { buildStale } from '../../../scripts/build.mjs';
import { ROOT } from '../../../scripts/run.mjs';

/** Serves the script as sites get it, built when its sources changed, at `/__script__/task-chat.js` and `.mjs`. */
export function builtScriptPlugin(): TestRunnerPlugin {
  let built: Promise<void> | undefined;
  return {
    name: 'built-script',
    async serve(context) {
      if (!context.path.startsWith('/__script__/')) return undefined;
      try {
        built ??= buildStale(['embed']);
        await built;
        return { body: await readFile(join(ROOT, 'dist/embed', basename(context.path)), 'utf8'), type: 'js' };
      } catch (error) {
        console.error(error);
        context.status = 500;
        return { body: 'The script could not be built.' };
      }
    },
  };
}
