import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import { launchChromium } from '../support/browsers/chromium.ts';
import { FOREIGN, hostileItems, SOUND_IMAGES, soundImages, TEXTS } from './support/hostile-contents.ts';

const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  // The one that Lit makes its templates with, of which none holds anything of a conversation.
  'trusted-types task-chat-html',
].join('; ');

/** What a page with hostile contents on it must not have done. */
interface Damage {
  /** Scripts that ran. */
  ran: string[];
  /** Addresses elsewhere that were asked. */
  loads: string[];
  violations: string[];
  /** What stands in the chat that has no business there: elements, attributes, links. */
  found: string[];
  /** Whether the page around the chat is as it was. */
  outside: string;
  complaints: string[];
  rows: number;
}

/** The conversations that the server has. */
const items: Record<string, ThreadItem[]> = { thr_hostile: hostileItems(), thr_images: soundImages() };
const hostile = hostileItems().length;
let browser: Browser;
let server: Server;
let origin: string;

beforeAll(async () => {
  const script = await readFile(join(import.meta.dirname, '../../dist/embed/task-chat.js'));
  server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (path === '/task-chat.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    if (path === '/page.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(PAGE_SCRIPT);
    if (path === '/chatkit') return void answer(request, response);
    const policy = path === '/strict' ? { 'content-security-policy': STRICT } : {};
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...policy }).end(PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
});

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
  <body><p id="own">The page’s own.</p><script src="/page.js"></script><script src="/task-chat.js"></script></body></html>`;
const PAGE_SCRIPT = `
  window.ran = []; window.violations = [];
  window.pwned = (what) => window.ran.push(String(what));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(violatedDirective + ' ' + blockedURI));
  window.show = (thread) => {
    const chat = document.createElement('task-chat');
    chat.runtime = 'builtin';
    chat.apiUrl = '/chatkit';
    chat.getToken = () => 'e30.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.x';
    chat.options = { initialThread: thread, entities: { onClick() {} } };
    document.body.append(chat);
  };`;

/** The conversation as a server hands it out that was told all this; who is asked knows nothing of what it says. */
async function answer(request: AsyncIterable<Uint8Array>, response: import('node:http').ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { type, params = {} } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  const thread = {
    id: params.thread_id,
    created_at: '2026-01-01T00:00:00Z',
    title: TEXTS[0],
    status: { type: 'active' },
    allowed_image_domains: ['allowed.example'],
    items: { data: [], has_more: false },
  };
  const page = (rows: ThreadItem[]) => ({ data: rows, has_more: false });
  const replies: Record<string, () => unknown> = {
    'threads.get_by_id': () => thread,
    'threads.list': () => ({
      data: TEXTS.map((title, index) => ({ ...thread, id: `thr_${index}`, title })),
      has_more: false,
    }),
    'items.list': () => {
      // A page as long as it asks for, from behind the row it knows.
      const newest = [...(items[params.thread_id] ?? [])].reverse();
      const from = params.after ? newest.findIndex(({ id }) => id === params.after) + 1 : 0;
      const rows = newest.slice(from, from + 60);
      const more = from + 60 < newest.length;
      return more ? { data: rows, has_more: true, after: rows.at(-1)?.id } : page(rows);
    },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(replies[type]?.() ?? {}));
}

async function open(path: string): Promise<{ page: Page; loads: string[]; complaints: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 900, height: 900 });
  const loads: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setRequestInterception(true);
  page.on('request', (asked) => {
    const url = asked.url();
    if (url.startsWith(origin) || url.startsWith('data:')) return void asked.continue();
    loads.push(url);
    void asked.abort();
  });
  await page.goto(origin + path);
  return { page, loads, complaints };
}

/** Shows everything, presses what can be pressed, and looks at what came of it. */
async function show(path: string, thread = 'thr_hostile'): Promise<Damage> {
  const { page, loads, complaints } = await open(path);
  const before = await page.evaluate(() => document.body.innerHTML);
  await page.evaluate(`show('${thread}')`);
  await page.waitForSelector('>>> [data-key]');
  // All rows, and all of each: what is out of sight is not laid out, and what is not laid out loads no pictures.
  for (;;) {
    const more = await page.$('>>> [part="conversation"] button:has(+ ol)');
    if (!more) break;
    const before = await rowCount(page);
    await more.evaluate((button) => (button as HTMLButtonElement).click());
    await page.waitForFunction(
      (old) => document.querySelector('task-chat')?.shadowRoot?.querySelectorAll('[data-key]').length !== old,
      {},
      before,
    );
  }
  const rows = await rowCount(page);
  const found = await page.evaluate(async () => {
    const root = document.querySelector('task-chat')?.shadowRoot as ShadowRoot;
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    for (const row of root.querySelectorAll<HTMLElement>('[data-key]')) {
      row.style.contentVisibility = 'visible';
      for (const image of row.querySelectorAll('img')) image.loading = 'eager';
    }
    const wrong: string[] = [];
    for (const element of root.querySelectorAll('*')) {
      const name = element.localName;
      if (/^(script|iframe|object|embed|link|style|base|meta|frame|applet|portal|video|audio|task-chat)$/.test(name))
        wrong.push(name);
      for (const { name: attribute, value } of element.attributes) {
        if (
          attribute.startsWith('on') ||
          attribute === 'srcdoc' ||
          attribute === 'formaction' ||
          attribute === 'action'
        )
          wrong.push(`${name} ${attribute}=${value}`);
      }
      if (element instanceof HTMLAnchorElement && element.hasAttribute('href')) {
        if (!/^(https?|mailto|tel):$/.test(element.protocol)) wrong.push(`a href=${element.getAttribute('href')}`);
        if (!element.relList.contains('noopener')) wrong.push(`a without noopener: ${element.href}`);
      }
    }
    root.querySelector<HTMLElement>('[data-focus="history"]')?.click();
    await wait(300);
    // A mouse that goes over everything, and a keyboard that reaches everything.
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true, composed: true }));
      element.focus?.({ preventScroll: true });
    }
    await wait(500);
    return wrong;
  });
  const seen = await page.evaluate(() => {
    const { ran, violations } = window as unknown as { ran: string[]; violations: string[] };
    document.querySelector('task-chat')?.remove();
    return { ran, violations, outside: document.body.innerHTML, title: document.title };
  });
  await page.browserContext().close();
  const outside = seen.outside === before && seen.title === 'Host' ? 'as it was' : 'changed';
  return { ...seen, outside, found, loads, complaints, rows };
}

function rowCount(page: Page): Promise<number> {
  return page.evaluate(
    () => document.querySelector('task-chat')?.shadowRoot?.querySelectorAll('[data-key]').length ?? 0,
  );
}

describe('contents that a model, a person or another page made up', () => {
  test('run nothing, load nothing and get nowhere, on a page without a policy of its own', async () => {
    const { rows, ran, loads, found, outside, complaints } = await show('/lax');
    console.log(
      `${hostile} hostile contents, ${TEXTS.length} texts: ${ran.length} scripts ran, ${loads.length} foreign loads`,
    );
    expect({ ran, loads, found, outside, complaints }).toEqual({
      ran: [],
      loads: [],
      found: [],
      outside: 'as it was',
      complaints: [],
    });
    // What has no words, and pictures that may not be loaded, are no rows.
    expect(rows).toBeGreaterThan(hostile * 0.8);
    expect(hostile).toBeGreaterThanOrEqual(80);
  }, 120_000);

  test('are no violation of the strictest policy, Trusted Types included', async () => {
    const { violations, ran, found, complaints } = await show('/strict');
    console.log(`${hostile} hostile contents under a strict policy: ${violations.length} violations`);
    expect({ violations, ran, found, complaints }).toEqual({ violations: [], ran: [], found: [], complaints: [] });
  }, 120_000);

  test('would be asked for where the operator allowed it: images of a host on the list, and of those below it', async () => {
    const { loads } = await show('/lax', 'thr_images');
    expect(loads.sort()).toEqual([...SOUND_IMAGES].sort());
  }, 60_000);

  test('would be seen if they got through', async () => {
    const { page, loads } = await open('/lax');
    const ran = await page.evaluate(
      async (texts) => {
        for (const text of texts) {
          const place = document.createElement('div');
          place.innerHTML = text;
          document.body.append(place);
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
        return (window as unknown as { ran: string[] }).ran.length;
      },
      TEXTS.filter((text) => !text.includes('http-equiv')),
    );
    expect(ran).toBeGreaterThan(5);
    expect(loads.some((url) => url.startsWith(FOREIGN))).toBe(true);
    const strict = await open('/strict');
    const violations = await strict.page.evaluate(async () => {
      document.body.setAttribute('style', 'color: red');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (window as unknown as { violations: string[] }).violations;
    });
    expect(violations).toContainEqual(expect.stringContaining('style-src'));
  }, 60_000);
});
