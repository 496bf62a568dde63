import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { streamText } from '../../server/chatkit/index.ts';
import { median } from '../sdk-server.ts';
import { between, type MainThread, ms } from './figures.ts';
import { openChat } from './open-chat.ts';

const DELTAS = 1_000;
const ROUNDS = 3;
/** Milliseconds between two deltas: a fast model's, and none at all. */
const PACES = { 'one every 5 ms': 5, 'all at once': 0 };

/** An answer of paragraphs, lists and bold words, in pieces of about a word. */
const WORDS = Array.from({ length: DELTAS }, (_, n) => {
  if (n % 100 === 99) return '\n\n';
  if (n % 100 >= 80) return n % 4 === 0 ? '\n- ' : `point${n} `;
  return n % 20 === 7 ? `**word${n}** ` : `word${n} `;
});

/** What an answer of 1,000 text deltas costs the page's main thread in the built-in chat. */
export async function benchStream(browser: Browser): Promise<void> {
  let rest = 0;
  async function* speak() {
    for (const word of WORDS) {
      yield word;
      if (rest) await pause(rest);
    }
  }
  const chat = await openChat(browser, (thread, turn) => streamText({ thread, turn, text: speak() }));
  const rows: Record<string, Record<string, string>> = {};
  for (const [pace, each] of Object.entries(PACES)) {
    const seen: MainThread[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      // The first answer pays for compilation.
      rest = round < 0 ? 0 : each;
      const before = await chat.page.metrics();
      const length = await chat.probe.evaluate((it) => it.ask('Go on'));
      if (length < 5_000) throw new Error(`The answer has ${length} characters only.`);
      if (round >= 0) seen.push(between(before, await chat.page.metrics()));
    }
    const of = (name: keyof MainThread) => ms(median(seen.map((one) => one[name])));
    rows[pace] = { 'main thread': of('all'), 'of it style and layout': of('layout') };
  }
  await chat.close();
  console.log(`\nAn answer of ${DELTAS.toLocaleString('en')} text deltas in the built-in chat; medians of ${ROUNDS}:`);
  console.table(rows);
  console.log('OpenAI’s runtime, as recorded in the reference (S15) and not measured here: 9.4 s of main-thread time.');
}
