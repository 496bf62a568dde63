import type { ElementHandle, Frame } from 'puppeteer-core';
import type {} from '../../support/chatkit-double/page/types.ts';

/** Types and presses Enter, with the real keyboard, and waits for the whole answer. */
export async function say(chat: Frame, message: string): Promise<void> {
  await chat.type('textarea', message);
  await chat.page().keyboard.press('Enter');
  await settled(chat);
}

/** Clicks with the real mouse: the last button of this name, in the row that has this text if one is given. */
export async function press(chat: Frame, name: string, row = ''): Promise<void> {
  const handle = await chat.waitForFunction(
    (label, beside) =>
      [...document.querySelectorAll('button')]
        .filter((button) => button.textContent === label && !button.closest('[hidden]'))
        .filter((button) => !beside || button.closest('[data-row]')?.textContent?.includes(beside))
        .at(-1),
    {},
    name,
    row,
  );
  await (handle as ElementHandle<Element>).click();
  await settled(chat);
}

/** Waits until this is on the screen. */
export async function sees(chat: Frame, wanted: string): Promise<void> {
  await chat.waitForFunction((part) => document.body.innerText.includes(part), {}, wanted);
}

async function settled(chat: Frame): Promise<void> {
  await chat.page().evaluate(() => window.chatkitDouble?.last.settled());
}
