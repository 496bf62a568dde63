// `npm run migrate`, `export`, `import`, `forget`, `reowner`: builds the server when its sources changed, and runs one of its commands.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildStale } from './build.mjs';
import { ROOT } from './run.mjs';

const [name = '', ...rest] = process.argv.slice(2);

try {
  // Standard output may carry an export.
  await buildStale(['server'], console.error);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const args = ['--enable-source-maps', join(ROOT, `dist/server/${name}.js`), ...rest];
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
