// Copies of the scripts that never change under their name, for pages that pin one and check it (SRI).
import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SCRIPTS = ['task-chat.js', 'task-chat.mjs'];
const ENDINGS = ['', '.gz', '.br'];
/** So many builds stay: a page that pinned the one before goes on until its owner has pinned the next. */
const KEPT = 3;
const HASHED = /^task-chat\.[0-9a-f]{16}\.m?js(\.gz|\.br)?$/;
export const LIST = 'integrity.json';

/**
 * @typedef {Record<string, { file: string, integrity: string }>} Fingerprints By the plain name of a script: its name with
 * the hash, and what `integrity` of a script's tag must say.
 */

/**
 * Puts `task-chat.<hash>.js` (and `.mjs`, and what is packed of both) beside the scripts, and the list of both.
 * @param {string} folder
 * @returns {Promise<Fingerprints>}
 */
export async function fingerprint(folder) {
  /** @type {Fingerprints} */
  const list = {};
  for (const script of SCRIPTS) {
    const digest = createHash('sha384')
      .update(await readFile(join(folder, script)))
      .digest();
    const file = script.replace('.', `.${digest.toString('hex').slice(0, 16)}.`);
    // The script first: a packed copy that is older than it is never sent.
    for (const ending of ENDINGS) {
      // Never half of it: what is sent under this name is kept for a year.
      await copyFile(join(folder, script + ending), join(folder, `${file + ending}.new`));
      await rename(join(folder, `${file + ending}.new`), join(folder, file + ending));
    }
    list[script] = { file, integrity: `sha384-${digest.toString('base64')}` };
  }
  const text = `${JSON.stringify(list, null, 2)}\n`;
  await writeFile(join(folder, `${LIST}.new`), text);
  await rename(join(folder, `${LIST}.new`), join(folder, LIST));
  await prune(
    folder,
    Object.values(list).map(({ file }) => file),
  );
  return list;
}

/**
 * A line per script, for whoever pins one.
 * @param {Fingerprints} list
 */
export function describeFingerprints(list) {
  return Object.values(list)
    .map(({ file, integrity }) => `dist/embed/${file}  integrity ${integrity}`)
    .join('\n');
}

/**
 * @param {string} folder
 * @param {string[]} current Files that were just made.
 */
async function prune(folder, current) {
  const files = (await readdir(folder)).filter((file) => HASHED.test(file));
  for (const kind of ['.js', '.mjs']) {
    const scripts = files.filter((file) => file.endsWith(kind) && !current.includes(file));
    const ages = await Promise.all(
      scripts.map(async (file) => ({ file, made: (await stat(join(folder, file))).mtimeMs })),
    );
    const old = ages.sort((a, b) => b.made - a.made).slice(KEPT - 1);
    for (const { file } of old) for (const ending of ENDINGS) await rm(join(folder, file + ending), { force: true });
  }
}
