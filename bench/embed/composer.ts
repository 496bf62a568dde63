import type { Browser } from 'puppeteer-core';
import { mintToken } from '../../test/support/tokens.ts';
import { deepChatScript } from './deep-chat.ts';
import { beside, between, type MainThread, ms, times } from './figures.ts';
import { findProbe } from './find-probe.ts';
import type { Watched } from './page/types.ts';
import { ownScript, pageScript, tellsBegin } from './scripts.ts';
import { startSite, toPage } from './site.ts';

const ROUNDS = 34;
const WARM_UP = 2;
/** How long a frame takes (ms), at the pace of most screens. */
const FRAME = 1_000 / 60;
/** Of the floor's time. */
const LIMIT = 1.3;
/** A person with a laptop, and one with a cheap phone. */
const SLOWDOWNS = [1, 4];

interface Contestant {
  name: string;
  /** What stands on its page. */
  body: string;
  script: string;
  module: boolean;
  element: string;
  composer: string;
  /** Its time is promised. */
  promised: boolean;
}

/**
 * From a script's first line to the frame that shows a composer, on an empty page that has come to rest.
 *
 * Each time in a browser session of its own: nothing is compiled or cached beforehand, as on a first visit. Frames come
 * at the screen's pace, as people see them, and no script chooses when in a frame it begins: what one sees in its first
 * frame and the other a millisecond later in its second would say more of that moment than of them. So the rounds begin
 * all over a frame, the same for each, and what counts is the mean of those in the middle.
 */
export async function benchComposer(browser: Browser): Promise<void> {
  const contestants = await findContestants();
  const files: Record<string, string> = { '/probe.js': await pageScript('probe') };
  for (const [index, { body, script }] of contestants.entries()) {
    files[`/${index}`] = toPage(`${body}<script src="/probe.js"></script>`);
    files[`/${index}.js`] = tellsBegin(script);
  }
  const site = await startSite(files);
  try {
    for (const slowdown of SLOWDOWNS) {
      const seen = contestants.map((): Seen[] => []);
      for (let round = -WARM_UP; round < ROUNDS; round += 1) {
        for (const [index, contestant] of contestants.entries()) {
          const one = await look(browser, `${site.origin}/${index}`, contestant, slowdown, (round / ROUNDS) * FRAME);
          if (round >= 0) seen[index]?.push(one);
        }
      }
      const pace = slowdown === 1 ? '' : `, a processor ${slowdown} times slower`;
      console.log(
        `\nFrom a script’s first line to its painted composer${pace}; means of ${ROUNDS}, without the lowest and highest tenth:`,
      );
      console.table(
        Object.fromEntries(contestants.map(({ name, promised }, index) => [name, toRow(seen, index, promised)])),
      );
    }
    console.log('Main thread: all that it did meanwhile, from before the script was asked for.');
  } finally {
    await site.close();
  }
}

async function findContestants(): Promise<Contestant[]> {
  const floor = { element: 'lit-floor', composer: 'textarea', module: false, promised: false };
  const own = { element: 'task-chat', composer: '[part="input"]', module: false, promised: true };
  const rival = { element: 'deep-chat', composer: '#text-input', module: true, promised: false };
  const chat = (getToken: string) => `<task-chat runtime="builtin" api-url="/chatkit"></task-chat>
    <script>document.querySelector('task-chat').getToken = ${getToken}</script>`;
  const script = await ownScript();
  const deepChat = await deepChatScript();
  const contestants = [
    { ...floor, name: 'ten lines of Lit', script: await pageScript('floor'), body: '<lit-floor></lit-floor>' },
    // The composer has to be there before anybody knows who is: here nobody ever does.
    { ...own, name: 'task-chat, before its token', script, body: chat('() => new Promise(() => {})') },
    { ...own, name: 'task-chat, with its token', script, body: chat(`async () => '${mintToken()}'`) },
  ];
  if (!deepChat) return contestants;
  const body = `<deep-chat connect='{"url":"/chatkit"}'></deep-chat>`;
  return [...contestants, { ...rival, name: 'deep-chat', script: deepChat, body }];
}

/** The mean without the lowest and the highest tenth. */
function trimmedMean(values: readonly number[]): number {
  const cut = Math.round(values.length / 10);
  const kept = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

type Seen = Watched & MainThread;

async function look(
  browser: Browser,
  address: string,
  { module, element, composer }: Contestant,
  slowdown: number,
  phase: number,
): Promise<Seen> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 800, height: 700 });
    await page.goto(address);
    await page.emulateCPUThrottling(slowdown);
    const probe = await findProbe(page);
    await probe.evaluate((it) => it.painted());
    const before = await page.metrics();
    const script = { src: `${new URL(address).pathname}.js`, module, phase: Math.max(0, phase) };
    const watched = await probe.evaluate((it, ...asked) => it.watch(...asked), script, element, composer);
    return { ...watched, ...between(before, await page.metrics()) };
  } finally {
    await context.close();
  }
}

function toRow(seen: readonly Seen[][], index: number, promised: boolean): Record<string, string> {
  const of = (number: number, take: (one: Seen) => number) => trimmedMean((seen[number] ?? []).map(take));
  const wait = (number: number) => of(number, ({ painted, began }) => painted - began);
  const ratio = wait(index) / wait(0);
  return {
    'first line → painted': ms(wait(index)),
    'of the floor': promised ? beside(ratio, LIMIT, times) : times(ratio),
    'loaded → painted': ms(of(index, ({ painted, loaded }) => painted - loaded)),
    'main thread': ms(of(index, ({ all }) => all)),
    'of it style and layout': ms(of(index, ({ layout }) => layout)),
  };
}
