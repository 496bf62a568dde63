import { expect } from '@open-wc/testing';
import { until } from '../fake-backend.ts';
import { backendThatAnswers, closePages, openPage } from './page.ts';

// The names of its properties are others there, but for those that the world knows.
describe('the script as sites get it', () => {
  before(async function () {
    // It may have to be built.
    this.timeout(240_000);
    await fetch('/__script__/task-chat.js');
  });
  afterEach(closePages);

  it('runs OpenAI’s chat under a policy that names scripts by nonce, and wants trusted types', async () => {
    const types = "require-trusted-types-for 'script'; trusted-types task-chat task-chat-html";
    const policy = `script-src 'nonce-abc'; ${types}`;
    const page = await openPage({ policy, script: '<script src="/__script__/task-chat.js" nonce="abc"></script>' });
    const violations: string[] = [];
    page.document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
    const chat = await page.add({ backend: await backendThatAnswers(['hello', 'Hi there'], ['more', 'Here is more']) });
    const double = await chat.chatkit();
    await double.say('hello');
    await chat.chat.sendUserMessage({ text: 'more' });
    await until(() => double.text().includes('Here is more'));
    expect(chat.events.map(({ type }) => type.slice(10)).filter((type) => type !== 'log')).to.deep.equal([
      'runtime',
      'ready',
      'response-start',
      'thread-change',
      'response-end',
      'response-start',
      'response-end',
    ]);
    expect(violations).to.deep.equal([]);
    expect(page.warnings).to.deep.equal([]);
  });

  it('takes over when OpenAI’s chat breaks', async () => {
    const page = await openPage({ script: '<script src="/__script__/task-chat.js"></script>' });
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    const chat = await page.add({ backend, fault: 'unverified', query: 'after=100' });
    await chat.builtin();
    expect(page.warnings).to.have.length(1);
    expect(page.uncaught).to.deep.equal([]);
  });
});
