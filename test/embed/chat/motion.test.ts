import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { turn } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { clearStage, stage } from './stage.ts';

// A file of its own: WebKit keeps what a shared style sheet's media queries said first.
describe('for people who want less motion', () => {
  after(async () => {
    clearStage();
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('nothing moves', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const { backend, say, sees, all } = await stage();
    const [created, ...rest] = turn(sample.created(), ...sample.answer('x', 'Hi there'));
    await backend.plan('threads.create', {
      stream: [...(created ? [created] : []), { wait: 100 }, ...rest.slice(0, -2), 'hang'],
    });
    await say('x');
    await sees('Hi there');
    const moving = all('*').filter((each) => each.getAnimations().length > 0);
    expect(moving.map((each) => each.className)).to.deep.equal([]);
    expect(getComputedStyle(all('.row')[0] as Element).animationName).to.equal('none');
  });
});
