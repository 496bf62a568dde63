import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mintToken } from './support/tokens.ts';

const ROOT = join(import.meta.dirname, '..');

let folder = '';
const children: ChildProcessWithoutNullStreams[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'task-chat-main-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Runs `server/main.ts` in an empty folder, with no settings but these. */
function run(env: Record<string, string> = {}) {
  const tsx = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  const child = spawn(process.execPath, ['--import', tsx, join(ROOT, 'server/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', ...env },
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  return { child, said, ended };
}

async function started(server: ReturnType<typeof run>): Promise<string> {
  await expect.poll(() => server.said.out + server.said.err, { timeout: 10_000 }).toContain('Answers come from');
  return /http:\/\/localhost:\d+/.exec(server.said.out)?.[0].replace('localhost', '127.0.0.1') ?? '';
}

async function listThreads(url: string, key: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${mintToken({}, { key })}` };
  return fetch(`${url}/chatkit`, { method: 'POST', headers, body: '{"type":"threads.list","params":{}}' });
}

describe('the first start', () => {
  it('needs nothing, says where it is and what answers, makes a secret, and stops when asked', async () => {
    const server = run();
    const url = await started(server);
    expect(server.said.out).toBe(
      `Task server: ${url.replace('127.0.0.1', 'localhost')}\nAnswers come from the offline model: no OPENAI_API_KEY.\n`,
    );
    const file = join(folder, '.data/jwt-secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await listThreads(url, (await readFile(file, 'utf8')).trim())).status).toBe(200);
    expect((await listThreads(url, 'another secret that is long enough, too')).status).toBe(401);
    expect(await (await fetch(`${url}/embed/info.json`)).json()).toMatchObject({
      model: { kind: 'offline' },
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.said.err).toBe('');
  });
});

describe('a start with a wrong setting', () => {
  it.each<[string, Record<string, string>]>([
    ['PORT must be a port: a whole number from 0 to 65535.', { PORT: 'eighty' }],
    ['JWT_SECRET must have at least 32 bytes.', { JWT_SECRET: 'hunter2' }],
    ['HOST is not an address of this machine.', { HOST: '192.0.2.1' }],
  ])('is refused with the one line "%s"', async (line, env) => {
    const server = run(env);
    expect(await server.ended).toBe(1);
    expect(server.said).toEqual({ out: '', err: `${line}\n` });
  });

  it('is refused with one line when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = run({ PORT: String(port) });
    expect(await server.ended).toBe(1);
    expect(server.said.err).toBe(`PORT ${port} is already in use. Stop what runs there, or set another.\n`);
    other.close();
  });
});

describe('a server that is asked to stop', () => {
  const key = 'a secret for this test alone: 0123456789';

  /** A model over HTTP that begins its answer and ends it when the test says so. */
  async function startModel() {
    let end = () => {};
    let asked = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const chunk = (delta: object, finish_reason: string | null = null) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const server = createServer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(chunk({ role: 'assistant', content: 'This is the ' }));
      end = () => res.end(`${chunk({ content: 'whole answer.' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
      asked();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    return { url, wasAsked, end: () => end(), close: () => server.close().closeAllConnections() };
  }

  async function startAnswer() {
    const model = await startModel();
    const server = run({
      JWT_SECRET: key,
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'm',
      OPENAI_API: 'chat_completions',
    });
    const url = await started(server);
    const input = {
      content: [{ type: 'input_text', text: 'tell me a story' }],
      attachments: [],
      quoted_text: '',
      inference_options: {},
    };
    const answer = await fetch(`${url}/chatkit`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${mintToken({}, { key })}`,
      },
      body: JSON.stringify({ type: 'threads.create', params: { input } }),
    });
    await model.wasAsked;
    return { model, server, url, answer };
  }

  it('takes nobody new, lets the running answer finish, and then ends cleanly', async () => {
    const { model, server, url, answer } = await startAnswer();
    expect(server.said.out).toContain('Answers come from m.');
    server.child.kill('SIGTERM');
    await expect
      .poll(() =>
        fetch(`${url}/health/live`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    model.end();
    const text = await answer.text();
    expect(text).toContain('whole answer.');
    expect(text).not.toContain('"type":"error"');
    expect(text.endsWith(': end\n\n')).toBe(true);
    expect(await server.ended).toBe(0);
    model.close();
  });

  it('ends at once when asked twice', async () => {
    const { model, server, url, answer } = await startAnswer();
    server.child.kill('SIGINT');
    await expect
      .poll(() =>
        fetch(`${url}/health/live`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(1);
    await answer.text().catch(() => {});
    model.close();
  });
});
