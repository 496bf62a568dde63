import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { backendWith } from '../chat/stage.ts';
import { until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { bubble, clearBubbles, place } from './bubble.ts';

const view = visualViewport as VisualViewport;

/** What the visual viewport says while a keyboard stands in the lower part of the screen. */
function showKeyboard(seen: Partial<Pick<VisualViewport, 'height' | 'offsetTop' | 'scale'>>): void {
  for (const [name, value] of Object.entries(seen)) Object.defineProperty(view, name, { configurable: true, value });
  view.dispatchEvent(new Event('resize'));
}

function hideKeyboard(): void {
  for (const name of ['height', 'offsetTop', 'scale']) Reflect.deleteProperty(view, name);
  view.dispatchEvent(new Event('resize'));
}

/** What the chat's styles say of screens that are touched, for a screen that is not. */
function touchStyles({ adoptedStyleSheets }: ShadowRoot): CSSStyleSheet {
  const rules = adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
  const touch = rules.filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === '(pointer: coarse)');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(touch.flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map((each) => each.cssText)).join(''));
  return sheet;
}

const edges = (element: Element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return [left, top, right, bottom].map(Math.round);
};

describe('on a phone', () => {
  before(() => setViewport({ width: 390, height: 780 }));
  after(() => setViewport({ width: 800, height: 600 }));
  afterEach(clearBubbles);

  it('an open bubble is the whole screen, and a modal dialog', async () => {
    const { press, find, active, composer, isOpen, button, launcher, panel } = await bubble();
    const dialog = await press();
    expect(dialog.matches(':modal')).to.equal(true);
    for (const animation of dialog.getAnimations()) animation.finish();
    expect(edges(dialog)).to.deep.equal([0, 0, 390, 780]);
    expect(edges(find('.frame'))).to.deep.equal([0, 0, 390, 780]);
    expect(getComputedStyle(find('.frame')).borderRadius).to.equal('0px');
    await until(() => active() === composer());
    button('Close chat').click();
    await until(() => !isOpen());
    expect(panel()?.matches(':modal')).to.equal(false);
    await until(() => active() === launcher());
  });

  it('the page behind cannot be reached, and does not scroll', async () => {
    const fields = [place('input'), place('input')];
    place('div', 'block-size: 3000px');
    const { press, find, active, composer, chat } = await bubble();
    const dialog = await press();
    await until(() => active() === composer());
    for (const field of fields) {
      field.focus();
      expect(document.activeElement).to.equal(chat);
    }
    for (let tabs = 0; tabs < 12; tabs++) {
      await sendKeys({ press: 'Tab' });
      expect(fields).not.to.contain(document.activeElement);
    }
    expect(document.elementFromPoint(195, 400)).to.equal(chat);
    // What the conversation, the bar and the composer do not use themselves ends at the panel, which scrolls by a pixel.
    expect(getComputedStyle(dialog).overscrollBehaviorY).to.equal('none');
    expect(dialog.scrollHeight).to.equal(dialog.clientHeight + 1);
    expect(find('.frame').getBoundingClientRect().height).to.equal(780);
  });

  it('Escape closes the list first, then the chat', async () => {
    const backend = await backendWith([], sample.thread());
    await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
    const { press, chat, all, isOpen, button, sees } = await bubble({ backend });
    await press();
    await chat.showHistory();
    await sees('Groceries');
    expect(getComputedStyle(button('Close chat')).display).to.equal('none');
    await sendKeys({ press: 'Escape' });
    await until(() => all('.history').length === 0);
    expect(isOpen()).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen());
  });

  it('going back closes it', async () => {
    const { press, isOpen } = await bubble();
    const dialog = await press();
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    await until(() => !isOpen());
  });

  it('a keyboard hides nothing of it', async () => {
    const { press, find, composer, active } = await bubble();
    const dialog = await press();
    await until(() => active() === composer());
    for (const animation of dialog.getAnimations()) animation.finish();
    showKeyboard({ height: 400, offsetTop: 90 });
    expect(edges(find('.frame'))).to.deep.equal([0, 90, 390, 490]);
    expect(find('.composer').getBoundingClientRect().bottom).to.be.at.most(490);
    // Two fingers look closer: nothing moves.
    showKeyboard({ height: 300, offsetTop: 200, scale: 2 });
    expect(edges(find('.frame'))).to.deep.equal([0, 90, 390, 490]);
    hideKeyboard();
    expect(edges(find('.frame'))).to.deep.equal([0, 0, 390, 780]);
  });

  it('it is open again after a page load, and modal', async () => {
    const one = await bubble();
    await one.press();
    one.chat.remove();
    const { panel, isOpen } = await bubble();
    expect(isOpen()).to.equal(true);
    expect(panel()?.matches(':modal')).to.equal(true);
  });

  it('taken out of the page and put back it is whole again', async () => {
    const { press, chat, panel, active, composer } = await bubble();
    await press();
    chat.remove();
    await until(() => !chat.isConnected);
    document.body.append(chat);
    await until(() => panel()?.matches(':modal'));
    await chat.focusComposer();
    expect(active()).to.equal(composer());
  });

  it('turned or sized it changes its form, and the person types on', async () => {
    const { press, active, composer, panel } = await bubble();
    await press();
    await until(() => active() === composer());
    const field = composer();
    await setViewport({ width: 800, height: 600 });
    await until(() => panel()?.matches(':modal') === false);
    expect(active()).to.equal(field);
    await setViewport({ width: 390, height: 780 });
    await until(() => panel()?.matches(':modal'));
    expect(active()).to.equal(field);
  });
});

