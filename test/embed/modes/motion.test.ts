import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { until } from '../fake-backend.ts';
import { bubble, clearBubbles } from './bubble.ts';

// A file of its own: WebKit keeps what a shared style sheet's media queries said first.
describe('for people who want less motion', () => {
  after(async () => {
    clearBubbles();
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('a bubble opens and closes at once', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const { chat, press, all, isOpen } = await bubble({ attributes: { 'launcher-greeting': 'Hi' } });
    const moving = () => all('*').filter((each) => each.getAnimations().length > 0);
    expect(moving()).to.deep.equal([]);
    const panel = await press();
    expect(moving()).to.deep.equal([]);
    chat.close();
    await until(() => !isOpen());
    expect(moving()).to.deep.equal([]);
    expect(getComputedStyle(panel).opacity).to.equal('0');
  });
});
