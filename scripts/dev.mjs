// `npm run dev`: the servers from their sources, restarted on a change, and the element rebuilt on a change.
import { toDemoSettings } from './demo-settings.mjs';
import { tool } from './run.mjs';
import { supervise } from './supervise.mjs';

const env = toDemoSettings();
const mains = ['server', 'demo/auth', 'demo'];

process.exitCode = await supervise([
  ...mains.map((name) => ({
    name,
    command: tool('tsx'),
    args: ['watch', '--clear-screen=false', `${name}/main.ts`],
    env,
  })),
  { name: 'embed', command: tool('vite'), args: ['build', '--watch', '--logLevel', 'warn'] },
]);
