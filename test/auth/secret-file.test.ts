import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadOrCreateSecret } from '../../server/auth/secret-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'task-chat-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes a secret that only its owner can read, and keeps it', async () => {
  const path = join(folder, '.data', 'jwt-secret');
  const secret = await loadOrCreateSecret(path);
  expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await loadOrCreateSecret(path)).toBe(secret);
  expect((await readFile(path, 'utf8')).trim()).toBe(secret);
});

it('makes one secret when many processes start at once, and leaves nothing else behind', async () => {
  const path = join(folder, 'jwt-secret');
  const secrets = await Promise.all(Array.from({ length: 30 }, () => loadOrCreateSecret(path)));
  expect(new Set(secrets).size).toBe(1);
  expect(await readdir(folder)).toEqual(['jwt-secret']);
});

it('refuses a file that holds too little', async () => {
  const path = join(folder, 'jwt-secret');
  await writeFile(path, 'short\n');
  await expect(loadOrCreateSecret(path)).rejects.toThrow('must hold at least 32 bytes');
});
