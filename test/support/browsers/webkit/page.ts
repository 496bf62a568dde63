import { setTimeout as wait } from 'node:timers/promises';
import type { Appearance, Desktop } from './desktop.ts';
import type { Session, Size } from './session.ts';

type Button = 'left' | 'middle' | 'right';

const BUTTONS: Record<Button, number> = { left: 0, middle: 1, right: 2 };

// WebDriver names keys by code points of a private area.
const KEYS: Record<string, string> = {
  Space: ' ',
  Backspace: '\ue003',
  Tab: '\ue004',
  Enter: '\ue007',
  Shift: '\ue008',
  Control: '\ue009',
  Alt: '\ue00a',
  Escape: '\ue00c',
  PageUp: '\ue00e',
  PageDown: '\ue00f',
  End: '\ue010',
  Home: '\ue011',
  ArrowLeft: '\ue012',
  ArrowUp: '\ue013',
  ArrowRight: '\ue014',
  ArrowDown: '\ue015',
  Insert: '\ue016',
  Delete: '\ue017',
  Meta: '\ue03d',
};

/** The part of Playwright's page that Web Test Runner's commands use, so that they work here unchanged. */
export function createPage(session: Session, desktop: Desktop) {
  const appearance: Appearance = { dark: false, reducedMotion: false };
  const keys = (...actions: object[]) => session.act({ type: 'key', id: 'keyboard', actions });
  const pointer = (...actions: object[]) =>
    session.act({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions });

  return {
    keyboard: {
      type: (text: string) => keys(...[...text].flatMap((key) => [keyDown(key), keyUp(key)])),
      press: (combination: string) => {
        const names = combination.length > 1 ? combination.split('+').map(keyOf) : [combination];
        return keys(...names.map(keyDown), ...names.reverse().map(keyUp));
      },
      down: (name: string) => keys(keyDown(keyOf(name))),
      up: (name: string) => keys(keyUp(keyOf(name))),
    },
    mouse: {
      move: (x: number, y: number) => pointer(moveTo(x, y)),
      click: (x: number, y: number, { button = 'left' }: { button?: Button } = {}) =>
        pointer(moveTo(x, y), pointerDown(button), pointerUp(button)),
      down: ({ button = 'left' }: { button?: Button } = {}) => pointer(pointerDown(button)),
      up: ({ button = 'left' }: { button?: Button } = {}) => pointer(pointerUp(button)),
    },
    setViewportSize: (size: Size) => session.resize(size),
    screenshot: () => session.screenshot(),
    url: () => session.url(),
    async emulateMedia(media: { media?: string; colorScheme?: string; reducedMotion?: string }): Promise<void> {
      if (media.media && media.media !== 'screen') throw new Error('WebKit here shows screen media only');
      if (media.colorScheme) appearance.dark = media.colorScheme === 'dark';
      if (media.reducedMotion) appearance.reducedMotion = media.reducedMotion === 'reduce';
      desktop.dress(appearance);
      await appears(session, appearance);
    },
  };
}

// The settings daemon, GTK and WebKit pass the change on in their own time.
async function appears(session: Session, wanted: Appearance): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const shown = await session.evaluate<Appearance>(`return {
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    }`);
    if (shown.dark === wanted.dark && shown.reducedMotion === wanted.reducedMotion) return;
    await wait(20);
  }
  throw new Error('emulateMedia had no effect in WebKit');
}

function keyOf(name: string): string {
  const key = [...name].length === 1 ? name : KEYS[name];
  if (!key) throw new Error(`Unknown key "${name}"`);
  return key;
}

const keyDown = (value: string) => ({ type: 'keyDown', value });
const keyUp = (value: string) => ({ type: 'keyUp', value });
const pointerDown = (button: Button) => ({ type: 'pointerDown', button: BUTTONS[button] });
const pointerUp = (button: Button) => ({ type: 'pointerUp', button: BUTTONS[button] });
const moveTo = (x: number, y: number) => ({ type: 'pointerMove', duration: 0, origin: 'viewport', x, y });
