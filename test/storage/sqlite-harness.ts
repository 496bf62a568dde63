import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Logger } from '../../server/chatkit/index.ts';
import type { Clock } from '../../server/chatkit/testing/index.ts';
import { openStorage } from '../../server/storage/open.ts';

/** Real files in a directory of their own. */
export async function createSqliteHarness(clock: Clock) {
  const directory = await mkdtemp(join(tmpdir(), 'task-chat-storage-'));
  const url = `file:${join(directory, 'data', 'tasks.db')}`;
  return {
    clock,
    contextOf: (owner: string) => ({ owner }),
    open: () => openStorage({ url, logger: createLogger(), now: clock.now }),
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A path for a database in a directory that goes with the test. */
export async function useDatabasePath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'task-chat-storage-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'tasks.db');
}

/** Keeps the lines that an operator would read. */
export function createLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const log = (_fields: object, message: string) => {
    lines.push(message);
  };
  return { lines, info: log, warn: log, error: log };
}
