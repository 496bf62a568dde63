import type { JSHandle, Page } from 'puppeteer-core';
import type { Probe } from './page/types.ts';

/** The probe in a page that has loaded its script. */
export async function findProbe(page: Page): Promise<JSHandle<Probe>> {
  return (await page.evaluateHandle('probe')) as JSHandle<Probe>;
}
