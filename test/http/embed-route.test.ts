import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { startHttp } from '../support/start-http.ts';

const folder = await mkdtemp(join(tmpdir(), 'task-chat-embed-'));
await writeFile(join(folder, 'task-chat.js'), 'console.log(1);\n');
await writeFile(join(folder, 'task-chat.js.map'), '{}');
await writeFile(join(folder, 'secret.txt'), 'secret');
const info = { model: { kind: 'offline', name: 'built-in' }, version: '1.2.3' };
const http = await startHttp(() => Promise.reject(new Error('must not be reached')), { embedFolder: folder, info });
afterAll(async () => {
  await http.server.close(async () => {});
  await rm(folder, { recursive: true });
});

/** As a browser asks; `fetch` would say `no-cache`, which asks for everything anew. */
async function revalidate(url: string, etag: string): Promise<number | undefined> {
  const [answer] = (await once(get(url, { headers: { 'if-none-match': etag } }), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

it('gives the script to every site, to be asked for again and answered by 304', async () => {
  const url = `${http.url}/embed/task-chat.js`;
  const response = await fetch(url, { headers: { origin: 'https://anyone.example' } });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('console.log(1);\n');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  const etag = response.headers.get('etag') ?? '';
  expect(await revalidate(url, etag)).toBe(304);
  await writeFile(join(folder, 'task-chat.js'), 'console.log("rebuilt");\n');
  expect(await revalidate(url, etag)).toBe(200);
});

it('sends the smallest copy that the build has packed and the browser understands, and never a stale one', async () => {
  const path = join(folder, 'task-chat.js');
  const plain = await readFile(path);
  await writeFile(`${path}.gz`, gzipSync(plain));
  await writeFile(`${path}.br`, brotliCompressSync(plain));
  const ask = (accepted: string) =>
    new Promise<IncomingMessage>((resolve) => {
      get(`${http.url}/embed/task-chat.js`, { headers: { 'accept-encoding': accepted } }, (answer) =>
        resolve(answer.resume()),
      );
    });
  const encodings = async (...accepted: string[]) =>
    (await Promise.all(accepted.map(ask))).map(({ headers }) => headers['content-encoding']);
  const asked = ['gzip, deflate, br, zstd', 'gzip', 'br;q=0, gzip', 'identity'];
  expect(await encodings(...asked)).toEqual(['br', 'gzip', 'gzip', undefined]);
  const { headers } = await ask('br');
  expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' });
  expect(headers.vary).toMatch(/accept-encoding/i);
  expect((await ask('gzip')).headers.etag).not.toBe(headers.etag);
  const response = await fetch(`${http.url}/embed/task-chat.js`);
  expect(await response.text()).toBe(plain.toString());
  await utimes(path, new Date(), new Date(Date.now() + 60_000));
  expect(await encodings(...asked)).toEqual([undefined, undefined, undefined, undefined]);
});

it('lets browsers keep for ever what is named by its content, and nothing that is missing', async () => {
  const file = 'task-chat.0123456789abcdef.js';
  await writeFile(join(folder, file), 'console.log("pinned");\n');
  const kept = await fetch(`${http.url}/embed/${file}`);
  expect(await kept.text()).toBe('console.log("pinned");\n');
  expect(Object.fromEntries(kept.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  for (const missing of ['task-chat.fedcba9876543210.js', 'task-chat.0123456789abcdef.mjs', 'task-chat.0123.js']) {
    const response = await fetch(`${http.url}/embed/${missing}`);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});

it('gives the list of what pages may pin', async () => {
  await writeFile(join(folder, 'integrity.json'), '{"task-chat.js":{}}');
  const response = await fetch(`${http.url}/embed/integrity.json`);
  expect(await response.json()).toEqual({ 'task-chat.js': {} });
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

it('gives the map', async () => {
  const response = await fetch(`${http.url}/embed/task-chat.js.map`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

it('tells every site which model answers', async () => {
  const response = await fetch(`${http.url}/embed/info.json`);
  expect(await response.json()).toEqual(info);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  await expect.poll(() => http.logs.at(-1)).toMatchObject({ path: '/embed/info.json', status: 200 });
});

it.each(['/embed/secret.txt', '/embed/task-chat.mjs', '/embed/', '/embed/..%2fsecret.txt'])(
  'has nothing else: %s',
  async (path) => {
    const response = await fetch(http.url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  },
);

it('takes no other methods', async () => {
  expect((await fetch(`${http.url}/embed/task-chat.js`, { method: 'DELETE' })).status).toBe(405);
});
