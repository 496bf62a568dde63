import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { interceptChatKit } from '../../test/support/chatkit-double/intercept.ts';
import { startApp } from '../../test/support/start-app.ts';
import { ownScript } from './scripts.ts';
import { startSite, toPage } from './site.ts';

const LAUNCHER = 'task-chat >>> [part~="launcher"]';
/** So long nothing more may come (ms). */
const REST = 1_500;

/** What a page loads for a bubble that nobody opens, and what it loads when somebody does. */
export async function benchBubble(browser: Browser): Promise<void> {
  const files: Record<string, string> = { '/task-chat.js': await ownScript() };
  const site = await startSite(files);
  const app = await startApp({ env: { ALLOWED_ORIGINS: site.origin } });
  const rows: Record<string, Record<string, string>> = {};
  for (const runtime of ['builtin', 'chatkit']) {
    files['/'] = toPage(`<script>tokens = 0; getToken = async () => { tokens++; return '${app.token()}' }</script>
      <task-chat mode="bubble" runtime="${runtime}" api-url="${app.url}/chatkit" get-token="getToken"></task-chat>
      <script src="/task-chat.js" async></script>`);
    rows[`runtime="${runtime}"`] = await look(browser, site.origin);
  }
  await app.close();
  await site.close();
  console.log(
    '\nWhat a page with a bubble loads beside itself and the element’s script (asked: nothing before it opens):',
  );
  console.table(rows);
}

async function look(browser: Browser, address: string): Promise<Record<string, string>> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 1_000, height: 800 });
    await interceptChatKit(page);
    const requests: string[] = [];
    const note = (request: HTTPRequest) => {
      const own = [`${address}/`, `${address}/task-chat.js`].includes(request.url());
      if (!own && !/^(data|about):/.test(request.url())) requests.push(describe(request));
    };
    page.on('request', note);
    await page.goto(address);
    await page.waitForNetworkIdle({ idleTime: REST });
    const launcher = await page.$(LAUNCHER);
    if (!launcher) return { 'before it opens': 'not there yet: no launcher' };
    const before = `${list(requests.splice(0))}, ${await tokens(page)} tokens`;
    await launcher.click();
    await page.waitForNetworkIdle({ idleTime: REST });
    return { 'before it opens': before, 'once it is open': `${list(requests)}, ${await tokens(page)} tokens` };
  } finally {
    await context.close();
  }
}

/** How often the page was asked for its token. */
async function tokens(page: Page): Promise<number> {
  return Number(await page.evaluate('tokens'));
}

function describe(request: HTTPRequest): string {
  if (request.method() === 'OPTIONS') return 'preflight';
  const { hostname, pathname } = new URL(request.url());
  const type = /"type":"([\w.]+)"/.exec(request.postData() ?? '')?.[1];
  return type ?? `${hostname}${pathname}`;
}

function list(requests: readonly string[]): string {
  return requests.length === 0 ? 'nothing' : `${requests.length}: ${requests.join(', ')}`;
}
