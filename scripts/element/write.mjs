// Writes what stands beside the script for editors and compilers: its types, those for frameworks, and a manifest.
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';
import { bundleDeclarations } from './declarations.mjs';
import { toManifest } from './manifest.mjs';
import { readModel } from './model.mjs';

const FRAMEWORKS = join(ROOT, 'scripts/element/frameworks');

/** @param {string} [folder] */
export async function writeTypings(folder = join(ROOT, 'dist/embed')) {
  const model = readModel();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'task-chat.d.mts'), bundleDeclarations(model));
  await writeFile(join(folder, 'custom-elements.json'), `${JSON.stringify(toManifest(model), null, 2)}\n`);
  for (const file of await readdir(FRAMEWORKS)) await copyFile(join(FRAMEWORKS, file), join(folder, file));
}
