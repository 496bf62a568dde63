import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { DELETE_CARD } from './samples.ts';
import { stage } from './stage.ts';

// A file of its own: WebKit keeps what a shared stylesheet's media queries said first.
describe('widgets for people who want less motion', () => {
  after(() => emulateMedia({ reducedMotion: 'no-preference' }));

  it('move nothing', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const chat = await stage(DELETE_CARD);
    expect(getComputedStyle(chat.find('button', 'Cancel')).transitionDuration).to.equal('0s');
  });
});
