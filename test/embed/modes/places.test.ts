import { expect } from '@open-wc/testing';
import { sendMouse, setViewport } from '@web/test-runner-commands';
import { openBackend, token, until } from '../fake-backend.ts';
import { type Bubble, bubble, clearBubbles, isSeenAt, place } from './bubble.ts';

/** In the lower right corner of the screen, seen, and worked by a mouse. */
async function works({ chat, launcher, isOpen, panel, active, composer, sees }: Bubble): Promise<void> {
  const corner = () => {
    const { right, bottom } = launcher().getBoundingClientRect();
    const { width, height } = visualViewport as VisualViewport;
    return [Math.round(width - right), Math.round(height - bottom)];
  };
  expect(corner()).to.deep.equal([20, 20]);
  const { left, top } = launcher().getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(left + 28), Math.round(top + 28)] });
  await until(isOpen);
  await sees('What’s on your list?');
  const dialog = panel() as HTMLDialogElement;
  for (const animation of dialog.getAnimations()) animation.finish();
  const box = dialog.getBoundingClientRect();
  expect([box.width, box.right].map(Math.round)).to.deep.equal([400, left + 56].map(Math.round));
  expect(box.top).to.be.at.least(15.5);
  await until(() => active() === composer());
  expect(isSeenAt(chat, composer())).to.equal(true);
}

