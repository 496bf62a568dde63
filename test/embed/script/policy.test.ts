import { expect } from '@open-wc/testing';
import { type FakeBackend, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, type HostPage, MODULE, openPage, SCRIPT, setup } from './pages.ts';

const guide = await (await fetch('/docs/embedding.md')).text();
/** The double of OpenAI's script; its address stands for OpenAI's. */
const CHATKIT = new URL('/__chatkit__/chatkit.js', location.href).href;
const NOTHING_ELSE = "default-src 'none'; ";
const hasTrustedTypes = 'trustedTypes' in window;

/** The lines that the guide tells, for the addresses of a test. */
function linesOf(name: string, { url }: FakeBackend): string {
  const [, text] = new RegExp(`\\n\`\`\`text name=${name}\\n([^\`]+)\`\`\``).exec(guide) ?? [];
  if (!text) throw new Error(`The guide has no block ${name}.`);
  return text
    .replace(/(script-src.*) https:\/\/tasks\.example\.com/, `$1 ${location.origin}`)
    .replaceAll('https://tasks.example.com', url.origin)
    .replaceAll('https://cdn.platform.openai.com', location.origin);
}

interface Policed {
  policy: string;
  body: string;
  /** Scripts of the page that its policy lets through, since they come before it. */
  first?: string;
}

async function openPoliced({ policy, body, first = '' }: Policed): Promise<HostPage> {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${NOTHING_ELSE}${policy}">`;
  const page = await openPage({ head: `${first}${meta}`, body });
  return page;
}

async function answering(): Promise<FakeBackend> {
  const backend = await openBackend();
  const image = sample.card({
    type: 'Box',
    background: '#123456',
    width: 77,
    children: [{ type: 'Text', value: 'A box' }],
  });
  await backend.plan('threads.create', {
    stream: turn(
      sample.created(),
      ...sample.answer('hello', 'Hi **there**'),
      sample.done(sample.widgetItem('w1', image)),
    ),
  });
  await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
  return backend;
}

async function converse(page: HostPage): Promise<void> {
  await page.sees('What’s on your list?');
  await page.say('hello');
  await page.sees('Hi there');
  await page.sees('A box');
  await (await page.chat()).showHistory();
  await page.sees('Groceries');
}

