import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { SignJWT } from 'jose';
import { expect, vi } from 'vitest';
import { ChatKitServer, handleRequest, type ThreadMetadata, type Turn } from '../../../server/chatkit/index.ts';
import { createMemoryStorage } from '../../../server/chatkit/testing/index.ts';
import { Chat, type Person, readEvents, type ServerModule, textOf, toInput } from '../chat.ts';
import type { Scenarios } from './scenario.ts';

const SECRET = 'the secret of the scenarios, long enough for HS256';
const PAGE = 'https://www.example.com';

interface ClientModule {
  ask(url: string, request: object, requestId?: string): AsyncIterable<{ type: string }>;
  stop(url: string, requestId: string): Promise<void>;
}

export const connections: Scenarios = {
  async 'client.ts'(project) {
    const { ask, stop } = await project.load<ClientModule>('client.ts');
    const create = { type: 'threads.create', params: { input: toInput('Tides?') } };

    const text = await project.load<ServerModule>('text.ts');
    const respond = vi.spyOn(text.server, 'respond');
    const cutting = await serve(text.server, { cutAfter: [1, 700, 1_500] });
    const types: string[] = [];
    for await (const { type } of ask(cutting.url, create)) types.push(type);
    expect(cutting.requests()).toBe(4);
    expect(respond).toHaveBeenCalledTimes(1);
    expect(types.filter((type) => type === 'thread.created')).toHaveLength(1);
    // The echo and the answer, once each.
    expect(types.filter((type) => type === 'thread.item.done')).toHaveLength(2);
    await cutting.close();

    const waiting = new WaitingServer();
    const { url, close } = await serve(waiting, {});
    const requestId = 'a request of a scenario';
    const seen: string[] = [];
    for await (const { type } of ask(url, create, requestId)) {
      seen.push(type);
      if (type === 'progress_update') await stop(url, requestId);
    }
    expect(seen.at(-1)).toBe('progress_update');
    expect(waiting.stopped).toBe(true);
    await expect(async () => {
      for await (const _ of ask(url, { type: 'threads.create', params: {} }));
    }).rejects.toThrow('The server answered 400.');
    await close();
  },

  async 'auth.ts'(project) {
    vi.stubEnv('JWT_SECRET', SECRET);
    try {
      const { handle } = await project.load<{ handle(request: Request): Promise<Response> }>('auth.ts');
      const send = (init: RequestInit) => handle(new Request('https://chat.example.com/chatkit', init));
      const foreign = await send({ method: 'POST', body: '{}', headers: { origin: 'https://evil.example' } });
      expect(foreign.status).toBe(403);
      const preflight = await send({ method: 'OPTIONS', headers: { origin: PAGE } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('chatkit-frame-instance-id');
      const strangers = [{}, { authorization: 'Bearer x' }, { authorization: `Bearer ${await sign({ aud: 'mail' })}` }];
      for (const headers of strangers) {
        const refused = await send({ method: 'POST', body: '{}', headers: { origin: PAGE, ...headers } });
        expect(refused.status).toBe(401);
        expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE);
      }
      const authorization = `Bearer ${await sign({ aud: 'chat' })}`;
      const chat = new Chat((request) => {
        for (const [name, value] of Object.entries({ authorization, origin: PAGE })) request.headers.set(name, value);
        return handle(request);
      });
      expect(textOf(await chat.say('Hello'))).toBe('This is message **1** of yours.');
    } finally {
      vi.unstubAllEnvs();
    }
  },

  async 'main.ts'(project) {
    const { origin, stop } = await project.start('main.ts', { JWT_SECRET: SECRET });
    expect(await (await fetch(`${origin}/health`)).text()).toBe('ok');
    const body = JSON.stringify({ type: 'threads.create', params: { input: toInput('Tides?') } });
    const headers = { authorization: `Bearer ${await sign({ aud: 'chat' })}`, 'content-type': 'application/json' };
    expect((await fetch(`${origin}/chatkit`, { method: 'POST', body })).status).toBe(401);
    const response = await fetch(`${origin}/chatkit`, { method: 'POST', headers, body });
    let text = '';
    let ended: ReturnType<typeof stop> | undefined;
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      // In the middle of the answer, which comes to its end all the same.
      if (text.includes('text_delta')) ended ??= stop('SIGTERM');
    }
    expect(textOf(readEvents(text))).toBe('This is message **1** of yours.');
    // It ends by itself, and not by the signal.
    expect(await ended).toMatchObject({ code: 0 });
  },
};

/** Answers nothing until it is stopped. */
class WaitingServer extends ChatKitServer<Person> {
  stopped = false;

  constructor() {
    const { threads, turns } = createMemoryStorage<Person>({ ownerOf: ({ id }) => id });
    super({ store: threads, turns });
  }

  override ownerOf({ id }: Person) {
    return id;
  }

  override async *respond(_thread: ThreadMetadata, _input: unknown, _person: Person, turn: Turn) {
    yield { type: 'progress_update' as const, text: 'Thinking…' };
    await new Promise((resolve) => turn.signal.addEventListener('abort', resolve));
    this.stopped = true;
  }
}

/** Serves over HTTP, and cuts the first answers after so many bytes. */
async function serve(server: ChatKitServer<Person>, { cutAfter = [] }: { cutAfter?: number[] }) {
  let requests = 0;
  const http = createServer((req, res) => {
    const cut = cutAfter[requests] ?? Number.POSITIVE_INFINITY;
    requests += 1;
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const init = { method: 'POST', headers: req.headers as Record<string, string>, signal: gone.signal };
    const request = new Request('http://chat.test', { ...init, body: Readable.toWeb(req), duplex: 'half' });
    void (async () => {
      const response = await handleRequest(server, request, { id: 'client', name: 'Client' });
      res.writeHead(response.status, Object.fromEntries(response.headers));
      let sent = 0;
      for await (const chunk of response.body ?? []) {
        const part = chunk.subarray(0, cut - sent);
        sent += part.length;
        await new Promise<void>((resolve) => res.write(part, () => resolve()));
        // While the answer is still being written.
        if (sent >= cut) return void res.destroy();
      }
      res.end();
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, resolve));
  return {
    url: `http://localhost:${(http.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () => new Promise((resolve) => http.close(resolve)),
  };
}

function sign({ aud }: { aud: string }): Promise<string> {
  const key = new TextEncoder().encode(SECRET);
  return new SignJWT({ name: 'Ann' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('ann')
    .setAudience(aud)
    .setExpirationTime('5m')
    .sign(key);
}
