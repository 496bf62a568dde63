import { expect } from '@open-wc/testing';
import { type FakeBackend, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, type HostPage, openPage, SCRIPT } from './pages.ts';

const guide = await (await fetch('/docs/embedding.md')).text();
const START = 'What’s on your list?';
/** What the pages of the guide have besides: somebody who is signed in. */
const SITE = `<script>{
  const { fetch } = window;
  window.fetch = (url, init) => ['/my-own/token', '/api/auth/token'].includes(url)
    ? Promise.resolve(new Response(JSON.stringify({ token: parent.giveToken() })))
    : fetch(url, init);
}</script>`;

/** A block of the guide, for the addresses of a test, and with the chat that needs no third party. */
function block(name: string, { url }: FakeBackend): string {
  const [, text] = new RegExp(`\\n\`\`\`\\w+ name=${name}\\n([\\s\\S]+?)\n\`\`\``).exec(guide) ?? [];
  if (!text) throw new Error(`The guide has no block ${name}.`);
  return text
    .replaceAll('https://tasks.example.com/embed/task-chat.js', SCRIPT)
    .replaceAll('https://tasks.example.com/chatkit', url.href)
    .replace(/(?<= )(data-)?api-url="/, '$1runtime="builtin" $&')
    .replace("script.setAttribute('data-api-url'", "script.setAttribute('data-runtime', 'builtin');\n$&");
}

async function open(name: string, more = ''): Promise<{ page: HostPage; backend: FakeBackend }> {
  const backend = await openBackend();
  await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
  const named = '<script>async function getTaskToken() { return parent.giveToken() }</script>';
  const code = block(name, backend);
  const page = await openPage({
    head: SITE,
    body: `${code.includes('function getTaskToken') ? '' : named}${code}${more}`,
  });
  return { page, backend };
}

describe('the guide’s page', () => {
  afterEach(() => {
    closePages();
    // A bubble that was open would be open again.
    sessionStorage.clear();
  });

  for (const name of ['plain.html', 'target.html', 'better-auth.html', 'ready.html']) {
    it(`${name} shows a chat that works`, async () => {
      const { page, backend } = await open(name);
      await page.sees(START);
      await page.say('hello');
      await page.sees('Hi there');
      expect((await backend.requests('threads.create'))[0]?.headers.authorization).to.match(/^Bearer .+\..+\./);
      expect(page.said).to.deep.equal([]);
    });
  }

  it('target.html puts it where it says', async () => {
    const { page } = await open('target.html');
    expect((await page.chat()).parentElement?.id).to.equal('assistant');
  });

  it('ready.html fills the composer', async () => {
    const { page } = await open('ready.html');
    const chat = await page.chat();
    await until(() => chat.shadowRoot?.querySelector('textarea')?.value === 'add task: ');
  });

  for (const name of ['script-only.html', 'tag-manager.html']) {
    it(`${name} shows a launcher, and behind it a chat`, async () => {
      const { page } = await open(name);
      const chat = await page.chat();
      expect(chat.parentElement).to.equal(page.document.body);
      const launcher = await until(() => chat.shadowRoot?.querySelector<HTMLElement>('[part~=launcher]'));
      launcher.click();
      await page.sees(START);
      expect(page.said).to.deep.equal([]);
    });
  }

  it('options.js and events.js do what they say', async () => {
    const { page, backend } = await open('plain.html');
    await page.sees(START);
    page.run(block('options.js', backend));
    await page.sees('What shall we get done?');
    await page.sees('Show my tasks');
    page.run(`${block('events.js', backend)}\nremind('buy milk');`);
    await page.sees('Hi there');
    expect((await backend.requests('threads.create'))[0]?.params).to.deep.include({
      input: {
        content: [{ type: 'input_text', text: 'add task: buy milk' }],
        attachments: [],
        quoted_text: '',
        inference_options: {},
      },
    });
    expect(page.said).to.deep.equal([]);
  });

  it('styles.css styles it', async () => {
    const backend = await openBackend();
    const { page } = await open('plain.html', `<style>${block('styles.css', backend)}</style>`);
    await page.sees(START);
    const chat = await page.chat();
    expect(chat.getBoundingClientRect().height).to.equal(640);
    const composer = chat.shadowRoot?.querySelector('[part~=composer]') as Element;
    expect(page.window.getComputedStyle(composer).borderTopWidth).to.equal('2px');
    expect(page.window.getComputedStyle(composer).fontFamily).to.contain('Inter');
  });
});