describe('under a strict content security policy', () => {
  afterEach(closePages);

  for (const [kind, tag] of [
    ['script', `<script src="${SCRIPT}" async`],
    ['module', `<script src="${MODULE}" type="module"`],
  ] as const) {
    it(`with the guide’s lines for the built-in chat, and Trusted Types, breaks no rule (${kind})`, async () => {
      const backend = await answering();
      const policy = `${linesOf('csp-builtin.txt', backend)}${linesOf('csp-trusted-types.txt', backend)}`;
      const page = await openPoliced({ policy, body: `${tag} ${setup(backend, 'data-')}></script>` });
      await converse(page);
      expect(page.said).to.deep.equal([]);
      // So that no violation means something.
      page.document.body.setAttribute('style', 'color: red');
      await until(() => page.said.length > 0);
      expect(page.said).to.deep.equal(['violation style-src-attr']);
    });
  }

  it('that lets each Trusted Types policy be made once, stands beside a Lit of the page’s and a second copy', async () => {
    const backend = await answering();
    const policy = `${linesOf('csp-builtin.txt', backend)}${linesOf('csp-trusted-types.txt', backend)}`;
    const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')}></script>`;
    const page = await openPoliced({
      policy: policy.replace('trusted-types task-chat', 'trusted-types lit-html task-chat'),
      first: "<script>globalThis.trustedTypes?.createPolicy('lit-html', { createHTML: (html) => html })</script>",
      body: `${tag}${tag.replace('.js', '.js?copy')}<script src="${MODULE}" type="module"></script>`,
    });
    await converse(page);
    expect(page.said).to.deep.equal([]);
  });

  it('that has no place for our Trusted Types policy but does not ask for one either, works', async function () {
    if (!hasTrustedTypes) return this.skip();
    const backend = await answering();
    const policy = `${linesOf('csp-builtin.txt', backend)} trusted-types none-of-ours;`;
    const page = await openPoliced({ policy, body: `<script src="${SCRIPT}" ${setup(backend, 'data-')}></script>` });
    await converse(page);
    expect(page.said).to.deep.equal(['violation trusted-types']);
  });

  it('that refuses OpenAI’s style element, its chat fills the place all the same', async () => {
    const backend = await answering();
    const policy =
      linesOf('csp-auto.txt', backend).replace(/style-src[^;]*;/, '') + linesOf('csp-trusted-types.txt', backend);
    const attributes = setup(backend, 'data-').replace('builtin', 'chatkit');
    const page = await openPoliced({
      policy,
      body: `<script src="${SCRIPT}" ${attributes} data-chatkit-url="${CHATKIT}"></script>`,
    });
    const chat = await page.chat();
    const inner = () => chat.shadowRoot?.querySelector('openai-chatkit');
    await until(() => inner()?.getAttribute('data-loaded'));
    const frame = inner()?.shadowRoot?.querySelector('iframe')?.getBoundingClientRect();
    // All but the border around it.
    expect(chat.clientWidth - (frame?.width ?? 0)).to.be.within(0, 4);
    expect(chat.clientHeight - (frame?.height ?? 0)).to.be.within(0, 4);
    // What a frame has without any rules.
    expect(frame?.height).to.be.above(150);
    expect(page.said).to.deep.equal(['violation style-src-elem']);
  });

  it('with the guide’s lines for OpenAI’s chat that comes, and breaks no rule', async () => {
    const backend = await answering();
    const policy = linesOf('csp-auto.txt', backend) + linesOf('csp-trusted-types.txt', backend);
    const attributes = setup(backend, 'data-').replace('builtin', 'chatkit');
    const page = await openPoliced({
      policy,
      body: `<script src="${SCRIPT}" ${attributes} data-chatkit-url="${CHATKIT}"></script>`,
    });
    const chat = await page.chat();
    await until(() => chat.shadowRoot?.querySelector('openai-chatkit')?.shadowRoot?.querySelector('iframe'));
    await chat.setComposerValue({ text: 'hello' });
    expect(page.said).to.deep.equal([]);
  });

  for (const [kind, source] of [
    ['script', SCRIPT],
    ['module', MODULE],
  ] as const) {
    it(`that knows scripts by a nonce, hands ours on to OpenAI’s script (${kind})`, async () => {
      const backend = await answering();
      const policy = linesOf('csp-nonce.txt', backend);
      const attributes = setup(backend, 'data-').replace('builtin', 'chatkit');
      const type = kind === 'module' ? 'type="module"' : '';
      const page = await openPoliced({
        policy,
        body: `<script src="${source}" nonce="R4nd0m" ${type} ${attributes} data-chatkit-url="${CHATKIT}"></script>`,
      });
      const chat = await page.chat();
      await until(() => chat.shadowRoot?.querySelector('openai-chatkit')?.shadowRoot?.querySelector('iframe'));
      expect(page.said).to.deep.equal([]);
    });
  }

  it('that forbids OpenAI’s script the built-in chat comes, with one warning', async () => {
    const backend = await answering();
    const policy = `script-src ${SCRIPT}; connect-src ${backend.url.origin};`;
    const attributes = setup(backend, 'data-').replace('builtin', 'chatkit');
    const page = await openPoliced({
      policy,
      body: `<script src="${SCRIPT}" ${attributes} data-chatkit-url="${CHATKIT}"></script>`,
    });
    await converse(page);
    expect(page.said.filter((line) => line.startsWith('violation'))).to.deep.equal(['violation script-src-elem']);
    expect(page.said.filter((line) => !line.startsWith('violation'))).to.have.length(1);
    expect(page.said.join()).to.contain('Content Security Policy');
  });
});
