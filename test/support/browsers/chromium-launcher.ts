import { chromeLauncher } from '@web/test-runner-chrome';
import { launchOptions } from './chromium.ts';
import { retryingPuppeteer } from './retry-once.ts';

/** Web Test Runner's launcher for {@link launchOptions}. */
export async function chromiumLauncher() {
  return chromeLauncher({
    // With a puppeteer of its own the launcher calls itself Chromium, and a failed start can be repeated.
    puppeteer: retryingPuppeteer('Chromium'),
    // A second page would sit in the background, where mouse and focus hang.
    concurrency: 1,
    launchOptions: await launchOptions(),
  });
}
