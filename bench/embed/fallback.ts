import type { Browser, JSHandle, Page } from 'puppeteer-core';
import { startApp } from '../../test/support/start-app.ts';
import { median } from '../sdk-server.ts';
import { breakChatKit, FAULTS } from './faults.ts';
import { beside, seconds } from './figures.ts';
import { findProbe } from './find-probe.ts';
import type { Probe } from './page/types.ts';
import { ownScript, pageScript } from './scripts.ts';
import { startSite, toPage } from './site.ts';

const ROUNDS = 3;
/** Milliseconds. */
const LIMIT = 3_000;
const COMPOSER = '[part="input"]';

/** How long a person waits for a composer of ours when OpenAI's runtime does not come, or does not work. */
export async function benchFallback(browser: Browser): Promise<void> {
  const files: Record<string, string> = { '/probe.js': await pageScript('probe'), '/task-chat.js': await ownScript() };
  const site = await startSite(files);
  const app = await startApp({ env: { ALLOWED_ORIGINS: site.origin } });
  files['/'] = toPage(`<script src="/probe.js"></script>
    <script>getToken = async () => '${app.token()}'</script>
    <task-chat api-url="${app.url}/chatkit" get-token="getToken"></task-chat>
    <script src="/task-chat.js" async></script>`);
  const rows: Record<string, Record<string, string>> = {};
  for (const fault of Object.keys(FAULTS)) {
    const seen: Outcome[] = [];
    for (let round = 0; round < ROUNDS; round += 1) seen.push(await meet(browser, site.origin, fault));
    const waits = seen.map(({ wait }) => wait);
    rows[fault] = seen.every(({ asked }) => asked > 0)
      ? {
          median: seconds(median(waits)),
          longest: beside(Math.max(...waits), LIMIT, seconds),
          'then answers a message': seen.every(({ answers }) => answers) ? 'yes' : 'NO',
        }
      : { median: 'not there yet: the CDN was not asked' };
  }
  await app.close();
  await site.close();
  console.log(`\nFrom the page’s begin to a composer that takes text, OpenAI’s runtime failing; ${ROUNDS} times each:`);
  console.table(rows);
}

interface Outcome {
  /** Milliseconds since the page began. */
  wait: number;
  /** How often OpenAI's script was asked for. */
  asked: number;
  answers: boolean;
}

async function meet(browser: Browser, address: string, fault: string): Promise<Outcome> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 800, height: 700 });
    const asked = await breakChatKit(page, fault);
    // Not its load event: that waits for a script that hangs.
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    const probe = await findProbe(page);
    const wait = await probe.evaluate((it, composer) => it.usable(composer), COMPOSER);
    return { wait, asked: asked(), answers: Number.isFinite(wait) && (await answers(page, probe)) };
  } finally {
    await context.close();
  }
}

/** A person clicks there, types and sends. */
async function answers(page: Page, probe: JSHandle<Probe>): Promise<boolean> {
  const answered = probe.evaluate((it) => it.answered()).then(() => true);
  const field = await page.$(`task-chat >>> ${COMPOSER}`);
  await field?.click();
  await page.keyboard.type('add task: oil the bench');
  await page.keyboard.press('Enter');
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 5_000).unref());
  return Promise.race([answered.catch(() => false), late]);
}
