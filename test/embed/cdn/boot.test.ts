import { expect } from '@open-wc/testing';
import { whyNot } from '../../../embed/runtime/why-builtin.ts';
import { openBackend, token, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendThatAnswers, closePages, openPage } from './page.ts';

describe('OpenAI’s chat in ours', () => {
  afterEach(closePages);

  it('is loaded, set up and shown when it works, after a skeleton', async () => {
    const page = await openPage();
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there']) });
    const double = await chat.chatkit();
    await double.say('hello');
    expect(double.text()).to.contain('Hi there');
    await until(() => chat.scenes().join() === 'skeleton,chatkit');
    expect(chat.events[0]?.type).to.equal('task-chat:log');
    expect(chat.heard('runtime')).to.have.length(1);
    expect(chat.heard('runtime')[0]).to.include({ runtime: 'chatkit', reason: 'it is there' });
    expect(page.warnings).to.deep.equal([]);
    expect(page.uncaught).to.deep.equal([]);
  });

  it('gets every option of the page in one piece, and calls nobody else', async () => {
    const page = await openPage();
    const chat = await page.add({
      attributes: { 'domain-key': 'key', theme: 'dark' },
      prepare: (each) => {
        each.options = {
          startScreen: { greeting: 'Welcome' },
          theme: { radius: 'soft' },
          composer: { placeholder: 'Say' },
        };
      },
    });
    const double = await chat.chatkit();
    expect(double.telemetry).to.equal(false);
    expect(double.options).to.deep.include({
      disableTelemetry: true,
      initialThread: null,
      startScreen: { greeting: 'Welcome' },
      composer: { placeholder: 'Say' },
    });
    expect(double.options?.theme).to.include({ colorScheme: 'dark', radius: 'soft' });
    expect(double.options?.threadItemActions).to.include({ feedback: false });
    expect(double.options?.api).to.include({ url: chat.backend.url.href, domainKey: 'key' });
    expect(double.options).not.to.have.property('commands');
  });

  it('gets the whole set again when the page changes it', async () => {
    const page = await openPage();
    const chat = await page.add();
    const double = await chat.chatkit();
    chat.chat.options = { composer: { placeholder: 'Say something' } };
    await until(() => (double.options?.composer as { placeholder?: string })?.placeholder === 'Say something');
    expect(double.given.at(-1)).to.include.keys('api', 'theme', 'onClientTool', 'widgets', 'threadItemActions');
    expect(new Set(double.given).size).to.equal(double.given.length);
    expect(page.uncaught).to.deep.equal([]);
  });

  it('follows the colours of the person’s system', async () => {
    const page = await openPage();
    const dark = Object.assign(new EventTarget(), { matches: false });
    page.window.matchMedia = () => dark as unknown as MediaQueryList;
    const chat = await page.add();
    const { element } = await chat.chatkit();
    expect(element.dataset.colorScheme).to.equal('light');
    dark.matches = true;
    dark.dispatchEvent(new Event('change'));
    expect(element.dataset.colorScheme).to.equal('dark');
  });

  it('comes from one script, however many elements there are', async () => {
    const page = await openPage();
    const [one, two] = await Promise.all([page.add({ query: 'delay=100' }), page.add({ query: 'delay=100' })]);
    await Promise.all([one.chatkit(), two.chatkit()]);
    const three = await page.add({ query: 'delay=100' });
    await three.chatkit();
    expect(scriptsOf(page.document)).to.equal(1);
  });

  it('comes from the page’s own script, if the page has it', async () => {
    const page = await openPage();
    const script = page.document.createElement('script');
    script.src = '/__chatkit__/chatkit.js?delay=100';
    page.document.head.append(script);
    const chat = await page.add({ query: 'delay=100' });
    await chat.chatkit();
    expect(scriptsOf(page.document)).to.equal(1);
  });

  it('comes through a policy of its own name where the page wants trusted types', async function () {
    if (!('trustedTypes' in window)) this.skip();
    const page = await openPage({ policy: "require-trusted-types-for 'script'; trusted-types task-chat lit-html" });
    const chat = await page.add();
    await chat.chatkit();
    expect(page.warnings).to.deep.equal([]);
  });

  it('waits for a slow token without losing its time to show that it works', async () => {
    const page = await openPage();
    let give = (_token: string) => {};
    const getToken = () => new Promise<string>((resolve) => (give = resolve));
    const chat = await page.add({ getToken, attributes: { 'chatkit-timeout': '1500' } });
    await until(() => page.window.customElements.get('openai-chatkit'));
    await new Promise((resolve) => setTimeout(resolve, 1600));
    give(token());
    await chat.chatkit();
    await until(async () => (await chat.backend.requests('threads.list')).length === 1);
  });
});

