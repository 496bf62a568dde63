import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { TaskChatElement } from '../../../embed/index.ts';
import { openBackend, token, until } from '../fake-backend.ts';
import { bubble, clearBubbles, planAnswer } from './bubble.ts';

describe('a bubble', () => {
  afterEach(clearBubbles);

  it('is a launcher and nothing else until it is opened for the first time', async () => {
    let asked = 0;
    const { chat, root, launcher, panel, backend, find, press, sees } = await bubble({
      getToken: () => {
        asked++;
        return token();
      },
    });
    expect(launcher().getAttribute('aria-label')).to.equal('Open chat');
    expect(launcher().getAttribute('aria-expanded')).to.equal('false');
    expect(panel()).to.equal(undefined);
    expect(root.querySelector('.frame')).to.equal(null);
    chat.requestUpdate();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(asked).to.equal(0);
    expect(await backend.requests()).to.deep.equal([]);
    await press();
    await sees('What’s on your list?');
    expect(asked).to.equal(1);
    expect(launcher().getAttribute('aria-label')).to.equal('Close chat');
    expect(root.getElementById(launcher().getAttribute('aria-controls') ?? '')).to.equal(find('dialog'));
  });

  it('stands in the corner that it is told, as far off as it is told, and takes no room in the page', async () => {
    const corners: Record<string, ['left' | 'right', 'top' | 'bottom']> = {
      '': ['right', 'bottom'],
      'bottom-end': ['right', 'bottom'],
      'bottom-start': ['left', 'bottom'],
      'top-end': ['right', 'top'],
      'top-start': ['left', 'top'],
    };
    const height = document.documentElement.scrollHeight;
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      for (const [position, [x, y]] of Object.entries(corners)) {
        const side = dir === 'ltr' ? x : x === 'left' ? 'right' : 'left';
        const { chat, launcher, press } = await bubble({ attributes: { position } });
        chat.style.setProperty('--task-chat-offset-x', '30px');
        chat.style.setProperty('--task-chat-offset-y', '11px');
        const { clientWidth } = document.documentElement;
        const far = (box: DOMRect) => ({
          left: box.left,
          right: clientWidth - box.right,
          top: box.top,
          bottom: innerHeight - box.bottom,
        });
        const button = far(launcher().getBoundingClientRect());
        expect([button[side], button[y]], `${dir} ${position}`).to.deep.equal([30, 11]);
        expect(document.documentElement.scrollHeight).to.equal(height);
        const panel = await press();
        for (const animation of panel.getAnimations()) animation.finish();
        const box = far(panel.getBoundingClientRect());
        expect(box[side]).to.equal(30);
        expect(box[y]).to.equal(11 + 72);
        expect(Math.min(...Object.values(box))).to.be.at.least(0);
        clearBubbles();
      }
    }
    document.documentElement.removeAttribute('dir');
  });

  it('has the page’s own drawing while it is closed', async () => {
    const { chat, launcher, press, all } = await bubble();
    const own = document.createElement('b');
    own.slot = 'launcher';
    own.textContent = '?';
    chat.append(own);
    expect(own.assignedSlot?.closest('button')).to.equal(launcher());
    expect(own.getBoundingClientRect().width).to.be.above(0);
    await press();
    expect(own.assignedSlot).to.equal(null);
    expect(all('.launcher > svg')).to.have.length(1);
  });

  it('counts the answers that ended while it was closed, over page loads too, until it is opened', async () => {
    const backend = await openBackend();
    await planAnswer(backend);
    const one = await bubble({ backend });
    await one.press();
    await one.sees('What’s on your list?');
    await one.say('hello');
    await one.sees('Hi ther');
    one.chat.close();
    expect(one.all('.badge')).to.have.length(0);
    await backend.open('end');
    await until(() => one.launcher().getAttribute('aria-label') === 'Open chat, 1 unread');
    expect(one.find('.badge').textContent).to.equal('1');
    one.chat.remove();

    await backend.plan('threads.get_by_id', { status: 404, json: {} });
    const two = await bubble({ backend });
    expect(two.launcher().getAttribute('aria-label')).to.equal('Open chat, 1 unread');
    await two.press();
    expect(two.all('.badge')).to.have.length(0);
    two.chat.close();
    await until(() => !two.isOpen());
    expect(two.launcher().getAttribute('aria-label')).to.equal('Open chat');
  });

  for (const [how, leave] of Object.entries({
    'somebody signs out': (chat: TaskChatElement) => chat.signOut(),
    'another person comes': (chat: TaskChatElement) => {
      chat.getToken = () => token('ben');
    },
  })) {
    it(`counts nothing of a former person’s when ${how}`, async () => {
      const backend = await openBackend();
      await planAnswer(backend);
      const { chat, press, sees, say, launcher } = await bubble({ backend });
      await press();
      await sees('What’s on your list?');
      await say('hello');
      await sees('Hi ther');
      chat.close();
      await backend.open('end');
      await until(() => launcher().getAttribute('aria-label') === 'Open chat, 1 unread');
      await leave(chat);
      await until(() => launcher().getAttribute('aria-label') === 'Open chat');
    });

    it(`nor an answer that still runs when ${how}`, async () => {
      const backend = await openBackend();
      await planAnswer(backend);
      const { chat, press, sees, say, launcher, events } = await bubble({ backend });
      await press();
      await sees('What’s on your list?');
      await say('hello');
      await sees('Hi ther');
      chat.close();
      await leave(chat);
      await until(() => events().includes('response-end'));
      await chat.updateComplete;
      await until(() => launcher().getAttribute('aria-label') === 'Open chat');
    });
  }

  it('does not count answers that end before the person’s eyes', async () => {
    const { backend, press, say, sees, events, chat, isOpen, launcher } = await bubble();
    await planAnswer(backend);
    await backend.open('end');
    await press();
    await sees('What’s on your list?');
    await say('hello');
    await until(() => events().includes('response-end'));
    chat.close();
    await until(() => !isOpen());
    expect(launcher().getAttribute('aria-label')).to.equal('Open chat');
  });
});

