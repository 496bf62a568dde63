import { expect } from '@open-wc/testing';
import { openBackend, until } from '../fake-backend.ts';
import { closePages, MODULE, openPage, SCRIPT, setup } from './pages.ts';

const START = 'What’s on your list?';

describe('the script tag', () => {
  afterEach(closePages);

  for (const [kind, tag] of [
    ['async', `<script src="${SCRIPT}" async></script>`],
    ['deferred', `<script src="${SCRIPT}" defer></script>`],
    ['a module', `<script src="${MODULE}" type="module"></script>`],
    ['neither', `<script src="${SCRIPT}"></script>`],
  ] as const) {
    it(`in the head, ${kind}, brings the chats of the page to life`, async () => {
      const backend = await openBackend();
      const page = await openPage({ head: tag, body: `<task-chat ${setup(backend)}></task-chat>` });
      await page.sees(START);
      expect(page.said).to.deep.equal([]);
    });

    it(`in the body, ${kind}, with data attributes, is enough: the chat stands where it stands`, async () => {
      const backend = await openBackend();
      const alone = tag.replace('<script', `<script ${setup(backend, 'data-')} data-id="helper" data-theme="dark"`);
      const page = await openPage({ body: `<main><p>One</p>${alone}<p>Two</p></main><footer>Three</footer>` });
      await page.sees(START);
      const chat = await page.chat();
      expect(chat.previousElementSibling?.localName).to.equal('script');
      expect(chat.nextElementSibling?.textContent).to.equal('Two');
      expect(chat.getAttributeNames().sort()).to.deep.equal(['api-url', 'get-token', 'id', 'runtime', 'theme']);
      expect(page.said).to.deep.equal([]);
    });

    it(`in the head, ${kind}, with data attributes, puts the chat at the end of the body`, async () => {
      const backend = await openBackend();
      const alone = tag.replace('<script', `<script ${setup(backend, 'data-')}`);
      const page = await openPage({ head: alone, body: '<main></main>' });
      await page.sees(START);
      expect((await page.chat()).parentElement).to.equal(page.document.body);
      expect(page.said).to.deep.equal([]);
    });
  }

  it('that a tag manager inserts before there is a body waits for it', async () => {
    const backend = await openBackend();
    const page = await openPage({
      head: `<script>
        const script = document.createElement('script');
        script.src = '${SCRIPT}';
        for (const [name, value] of Object.entries({ apiUrl: '${backend.url}', getToken: 'getTestToken', runtime: 'builtin', mode: 'bubble' })) {
          script.dataset[name] = value;
        }
        document.head.append(script);
      </script>`,
      body: '<main></main>',
    });
    const chat = await page.chat();
    expect(chat.parentElement).to.equal(page.document.body);
    expect(chat.getAttribute('mode')).to.equal('bubble');
    expect(page.said).to.deep.equal([]);
  });

  it('that comes long after the page has loaded works as well, also when it was taken out again at once', async () => {
    const backend = await openBackend();
    const page = await openPage({ body: '<main></main>' });
    const script = page.document.createElement('script');
    script.src = SCRIPT;
    script.dataset.apiUrl = backend.url.href;
    script.dataset.getToken = 'getTestToken';
    script.dataset.runtime = 'builtin';
    page.document.head.append(script);
    script.remove();
    await page.sees(START);
  });

  it('with a mode that is not inline puts the chat at the end of the body', async () => {
    const backend = await openBackend();
    const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')} data-mode="bubble" async></script>`;
    const page = await openPage({ body: `<main>${tag}</main><footer></footer>` });
    expect((await page.chat()).parentElement).to.equal(page.document.body);
  });

  it('with a target puts the chat there, though the target comes later', async () => {
    const backend = await openBackend();
    const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')} data-target="#place"></script>`;
    const page = await openPage({ head: tag, body: '<main><div id="place"><p>Here</p></div></main>' });
    const chat = await page.chat();
    expect(chat.parentElement?.id).to.equal('place');
    expect(chat.hasAttribute('target')).to.equal(false);
    expect(page.said).to.deep.equal([]);
  });

  for (const target of ['#nowhere', '?!']) {
    it(`with the target ${target} says what is wrong and takes its usual place`, async () => {
      const backend = await openBackend();
      const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')} data-target="${target}"></script>`;
      const page = await openPage({ body: `<main>${tag}</main>` });
      expect((await page.chat()).parentElement?.localName).to.equal('main');
      expect(page.said).to.deep.equal([`warn task-chat: data-target="${target}" is nowhere on this page`]);
    });
  }

  it('leaves out what a strict policy forbids, and what is no concern of the element', async () => {
    const backend = await openBackend();
    const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')} data-style="color: red" data-onclick="fail()" class="x" id="y"></script>`;
    const page = await openPage({ body: tag });
    expect((await page.chat()).getAttributeNames().sort()).to.deep.equal(['api-url', 'get-token', 'runtime']);
  });

  it('without data-api-url puts nothing on the page, whatever data it has for others', async () => {
    const page = await openPage({ body: `<script src="${SCRIPT}" data-cfasync="false" data-mode="bubble"></script>` });
    expect(page.window.customElements.get('task-chat')).to.be.a('function');
    expect(page.chats()).to.have.length(0);
  });

  it('with an empty data-api-url says on the page what is missing', async () => {
    const page = await openPage({ body: `<script src="${SCRIPT}" data-api-url></script>` });
    await page.sees('api-url');
  });

  it('that runs again in the same place makes no second chat', async () => {
    const backend = await openBackend();
    const tag = `<script src="${SCRIPT}" ${setup(backend, 'data-')} data-mode="bubble"></script>`;
    const page = await openPage({ body: `${tag}${tag}` });
    const inserted = page.document.createElement('script');
    for (const { name, value } of page.document.scripts[1]?.attributes ?? []) inserted.setAttribute(name, value);
    const ran = new Promise((resolve) => inserted.addEventListener('load', resolve));
    page.document.body.append(inserted);
    await ran;
    expect(page.chats()).to.have.length(1);
  });

  it('twice with different servers makes two chats', async () => {
    const [one, two] = [await openBackend(), await openBackend()];
    const tags = [one, two].map((backend) => `<script src="${SCRIPT}" ${setup(backend, 'data-')}></script>`);
    const page = await openPage({ body: tags.join('') });
    await until(() => page.chats().every((chat) => page.text(chat).includes(START)));
    expect(page.chats()).to.have.length(2);
  });
});

