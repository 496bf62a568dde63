import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { BROKEN_FETCH, HOSTILE_CODE } from './hostile-code.ts';
import { closePages, type HostPage, openSimplePage } from './pages.ts';

const TABLE = '| a | b |\n|--|--|\n| one | two |';
const LIST = sample.card(
  { type: 'Title', value: 'Tasks' },
  { type: 'Text', value: 'Buy groceries' },
  sample.button('Complete', { payload: { number: 1 } }),
);

/** A whole conversation: words, a table and a widget come, a click of the widget is answered. */
async function converse(head: string): Promise<HostPage> {
  const { backend, page } = await openSimplePage({ head });
  await backend.plan('threads.create', {
    stream: turn(
      sample.created(),
      ...sample.answer('hello', `Hi there\n\n${TABLE}`),
      sample.done(sample.widgetItem('w1', LIST)),
    ),
  });
  await backend.plan('threads.custom_action', {
    stream: turn(sample.replaced(sample.widgetItem('w1', sample.card({ type: 'Text', value: 'All done' })))),
  });
  await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
  await page.sees('What’s on your list?');
  await page.say('hello');
  await page.sees('Hi there');
  await page.sees('two');
  await page.sees('Buy groceries');
  const root = (await page.chat()).shadowRoot;
  const complete = await until(() =>
    [...(root?.querySelectorAll('button') ?? [])].find((each) => each.textContent?.trim() === 'Complete'),
  );
  complete.click();
  await page.sees('All done');
  const [created, acted] = await Promise.all([
    backend.requests('threads.create'),
    backend.requests('threads.custom_action'),
  ]);
  expect(created[0]?.params).to.deep.equal({
    input: {
      content: [{ type: 'input_text', text: 'hello' }],
      attachments: [],
      quoted_text: '',
      inference_options: {},
    },
  });
  expect(acted[0]?.params).to.deep.equal({
    thread_id: 'thr_1',
    item_id: 'w1',
    action: { type: 'tasks.complete', payload: { number: 1 } },
  });
  return page;
}

describe('on a page whose code', () => {
  afterEach(closePages);

  for (const [what, code] of Object.entries(HOSTILE_CODE)) {
    it(`${what} the chat does all it does`, async () => {
      const page = await converse(`<script>{${code}}</script>`);
      expect(page.said).to.deep.equal([]);
    });
  }
});

describe('on a page whose fetch', () => {
  afterEach(closePages);

  for (const [what, code] of Object.entries(BROKEN_FETCH)) {
    it(`${what} the chat says so and offers a way on`, async () => {
      const { page } = await openSimplePage({ head: `<script>${code}</script>` });
      await page.sees('What’s on your list?');
      await page.say('hello');
      const root = (await page.chat()).shadowRoot;
      await until(
        () => [...(root?.querySelectorAll('button') ?? [])].some((each) => /again|retry/i.test(each.innerText)),
        15_000,
      );
      expect(page.text()).to.contain('hello');
      expect(page.said.filter((line) => !line.startsWith('warn task-chat'))).to.deep.equal([]);
    });
  }
});
