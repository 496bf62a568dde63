// The doors of the house (.dependency-cruiser.cjs): `node scripts/doors.mjs [TREE]` fails on a forbidden import.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { ROOT } from './run.mjs';

// A check that saw nothing proves nothing.
const MUST_BE_SEEN = [
  'server/chatkit/',
  'server/chatkit/agents/',
  'server/chatkit/testing/',
  'server/tasks/',
  'server/tasks/features/',
  'server/storage/',
  'server/http/',
  'server/auth/',
  'embed/',
  'demo/',
];

/**
 * @typedef {object} Doors
 * @property {string[]} modules Our own modules that were looked at.
 * @property {{ rule: string, from: string, to: string }[]} violations
 */

/**
 * Looks at the rooms of a tree.
 * @param {string} tree The folder that holds server/, embed/ and demo/.
 * @returns {Promise<Doors>}
 */
export async function lookAtDoors(tree) {
  const options = await extractOptions(join(ROOT, '.dependency-cruiser.cjs'));
  const rooms = ['server', 'embed', 'demo', 'bench'].filter((room) => existsSync(join(tree, room)));
  const { output } = await cruise(rooms, { ...options, baseDir: tree, validate: true });
  if (typeof output === 'string') throw new Error(output);
  return {
    modules: output.modules.map(({ source }) => source).filter((source) => /^(server|embed|demo)\//.test(source)),
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { modules, violations } = await lookAtDoors(process.argv[2] ?? ROOT);
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
  const unseen = MUST_BE_SEEN.filter((room) => !modules.some((module) => module.startsWith(room)));
  for (const room of unseen) console.error(`no module seen in ${room}`);
  console.log(`${modules.length} modules, ${violations.length} forbidden imports`);
  if (violations.length + unseen.length > 0) process.exitCode = 1;
}
