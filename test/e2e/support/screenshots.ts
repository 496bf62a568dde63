/** `npm run screenshots`: takes the pictures in docs/screenshots/ by walking through the product. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../../support/browsers/chromium.ts';
import { ChatPage } from './chat-page.ts';
import { type Product, startProduct } from './start-product.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/screenshots');
const SIZES = [
  { width: 1200, height: 860 },
  { width: 380, height: 780 },
];

async function walk(
  browser: Browser,
  product: Product,
  name: string,
  scheme: string,
  size: { width: number; height: number },
) {
  const chat = await ChatPage.open(browser, product.hostPage, { viewport: size });
  await chat.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const take = async (step: string) => {
    // What moves comes to rest first.
    await new Promise((resolve) => setTimeout(resolve, 900));
    await chat.page.screenshot({ path: join(FOLDER, `${step}-${scheme}-${size.width}.png`) as `${string}.png` });
  };
  await chat.signIn(name);
  await chat.page.evaluate(() => document.querySelector('task-chat')?.scrollIntoView({ block: 'center' }));
  await take('1-start');
  await chat.ask('add order white oak, oil the cherry bench and call Hartley about the delivery');
  await take('2-added');
  await chat.ask('show me my tasks');
  await chat.click('Complete', 'oil the cherry bench');
  await chat.sees('Reopen');
  await take('3-list');
  await chat.click('Edit', 'order white oak');
  await chat.find('form input');
  await take('4-edit');
  await chat.click('Cancel', 'Title');
  await chat.ask('delete task 3');
  await take('5-confirm');
  await chat.click('Confirm delete');
  await chat.sees('Task deleted');
  await chat.ask('make me a sandwich');
  await take('6-outcome');
  await chat.click('Conversations');
  await take('7-history');
  await chat.click('Close conversations');
  // The conversation goes on behind a launcher; on phones it opens over the whole screen.
  await chat.page.goto(`${product.hostPage}/?mode=bubble&runtime=builtin`);
  await chat.find('[part="launcher"]');
  await take('8-launcher');
  await chat.click('Open chat');
  await chat.ready();
  await chat.ask('show me my tasks');
  await take('9-bubble');
  if (chat.complaints.length > 0) throw new Error(`The console was not clean: ${chat.complaints.join('\n')}`);
  await chat.page.close();
}

await mkdir(FOLDER, { recursive: true });
const [product, browser] = [await startProduct(), await launchChromium()];
try {
  const names = ['Maya Lindqvist', 'Tom Okafor', 'Ines Duarte', 'Ada Winter'];
  for (const size of SIZES) {
    for (const scheme of ['light', 'dark']) {
      // People of their own, so that every walk starts with nothing to do.
      await walk(browser, product, names.shift() ?? '', scheme, size);
    }
  }
} finally {
  await browser.close();
  await product.close();
}
