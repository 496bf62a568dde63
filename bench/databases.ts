import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSingle } from '../test/support/mongo/mongod.ts';
import { findMongod } from '../test/support/mongo/mongod-file.ts';

/** An empty database for one part of the bench. */
export interface BenchDatabase {
  kind: 'sqlite' | 'mongo';
  /** For the table. */
  name: string;
  url: string;
  remove(): Promise<void>;
}

/** A new file, and a single mongod of its own; without a mongod the second is left out, and said so. */
export async function openDatabases(): Promise<BenchDatabase[]> {
  const mongo = await openMongo();
  return mongo ? [await openSqlite(), mongo] : [await openSqlite()];
}

export async function openMongo(): Promise<BenchDatabase | undefined> {
  try {
    const mongod = await startSingle(await findMongod());
    return { kind: 'mongo', name: 'MongoDB', url: `${mongod.url}bench`, remove: () => mongod.stop() };
  } catch (error) {
    console.log(`SKIPPED on MongoDB: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function openSqlite(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-bench-'));
  const url = `file:${join(folder, 'task-chat.db')}`;
  return { kind: 'sqlite', name: 'SQLite', url, remove: () => rm(folder, { recursive: true, force: true }) };
}
