import type { ChatKitOptions } from '@openai/chatkit';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, PEOPLE } from '../../demo/auth/people.ts';
import { launchChromium } from '../support/browsers/chromium.ts';
import { CDN_SCRIPT, interceptChatKit } from '../support/chatkit-double/intercept.ts';
import type { DoubleInstance } from '../support/chatkit-double/page/types.ts';
import { press, say, sees } from './support/double-frame.ts';
import { type Product, startProduct } from './support/start-product.ts';

// The double of OpenAI's runtime against the server of this project, without our element: what a site gets that uses
// ChatKit by itself, and proof that the double speaks what the server understands.

let product: Product;
let browser: Browser;
let threadOfMaya: string | null = null;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.close();
});

test('a person works through ChatKit alone: adds, lists, completes, deletes, and comes back', async () => {
  const { page, complaints } = await openBarePage();
  await signIn(page, 'Maya Lindqvist');
  let chat = await startChat(page, null);

  await say(chat, 'add task: buy groceries');
  expect(await text(chat)).toContain('buy groceries');
  await say(chat, 'add order oak boards, and oil the bench');
  await say(chat, 'show me my tasks');
  await press(chat, 'Complete', 'oil the bench');
  await sees(chat, 'Reopen');

  await say(chat, 'delete task 1');
  await press(chat, 'Confirm delete');
  await sees(chat, 'Task deleted');
  const before = await texts(page);

  threadOfMaya = await page.evaluate(() => {
    const changes = window.chatkitDouble?.last.events.filter(({ type }) => type === 'chatkit.thread.change') ?? [];
    return changes.map(({ detail }) => (detail as { threadId: string }).threadId).at(-1) ?? null;
  });
  const requests: DoubleInstance['requests'] = await page.evaluate(() => window.chatkitDouble?.last.requests ?? []);
  expect(requests.map(({ type, attempt, status, aborted }) => [type, attempt, status, aborted])).toEqual([
    ['threads.list', 1, 200, undefined],
    ['threads.create', 1, 200, 'after-end'],
    ['threads.add_user_message', 1, 200, 'after-end'],
    ['threads.add_user_message', 1, 200, 'after-end'],
    ['threads.custom_action', 1, 200, 'after-end'],
    ['threads.add_user_message', 1, 200, 'after-end'],
    ['threads.custom_action', 1, 200, 'after-end'],
  ]);

  await page.reload();
  chat = await startChat(page, threadOfMaya);
  await sees(chat, 'Task deleted');
  expect(await texts(page)).toEqual(before);
  await say(chat, 'show me my tasks');
  expect((await texts(page)).slice(before.length).join()).not.toContain('buy groceries');
  expect((await texts(page)).slice(before.length).join()).toContain('order oak boards');

  await press(chat, 'New chat');
  await press(chat, 'Chat history');
  await sees(chat, 'Delete');
  expect(await errorsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(product.output()).not.toMatch(/"level":(50|60)/);
});

test('somebody else does not get at the thread', async () => {
  const { page } = await openBarePage();
  await signIn(page, 'Tom Okafor');
  const chat = await startChat(page, threadOfMaya);
  const load = await page.evaluate(() =>
    window.chatkitDouble?.last.requests.find(({ type }) => type === 'threads.get_by_id'),
  );
  expect(load?.params).toEqual({ thread_id: threadOfMaya });
  expect(load?.status).toBe(404);
  expect(await errorsOf(page)).toEqual(['InitialThreadLoadError']);
  expect(await texts(page)).toEqual(['What can I help with today?']);
  await say(chat, 'show me my tasks');
  expect((await texts(page)).join()).not.toContain('order oak boards');
});

/** A page of the host's origin with nothing on it, in a browser session of its own. */
async function openBarePage(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  // The host's own policy is for its own page.
  await page.setBypassCSP(true);
  await interceptChatKit(page);
  // Any text will do; a page that the test makes up would count as a foreign network's, which may not ask localhost.
  await page.goto(`${product.hostPage}/styles.css`);
  return { page, complaints };
}

/** One of the demo's people, at the demo's auth server. */
async function signIn(page: Page, name: string): Promise<void> {
  const email = PEOPLE.find((person) => person.name === name)?.email;
  const body = JSON.stringify({ email, password: PASSWORD });
  const status = await page.evaluate(
    async (url, credentials) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, credentials: 'include', body: credentials });
      return response.status;
    },
    `${product.authServer}/api/auth/sign-in/email`,
    body,
  );
  expect(status).toBe(200);
}

/** Puts ChatKit on the page as its documents say, and waits until it takes input. */
async function startChat(page: Page, initialThread: string | null): Promise<Frame> {
  await page.addScriptTag({ url: CDN_SCRIPT });
  await page.evaluate(
    async (url, tokens, thread) => {
      document.body.replaceChildren();
      const element = document.createElement('openai-chatkit');
      const options: ChatKitOptions = {
        api: {
          url,
          domainKey: 'local',
          fetch: async (address, init) => {
            const { token } = await (await fetch(tokens, { credentials: 'include' })).json();
            const headers = { ...(init?.headers as Record<string, string>), authorization: `Bearer ${token}` };
            return fetch(address, { ...init, headers });
          },
        },
        initialThread: thread,
      };
      (element as HTMLElement & { setOptions(given: ChatKitOptions): void }).setOptions(options);
      // It takes the height of what it stands in.
      document.body.style.height = '90vh';
      document.body.append(element);
      while (!window.chatkitDouble?.of(element)?.running) await new Promise((resolve) => setTimeout(resolve, 10));
      await window.chatkitDouble.of(element)?.settled();
    },
    `${product.taskServer}/chatkit`,
    `${product.authServer}/api/auth/token`,
    initialThread,
  );
  const frame = page.frames().find((one) => one !== page.mainFrame());
  if (!frame) throw new Error('ChatKit has no frame.');
  return frame;
}

const text = (chat: Frame) => chat.evaluate(() => document.body.innerText);

async function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => window.chatkitDouble?.last.texts() ?? []);
}

function errorsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const events = window.chatkitDouble?.last.events ?? [];
    const errors = events.filter(({ type }) => type === 'chatkit.error');
    return errors.map(({ detail }) => (detail as { error: Error }).error.name);
  });
}
