import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import { thread } from '../samples.ts';
import { clearStages, eventNames, inThread, openStage, type Stage } from './stage.ts';

const _names = (stage: Stage) => stage.double.requests.map(({ type }) => type);
const last = ({ double }: Stage) => double.requests.at(-1)?.params;

describe('the double’s composer', () => {
  afterEach(clearStages);

  it('is locked, or gone, as the thread says', async () => {
    const stage = await inThread();
    const become = async (status: object) => {
      await stage.backend.plan('threads.custom_action', {
        stream: turn({ type: 'thread.updated', thread: { ...thread(), status } }),
      });
    };
    await become({ type: 'locked', reason: 'Being moved' });
    await become({ type: 'closed', reason: 'Moved away' });
    await become({ type: 'closed' });
    await stage.element.sendCustomAction({ type: 'x' });
    const field = stage.double.document.querySelector('textarea');
    expect([field?.disabled, field?.placeholder]).to.deep.equal([true, 'Being moved']);
    expect(() => stage.double.enter()).to.throw('takes nothing');
    await stage.element.sendCustomAction({ type: 'x' });
    expect(stage.double.texts().at(-1)).to.equal('Moved away');
    expect(field?.closest('[hidden]')).not.to.equal(null);
  });

  it('takes files by both ways of upload, with the host’s own fetch', async () => {
    const attachments = { enabled: true, maxSize: { 'text/*': 4, '*': 1 }, maxCount: 2 };
    const uploads: { url: string; init: RequestInit }[] = [];
    const reply = { id: 'att_1', name: 'a.txt', mime_type: 'text/plain', type: 'file' };
    const api = (uploadStrategy: object, url = '/nowhere') => ({
      url,
      domainKey: '',
      uploadStrategy,
      fetch: async (address: string, init: RequestInit) => {
        if (!address.includes('upload')) return fetch(address, init);
        uploads.push({ url: address, init });
        return Response.json(reply);
      },
    });
    const two = await openStage();
    await two.backend.plan('attachments.create', {
      json: { ...reply, upload_descriptor: { url: '/upload', method: 'PUT', headers: { 'x-signed': '1' } } },
    });
    await two.backend.plan('attachments.delete', { json: {} });
    const stage = await openStage({
      api: api({ type: 'two_phase' }, two.backend.url.href) as never,
      composer: { attachments },
    });
    const file = new File(['abc'], 'a.txt', { type: 'text/plain' });
    await stage.double.pick(file, new File(['too much'], 'b.txt', { type: 'text/plain' }));
    expect(last(stage)).to.deep.equal({ name: 'a.txt', size: 3, mime_type: 'text/plain' });
    expect(uploads[0]?.init.method).to.equal('PUT');
    expect(uploads[0]?.init.body).to.equal(file);
    expect(uploads[0]?.init.headers).to.include.keys('x-signed', 'chatkit-frame-instance-id', 'Accept-Language');
    expect(eventNames(stage.double).filter((name) => name === 'error')).to.have.length(1);
    stage.double.press('Remove', 'a.txt');
    await stage.double.settled();
    expect(last(stage)).to.deep.equal({ attachment_id: 'att_1' });

    const direct = await openStage({
      api: api({ type: 'direct', uploadUrl: '/upload' }) as never,
      composer: { attachments },
      history: { enabled: false },
    });
    await direct.element.setComposerValue({ text: 'see', files: [file] });
    expect([...((uploads[1]?.init.body ?? []) as FormData)].map(([name]) => name)).to.deep.equal(['file']);
    expect(direct.double.text()).to.include('a.txt');
    direct.double.enter();
    await direct.double.settled();
    expect(direct.double.requests[0]?.params.input).to.deep.include({ attachments: ['att_1'] });
  });

  it('takes what was spoken, in the place of the draft', async () => {
    const stage = await openStage();
    await stage.backend.plan('input.transcribe', { json: { text: 'buy milk' } });
    stage.double.type('a draft');
    await stage.double.dictate('AAAA', 'audio/webm');
    expect(last(stage)).to.deep.equal({ audio_base64: 'AAAA', mime_type: 'audio/webm' });
    expect(stage.double.document.querySelector('textarea')?.value).to.equal('buy milk');
  });

  it('sends the model that is offered: the default one, and another one when that is gone', async () => {
    const models = [
      { id: 'small', label: 'Small' },
      { id: 'large', label: 'Large', default: true },
    ];
    const stage = await inThread({ composer: { models } });
    expect(last(stage)?.input).to.deep.include({ inference_options: { model: 'large' } });
    stage.element.setOptions({
      api: { url: stage.backend.url.href, domainKey: 'key' },
      composer: { models: models.slice(0, 1) },
    });
    await until(() => JSON.stringify(stage.double.options?.composer).includes('large') === false);
    await stage.backend.plan('threads.add_user_message', { stream: turn() });
    await stage.double.say('again');
    expect(last(stage)?.input).to.deep.include({ inference_options: { model: 'small' } });
  });
});
