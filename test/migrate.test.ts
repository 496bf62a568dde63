import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Runs `server/migrate.ts` in an empty folder, with no setting but this. */
async function migrate(databaseUrl: string) {
  const cwd = await mkdtemp(join(tmpdir(), 'task-chat-migrate-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const args = ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), join(ROOT, 'server/migrate.ts')];
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  return { cwd, status, stdout, stderr };
}

it('migrate needs no setting but the address of the database', async () => {
  const { cwd, ...said } = await migrate('file:data/tasks.db');
  expect(said).toEqual({ status: 0, stdout: 'The database is up to date.\n', stderr: '' });
  expect((await stat(join(cwd, 'data/tasks.db'))).isFile()).toBe(true);
});

it.each([
  ['postgres://anne:hunter2@host/db', 'DATABASE_URL must begin with file: (SQLite) or mongodb://.\n'],
  ['mongodb://anne:hunter2@', 'DATABASE_URL: this is not an address of MongoDB.'],
])('migrate of %s fails with one line', async (url, line) => {
  const { status, stdout, stderr } = await migrate(url);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(line);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(stderr).not.toContain('hunter2');
});
