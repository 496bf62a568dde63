import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';

interface Photographer {
  screenshot(): Promise<Uint8Array>;
}

/** Adds the command `executeServerCommand('screenshot', { name })`, which answers with the file it wrote. */
export function screenshotPlugin(folder = 'screenshots'): TestRunnerPlugin<{ name: string }> {
  return {
    name: 'screenshot',
    async executeCommand({ command, payload, session }) {
      if (command !== 'screenshot' || !payload) return;
      const { browser } = session;
      const page = (browser as unknown as { getPage(id: string): Photographer }).getPage(session.id);
      const file = join(folder, `${payload.name}-${browser.name.toLowerCase()}.png`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, await page.screenshot());
      return file;
    },
  };
}
