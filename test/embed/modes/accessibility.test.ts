import { expect } from '@open-wc/testing';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { until } from '../fake-backend.ts';
import { type Bubble, bubble, clearBubbles } from './bubble.ts';

const PHONE = { width: 390, height: 780 };
const WIDE = { width: 800, height: 600 };
const greeting = { attributes: { 'launcher-greeting': 'Hi! Shall I help?' } };

async function opened(): Promise<Bubble> {
  const scene = await bubble();
  await scene.press();
  await scene.sees('What’s on your list?');
  return scene;
}

const STATES: Record<string, [typeof WIDE, () => Promise<Bubble>]> = {
  'a launcher with a greeting and answers nobody saw': [
    WIDE,
    async () => {
      const scene = await bubble(greeting);
      scene.chat.dispatchEvent(new Event('task-chat:response-end'));
      await until(() => scene.all('.badge').length === 1);
      return scene;
    },
  ],
  'an open panel': [WIDE, opened],
  'an open panel on a phone': [PHONE, opened],
  'a chat that is the page': [
    WIDE,
    async () => {
      const scene = await bubble({ attributes: { mode: 'page' } });
      await scene.sees('What’s on your list?');
      return scene;
    },
  ],
};

describe('accessibility of the modes', () => {
  afterEach(async () => {
    clearBubbles();
    await setViewport(WIDE);
    await emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, [size, open]] of Object.entries(STATES)) {
      it(`has no axe violation: ${name}, ${colorScheme}`, async () => {
        await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        document.body.style.colorScheme = 'light dark';
        await setViewport(size);
        const { chat } = await open();
        await expect(chat).to.be.accessible();
      });
    }
  }

  it('would notice one', async () => {
    const { chat, find } = await bubble(greeting);
    find('.launcher').removeAttribute('aria-label');
    let failed = false;
    try {
      await expect(chat).to.be.accessible();
    } catch {
      failed = true;
    }
    expect(failed).to.equal(true);
  });
});
