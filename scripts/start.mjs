// `npm start`: the task server and the demo. `npm run server`: the task server alone.
import { buildStale } from './build.mjs';
import { supervise } from './supervise.mjs';

const names = process.argv[2] ? [process.argv[2]] : ['server', 'demo'];

try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.exitCode = await supervise(
  names.map((name) => ({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', `dist/${name}/main.js`],
  })),
);
