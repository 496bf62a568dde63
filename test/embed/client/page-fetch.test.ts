import { expect } from '@open-wc/testing';
import type { ChatError } from '../../../embed/client/errors.ts';
import { type FakeBackend, openBackend, turn } from '../fake-backend.ts';
import { created, input, openGuest } from './guest.ts';

const NOTE = { type: 'progress_update', text: 'a' };

describe('a page that puts its own function in place of fetch', () => {
  const { fetch } = window;
  let server: FakeBackend;
  beforeEach(async () => {
    server = await openBackend();
    await server.plan('turns.resume', { stream: turn(NOTE) });
    await server.plan('threads.list', { json: { data: [], has_more: false } });
  });
  afterEach(() => {
    window.fetch = fetch;
  });

  /** What our own chat and OpenAI's runtime make of it. */
  async function use(replacement: unknown) {
    // It comes after our script and before the first request, as a tag manager's does.
    const { backend, stream, ask } = openGuest(server);
    window.fetch = replacement as typeof fetch;
    const resume = { type: 'turns.resume', params: { thread_id: 'thr_1' } } as const;
    const codes: string[] = [];
    try {
      for await (const event of backend.client.stream(resume, 'request-1', new AbortController().signal))
        codes.push(event.type);
    } catch (error) {
      codes.push((error as ChatError).code);
    }
    const failed = await backend.client.ask('threads.list', {}).then(
      () => 'ok',
      (error: { code?: string }) => error.code,
    );
    const { status } = await ask('threads.list', {});
    const events = await stream('threads.create', { input: input('hello') });
    return { codes, failed, status, types: events.map((event) => event.type) };
  }

  const BROKEN = {
    codes: ['network'],
    failed: 'network',
    status: 408,
    types: ['thread.created', 'thread.item.done', 'error'],
  };
  for (const [name, replacement] of [
    [
      'throws',
      () => {
        throw new TypeError('blocked by the page');
      },
    ],
    ['rejects with nothing', () => Promise.reject()],
    ['gives nothing', () => undefined],
    ['gives a promise of nothing', async () => undefined],
    ['gives a promise of something else', async () => ({ ok: true, status: 200 })],
    ['is no function', null],
  ] as const) {
    it(`is told as a broken connection when that one ${name}`, async () => {
      expect(await use(replacement)).to.deep.equal(BROKEN);
    });
  }

  it('is heard when it watches requests in the usual ways', async () => {
    await server.plan('threads.create', { stream: turn(created('thr_1')) });
    const seen: string[] = [];
    const watching = async (resource: string | Request, init?: RequestInit) => {
      // As the snippets that pages copy do: an address is a string, or it is a request.
      seen.push((typeof resource === 'string' ? resource : resource.url).split('?')[0] ?? '');
      const response = await fetch.call(window, resource, init);
      void response
        .clone()
        .text()
        .catch(() => {});
      return response;
    };
    expect(await use(watching)).to.deep.equal({
      codes: ['progress_update'],
      failed: 'ok',
      status: 200,
      types: ['thread.created'],
    });
    expect(new Set(seen)).to.deep.equal(new Set([server.url.href]));
  });
});
