import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/browsers/chromium.ts';
import { interceptChatKit } from '../support/chatkit-double/intercept.ts';
import type { DoubleSettings } from '../support/chatkit-double/settings.ts';
import { drawn } from './support/chat-page.ts';
import { press, say, sees } from './support/double-frame.ts';
import { type Product, startProduct } from './support/start-product.ts';

// The host page with our element in it, whose OpenAI runtime is the double at the CDN's address.

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.close();
});

/** Whatever is amiss besides the `<style>` of OpenAI's element, which the demo's policy does not let in. */
const besidesStyle = (complaints: string[]) =>
  complaints.filter((text) => !/^Applying inline style violates .* 'style-src 'self''/.test(text));

describe('in OpenAI’s runtime', () => {
  test('a person adds, sees, completes and deletes tasks, and finds the conversation after a reload', async () => {
    const { page, complaints } = await openHostPage({}, 'Maya Lindqvist');
    expect(await runtimeOf(page)).toBe('chatkit: it is there');
    let chat = await frameOf(page);
    await say(chat, 'add task: buy groceries');
    await say(chat, 'add order oak boards, and oil the bench');
    await say(chat, 'show me my tasks');
    await press(chat, 'Complete', 'oil the bench');
    await sees(chat, 'Reopen');
    await say(chat, 'delete task 1');
    await press(chat, 'Confirm delete');
    await sees(chat, 'Task deleted');
    const before = await textOf(page);
    expect(before).toContain('order oak boards');

    await page.reload();
    chat = await frameOf(page);
    await sees(chat, 'Task deleted');
    expect(await textOf(page)).toBe(before);
    expect(besidesStyle(complaints)).toEqual([]);
    expect(product.output()).not.toMatch(/"level":(50|60)/);
  }, 60_000);

  test('that vanishes in mid-conversation the built-in chat goes on where it was', async () => {
    const { page, complaints } = await openHostPage({}, 'Tom Okafor');
    const chat = await frameOf(page);
    await say(chat, 'add task: plane the door');
    await page.evaluate(() => {
      document
        .querySelector('task-chat')
        ?.shadowRoot?.querySelector('openai-chatkit')
        ?.shadowRoot?.querySelector('.ck-wrapper')
        ?.remove();
    });
    await seesOurs(page, 'plane the door');
    expect(await runtimeOf(page)).toMatch(/^builtin: /);
    expect(await page.$$eval('>>> openai-chatkit', (all) => all.length)).toBe(0);
    expect(besidesStyle(complaints)).toEqual([expect.stringMatching(/^task-chat: the built-in chat takes over: /)]);
  }, 60_000);
});

describe('without OpenAI’s runtime', () => {
  test.each<[string, DoubleSettings]>([
    ['is not there', { fault: '404' }],
    ['throws', { fault: 'throws' }],
    ['hangs', { fault: 'hang' }],
  ])(
    'whose script %s a person works in the built-in chat',
    async (_name, settings) => {
      const { page } = await openHostPage(settings, 'Ines Duarte');
      await drawn(page);
      const composer = await page.waitForSelector('>>> textarea[aria-label="Message"]:not([disabled])');
      await composer?.type('show me my tasks');
      await composer?.press('Enter');
      await seesOurs(page, 'tasks');
      expect(await runtimeOf(page)).toMatch(/^builtin: /);
    },
    60_000,
  );
});

async function openHostPage(settings: DoubleSettings, name: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.evaluateOnNewDocument(() => {
    addEventListener('task-chat:runtime', (event) => {
      const { runtime, reason } = event as unknown as { runtime: string; reason: string };
      Object.assign(window, { seenRuntime: `${runtime}: ${reason}` });
    });
  });
  await page.goto(product.hostPage);
  await interceptChatKit(page, settings);
  await page.waitForSelector(`[data-name="${name}"]`);
  await page.click(`[data-name="${name}"]`);
  await page.waitForSelector('body:not(.waiting) task-chat');
  complaints.length = 0;
  return { page, complaints };
}

async function runtimeOf(page: Page): Promise<string> {
  const seen = await page.waitForFunction(() => (window as unknown as { seenRuntime?: string }).seenRuntime);
  return (await seen.jsonValue()) as string;
}

async function frameOf(page: Page): Promise<Frame> {
  await page.waitForFunction(() => window.chatkitDouble?.instances.at(-1)?.running);
  await page.evaluate(() => window.chatkitDouble?.last.settled());
  const frame = page.frames().find((one) => one !== page.mainFrame());
  if (!frame) throw new Error('ChatKit has no frame.');
  return frame;
}

async function seesOurs(page: Page, wanted: string): Promise<void> {
  await page.waitForFunction(
    (part) => {
      const rows = document.querySelector('task-chat')?.shadowRoot?.querySelectorAll<HTMLElement>('[data-key]') ?? [];
      return [...rows].some((row) => row.innerText.includes(part));
    },
    {},
    wanted,
  );
}

function textOf(page: Page): Promise<string> {
  return page.evaluate(() => window.chatkitDouble?.last.texts().join('\n') ?? '');
}
