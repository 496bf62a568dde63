// What a build was made of: a hash of its sources, kept beside its output.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} sources Files and folders the output depends on.
 * @property {string[]} outputs Files that must be there.
 */

/**
 * Whether a part must be built again.
 * @param {Part} part
 */
export async function isStale(part) {
  if (!part.outputs.every((file) => existsSync(join(ROOT, file)))) return true;
  const stamp = await readFile(stampFile(part), 'utf8').catch(() => '');
  return stamp !== (await hashOf(part.sources));
}

/**
 * Call before a build and await the answer's `done()` after it: an edit made meanwhile leaves the part stale.
 * @param {Part} part
 */
export async function startStamp(part) {
  const hash = await hashOf(part.sources);
  await rm(stampFile(part), { force: true });
  return {
    async done() {
      await mkdir(join(ROOT, 'dist'), { recursive: true });
      await writeFile(stampFile(part), hash);
    },
  };
}

/** @param {Part} part */
function stampFile(part) {
  return join(ROOT, 'dist', `.${part.name}-stamp`);
}

/** @param {string[]} sources */
async function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesIn(source)) {
      hash
        .update(`${file}\0`)
        .update(await readFile(join(ROOT, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} source
 * @returns {Promise<string[]>}
 */
async function filesIn(source) {
  if (!existsSync(join(ROOT, source))) return [];
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true }).catch(() => null);
  if (!entries) return [source]; // a file
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .sort();
}
