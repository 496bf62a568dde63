import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives a run a file for its machine-readable report, and reads that file afterwards.
 * @param {(file: string) => Promise<import('../run.mjs').Outcome>} start
 * @returns {Promise<{ ok: boolean, code: number | null, report: unknown }>} `report` is undefined when the run wrote none.
 */
export async function readResults(start) {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-test-'));
  const file = join(folder, 'results.json');
  try {
    const { ok, code } = await start(file);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return { ok, code, report: text === undefined ? undefined : JSON.parse(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
