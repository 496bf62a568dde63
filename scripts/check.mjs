// `npm run check`: everything that reads the sources. Each check is one test of `npm test`.
import { run, tool } from './run.mjs';

const node = process.execPath;

/** @type {{ name: string, command: string, args: string[] }[]} */
export const CHECKS = [
  { name: 'types: node', command: tool('tsc'), args: ['-p', 'tsconfig.json'] },
  { name: 'types: embed', command: tool('tsc'), args: ['-p', 'tsconfig.embed.json'] },
  { name: 'types: embed tests', command: tool('tsc'), args: ['-p', 'tsconfig.embed-test.json'] },
  { name: 'types: e2e', command: tool('tsc'), args: ['-p', 'tsconfig.e2e.json'] },
  { name: 'lint and format', command: tool('biome'), args: ['check', '--error-on-warnings'] },
  { name: 'doors', command: node, args: ['scripts/doors.mjs'] },
  { name: 'unused code', command: tool('knip'), args: ['--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'reference of the element', command: node, args: ['scripts/reference.mjs', '--check'] },
  { name: 'size', command: node, args: ['scripts/size.mjs'] },
];

if (process.argv[1] === import.meta.filename) {
  const { buildStale } = await import('./build.mjs');
  await buildStale(['embed']).catch((error) => console.error(error.message)); // `size` measures what was built
  for (const { name, command, args } of CHECKS) {
    const { ok, output } = await run(command, args, { capture: true });
    console.log(`${ok ? 'ok' : 'FAILED'}  ${name}`);
    if (ok) continue;
    console.log(output.trimEnd());
    process.exitCode = 1;
  }
}
