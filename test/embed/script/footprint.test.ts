import { expect } from '@open-wc/testing';
import { type FakeBackend, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, type HostPage, MODULE, openPage, SCRIPT, setup } from './pages.ts';

/** Names and values of everything on the page's window, and of what its built-in objects and their prototypes have. */
function globalsOf(page: Window): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const note = (of: object, prefix: string) => {
    for (const key of Reflect.ownKeys(of)) {
      const { value, get } = Object.getOwnPropertyDescriptor(of, key) ?? {};
      // WebKit makes a new list whenever it is looked at.
      if (Array.isArray(value)) continue;
      found.set(prefix + String(key), value ?? get);
    }
  };
  note(page, '');
  for (const [name, value] of [...found]) {
    if (typeof value !== 'function') continue;
    note(value, `${name}.`);
    if (value.prototype) note(value.prototype, `${name}#`);
  }
  return found;
}

/** What differs: names that came, went or have another value. */
function differences(before: Map<string, unknown>, after: Map<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  );
}

/** A page with the built script, and a conversation on it. `before` is called when the script has not run yet. */
async function converse(
  tag: string,
  before: (page: HostPage) => void = () => {},
  head = '',
): Promise<{ page: HostPage; backend: FakeBackend }> {
  const backend = await openBackend();
  await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
  const page = await openPage({ head, body: '<main style="margin: 1px"><h1>Page</h1></main>' });
  before(page);
  const script = page.document.createElement('script');
  const [name = '', value = ''] = tag.split(' ');
  script.setAttribute('src', name);
  if (value) script.type = value;
  page.document.body.append(script);
  const place = page.document.createElement('div');
  place.innerHTML = `<task-chat ${setup(backend)}></task-chat>`;
  page.document.body.append(place);
  await page.sees('What’s on your list?');
  await page.say('hello');
  await page.sees('Hi there');
  return { page, backend };
}

describe('on the page around it the script', () => {
  afterEach(closePages);

  for (const [kind, tag, left] of [
    ['script', SCRIPT, ['TaskChat']],
    ['module', `${MODULE} module`, []],
  ] as const) {
    it(`leaves no name and changes nothing, but for ${left.join() || 'nothing'} (${kind})`, async () => {
      let before = new Map<string, unknown>();
      let document: string[] = [];
      const { page } = await converse(tag, (fresh) => {
        before = globalsOf(fresh.window);
        document = Object.getOwnPropertyNames(fresh.document);
      });
      expect(before.has('Array#map') && before.has('Symbol.iterator') && before.has('fetch')).to.equal(true);
      expect(differences(before, globalsOf(page.window))).to.deep.equal(left);
      expect(Object.getOwnPropertyNames(page.document)).to.deep.equal(document);
      expect(page.said).to.deep.equal([]);
    });
  }

  it('leaves no style, and no element but its own', async () => {
    const looks = ({ document, window }: HostPage) =>
      ['html', 'body', 'main', 'h1'].map((name) => {
        const style = window.getComputedStyle(document.querySelector(name) as Element);
        return [...style]
          .filter((key) => !/size|height|origin|perspective/.test(key))
          .map((key) => style.getPropertyValue(key));
      });
    let before: unknown;
    let heads = '';
    const { page } = await converse(SCRIPT, (fresh) => {
      before = looks(fresh);
      heads = fresh.document.head.innerHTML;
    });
    expect(looks(page)).to.deep.equal(before);
    expect(page.document.head.innerHTML).to.equal(heads);
    expect(page.document.styleSheets).to.have.length(0);
    expect(page.document.adoptedStyleSheets).to.have.length(0);
    expect([...page.document.body.children].map(({ localName }) => localName)).to.deep.equal(['main', 'script', 'div']);
  });

  it('sets no cookie, and keeps what it remembers under one prefix', async () => {
    const { page } = await converse(SCRIPT);
    expect(page.document.cookie).to.equal('');
    const kept = await until(() => {
      const keys = Object.keys(page.window.localStorage);
      return keys.length > 0 && keys;
    });
    expect(kept.filter((key) => !key.startsWith('task-chat:'))).to.deep.equal([]);
    const others = Object.keys(page.window.sessionStorage).filter((key) => !key.startsWith('task-chat:'));
    expect(others).to.deep.equal([]);
    expect(await page.window.indexedDB.databases()).to.deep.equal([]);
    expect(await page.window.caches.keys()).to.deep.equal([]);
  });

  it('speaks with nobody but its task server', async () => {
    const { page, backend } = await converse(SCRIPT);
    const entries = () => page.window.performance.getEntriesByType('resource').map(({ name }) => name);
    // Firefox notes a request a moment after its end.
    await until(() => entries().includes(backend.url.href));
    expect([...new Set(entries())].sort()).to.deep.equal([SCRIPT, backend.url.href].sort());
  });

  it('needs no storage, cookies or channels: what throws is done without', async () => {
    const forbid = `<script>
      const no = { get() { throw new DOMException('The operation is insecure.', 'SecurityError') } };
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, no);
      Object.defineProperty(document, 'cookie', no);
      BroadcastChannel = class { constructor() { no.get() } };
    </script>`;
    const { page } = await converse(SCRIPT, undefined, forbid);
    expect(() => page.window.localStorage).to.throw('insecure');
    expect(page.said).to.deep.equal([]);
  });

  it('works in a sandbox, where the page has no origin', async () => {
    const backend = await openBackend();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<!doctype html><script>
      const said = [];
      for (const level of ['log', 'warn', 'error']) console[level] = (...words) => said.push(words.join(' '));
      addEventListener('error', ({ message }) => said.push(message));
      addEventListener('unhandledrejection', ({ reason }) => said.push(String(reason)));
      getTestToken = () => 'opaque';
      setInterval(() => {
        const answer = document.querySelector('task-chat').shadowRoot?.querySelector('[part="assistant-message"]')?.innerText.trim();
        if (answer) parent.postMessage({ origin, said, answer }, '*');
      }, 50);
    </script><body><task-chat ${setup(backend)}></task-chat><script src="${SCRIPT}"></script>
    <script>TaskChat.ready.then((chat) => chat.sendUserMessage({ text: 'hello' }))</script>`;
    const told = new Promise<unknown>((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    document.body.append(frame);
    expect(await told).to.deep.equal({ origin: 'null', said: [], answer: 'Hi there' });
    frame.remove();
  });
});