describe('a bubble works', () => {
  afterEach(clearBubbles);

  const HOSTILE: Record<string, string> = {
    'a box that is transformed, and cut':
      'transform: rotate(3deg) scale(.5); overflow: hidden; inline-size: 99px; block-size: 9px',
    'a filtered, contained box': 'filter: blur(1px); contain: strict; opacity: .2',
    'a stacking context below everything': 'position: relative; z-index: -1; visibility: hidden; pointer-events: none',
    'a flex box of a right-to-left column': 'display: flex; flex-direction: column; align-items: stretch',
  };
  for (const [name, css] of Object.entries(HOSTILE)) {
    it(`in ${name}`, async () => {
      const cover = place('div', 'position: fixed; inset: 0; z-index: 2147483647; background: red');
      const scene = await bubble();
      place('div', css).append(scene.chat);
      await scene.chat.updateComplete;
      await works(scene);
      cover.remove();
    });
  }

  it('where the page has reset every style', async () => {
    const style = place('style');
    style.textContent =
      '* { all: unset } body * { position: static; font: 40px serif; margin: 30px; letter-spacing: 9px }';
    const scene = await bubble();
    await works(scene);
    expect(getComputedStyle(scene.composer()).fontSize).to.equal('16px');
    expect(scene.chat.getBoundingClientRect().height).to.be.at.most(60);
  });

  it('in the shadow root of another element', async () => {
    const scene = await bubble();
    place('div', 'transform: scale(.9)').attachShadow({ mode: 'open' }).append(scene.chat);
    await scene.chat.updateComplete;
    await works(scene);
    scene.chat.close();
    await until(() => !scene.isOpen());
    await until(() => scene.active() === scene.launcher());
  });

  it('in a dialog of the page’s, which opens later', async () => {
    const dialog = place('dialog') as HTMLDialogElement;
    const scene = await bubble();
    dialog.append(scene.chat);
    await scene.chat.updateComplete;
    dialog.showModal();
    await works(scene);
    scene.chat.close();
    await until(() => !scene.isOpen());
    expect(dialog.open).to.equal(true);
  });

  it('below a dialog of the page’s, which is above it and keeps it out', async () => {
    const scene = await bubble();
    const dialog = place('dialog') as HTMLDialogElement;
    dialog.showModal();
    scene.launcher().focus();
    expect(scene.active()).to.equal(null);
  });

  it('on a page that is zoomed', async () => {
    document.documentElement.style.zoom = '1.5';
    try {
      const { press, launcher } = await bubble();
      const panel = await press();
      for (const animation of panel.getAnimations()) animation.finish();
      for (const each of [panel, launcher()]) {
        const { left, top, right, bottom } = each.getBoundingClientRect();
        // Older browsers measure in the page's own pixels.
        expect(Math.min(left, top)).to.be.at.least(0);
        expect(right).to.be.at.most(innerWidth);
        expect(bottom).to.be.at.most(innerHeight);
      }
      await setViewport({ width: 390, height: 780 });
      await until(() => panel.matches(':modal'));
      for (const animation of panel.getAnimations()) animation.finish();
      visualViewport?.dispatchEvent(new Event('resize'));
      expect(Math.round(panel.getBoundingClientRect().height)).to.be.within(519, 780);
      expect(Math.round(panel.getBoundingClientRect().bottom)).to.be.at.most(780);
    } finally {
      document.documentElement.style.zoom = '';
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('below what the page puts above it, when it names the height', async () => {
    const style = place('style');
    style.textContent = 'task-chat { --task-chat-z-index: 7 }';
    const cover = place('div', 'position: fixed; inset: 0; z-index: 8');
    const { launcher, chat, press } = await bubble();
    await press();
    expect(isSeenAt(chat, launcher())).to.equal(false);
    cover.style.zIndex = '6';
    expect(isSeenAt(chat, launcher())).to.equal(true);
  });

  it('in a small frame, as the whole of it', async () => {
    const backend = await openBackend();
    const script = new URL('../../../embed/index.ts', import.meta.url);
    const frame = place('iframe', 'inline-size: 340px; block-size: 420px; border: 0') as HTMLIFrameElement;
    frame.srcdoc = `<!doctype html><body><script type="module" src="${script}"></script><task-chat mode="bubble" runtime="builtin"></task-chat>`;
    await until(() => frame.contentWindow?.customElements.get('task-chat'));
    const chat = frame.contentDocument?.querySelector('task-chat');
    if (!chat) throw new Error('There is no chat in the frame.');
    chat.getToken = () => token();
    chat.apiUrl = backend.url.href;
    (await until(() => chat.shadowRoot?.querySelector<HTMLElement>('.launcher'))).click();
    const panel = await until(() => chat.shadowRoot?.querySelector('dialog:modal'));
    for (const animation of panel.getAnimations()) animation.finish();
    const { width, height } = panel.getBoundingClientRect();
    expect([width, height]).to.deep.equal([340, 420]);
  });
});

describe('a bubble that is moved', () => {
  afterEach(clearBubbles);

  it('stays open and goes on', async () => {
    const { press, chat, backend, isOpen, sees, panel } = await bubble();
    await press();
    await sees('What’s on your list?');
    const requests = (await backend.requests()).length;
    const dialog = panel();
    place('div', 'transform: scale(.5)').append(chat);
    await chat.updateComplete;
    expect(panel()).to.equal(dialog);
    expect(isOpen()).to.equal(true);
    expect(Math.round(dialog?.getBoundingClientRect().width ?? 0)).to.equal(400);
    expect(await backend.requests()).to.have.length(requests);
  });

  it('out of the page and back begins with what it was: open, or a launcher alone', async () => {
    const { press, chat, isOpen, sees, panel } = await bubble();
    await press();
    await sees('What’s on your list?');
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    document.body.append(chat);
    await sees('What’s on your list?');
    expect(isOpen()).to.equal(true);
    chat.close();
    await until(() => !isOpen());
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    document.body.append(chat);
    await chat.updateComplete;
    expect(panel()).to.equal(undefined);
  });

  it('away before it was drawn breaks nothing', async () => {
    const { chat, press } = await bubble();
    await press();
    chat.requestUpdate();
    chat.remove();
    await chat.updateComplete;
  });

  it('from one mode to another keeps the draft', async () => {
    const { press, chat, find, composer, sees, launcher } = await bubble();
    await press();
    await sees('What’s on your list?');
    await chat.setComposerValue({ text: 'Buy milk' });
    chat.mode = 'inline';
    await chat.updateComplete;
    expect(chat.shadowRoot?.querySelector('dialog, .launcher')).to.equal(null);
    await until(() => composer().value === 'Buy milk');
    expect(getComputedStyle(find('.frame')).position).to.equal('relative');
    chat.mode = 'bubble';
    await chat.updateComplete;
    expect(launcher().getAttribute('aria-expanded')).to.equal('true');
    expect(composer().value).to.equal('Buy milk');
  });
});

describe('a chat that is the page', () => {
  afterEach(clearBubbles);

  it('fills the screen and leaves a keyboard its room', async () => {
    const { chat, find, all } = await bubble({ attributes: { mode: 'page' } });
    await until(() => all('.composer').length === 1);
    const box = () => {
      const { left, top, right, bottom } = find('.frame').getBoundingClientRect();
      return [left, top, right, bottom];
    };
    expect(box()).to.deep.equal([0, 0, document.documentElement.clientWidth, innerHeight]);
    expect(getComputedStyle(find('.frame')).borderWidth).to.equal('0px');
    const view = visualViewport as VisualViewport;
    Object.defineProperty(view, 'height', { configurable: true, value: 300 });
    view.dispatchEvent(new Event('resize'));
    expect(box()[3]).to.equal(300);
    Reflect.deleteProperty(view, 'height');
    view.dispatchEvent(new Event('resize'));
    expect(box()[3]).to.equal(innerHeight);
    expect(all('.launcher')).to.have.length(0);
    chat.open();
    chat.close();
    expect(all('.composer')).to.have.length(1);
  });

  it('can be hidden by the page, in each mode', async () => {
    for (const mode of ['inline', 'bubble', 'page']) {
      const { chat, all } = await bubble({ attributes: { mode, hidden: '' } });
      await until(() => all('.frame, .launcher').length > 0);
      expect(getComputedStyle(chat).display).to.equal('none');
      for (const each of all('.frame, .launcher')) expect(each.getBoundingClientRect().width).to.equal(0);
    }
  });
});
