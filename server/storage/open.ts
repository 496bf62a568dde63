import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../chatkit/index.ts';
import type { Moving } from './moving/moving.ts';
import { openSqlite } from './sqlite/index.ts';
import { openSqliteMoving } from './sqlite/moving/index.ts';
import type { Storage } from './storage.ts';

export type { Moving, Storage };

export interface StorageOptions {
  /**
   * `file:` and a path, relative to the working directory or absolute (`file:.data/task-chat.db`), or the address of a
   * MongoDB (`mongodb://`, `mongodb+srv://`).
   */
  url: string;
  logger: Logger;
  /** Milliseconds since the epoch. @default Date.now; with MongoDB its own clock decides about leases */
  now?: (() => number) | undefined;
}

export interface MovingOptions extends Pick<StorageOptions, 'url' | 'logger'> {
  /** Makes a new SQLite file where there is none. @default false */
  create?: boolean | undefined;
  /** Refuses while a server is at work on the database. @default false */
  alone?: boolean | undefined;
}

/**
 * Opens the database that the URL names. A SQLite file is brought up to date; of a MongoDB only a new one is set up, what an
 * older one lacks is made by `npm run migrate`.
 *
 * @throws Error with a line for the operator when the URL is not supported or the database cannot be used.
 */
export async function openStorage({ url, logger, now }: StorageOptions): Promise<Storage> {
  if (isMongo(url)) return (await loadMongo()).openMongo({ url, logger, now });
  return openSqlite({ path: toPath(url), logger, now: now ?? Date.now });
}

/**
 * Brings the database that the URL names up to date; answers a line about everything that was done.
 *
 * @throws Error as `openStorage`
 */
export async function migrateStorage({ url, logger }: StorageOptions): Promise<string[]> {
  if (isMongo(url)) return (await loadMongo()).migrateMongo(url);
  await (await openStorage({ url, logger })).close();
  return [];
}

/**
 * Opens the database that the URL names for a command about people's data.
 *
 * @throws Error as `openStorage`
 */
export async function openMoving({ url, logger, create, alone }: MovingOptions): Promise<Moving> {
  if (isMongo(url)) return (await import('./mongo/moving/index.ts')).openMongoMoving({ url, alone });
  return openSqliteMoving({ path: toPath(url), logger, create, alone });
}

function isMongo(url: string): boolean {
  return /^mongodb(\+srv)?:/i.test(url);
}

/** The driver is large, and with SQLite nobody needs it. */
function loadMongo() {
  return import('./mongo/index.ts');
}

function toPath(url: string): string {
  const rest = /^file:(.*)$/is.exec(url)?.[1];
  if (rest === undefined) {
    // The scheme alone: what follows it may hold a password.
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'no scheme';
    throw new Error(
      `DATABASE_URL: "${scheme}" is not supported. Name a SQLite file (file:.data/task-chat.db) or a mongodb:// address`,
    );
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
