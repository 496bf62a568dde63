import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from '../../scripts/run.mjs';

const BUNDLE = join(ROOT, 'bench/node_modules/deep-chat/dist/deepChat.bundle.js');

/**
 * The script of `deep-chat`, a module. It is installed the first time, for the bench alone; where that cannot be done
 * (no registry), says so, and the comparison is left out.
 */
export async function deepChatScript(): Promise<string | undefined> {
  if (!existsSync(BUNDLE)) {
    console.log('Installing deep-chat for the comparison (npm ci --prefix bench) ...');
    const args = [
      'ci',
      '--prefix',
      'bench',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--fetch-retries=0',
      '--fetch-timeout=20000',
    ];
    const { ok, output } = await run('npm', args, { capture: true });
    if (!ok || !existsSync(BUNDLE)) {
      const cause = output.split('\n').find((line) => line.startsWith('npm error')) ?? output.trim();
      console.log(`skipped: the comparison with deep-chat, which cannot be installed here (${cause})`);
      return undefined;
    }
  }
  return readFile(BUNDLE, 'utf8');
}
