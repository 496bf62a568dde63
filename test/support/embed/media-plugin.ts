import type { TestRunnerPlugin } from '@web/test-runner';
import type { CDPSession, Page } from 'puppeteer-core';

/**
 * Adds the command `chromium-media`: media features by name, which Web Test Runner's own command does not know. Answers
 * `false` in other engines.
 */
export function mediaPlugin(): TestRunnerPlugin<Record<string, string>> {
  // What a session has set is gone when it is closed.
  const sessions = new WeakMap<Page, Promise<CDPSession>>();
  return {
    name: 'chromium-media',
    async executeCommand({ command, payload = {}, session: { browser, id } }) {
      if (command !== 'chromium-media') return undefined;
      if (browser.name !== 'Chromium') return false;
      const page = (browser as unknown as { getPage(id: string): Page }).getPage(id);
      const session = sessions.get(page) ?? page.createCDPSession();
      sessions.set(page, session);
      const features = Object.entries(payload).map(([name, value]) => ({ name, value }));
      await (await session).send('Emulation.setEmulatedMedia', { features });
      return true;
    },
  };
}
