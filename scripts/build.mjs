// Builds dist/: `node scripts/build.mjs`.
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFingerprints, fingerprint, LIST } from './fingerprint.mjs';
import { ROOT, run, tool } from './run.mjs';
import { describeSize } from './size.mjs';
import { isStale, startStamp } from './stamp.mjs';

/**
 * @typedef {import('./stamp.mjs').Part & { make: () => Promise<import('./run.mjs').Outcome> }} BuildPart
 */

/** The scripts, and the copies of each that are sent. */
const PACKED = ['task-chat.js', 'task-chat.mjs'].flatMap((file) => [file, `${file}.gz`, `${file}.br`]);

/** @type {BuildPart[]} */
export const PARTS = [
  {
    name: 'server',
    sources: ['server', 'demo', 'tsconfig.base.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    outputs: ['dist/server/main.js', 'dist/demo/main.js'],
    make: makeServer,
  },
  {
    name: 'embed',
    sources: [
      'embed',
      'vite.config.ts',
      'scripts/build',
      'scripts/element',
      'scripts/fingerprint.mjs',
      'tsconfig.base.json',
      'package-lock.json',
    ],
    outputs: ['task-chat.d.mts', 'custom-elements.json', LIST, ...PACKED].map((file) => `dist/embed/${file}`),
    make: makeEmbed,
  },
];

/**
 * Builds one part and stamps it.
 * @param {BuildPart} part
 * @returns {Promise<import('./run.mjs').Outcome>}
 */
export async function buildPart(part) {
  const stamp = await startStamp(part);
  const outcome = await part.make();
  if (outcome.ok) await stamp.done();
  return outcome;
}

/**
 * Builds the parts whose sources changed since they were last built; throws when one fails.
 * @param {string[]} [names] Default: every part.
 * @param {(line: string) => void} [say]
 */
export async function buildStale(names = PARTS.map(({ name }) => name), say = console.log) {
  for (const part of PARTS) {
    if (!names.includes(part.name) || !(await isStale(part))) continue;
    say(`Building ${part.name} ...`);
    const { ok, output } = await buildPart(part);
    if (!ok) throw new Error(`The build of ${part.name} failed:\n${output}`);
  }
}

async function makeServer() {
  // A module whose source is gone must not live on.
  for (const room of ['server', 'demo']) await rm(join(ROOT, 'dist', room), { recursive: true, force: true });
  const outcome = await run(tool('tsc'), ['-p', 'tsconfig.build.json'], { capture: true });
  if (!outcome.ok) return outcome;
  // Pages, styles and templates stay beside the module that reads them.
  for (const room of ['server', 'demo']) {
    await cp(join(ROOT, room), join(ROOT, 'dist', room), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  }
  return outcome;
}

async function makeEmbed() {
  const outcome = await run(tool('vite'), ['build', '--logLevel', 'warn'], { capture: true });
  // Loaded here: the compiler is large, and a start has nothing to build.
  if (outcome.ok) await import('./element/write.mjs').then(({ writeTypings }) => writeTypings());
  if (!outcome.ok) return outcome;
  const pinned = describeFingerprints(await fingerprint(join(ROOT, 'dist/embed')));
  return { ...outcome, output: `${outcome.output}${await describeSize()}\n${pinned}` };
}

if (process.argv[1] === import.meta.filename) {
  for (const part of PARTS) {
    const { ok, output } = await buildPart(part);
    console.log(`${ok ? 'built' : 'FAILED'} ${part.name}${output ? `\n${output.trimEnd()}` : ''}`);
    if (!ok) process.exitCode = 1;
  }
}
