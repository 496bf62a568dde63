import { expect } from '@open-wc/testing';
import { type FakeBackend, openBackend, token } from '../fake-backend.ts';
import { FAST, input, openGuest } from './guest.ts';

const SECRET = 'hunter2';
const METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const;

describe('what the console is told', () => {
  let server: FakeBackend;
  let lines: { method: string; text: string }[];
  const originals = METHODS.map((method) => [method, console[method]] as const);
  beforeEach(async () => {
    server = await openBackend();
    lines = [];
    for (const [method] of originals)
      console[method] = (...parts: unknown[]) => lines.push({ method, text: parts.map(toText).join(' ') });
  });
  afterEach(() => {
    for (const [method, original] of originals) console[method] = original;
  });

  /** Everything that a chat asks, twice, by both UIs. */
  async function useAll(readToken: () => unknown = () => token()) {
    for (const round of [1, 2]) {
      const { stream, ask, backend } = openGuest(server, { readToken, times: { ...FAST, tries: [10] } });
      await stream('threads.create', { input: input(`${SECRET} ${round}`) });
      await ask('threads.list', {});
      await backend.client.ask('threads.get_by_id', { thread_id: 'thr_1' }).catch(() => {});
    }
  }

  async function planAll(plan: Parameters<FakeBackend['plan']>[1]) {
    for (const type of ['threads.create', 'threads.list', 'threads.get_by_id']) await server.plan(type, plan);
  }

  it('is one warning when the page’s function for tokens throws', async () => {
    await useAll(() => {
      throw new Error('no session');
    });
    expect(lines).to.have.length(1);
    expect(lines[0]?.method).to.equal('warn');
    expect(lines[0]?.text).to.match(/^task-chat: get-token .*no session/);
  });

  it('is one warning when the address answers with a page of HTML', async () => {
    await planAll({ text: `<!doctype html>${SECRET}` });
    await useAll();
    expect(lines).to.deep.equal([
      {
        method: 'warn',
        text: `task-chat: ${server.url.href} answers ${location.origin} with 200 text/html`,
      },
    ]);
  });

  it('is one warning when the server turns this origin away', async () => {
    await planAll({ status: 403, json: { code: 'origin_not_allowed', message: SECRET } });
    await useAll();
    expect(lines).to.deep.equal([
      {
        method: 'warn',
        text: `task-chat: ${server.url.href} answers ${location.origin} with 403 application/json`,
      },
    ]);
  });

  it('is nothing when the server is away, busy, or does not know the person', async () => {
    for (const plan of [
      { drop: true },
      { status: 502, text: '<!doctype html>' },
      { status: 429, json: {} },
      { status: 401, json: {} },
      { status: 404, json: {} },
    ]) {
      server = await openBackend();
      await planAll(plan);
      await useAll();
    }
    await useAll(() => null);
    expect(lines).to.deep.equal([]);
  });

  it('never is a token or what a person wrote', async () => {
    const secretToken = token(SECRET);
    for (const plan of [
      { text: '<p>x' },
      { status: 403, json: {} },
      { status: 401, json: {} },
      { status: 500, json: {} },
    ]) {
      server = await openBackend();
      await planAll(plan);
      await useAll(() => secretToken);
    }
    await useAll(() => `${secretToken}\n`);
    expect(lines.map(({ text }) => text).join()).not.to.contain(SECRET);
    expect(lines.map(({ text }) => text).join()).not.to.contain(secretToken.slice(0, 30));
  });
});

function toText(part: unknown): string {
  return part instanceof Error ? `${part} ${part.cause ?? ''}` : String(part);
}
