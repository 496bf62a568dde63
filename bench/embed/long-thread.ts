import type { Browser } from 'puppeteer-core';
import type { ThreadItem } from '../../server/chatkit/index.ts';
import { median, type SdkStorage } from '../sdk-server.ts';
import { between, type MainThread, ms } from './figures.ts';
import { openChat } from './open-chat.ts';
import type { Drawn } from './page/types.ts';

const MESSAGES = 1_000;
const ROUNDS = 5;
const ANSWER = `Here is what I found:

- **oil the bench** before *Friday*
- order oak boards, see [the list](https://example.com/boards)

Two of them are late. Write \`complete 1\` when the first is done.`;

interface Seen extends MainThread, Drawn {
  /** Milliseconds until it was on the screen. */
  wait: number;
}

/** What a conversation of 1,000 messages costs the page when it is opened, and when it is read to its beginning. */
export async function benchLongThread(browser: Browser): Promise<void> {
  const chat = await openChat(browser, async function* () {});
  const threadId = await chat.startThread();
  await fill(chat.storage, threadId);
  const measured = async (work: () => Promise<Drawn>): Promise<Seen> => {
    const before = await chat.page.metrics();
    const start = performance.now();
    const drawn = await work();
    return { ...drawn, wait: performance.now() - start, ...between(before, await chat.page.metrics()) };
  };
  const opened: Seen[] = [];
  const read: Seen[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    await chat.probe.evaluate((it) => it.openThread(null));
    const one = await measured(() => chat.probe.evaluate((it, id) => it.openThread(id), threadId));
    const whole = await measured(() => chat.probe.evaluate((it) => it.readBack()));
    if (round < 0) continue;
    opened.push(one);
    read.push(whole);
  }
  await chat.close();
  console.log(
    `\nA conversation of ${MESSAGES.toLocaleString('en')} messages in the built-in chat; medians of ${ROUNDS}:`,
  );
  console.table({ 'it is opened': toRow(opened), 'then read to its beginning, page by page': toRow(read) });
  console.log(
    'OpenAI’s runtime, as recorded in the reference (S15) and not measured here: 2.4 s of main-thread time and 31,000 elements.',
  );
}

function toRow(seen: readonly Seen[]): Record<string, string> {
  const of = (name: keyof Seen) => median(seen.map((one) => one[name]));
  return {
    'until it is seen': ms(of('wait')),
    'main thread': ms(of('all')),
    'of it style and layout': ms(of('layout')),
    messages: of('rows').toLocaleString('en'),
    elements: of('elements').toLocaleString('en'),
  };
}

async function fill(storage: SdkStorage, threadId: string): Promise<void> {
  const created_at = new Date().toISOString();
  for (let n = 0; n < MESSAGES; n += 1) {
    const base = { id: `msg_bench${n}`, thread_id: threadId, created_at };
    const item: ThreadItem =
      n % 2 === 0
        ? {
            ...base,
            type: 'user_message',
            content: [{ type: 'input_text', text: `What is open? (${n})` }],
            attachments: [],
            inference_options: {},
          }
        : {
            ...base,
            type: 'assistant_message',
            content: [{ type: 'output_text', text: `${ANSWER} (${n})`, annotations: [] }],
          };
    await storage.threads.saveItem(threadId, item, { owner: 'bench' });
  }
}
