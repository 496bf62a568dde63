import { spawn } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { Chat, readEvents, textOf } from '../chat.ts';
import type { Project } from '../project.ts';
import type { Scenario, Scenarios } from './scenario.ts';

/** Where the guide says that its first server is. */
const ORIGIN = 'http://localhost:8000';

interface Options {
  api: { url: string; domainKey: string; fetch: typeof fetch };
}

export const firstServer: Scenarios = {
  async 'hello.ts'(project) {
    const code = project.code('hello.ts').split('\n');
    expect(code.filter((line) => line !== '').length).toBeLessThanOrEqual(30);

    const { origin } = await project.open('hello.ts');
    const chat = new Chat((request) => fetch(new Request(`${origin}/chatkit`, request)));
    expect(textOf(await chat.say('Hi'))).toBe('Hello! You said: Hi');
    expect(textOf(await chat.say('Again'))).toBe('Hello! You said: Again');
    const list = await chat.json<{ data: object[] }>('threads.list', {});
    expect(list.data).toContainEqual(expect.objectContaining({ id: chat.threadId }));
    const thread = await chat.json<{ items: { data: unknown[] } }>('threads.get_by_id', { thread_id: chat.threadId });
    expect(thread.items.data).toHaveLength(4);
    const renamed = { thread_id: chat.threadId, title: 'Renamed' };
    expect(await chat.json('threads.update', renamed)).toMatchObject({ title: 'Renamed' });
    await chat.json('threads.delete', { thread_id: chat.threadId });
    expect(JSON.stringify(await chat.json('threads.list', {}))).not.toContain(chat.threadId);
    // What nobody should send must not end the server.
    expect((await fetch(`${origin}/chatkit`)).status).toBe(400);
    expect(await chat.json('threads.list', {})).toBeDefined();
  },

  async 'hello.sh'(project, test) {
    const output = await runHello(project, test);
    if (output !== undefined) expect(textOf(readEvents(output))).toBe('Hello! You said: Hi');
  },

  async 'hello.txt'(project, test) {
    const output = await runHello(project, test);
    if (output === undefined) return;
    const shown = project.code('hello.txt').trim().split('\n\n');
    expect(shown.length).toBeGreaterThan(5);
    // What the guide leaves out it says so.
    const told = shown.filter((frame) => frame !== '…');
    const sent = toShort(output).trim().split('\n\n');
    expect(sent.filter((frame) => told.includes(frame))).toEqual(told);
  },

  async 'page.js'(project) {
    const { origin } = await project.open('hello.ts');
    let options: Options | undefined;
    const setOptions = (given: Options) => {
      options = given;
    };
    const asked: RequestInit[] = [];
    const page = {
      document: { querySelector: () => ({ setOptions }) },
      customElements: { whenDefined: async () => {} },
      getToken: async () => 'a token',
      fetch: (url: string, init: RequestInit) => {
        asked.push(init);
        return fetch(url.replace(ORIGIN, origin), init);
      },
    };
    await runInNewContext(`(async () => {${project.code('page.js')}})()`, page);
    // ChatKit refuses options that it does not know.
    expect(Object.keys(options ?? {})).toEqual(['api']);
    expect(Object.keys(options?.api ?? {}).sort()).toEqual(['domainKey', 'fetch', 'url']);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ type: 'threads.list', params: {} });
    const response = await options?.api.fetch(options.api.url, { method: 'POST', headers, body });
    expect(await response?.json()).toMatchObject({ data: expect.any(Array) });
    expect(asked[0]?.headers).toEqual({ ...headers, authorization: 'Bearer a token' });
  },
};

/** What the guide's curl prints, sent to the guide's server; `undefined` where there is no curl. */
async function runHello(project: Project, { skip }: Parameters<Scenario>[1]): Promise<string | undefined> {
  if ((await shell('command -v curl')).code !== 0) return skip('curl is not installed');
  const code = project.code('hello.sh');
  expect(code).toContain(ORIGIN);
  const { origin } = await project.open('hello.ts');
  const { code: status, output } = await shell(code.replaceAll(ORIGIN, origin));
  expect(status, output).toBe(0);
  return output;
}

function shell(script: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('sh', ['-c', script]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** Ids as short as the guide has them, counted up for each kind, and no times. */
function toShort(text: string): string {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return text
    .replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"…"')
    .replace(/\b(turn|thr|msg)_[0-9a-f]{32}/g, (id, kind: string) => {
      const count = (counts.get(kind) ?? 0) + (known.has(id) ? 0 : 1);
      counts.set(kind, count);
      const short = known.get(id) ?? `${kind}_${count}`;
      known.set(id, short);
      return short;
    });
}