describe('a person who is not signed in', () => {
  afterEach(closePages);

  it('is asked to sign in by us, and OpenAI’s chat asks nothing until then', async () => {
    const page = await openPage();
    let signedIn = false;
    const chat = await page.add({ getToken: () => (signedIn ? token() : undefined) });
    await until(() => chat.seen().join() === 'placard');
    expect(chat.text()).to.contain('Sign in to see your tasks');
    const failure = await chat.chat.sendUserMessage({ text: 'hello' }).catch((error: { code: string }) => error.code);
    expect(failure).to.equal('signed_out');
    signedIn = true;
    chat.root.querySelector<HTMLButtonElement>('.way')?.click();
    await chat.chatkit();
    await until(() => chat.scenes().join() === 'skeleton,placard,skeleton,chatkit');
    await until(async () => (await chat.backend.requests()).map(({ type }) => type).join() === 'threads.list');
  });

  it('is told when the page’s token fails, with a way on', async () => {
    const page = await openPage();
    let works = false;
    const getToken = () => {
      if (!works) throw new Error('no way');
      return token();
    };
    const chat = await page.add({ getToken });
    await until(() => chat.text().includes('We couldn’t confirm who you are'));
    expect(chat.heard('error')).to.have.length(1);
    works = true;
    chat.root.querySelector<HTMLButtonElement>('.way')?.click();
    await chat.chatkit();
  });
});

describe('the wish “auto”', () => {
  afterEach(closePages);

  it('takes ours where OpenAI’s would vanish, since the page has no key', () => {
    const at = (address: string) => new URL(address);
    const api = at('https://tasks.example/chatkit');
    const origin = 'https://shop.example';
    expect(whyNot(at(origin), origin, api, undefined)).to.contain('domain-key');
    expect(whyNot(at(origin), origin, api, '')).to.contain('domain-key');
    expect(whyNot(at(origin), origin, api, 'key')).to.equal(undefined);
  });

  it('takes OpenAI’s without a key where no domain is verified', () => {
    const at = (address: string) => new URL(address);
    const api = at('https://tasks.example/chatkit');
    const local = ['http://localhost', 'http://127.1.2.3', 'http://0.0.0.0', 'http://[::1]', 'http://box.local'];
    for (const page of [...local, 'https://shop.example:8443']) {
      expect(whyNot(at(page), page, api, undefined) ?? page).to.equal(page);
    }
    const shop = 'https://shop.example';
    for (const address of [...local, 'http://tasks.example', 'https://tasks.example:3000']) {
      expect(whyNot(at(shop), shop, at(address), undefined) ?? address).to.equal(address);
    }
    for (const page of ['https://127.example', 'https://mylocal', 'https://localhost.example']) {
      expect(whyNot(at(page), page, api, undefined) ?? page).to.contain('domain-key');
    }
  });

  it('takes ours in a frame without an origin', () => {
    const page = new URL('http://localhost');
    expect(whyNot(page, 'null', page, 'key')).to.equal('the page has no origin');
  });

  it('takes ours without a network, and warns of nothing', async () => {
    const page = await openPage();
    Object.defineProperty(page.window.navigator, 'onLine', { value: false });
    const chat = await page.add();
    await chat.builtin();
    expect(scriptsOf(page.document)).to.equal(0);
    expect(chat.heard('runtime')[0]).to.include({ runtime: 'builtin', reason: 'there is no network' });
    expect(page.warnings).to.deep.equal([]);
  });

  it('never loads anything of OpenAI’s when the page wants ours', async () => {
    const page = await openPage();
    const chat = await page.add({ attributes: { runtime: 'builtin' } });
    await chat.builtin();
    expect(scriptsOf(page.document)).to.equal(0);
    expect(chat.scenes()).to.deep.equal(['builtin']);
  });
});

describe('a conversation that is gone', () => {
  afterEach(closePages);

  it('is a new one, and nothing fails', async () => {
    const page = await openPage();
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    const chat = await page.add({ backend, attributes: { 'initial-thread': 'thr_9' } });
    const double = await chat.chatkit();
    await until(() => chat.heard('error').length > 0);
    expect(chat.heard('error')[0]).to.include({ code: 'chatkit:InitialThreadLoadError' });
    await double.settled();
    expect(chat.seen()).to.deep.equal(['chatkit']);
    expect(chat.heard('thread-change')[0]).to.include({ threadId: null });
  });
});

function scriptsOf(page: Document): number {
  return [...page.scripts].filter(({ src }) => src.includes('__chatkit__')).length;
}
