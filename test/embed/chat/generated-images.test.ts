import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { clearStage, stage } from './stage.ts';

const SKETCH = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==';
const item = (url?: string) => ({
  type: 'generated_image',
  id: 'igen_1',
  thread_id: 'thr_1',
  created_at: '2026-01-02T03:04:05Z',
  ...(url && { image: { id: 'img_1', url } }),
});
const sketched = sample.updated('igen_1', {
  type: 'generated_image.updated',
  image: { id: 'img_1', url: SKETCH },
  progress: 0.5,
});

describe('a generated image', () => {
  afterEach(clearStage);

  it('is announced, sketched and shown in one place', async () => {
    const { backend, say, sees, all, find, text, events } = await stage();
    const answer = sample.answer('draw a cat', 'Here it is');
    const frames = turn(sample.created(), ...answer, sample.added(item()), sketched, sample.done(item(PICTURE)));
    await backend.plan('threads.create', {
      stream: [
        ...frames.slice(0, -3),
        { gate: 'sketch' },
        ...frames.slice(-3, -2),
        { gate: 'done' },
        ...frames.slice(-2),
      ],
    });
    await until(() => events().includes('ready'));
    await say('draw a cat');
    await sees('Making an image');
    await backend.open('sketch');
    const picture = await until(() => all('img')[0] as HTMLImageElement | undefined);
    expect([picture?.src, picture?.alt, picture?.ariaBusy]).to.deep.equal([SKETCH, 'Generated image', 'true']);
    await backend.open('done');
    await until(() => picture?.src === PICTURE);
    expect(all('img')).to.have.length(1);
    expect(find('img') === picture).to.equal(true);
    expect(picture?.ariaBusy).to.equal('false');
    expect(text()).not.to.contain('Making an image');
  });

  it('is left out when it is of no address that may be loaded', async () => {
    const { backend, say, sees, all, text } = await stage();
    const done = ['javascript:alert(1)', undefined].map((url) => sample.done({ ...item(url), id: `igen_${url}` }));
    await backend.plan('threads.create', {
      stream: turn(sample.created(), ...done, ...sample.answer('draw a cat', 'Here it is')),
    });
    await say('draw a cat');
    await sees('Here it is');
    expect(all('img')).to.have.length(0);
    expect(text()).not.to.contain('Making');
  });
});
