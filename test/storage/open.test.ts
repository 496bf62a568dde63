import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openStorage } from '../../server/storage/open.ts';
import { createLogger, useDatabasePath } from './sqlite-harness.ts';

const open = (url: string, logger = createLogger()) => openStorage({ url, logger });

test.each([
  ['postgres://user:secret@localhost/db', '"postgres:" is not supported'],
  ['tasks.db', '"no scheme" is not supported'],
  ['', '"no scheme" is not supported'],
  ['file:', 'needs the path of a file'],
  ['file::memory:', 'needs the path of a file'],
  ['file:data/', 'needs the path of a file'],
  ['file:tasks.db?mode=ro', 'takes a path and nothing else'],
  ['file:%zz.db', 'is not a file path'],
  ['file://host/tasks.db', 'is not a file path'],
])('DATABASE_URL=%s stops the start with a clear line', async (url, line) => {
  const refusal = await open(url).catch((error: unknown) => String(error));
  expect(refusal).toContain('DATABASE_URL');
  expect(refusal).toContain(line);
  expect(refusal).not.toContain('secret');
});

test('relative, absolute and escaped file URLs lead to the file they name', async () => {
  const path = join(dirname(await useDatabasePath()), 'with space', 'täsks#1.db');
  for (const url of [
    pathToFileURL(path).href,
    `file:${encodeURI(path).replace('#', '%23')}`,
    `file:${relative(process.cwd(), path).replace('#', '%23')}`,
  ]) {
    const storage = await open(url);
    await storage.tasks.add('anne', { title: 'x' }, 'same operation');
    await storage.close();
  }
  expect((await stat(path)).isFile()).toBe(true);
  const storage = await open(pathToFileURL(path).href);
  expect(await storage.tasks.count('anne', { status: 'all' })).toBe(1);
  await storage.close();
});

test('a new database is announced, an old one is not', async () => {
  const path = await useDatabasePath();
  const logger = createLogger();
  await (await open(`file:${path}`, logger)).close();
  expect(logger.lines).toEqual(['made a new database']);
  await (await open(`file:${path}`, logger)).close();
  expect(logger.lines).toHaveLength(1);
});

test('a directory in the place of the file stops the start', async () => {
  const path = await useDatabasePath();
  await mkdir(path);
  await expect(open(`file:${path}`)).rejects.toThrow('the file cannot be opened');
});
