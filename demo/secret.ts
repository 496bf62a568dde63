import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * The secret that the task server makes at its first start; waits for it.
 * @throws Error with one line for the operator when it does not come in time
 */
export async function waitForSecret(path: string, patienceMs: number): Promise<string> {
  for (let waited = 0; waited <= patienceMs; waited += POLL_MS) {
    const secret = await readFile(path, 'utf8').catch(() => '');
    // The file appears whole; an empty one is somebody's mistake, and the task server says so.
    if (secret.trim() !== '') return secret.trim();
    await delay(POLL_MS);
  }
  throw new Error(`The task server has not made ${path}. Start it first (npm run server), or set JWT_SECRET for both.`);
}