describe('two copies of the script on a page', () => {
  afterEach(closePages);

  for (const [name, other] of [
    ['the same', SCRIPT],
    ['another copy', `${SCRIPT}?copy`],
  ] as const) {
    it(`leave the name to the first (${name})`, async () => {
      const backend = await openBackend();
      const page = await openPage({
        body: `<script src="${SCRIPT}"></script><script>first = customElements.get('task-chat'); same = TaskChat.ready</script>
          <script src="${other}" ${setup(backend, 'data-')}></script><script src="${MODULE}" type="module"></script>`,
      });
      await page.sees(START);
      const { first, same, TaskChat } = page.window as unknown as Record<string, unknown> & {
        TaskChat: { ready: unknown };
      };
      expect(page.window.customElements.get('task-chat')).to.equal(first);
      expect(TaskChat.ready).to.equal(same);
      expect(page.said).to.deep.equal([]);
    });
  }

  it('leave it to a foreign element too, and say nothing', async () => {
    const page = await openPage({
      head: '<script>customElements.define("task-chat", class Foreign extends HTMLElement {})</script>',
      body: `<script src="${SCRIPT}" data-api-url="/chatkit" data-runtime="builtin"></script>`,
    });
    expect((await page.chat()).constructor.name).to.equal('Foreign');
    expect(page.said).to.deep.equal([]);
  });

  it('run though the page has a TaskChat of its own', async () => {
    const page = await openPage({
      head: '<script>class TaskChat {}</script>',
      body: `<script src="${SCRIPT}" data-api-url="/chatkit" data-runtime="builtin"></script>`,
    });
    expect((await page.chat()).constructor.name).not.to.equal('HTMLElement');
    expect(page.said).to.deep.equal([]);
  });
});

describe('TaskChat.ready', () => {
  afterEach(closePages);

  it('gives the first chat, whose commands can be called at once', async () => {
    const backend = await openBackend();
    const page = await openPage({ body: `<script src="${SCRIPT}" ${setup(backend, 'data-')}></script>` });
    const chat = await page.window.TaskChat?.ready;
    expect(chat).to.equal(page.chats()[0]);
    await chat?.setComposerValue({ text: 'buy milk' });
    await until(() => chat?.shadowRoot?.querySelector('textarea')?.value === 'buy milk');
  });

  it('waits for a chat that comes later, wherever it comes', async () => {
    const page = await openPage({ body: `<div></div><script src="${SCRIPT}"></script>` });
    const before = page.window.TaskChat?.ready;
    const chat = page.document.createElement('task-chat');
    const host = page.document.querySelector('div')?.attachShadow({ mode: 'closed' });
    expect(await Promise.race([before, Promise.resolve('waits')])).to.equal('waits');
    host?.append(chat);
    expect(await before).to.equal(chat);
    page.document.body.append(page.document.createElement('task-chat'));
    expect(await page.window.TaskChat?.ready).to.equal(chat);
  });

  it('needs no stub: a page that was there before hears of every chat on its window', async () => {
    const backend = await openBackend();
    const page = await openPage({
      head: "<script>addEventListener('task-chat:ready', ({ target }) => { heard = target })</script>",
      body: `<script src="${SCRIPT}" ${setup(backend, 'data-')} async></script>`,
    });
    const heard = await until(() => (page.window as unknown as { heard?: Element }).heard);
    expect(heard).to.equal(page.chats()[0]);
  });
});
