/**
 * `npm run smoke:cdn`: OpenAI's runtime as its CDN has it today, in our element and against our server; and ours in its
 * place when the CDN is blocked. Where the CDN cannot be reached all this is skipped, and says so. With an address
 * (`npm run smoke:cdn http://…/chatkit.js`) another script is tried in the place of OpenAI's.
 */
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { startSite, toPage } from '../bench/embed/site.ts';
import { launchChromium } from '../test/support/browsers/chromium.ts';
import { CDN_SCRIPT } from '../test/support/chatkit-double/intercept.ts';
import { startApp } from '../test/support/start-app.ts';
import { buildStale } from './build.mjs';

/** Milliseconds. */
const REACH = 10_000;
const STEP = 20_000;
const MESSAGE = 'show my tasks';

const [address = CDN_SCRIPT] = process.argv.slice(2);

const obstacle = await findObstacle();
if (obstacle) console.log(`skipped: ${address} cannot be reached from here (${obstacle})`);
else await smoke();

/** Why nobody answers for the script. Whatever answers is tried. */
async function findObstacle(): Promise<string | undefined> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(REACH) });
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error && cause.message ? cause.message : message;
  }
}

async function smoke(): Promise<void> {
  await buildStale(['embed']);
  const files: Record<string, string> = {};
  const site = await startSite(files);
  const app = await startApp({ env: { ALLOWED_ORIGINS: site.origin } });
  const other =
    address === CDN_SCRIPT
      ? ''
      : `<script>document.querySelector('task-chat').chatkitUrl = ${JSON.stringify(address)}</script>`;
  files['/'] = toPage(`<script>
      runtimes = []; answers = 0; errors = [];
      getToken = async () => '${app.token()}';
      addEventListener('task-chat:runtime', ({ runtime, reason }) => runtimes.push(runtime + ': ' + reason));
      addEventListener('task-chat:response-end', () => answers++);
      addEventListener('task-chat:error', ({ code, message }) => errors.push(code + ': ' + message));
    </script>
    <task-chat runtime="chatkit" api-url="${app.url}/chatkit" get-token="getToken"></task-chat>${other}
    <script src="${app.url}/embed/task-chat.js" async></script>`);
  const browser = await launchChromium();
  try {
    await check(browser, site.origin, { blocked: false });
    await check(browser, site.origin, { blocked: true });
  } finally {
    await browser.close();
    await app.close();
    await site.close();
  }
}

/** Opens the page, asks for the tasks as a person does, and tells what is wrong. */
async function check(browser: Browser, origin: string, { blocked }: { blocked: boolean }): Promise<void> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 900, height: 800 });
  const problems: string[] = [];
  page.on('console', (message) => {
    // Every browser tells of a script that was blocked.
    const own = blocked && message.location().url === address;
    if (message.type() === 'error' && !own) problems.push(`the console says: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`the page threw: ${error}`));
  if (blocked) await block(page);
  await page.goto(origin, { waitUntil: 'domcontentloaded' });
  await ask(page).catch((error: unknown) => problems.push(String(error)));
  for (const error of (await page.evaluate('errors')) as string[]) problems.push(`the chat says: ${error}`);
  const runtimes = (await page.evaluate('runtimes')) as string[];
  const wanted = blocked ? 'builtin' : 'chatkit';
  if (runtimes.length !== 1 || !runtimes[0]?.startsWith(`${wanted}:`)) {
    problems.push(`the runtime should be ${wanted}, and was ${runtimes.join(', then ') || 'none'}`);
  }
  await context.close();
  const name = blocked ? 'the CDN blocked' : 'the CDN as it is';
  if (problems.length === 0) console.log(`ok  ${name}: ${runtimes.join()}; "${MESSAGE}" was answered`);
  else process.exitCode = 1;
  for (const problem of problems) console.error(`FAILED  ${name}: ${problem}`);
}

async function block(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    void (request.url() === address ? request.abort('connectionrefused') : request.continue());
  });
}

/** Types into the composer that has the focus, whoever drew it, and waits until the answer is there. */
async function ask(page: Page): Promise<void> {
  const step = async (what: string, done: () => Promise<unknown>) => {
    await done().catch((error: unknown) => {
      throw new Error(`${what} (${error instanceof Error ? error.message : error})`);
    });
  };
  await step('no runtime came', () => page.waitForFunction('runtimes.length', { timeout: STEP }));
  await step('the composer could not be focused', () =>
    page.evaluate(`document.querySelector('task-chat').focusComposer()`),
  );
  const sent = page.waitForRequest(isMessage, { timeout: STEP });
  await page.keyboard.type(MESSAGE, { delay: 20 });
  await page.keyboard.press('Enter');
  await step(`"${MESSAGE}" was not sent`, () => sent);
  await step(`"${MESSAGE}" was not answered`, () => page.waitForFunction('answers', { timeout: STEP }));
}

function isMessage(request: HTTPRequest): boolean {
  const body = request.postData() ?? '';
  return body.includes('"threads.create"') && body.includes(MESSAGE);
}
