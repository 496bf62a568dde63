import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { bubble, clearBubbles, place, planAnswer } from './bubble.ts';

describe('opening a bubble', () => {
  afterEach(clearBubbles);

  it('moves the focus to the composer, and closing it back to the launcher', async () => {
    const { press, active, composer, launcher, isOpen, sees } = await bubble();
    const panel = await press();
    await sees('What’s on your list?');
    await until(() => active() === composer());
    expect(panel.matches(':modal')).to.equal(false);
    expect(panel.getAttribute('aria-label')).to.equal('Chat');
    launcher().click();
    await until(() => !isOpen());
    await until(() => active() === launcher());
    await until(() => getComputedStyle(panel).opacity === '0');
  });

  it('by the page leaves alone who types elsewhere', async () => {
    const field = place('input');
    field.focus();
    const { chat, isOpen, sees, active, composer } = await bubble();
    chat.open();
    await until(isOpen);
    await sees('What’s on your list?');
    expect(document.activeElement).to.equal(field);
    chat.close();
    await until(() => !isOpen());
    expect(document.activeElement).to.equal(field);
    field.blur();
    chat.toggle();
    await until(() => isOpen() && active() === composer());
    chat.toggle();
    await until(() => !isOpen());
  });

  it('and closing it is told before, and can be refused', async () => {
    const { chat, launcher, isOpen, panel } = await bubble();
    const heard: string[] = [];
    const refuse = (event: Event) => {
      heard.push(`${event.type} ${isOpen()}`);
      event.preventDefault();
    };
    document.addEventListener('task-chat:open', refuse, { once: true });
    launcher().click();
    await chat.updateComplete;
    expect(isOpen()).to.equal(false);
    expect(panel()).to.equal(undefined);
    launcher().click();
    await until(isOpen);
    document.addEventListener('task-chat:close', refuse, { once: true });
    chat.close();
    await chat.updateComplete;
    expect(isOpen()).to.equal(true);
    chat.close();
    await until(() => !isOpen());
    expect(heard).to.deep.equal(['task-chat:open false', 'task-chat:close true']);
    chat.close();
    expect(heard).to.have.length(2);
  });

  it('can be left with Tab, in both directions', async () => {
    const before = place('button');
    const { press, active, composer, launcher, sees } = await bubble();
    const after = place('button');
    await press();
    await sees('What’s on your list?');
    await until(() => active() === composer());
    await sendKeys({ press: 'Tab' });
    expect(active()).to.equal(launcher());
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement).to.equal(after);
    await sendKeys({ down: 'Shift' });
    for (let tabs = 0; tabs < 12 && document.activeElement !== before; tabs++) await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    expect(document.activeElement).to.equal(before);
  });
});

describe('a closed bubble', () => {
  afterEach(clearBubbles);

  it('goes on with its answer, cannot be reached, and keeps its place', async () => {
    const { backend, press, say, sees, chat, isOpen, find, panel, launcher } = await bubble();
    await planAnswer(backend);
    await press();
    await sees('What’s on your list?');
    const composer = find('.composer');
    await say('hello');
    await sees('Hi ther');
    chat.close();
    await until(() => !isOpen());
    await backend.open('end');
    await until(() => find('.frame').textContent?.includes('Hi there'));
    expect(panel()?.inert).to.equal(true);
    const { left, top, width, height } = (panel() as HTMLElement).getBoundingClientRect();
    expect(document.elementFromPoint(left + width / 2, top + height / 2)).not.to.equal(chat);
    expect(find('.composer')).to.equal(composer);
    launcher().click();
    await sees('Hi there');
  });

  it('that was never opened begins its work when it is asked for some, and stays closed', async () => {
    const { chat, backend, isOpen, panel, find } = await bubble();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    await chat.sendUserMessage({ text: 'hello' });
    await until(() => find('.frame').textContent?.includes('Hi there'));
    expect(isOpen()).to.equal(false);
    expect(panel()?.inert).to.equal(true);
  });

  it('opens for what a person has to see', async () => {
    const one = await bubble();
    await one.chat.focusComposer();
    expect(one.isOpen()).to.equal(true);
    expect(one.active()).to.equal(one.composer());
    clearBubbles();
    const two = await bubble();
    await two.backend.plan('threads.list', { json: sample.page([sample.thread()]) });
    await two.chat.showHistory();
    expect(two.isOpen()).to.equal(true);
    await two.sees('Conversations');
  });
});

describe('Escape', () => {
  afterEach(clearBubbles);

  it('closes the panel from inside it and from the launcher, and nothing else of the page', async () => {
    const seen: boolean[] = [];
    const listen = (event: KeyboardEvent) => {
      seen.push(event.defaultPrevented);
    };
    document.addEventListener('keydown', listen);
    const { press, active, composer, isOpen, launcher } = await bubble();
    await press();
    await until(() => active() === composer());
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen() && active() === launcher());
    await press();
    await until(() => active() === composer());
    launcher().focus();
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen());
    await sendKeys({ press: 'Escape' });
    document.removeEventListener('keydown', listen);
    expect(seen).to.deep.equal([true, true, false]);
  });

  it('first stops an answer, and closes the list of conversations', async () => {
    const { backend, press, active, composer, isOpen, say, sees, has, chat, all } = await bubble();
    await backend.plan('turns.cancel', { json: {} });
    await planAnswer(backend);
    await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
    await press();
    await sees('What’s on your list?');
    await until(() => active() === composer());
    await say('hello');
    await until(() => has('Stop the answer'));
    await sendKeys({ press: 'Escape' });
    // An answer that does not end by itself is left after three seconds.
    await until(() => !has('Stop the answer'), 8_000);
    expect(isOpen()).to.equal(true);
    await chat.showHistory();
    await sendKeys({ press: 'Escape' });
    await until(() => all('.history').length === 0);
    expect(isOpen()).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen());
  });

  it('of an input method closes nothing', async () => {
    const { press, composer, isOpen, chat } = await bubble();
    await press();
    const pressed = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true });
    Object.defineProperty(pressed, 'keyCode', { value: 229 });
    composer().dispatchEvent(pressed);
    await chat.updateComplete;
    expect(isOpen()).to.equal(true);
  });
});

describe('over page loads', () => {
  afterEach(clearBubbles);

  it('an open bubble is open again, without taking the focus, and a closed one is closed', async () => {
    const field = place('input');
    const one = await bubble();
    await one.press();
    await one.sees('What’s on your list?');
    one.chat.remove();
    field.focus();
    const two = await bubble();
    expect(two.isOpen()).to.equal(true);
    await two.sees('What’s on your list?');
    expect(document.activeElement).to.equal(field);
    two.chat.close();
    await until(() => !two.isOpen());
    two.chat.remove();
    const three = await bubble();
    expect(three.isOpen()).to.equal(false);
    expect(three.panel()).to.equal(undefined);
    for (const key of Object.keys(sessionStorage)) expect(key).to.match(/^task-chat:/);
  });

  it('it works without storage, and with rubbish in it', async () => {
    const storage = Object.getOwnPropertyDescriptor(window, 'sessionStorage') as PropertyDescriptor;
    Object.defineProperty(window, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    try {
      const { press, chat, isOpen } = await bubble({ attributes: { 'launcher-greeting': 'Hi' } });
      await press();
      chat.close();
      await until(() => !isOpen());
      await press();
    } finally {
      Object.defineProperty(window, 'sessionStorage', storage);
    }
    clearBubbles();
    sessionStorage.setItem('task-chat:bubble:x', '{"open":');
    const { isOpen } = await bubble({ attributes: { id: 'x' } });
    expect(isOpen()).to.equal(false);
  });
});
