import { expect } from '@open-wc/testing';
import type { TaskChatErrorEvent } from '../../../embed/index.ts';
import type { Fault } from '../../support/chatkit-double/settings.ts';
import { until } from '../fake-backend.ts';
import { backendThatAnswers, type Chat, closePages, openPage, type Page } from './page.ts';

/** What the console says of each, in one line. */
const CAUSES: Record<Exclude<Fault, 'integration-error'>, string> = {
  '404': 'OpenAI’s script cannot be loaded',
  hang: 'OpenAI’s script did not come',
  throws: 'OpenAI’s script does not work',
  'no-ready': 'OpenAI’s chat gave no sign of life',
  'no-app': 'OpenAI’s chat gave no sign of life',
  fatal: 'OpenAI’s chat failed: FatalAppError: ChatKit.create()',
  unverified: 'OpenAI’s chat failed: IntegrationError: Domain verification failed for',
  'verification-error': 'OpenAI’s chat failed: DomainVerificationRequestError',
  'verification-hangs': 'OpenAI’s chat failed: DomainVerificationRequestError',
};

describe('when OpenAI’s chat does not come, or breaks, ours takes over:', () => {
  afterEach(closePages);

  for (const [fault, cause] of Object.entries(CAUSES) as [Fault, string][]) {
    it(fault, async () => {
      const page = await openPage();
      const backend = await backendThatAnswers(['hello', 'Hi there']);
      const chat = await page.add({ backend, fault, query: 'after=50' });
      await chat.builtin();
      expectOneWarning(page, cause);
      expect(chat.heard('runtime').at(-1)).to.include({ runtime: 'builtin' });
      await say(chat, 'hello');
      await until(() => chat.text().includes('Hi there'));
      // Nothing was on the screen together with anything else, and OpenAI's chat never came back.
      for (const scene of chat.scenes()) expect(scene).not.to.contain('+');
      await until(() => chat.scenes().at(-1) === 'builtin');
      expect(page.document.querySelectorAll('openai-chatkit')).to.have.length(0);
      expect(page.uncaught.filter((error) => !error.includes('as this test wants it'))).to.deep.equal([]);
    });
  }

  it('its script hangs, and so does the token', async () => {
    const page = await openPage();
    const chat = await page.add({ fault: 'hang', getToken: () => new Promise(() => {}) });
    await until(() => chat.heard('runtime').length === 1, 8_000);
    expectOneWarning(page, CAUSES.hang);
    expect(chat.heard('runtime')[0]).to.include({ runtime: 'builtin' });
  });

  it('an error that it survives is told, and changes nothing', async () => {
    const page = await openPage();
    const chat = await page.add({ fault: 'integration-error', query: 'after=10' });
    await chat.chatkit();
    // Others may be told as well: the backend knows no history.
    const told = () => chat.heard<TaskChatErrorEvent>('error').find(({ code }) => code === 'chatkit:IntegrationError');
    const { message } = await until(told);
    expect(message).to.equal('Something went wrong. Please try again.');
    expect(chat.seen()).to.deep.equal(['chatkit']);
    expect(page.warnings).to.deep.equal([]);
    await noticed(page);
    expect(page.uncaught).to.deep.equal([]);
  });

  it('rejections of the page’s own are not swallowed', async () => {
    const page = await openPage();
    const chat = await page.add({ fault: 'integration-error', query: 'after=10' });
    await chat.chatkit();
    void page.window.Promise.reject(new Error('the page’s own'));
    void page.window.Promise.reject('a mere text');
    await until(() => page.uncaught.length === 2);
    expect(page.uncaught).to.deep.equal(['Error: the page’s own', 'a mere text']);
  });

  it('its frame is taken away', async () => {
    const page = await openPage();
    const chat = await page.add();
    const { element } = await chat.chatkit();
    element.shadowRoot?.querySelector('.ck-wrapper')?.remove();
    await chat.builtin();
    expectOneWarning(page, 'OpenAI’s chat went away');
  });

  it('it throws when it is set up', async () => {
    const page = await openPage();
    page.window.customElements.define('openai-chatkit', class extends page.window.HTMLElement {});
    const chat = await page.add();
    await chat.builtin();
    expectOneWarning(page, 'OpenAI’s chat failed: TypeError');
  });

  it('the script’s address is none', async () => {
    const page = await openPage();
    const chat = await page.add({ chatkitUrl: 'https://[' });
    await chat.builtin();
    expect(page.warnings).to.have.length(1);
  });
});

