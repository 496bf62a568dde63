// `npm start`: the task server and the demo. `npm run server`: the task server alone.
import { buildStale } from './build.mjs';
import { toDemoSettings } from './demo-settings.mjs';
import { supervise } from './supervise.mjs';

const isAlone = process.argv[2] === 'server';
const mains = isAlone ? ['server'] : ['server', 'demo/auth', 'demo'];

try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const env = isAlone ? {} : toDemoSettings();
process.exitCode = await supervise(
  mains.map((name) => ({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', `dist/${name}/main.js`],
    env,
  })),
);
