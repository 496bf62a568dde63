import { expect } from '@open-wc/testing';
import { backendThatAnswers, closePages, openPage } from '../cdn/page.ts';
import { until } from '../fake-backend.ts';

describe('OpenAI’s chat in a bubble', () => {
  afterEach(closePages);

  it('is not loaded before the first opening, and stays as it is when the bubble is closed', async () => {
    const page = await openPage();
    const backend = await backendThatAnswers(['hello', 'Hi there']);
    const chat = await page.add({ backend, attributes: { mode: 'bubble' } });
    expect(chat.root.querySelectorAll('.launcher')).to.have.length(1);
    expect(page.window.chatkitDouble).to.equal(undefined);
    expect([...page.document.scripts].filter(({ src }) => src.includes('chatkit'))).to.deep.equal([]);
    chat.chat.open();
    await chat.chatkit();
    const inner = chat.root.querySelector('openai-chatkit') as HTMLElement;
    const seen: Node[] = [];
    const watch = new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) seen.push(...addedNodes, ...removedNodes);
    });
    watch.observe(chat.root, { childList: true, subtree: true });
    chat.chat.close();
    await until(() => chat.root.querySelector('dialog')?.inert);
    await chat.chat.sendUserMessage({ text: 'hello' });
    await until(() => chat.root.querySelector('.badge'));
    chat.chat.open();
    await until(() => !chat.root.querySelector('dialog')?.inert);
    expect(chat.root.querySelector('openai-chatkit')).to.equal(inner);
    expect(seen.filter((node) => node.contains(inner))).to.deep.equal([]);
    expect(chat.heard('runtime')).to.have.length(1);
    expect(page.warnings).to.deep.equal([]);
    watch.disconnect();
  });

  it('leaves the button that closes it its room on a phone', async () => {
    const page = await openPage();
    const frame = page.window.frameElement as HTMLElement;
    frame.style.width = '390px';
    const chat = await page.add({ backend: await backendThatAnswers(), attributes: { mode: 'bubble' } });
    chat.chat.open();
    await chat.chatkit();
    for (const animation of chat.root.querySelector('dialog')?.getAnimations() ?? []) animation.finish();
    const close = (await until(() => chat.root.querySelector('.shut'))).getBoundingClientRect();
    const inner = (chat.root.querySelector('openai-chatkit') as HTMLElement).getBoundingClientRect();
    expect(inner.top).to.be.at.least(close.bottom);
    expect(inner.bottom).to.be.at.most(600);
    expect(inner.height).to.be.above(400);
  });
});
