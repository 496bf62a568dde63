import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Libsql from 'libsql';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { createPerson, threadOf } from '../support/person.ts';
import { startServerProcess } from '../support/server-process.ts';
import { type RunningApp, startApp } from '../support/start-app.ts';
import { mintToken, SECRET } from '../support/tokens.ts';
import { useDatabasePath } from './sqlite-harness.ts';

const DISK_MB = 4;
const MB = 1024 * 1024;
/** What a person is told, whatever is wrong with the file. */
const UNAVAILABLE = { code: 'unavailable', allow_retry: true };

beforeAll(() => buildStale(['server']), 180_000);

/** Runs a program with a file system of its own in a folder, of so many megabytes. */
function withDisk(folder: string): string[] {
  const script = `mount -t tmpfs -o size=${DISK_MB}m tmpfs "$0" && exec "$@"`;
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder];
}

async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-disk-'));
  const [command = '', ...args] = [...withDisk(folder), 'true'];
  return promisify(execFile)(command, args).then(
    () => true,
    () => false,
  );
}

async function isReady(url: string): Promise<number> {
  return (await fetch(`${url}/health/ready`)).status;
}

/** The server in a process of its own, on a disk of its own that can be filled. */
async function startOnSmallDisk() {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-disk-'));
  let output = '';
  const server = await startServerProcess({
    launcher: withDisk(folder),
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: `file:${join(folder, 'task-chat.db')}`,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
    onOutput: (text) => {
      output += text;
    },
  });
  onTestFinished(async () => {
    await server.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${server.port}`;
  const app: Pick<RunningApp, 'post'> = {
    post: (body, { sub, headers } = {}) =>
      fetch(`${url}/chatkit`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${mintToken({ sub })}`, ...headers },
        body: JSON.stringify(body),
      }),
  };
  // The disk is seen through the process that has it.
  const ballast = join(`/proc/${server.pid}/root`, folder, 'ballast');
  return {
    person: createPerson(app, 'maya'),
    url,
    output: () => output,
    async fillDisk() {
      const file = await open(ballast, 'w');
      try {
        for (const chunk of [MB, 4_096, 512]) {
          const bytes = Buffer.alloc(chunk);
          // Until there is no room for as much.
          while (
            await file.write(bytes).then(
              ({ bytesWritten }) => bytesWritten === chunk,
              () => false,
            )
          );
        }
      } finally {
        await file.close();
      }
    },
    clearDisk: () => rm(ballast),
  };
}

test('a full disk ends requests in an error that offers retry, and all is well when there is room', async ({
  skip,
}) => {
  skip(!(await canMount()), 'no file system can be mounted here');
  const { person, url, output, fillDisk, clearDisk } = await startOnSmallDisk();
  const threadId = threadOf(await person.start('add task: buy bread'));
  await fillDisk();
  const refused = await person.say(threadId, `add task: buy ${'milk '.repeat(30)}`);
  expect(refused.status).toBe(200);
  expect(refused.ended).toBe(true);
  expect(refused.events.at(-1)).toMatchObject({ type: 'error', ...UNAVAILABLE });
  // The log comes through a pipe of its own.
  await expect.poll(output).toContain('the disk is full');
  // What is stored can be read.
  expect(JSON.stringify(await person.items(threadId))).toContain('buy bread');

  await clearDisk();
  await expect.poll(() => isReady(url)).toBe(200);
  const done = await person.say(threadId, 'add task: buy butter');
  expect(done.events.filter(({ type }) => type === 'error')).toEqual([]);
  const list = JSON.stringify((await person.say(threadId, 'show my tasks')).events);
  expect(list).toContain('buy bread');
  expect(list).toContain('buy butter');
}, 60_000);

/** The product on a file of this test, where somebody has a task. */
async function startOnFile() {
  const path = await useDatabasePath();
  const app = await startApp({ env: { DATABASE_URL: `file:${path}` } });
  onTestFinished(() => app.close());
  const person = createPerson(app, 'maya');
  const threadId = threadOf(await person.start(`add task: buy bread`));
  return { path, app, person, threadId };
}

test('a file that stays locked ends requests in an error that offers retry, and readiness says so', async () => {
  const { path, app, person, threadId } = await startOnFile();
  const other = new Libsql(path);
  other.exec('BEGIN IMMEDIATE');
  const [refused, ready] = await Promise.all([person.say(threadId, 'add task: buy milk'), isReady(app.url)]);
  expect(refused.events.at(-1)).toMatchObject({ type: 'error', ...UNAVAILABLE });
  expect(refused.ended).toBe(true);
  expect(ready).toBe(503);
  other.exec('ROLLBACK');
  other.close();
  const done = await person.say(threadId, 'add task: buy milk');
  expect(done.events.filter(({ type }) => type === 'error')).toEqual([]);
  expect(await isReady(app.url)).toBe(200);
}, 60_000);

test('a file that is damaged under a running server is never replaced: requests end in an error, and the next start refuses', async () => {
  const { path, app, person, threadId } = await startOnFile();
  // All that was written stands in the file itself, and no other connection has read it.
  const other = new Libsql(path);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  other.close();
  const damaged = (await readFile(path)).fill(0xa5, 100);
  await writeFile(path, damaged);
  const refused = await person.say(threadId, 'show my tasks');
  expect(refused.events.at(-1)).toMatchObject({ type: 'error', ...UNAVAILABLE });
  expect(refused.ended).toBe(true);
  await app.close();
  const start = startApp({ env: { DATABASE_URL: `file:${path}` } });
  await expect(start).rejects.toThrow(/damaged|not a SQLite database/);
  expect((await readFile(path)).subarray(0, 200)).toEqual(damaged.subarray(0, 200));
}, 60_000);
