import { chromeLauncher } from '@web/test-runner-chrome';
import type { Page } from 'puppeteer-core';
import { retryingPuppeteer } from './retry-once.ts';

type Media = Record<string, string>;

interface Bidi {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

// Runs in Firefox's own (chrome) scope, as source: `gBrowser` is its tab bar.
const OVERRIDE_MEDIA = `(media) => {
  for (const { browsingContext } of gBrowser.browsers) {
    if ('prefers-color-scheme' in media) browsingContext.prefersColorSchemeOverride = media['prefers-color-scheme'];
    if ('prefers-reduced-motion' in media) browsingContext.prefersReducedMotionOverride = media['prefers-reduced-motion'];
    if ('type' in media) browsingContext.mediumOverride = media.type === 'screen' ? '' : media.type;
  }
}`;

/** Web Test Runner's launcher for Firefox, over WebDriver BiDi: puppeteer speaks it, no geckodriver needed. */
export function firefoxLauncher(executablePath: string) {
  return chromeLauncher({
    puppeteer: retryingPuppeteer('Firefox'),
    concurrency: 1,
    // System access opens the chrome scope that OVERRIDE_MEDIA runs in.
    launchOptions: { browser: 'firefox', executablePath, headless: true, args: ['--remote-allow-system-access'] },
    async createPage({ context }) {
      const page = await context.newPage();
      // Puppeteer's own go through CDP, which Firefox lacks.
      page.emulateMediaFeatures = (features) =>
        overrideMedia(page, Object.fromEntries((features ?? []).map(({ name, value }) => [name, value])));
      page.emulateMediaType = (type) => overrideMedia(page, { type: type ?? 'screen' });
      return page;
    },
  });
}

async function overrideMedia(page: Page, media: Media): Promise<void> {
  const { connection } = page.browser() as unknown as { connection: Bidi };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const [window] = (tree.result as { contexts: { context: string }[] }).contexts;
  const value = Object.entries(media).map(([name, text]) => [name, { type: 'string', value: text }]);
  const call = await connection.send('script.callFunction', {
    functionDeclaration: OVERRIDE_MEDIA,
    awaitPromise: true,
    target: { context: window?.context },
    arguments: [{ type: 'object', value }],
  });
  const result = call.result as { type: string; exceptionDetails?: { text: string } };
  if (result.type === 'exception') throw new Error(`emulateMedia failed in Firefox: ${result.exceptionDetails?.text}`);
}