describe('a page whose policy forbids it', () => {
  afterEach(closePages);
  const ours = `script-src ${location.origin}`;

  it('gets ours at once', async () => {
    const page = await openPage({ policy: ours });
    const chat = await page.add({
      chatkitUrl: 'http://127.0.0.1:1/chatkit.js',
      attributes: { 'chatkit-timeout': '60000' },
    });
    await chat.builtin();
    expectOneWarning(page, 'Content Security Policy');
  });

  it('gets ours when the frame is what it forbids', async () => {
    const page = await openPage();
    const chat = await page.add({ fault: 'no-ready', attributes: { 'chatkit-timeout': '60000' } });
    await until(() => page.window.chatkitDouble?.instances.length);
    const violate = (blockedURI: string, disposition: 'enforce' | 'report') =>
      page.document.body.dispatchEvent(
        new page.window.SecurityPolicyViolationEvent('securitypolicyviolation', {
          bubbles: true,
          composed: true,
          blockedURI: new URL(blockedURI, location.href).href,
          disposition,
          documentURI: '',
          effectiveDirective: 'frame-src',
          originalPolicy: '',
          statusCode: 200,
          violatedDirective: 'frame-src',
        }),
      );
    violate('/other/index.html', 'enforce');
    violate('/__chatkit__/index-1.html', 'report');
    await noticed(page);
    expect(chat.seen()).to.deep.equal(['skeleton']);
    violate('/__chatkit__/index-1.html', 'enforce');
    await chat.builtin();
    expectOneWarning(page, 'Content Security Policy');
  });

  it('gets ours when it lets us have no trusted types', async function () {
    if (!('trustedTypes' in window)) this.skip();
    const page = await openPage({ policy: "require-trusted-types-for 'script'; trusted-types lit-html" });
    const chat = await page.add();
    await chat.builtin();
    expect(page.warnings).to.have.length(1);
    expect(page.warnings[0]).to.contain('task-chat');
  });
});

describe('after ours took over', () => {
  afterEach(closePages);

  it('a script that comes late changes nothing', async () => {
    const page = await openPage();
    const chat = await page.add({ query: 'delay=600', attributes: { 'chatkit-timeout': '100' } });
    await chat.builtin();
    await until(() => page.window.customElements.get('openai-chatkit'));
    await noticed(page);
    chat.chat.setAttribute('api-url', `${chat.backend.url.href}?other`);
    await chat.chat.updateComplete;
    await noticed(page);
    await until(() => chat.scenes().join() === 'skeleton,builtin');
    expect(page.warnings).to.have.length(1);
  });

  it('another element tries anew', async () => {
    const page = await openPage();
    const first = await page.add({ fault: '404' });
    await first.builtin();
    expect([...page.document.scripts].some(({ src }) => src.includes('404'))).to.equal(false);
    const second = await page.add();
    await second.chatkit();
    expect(first.seen()).to.deep.equal(['builtin']);
  });

  it('the page may wish for OpenAI’s once more', async () => {
    const page = await openPage();
    const chat = await page.add({ fault: '404' });
    await chat.builtin();
    chat.chat.chatkitUrl = '/__chatkit__/chatkit.js';
    chat.chat.runtime = 'chatkit';
    await chat.chatkit();
    expect(chat.heard('runtime').at(-1)).to.include({ runtime: 'chatkit', reason: 'the page wants it' });
  });
});

function expectOneWarning(page: Page, cause: string): void {
  const ours = page.warnings.filter((warning) => !warning.startsWith('Error: The script of ChatKit'));
  expect(ours).to.have.length(1);
  expect(ours[0]).to.contain(`task-chat: the built-in chat takes over: `).and.to.contain(cause);
}

async function say({ root }: Chat, text: string): Promise<void> {
  const field = root.querySelector('textarea') as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await (root.host as Chat['chat']).updateComplete;
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}

/** Two frames: whatever was to happen has happened. */
async function noticed({ window }: Page): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => window.requestAnimationFrame(resolve));
}
