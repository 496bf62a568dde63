import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserLauncher } from '@web/test-runner';
import { retryOnce } from '../retry-once.ts';
import { Desktop } from './desktop.ts';
import { createPage } from './page.ts';
import { Session } from './session.ts';

interface WebKit {
  desktop: Desktop;
  session: Session;
  page: ReturnType<typeof createPage>;
}

const WINDOW = fileURLToPath(new URL('./window.py', import.meta.url));

/** Web Test Runner's launcher for WebKitGTK, over W3C WebDriver. */
export function webkitLauncher(): BrowserLauncher & { getPage(sessionId: string): WebKit['page'] } {
  const active = new Set<string>();
  let starting: Promise<WebKit> | undefined;
  let webkit: WebKit | undefined;

  const started = async () => {
    starting ??= retryOnce('WebKit', start);
    webkit = await starting;
    return webkit;
  };
  const require = () => {
    if (!webkit) throw new Error('WebKit is not running');
    return webkit;
  };

  return {
    name: 'WebKit',
    // The name under which the runner's commands know a page such as ours.
    type: 'playwright',
    // A driver has one session, and a session one window.
    concurrency: 1,
    async startSession(id, url) {
      const { session } = await started();
      active.add(id);
      await session.resize({ width: 800, height: 600 }); // the file before may have left another
      await session.navigate(url);
    },
    isActive: (id) => active.has(id),
    getBrowserUrl: () => require().session.url(),
    getPage: () => require().page,
    async stopSession(id) {
      active.delete(id);
      const { session } = require();
      await session.release().catch(() => {}); // fails when nothing is held
      await session.navigate('about:blank');
      for (let tries = 0; tries < 100 && (await session.url().catch(() => '')) !== 'about:blank'; tries++) {
        await wait(10);
      }
      return {};
    },
    startDebugSession: () => Promise.reject(new Error('There is no debug session for WebKit')),
    async stop() {
      const running = await starting?.catch(() => undefined);
      await running?.session.close().catch(() => {});
      running?.desktop.stop();
    },
  };
}

async function start(): Promise<WebKit> {
  const desktop = new Desktop();
  try {
    await desktop.start();
    const session = await Session.open(desktop.driverUrl, WINDOW);
    return { desktop, session, page: createPage(session, desktop) };
  } catch (error) {
    desktop.stop();
    throw error;
  }
}
