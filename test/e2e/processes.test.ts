import { randomUUID } from 'node:crypto';
import type { Browser } from 'puppeteer-core';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { launchChromium } from '../support/browsers/chromium.ts';
import type {} from '../support/mongo/global-setup.ts';
import { type OpenAIStandIn, startOpenAIStandIn } from '../support/openai-stand-in.ts';
import { ChatPage } from './support/chat-page.ts';
import { startCluster } from './support/start-cluster.ts';

const [mongo] = inject('mongoServers');
const STORY = 'Once upon a time there was a list of tasks, and nobody had to remember any of them.';
/** What of it is there before the model pauses. */
const BEGINNING = 'Once';

let browser: Browser;
let model: OpenAIStandIn;

beforeAll(async () => {
  [browser, model] = await Promise.all([launchChromium(), startOpenAIStandIn()]);
  return async () => {
    await browser.close();
    await model.close();
  };
});

/** A person who has asked for a story, and sees its beginning. */
async function startStory() {
  const databaseUrl = `${mongo?.url.replace(/\/$/, '')}/e2e_${randomUUID()}`;
  const cluster = await startCluster({ databaseUrl, modelUrl: model.baseUrl });
  onTestFinished(() => cluster.close());
  let goOn = () => {};
  const pause = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  onTestFinished(goOn);
  model.script({ text: STORY, pause });
  const chat = await ChatPage.open(browser, cluster.hostPage, { query: '' });
  onTestFinished(() => chat.page.close());
  // The field of the first picture is another one, which goes with what is pressed there.
  await chat.ready();
  const field = await chat.find('textarea[aria-label="Message"]:not([disabled])');
  await field.type('tell me a story');
  await field.press('Enter');
  await chat.sees(BEGINNING);
  return { cluster, chat, goOn };
}

const answers = ({ page }: ChatPage) =>
  page.evaluate(() => {
    const rows =
      document.querySelector('task-chat')?.shadowRoot?.querySelectorAll<HTMLElement>('[part="assistant-message"]') ??
      [];
    return [...rows].map((row) => row.innerText.trim());
  });

test.skipIf(!mongo)(
  'a reload in mid-sentence goes on with the answer from another process, without a character lost',
  async () => {
    const { cluster, chat, goOn } = await startStory();
    cluster.lead(1);
    await chat.reload();
    await chat.sees(BEGINNING);
    await chat.find('button[aria-label="Stop the answer"]');
    expect(await answers(chat)).not.toContain(STORY);
    goOn();
    await chat.sees(STORY);
    expect(await answers(chat)).toEqual([STORY]);
    expect(chat.complaints).toEqual([]);
  },
  60_000,
);

test.skipIf(!mongo)(
  'a Stop reaches the answer in another process',
  async () => {
    const { cluster, chat } = await startStory();
    cluster.lead(1);
    await chat.reload();
    await chat.sees(BEGINNING);
    await chat.click('Stop the answer');
    await chat.find('button[aria-label="Send"]');
    const [answer = ''] = await answers(chat);
    expect(answer.startsWith(BEGINNING)).toBe(true);
    expect(STORY.startsWith(answer)).toBe(true);
    expect(chat.complaints).toEqual([]);
  },
  60_000,
);

test.skipIf(!mongo)(
  'when its process is killed in mid-sentence the answer ends with a way on, which another process takes',
  async () => {
    const { cluster, chat } = await startStory();
    cluster.lead(1);
    await cluster.kill(0);
    await chat.find('[role=alert] button', 40_000);
    expect(await chat.text()).toContain('tell me a story');
    model.script({ text: STORY });
    await chat.click('Try again');
    await chat.sees(STORY);
    expect((await chat.text()).match(/tell me a story/g)).toHaveLength(1);
    await chat.reload();
    await chat.sees(STORY);
    expect((await answers(chat)).filter((answer) => answer === STORY)).toHaveLength(1);
  },
  90_000,
);
