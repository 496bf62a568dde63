// The element must stay small: `node scripts/size.mjs` fails when its script outgrows the limit.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** What the script may weigh (bytes, gzip): it is promised. */
export const LIMIT = 45 * 1024;
/** What the module, which is for bundlers, may weigh on top: the names under which it hands things out. */
const EXPORTS = 256;
const SCRIPTS = ['dist/embed/task-chat.js', 'dist/embed/task-chat.mjs'];

/** A line per script: its size, and its sizes as our server sends it. */
export async function describeSize() {
  const sizes = await measure();
  return sizes
    .map(
      ({ file, raw, gzip, brotli }) =>
        `${file}  ${kilobytes(raw)}  gzip ${kilobytes(gzip)}  brotli ${kilobytes(brotli)}`,
    )
    .join('\n');
}

/** @returns {Promise<{ file: string, raw: number, gzip: number, brotli: number }[]>} */
export async function measure() {
  return Promise.all(
    SCRIPTS.map(async (file) => {
      const [raw = 0, gzip = 0, brotli = 0] = await Promise.all(
        ['', '.gz', '.br'].map(async (ending) => (await stat(join(ROOT, file + ending))).size),
      );
      return { file, raw, gzip, brotli };
    }),
  );
}

/** @param {string} file */
function limitOf(file) {
  return file.endsWith('.mjs') ? LIMIT + EXPORTS : LIMIT;
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

if (process.argv[1] === import.meta.filename) {
  console.log(await describeSize());
  const heavy = (await measure()).filter(({ file, gzip }) => gzip > limitOf(file));
  for (const { file } of heavy) console.error(`${file} is over its limit of ${kilobytes(limitOf(file))} gzip`);
  if (heavy.length > 0) process.exitCode = 1;
}
