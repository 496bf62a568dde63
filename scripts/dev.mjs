// `npm run dev`: both servers from their sources, restarted on a change, and the element rebuilt on a change.
import { tool } from './run.mjs';
import { supervise } from './supervise.mjs';

process.exitCode = await supervise([
  { name: 'server', command: tool('tsx'), args: ['watch', '--clear-screen=false', 'server/main.ts'] },
  { name: 'demo', command: tool('tsx'), args: ['watch', '--clear-screen=false', 'demo/main.ts'] },
  { name: 'embed', command: tool('vite'), args: ['build', '--watch', '--logLevel', 'warn'] },
]);
