import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../chatkit/index.ts';
import { openSqlite } from './sqlite/index.ts';
import type { Storage } from './storage.ts';

export type { Storage };

export interface StorageOptions {
  /** `file:` and a path, relative to the working directory or absolute: `file:.data/task-chat.db`. */
  url: string;
  logger: Logger;
  /** Milliseconds since the epoch. @default Date.now */
  now?: (() => number) | undefined;
}

/**
 * Opens the database that the URL names, and brings its schema up to date.
 *
 * @throws Error with a line for the operator when the URL is not supported or the database cannot be used.
 */
export async function openStorage({ url, logger, now = Date.now }: StorageOptions): Promise<Storage> {
  if (/^mongodb(\+srv)?:/i.test(url)) {
    throw new Error(
      'DATABASE_URL: MongoDB support is not in this version yet. Leave it out, or name a SQLite file: file:.data/task-chat.db',
    );
  }
  return openSqlite({ path: toPath(url), logger, now });
}

function toPath(url: string): string {
  const rest = /^file:(.*)$/is.exec(url)?.[1];
  if (rest === undefined) {
    // The scheme alone: what follows it may hold a password.
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'no scheme';
    throw new Error(`DATABASE_URL: "${scheme}" is not supported. Name a SQLite file: file:.data/task-chat.db`);
  }
  if (rest === '' || rest.endsWith('/') || rest.includes(':memory:')) {
    throw new Error('DATABASE_URL: "file:" needs the path of a file, as in file:.data/task-chat.db');
  }
  if (/[?#]/.test(rest)) {
    throw new Error('DATABASE_URL: "file:" takes a path and nothing else; write "?" as %3F and "#" as %23');
  }
  try {
    return rest.startsWith('//') ? fileURLToPath(url) : resolve(decodeURIComponent(rest));
  } catch (cause) {
    throw new Error('DATABASE_URL: this is not a file path. An absolute one reads file:///var/lib/task-chat.db', {
      cause,
    });
  }
}