describe('on a wide screen', () => {
  afterEach(clearBubbles);

  it('a keyboard pushes the panel up and makes it smaller', async () => {
    await setViewport({ width: 800, height: 1000 });
    const { press, find } = await bubble();
    const dialog = await press();
    for (const animation of dialog.getAnimations()) animation.finish();
    const [left, , right, bottom] = edges(dialog);
    expect(bottom).to.equal(1000 - 92);
    showKeyboard({ height: 560, offsetTop: 30 });
    const box = edges(dialog);
    expect([box[0], box[2], box[3]]).to.deep.equal([left, right, 30 + 560 - 8]);
    expect(box[1]).to.be.at.least(30);
    expect(find('.composer').getBoundingClientRect().bottom).to.be.at.most(590);
    hideKeyboard();
    expect(edges(dialog)[3]).to.equal(bottom);
    await setViewport({ width: 800, height: 600 });
  });
});

describe('every field that is typed into', () => {
  afterEach(clearBubbles);

  it('has letters of 16 px, so that phones do not zoom in', async () => {
    const fields = [
      { type: 'Input', name: 'a' },
      { type: 'Input', name: 'b', size: '3xs' },
      { type: 'Textarea', name: 'c', size: 'sm' },
      { type: 'Select', name: 'd', size: 'xs', options: [{ label: 'x', value: 'x' }] },
      { type: 'DatePicker', name: 'e' },
      { type: 'Text', value: 'f', size: 'xs', editable: { name: 'f' } },
      { type: 'Text', value: 'g', size: 'xs', maxLines: 1, editable: { name: 'g' } },
      { type: 'Text', value: 'large', size: 'xl', maxLines: 1, editable: { name: 'h' } },
    ];
    const widget = sample.card({ type: 'Form', children: fields });
    const backend = await backendWith([sample.widgetItem('w', widget)], sample.thread());
    await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
    const { chat, root, press, all, has, button } = await bubble({ backend });
    await press();
    await chat.setThreadId('thr_1');
    await until(() => all('.widget select').length === 1);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, touchStyles(root)];
    await chat.showHistory();
    await until(() => has('Rename “Groceries”'));
    button('Rename “Groceries”').click();
    await until(() => all('.rename input').length === 1);
    const typed = all('input, textarea, select');
    expect(typed).to.have.length(fields.length + 2);
    const toSize = (each: Element) => Number.parseFloat(getComputedStyle(each).fontSize);
    for (const each of typed) expect(toSize(each), each.outerHTML).to.be.at.least(16);
    const large = typed.find((each) => (each as HTMLInputElement).value === 'large');
    expect(toSize(large as Element)).to.be.above(16);
  });
});