describe('the greeting', () => {
  afterEach(clearBubbles);
  const greeting = { attributes: { 'launcher-greeting': 'Hi! Shall I help?' } };

  it('stands beside the launcher, and opens the chat', async () => {
    const { button, find, all, isOpen, launcher } = await bubble(greeting);
    const teaser = find('.teaser').getBoundingClientRect();
    expect(teaser.right).to.be.at.most(launcher().getBoundingClientRect().left);
    button('Hi! Shall I help?').click();
    await until(isOpen);
    expect(all('.teaser')).to.have.length(0);
    clearBubbles();
    const other = await bubble({ attributes: { ...greeting.attributes, position: 'bottom-start' } });
    expect(Math.round(other.launcher().getBoundingClientRect().left)).to.equal(20);
    expect(other.find('.teaser').getBoundingClientRect().left).to.be.at.least(76);
  });

  it('can be sent away without opening the chat, and stays away', async () => {
    const { button, all, chat, isOpen } = await bubble(greeting);
    button('Dismiss').click();
    await until(() => all('.teaser').length === 0);
    expect(isOpen()).to.equal(false);
    chat.requestUpdate();
    await chat.updateComplete;
    expect(all('.teaser')).to.have.length(0);
  });

  it('comes once in a session, and may come late', async () => {
    const one = await bubble();
    expect(one.all('.teaser')).to.have.length(0);
    one.chat.setAttribute('launcher-greeting', 'Still there?');
    await one.chat.updateComplete;
    expect(one.find('.teaser').textContent).to.contain('Still there?');
    one.chat.requestUpdate();
    await one.chat.updateComplete;
    expect(one.all('.teaser')).to.have.length(1);
    one.chat.remove();
    const two = await bubble(greeting);
    expect(two.all('.teaser')).to.have.length(0);
  });
});

describe('two bubbles', () => {
  afterEach(clearBubbles);

  it('in two corners do not cover each other, and with an id each know their own state', async () => {
    await setViewport({ width: 1000, height: 700 });
    const other = { attributes: { position: 'bottom-start', id: 'other' } };
    const one = await bubble();
    const two = await bubble(other);
    const [a, b] = [await one.press(), await two.press()];
    expect(b.getBoundingClientRect().right).to.be.at.most(a.getBoundingClientRect().left);
    two.chat.close();
    await until(() => !two.isOpen());
    one.chat.remove();
    two.chat.remove();
    const again = [await bubble(), await bubble(other)];
    expect(again.map((each) => each.isOpen())).to.deep.equal([true, false]);
    await setViewport({ width: 800, height: 600 });
  });
});
