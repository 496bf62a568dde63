import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakChatKit, FAULTS } from '../../bench/embed/faults.ts';
import { type Site, startSite, toPage } from '../../bench/embed/site.ts';
import { launchChromium } from '../support/browsers/chromium.ts';
import { CDN_SCRIPT } from '../support/chatkit-double/intercept.ts';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  const page = toPage(`<script>
      seen = [];
      addEventListener('error', ({ message }) => message && seen.push('threw'));
    </script>
    <script src="${CDN_SCRIPT}" async onload="seen.push('loaded')" onerror="seen.push('failed')"></script>
    <script>
      customElements.whenDefined('openai-chatkit').then(() => {
        seen.push('defined');
        const chat = document.createElement('openai-chatkit');
        chat.addEventListener('chatkit.ready', () => seen.push('ready'));
        chat.setOptions({ api: { url: '/chatkit', domainKey: 'none' } });
        document.body.append(chat);
      });
    </script>`);
  [browser, site] = await Promise.all([launchChromium(), startSite({ '/': page })]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens the page with this fault. `seen` is what happened in it until `last`, and a round trip later. */
async function meet(fault: string, last?: string): Promise<{ seen: string[]; asked: number; page: Page }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const asked = await breakChatKit(page, fault);
  await page.goto(site.origin, { waitUntil: 'domcontentloaded' });
  if (last) await page.waitForFunction(`seen.includes('${last}')`);
  await page.evaluate(() => fetch('/').then((response) => response.text()));
  return { seen: (await page.evaluate('seen')) as string[], asked: asked(), page };
}

test.each(['connection refused', 'blocked by an extension', '404'])('%s: the script fails', async (fault) => {
  const { seen, asked } = await meet(fault, 'failed');
  expect(seen).toEqual(['failed']);
  expect(asked).toBe(1);
});

test('a script that hangs is asked for, and neither comes nor fails', async () => {
  const { seen, asked } = await meet('hangs, for ever');
  expect(seen).toEqual([]);
  expect(asked).toBe(1);
});

test('a script that throws defines nothing', async () => {
  const { seen } = await meet('the script throws', 'loaded');
  expect(seen).toEqual(['threw', 'loaded']);
});

test('an element whose frame never loads is defined and never ready', async () => {
  const { seen } = await meet('its frame never loads', 'loaded');
  expect(seen).toEqual(expect.arrayContaining(['defined', 'loaded']));
  expect(seen).not.toContain('ready');
});

test('a frame that stays blank is ready, and has nothing in it to write into', async () => {
  const { page } = await meet('its frame stays blank', 'ready');
  const fields = await Promise.all(page.frames().map((frame) => frame.$('textarea, input, [contenteditable]')));
  expect(fields.filter(Boolean)).toEqual([]);
});

test('there is a test here for every fault', () => {
  expect(Object.keys(FAULTS)).toHaveLength(7);
});
