import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MIN_SECRET_BYTES } from './shared-secret.ts';

/**
 * The secret in a file, made at the first start. Several processes that start at once agree on one.
 * @throws Error when the file cannot be read or made, or holds less than 32 bytes
 */
export async function loadOrCreateSecret(path: string): Promise<string> {
  const found = await read(path);
  if (found !== undefined) return requireSecret(found, path);
  await create(path);
  return requireSecret((await read(path)) ?? '', path);
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function create(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // Unlike a rename, a link fails when the name is taken: the first process wins, and nobody reads half a file.
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function requireSecret(secret: string, path: string): string {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    throw new Error(`${path} must hold at least ${MIN_SECRET_BYTES} bytes. Delete it, and a new one is made.`);
  }
  return secret;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
