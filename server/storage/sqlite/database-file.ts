import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Driver, isBusy, openDriver, primaryCode, transact } from './driver.ts';
import { APPLICATION_ID, LATEST_VERSION } from './migrations.ts';

/** Up to this size a file is read through at the start (about half a millisecond for a megabyte). */
const CHECK_BYTES = 64 * 1024 * 1024;
const LOCK_WAIT_MS = 5_000;

export interface DatabaseFile {
  driver: Driver;
  isNew: boolean;
  /** Whether the path still leads to the file that was opened. */
  isInPlace(): Promise<boolean>;
}

/**
 * Opens a SQLite file, or makes a new one where there is none; its directory too.
 *
 * @throws Error with a line for the operator when what is there cannot be used. It is left as it is.
 */
export async function openDatabaseFile(path: string): Promise<DatabaseFile> {
  // The log first: whoever makes a database at this moment fills the file before the log.
  const log = await sizeOf(`${path}-wal`);
  const before = await sizeOf(path);
  if (before === 0 && log) {
    // SQLite would take this for a new database and delete the log, the last copy of what was written.
    throw unusable(path, 'the file is empty, but its log (-wal) is not. Restore a backup, or move both away');
  }
  let driver: Driver;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    driver = openDriver(path);
  } catch (cause) {
    throw unusable(path, 'the file cannot be opened. Check the path and its permissions', cause);
  }
  try {
    await patiently(() => transact(driver, 'read', () => checkContent(driver, path, before ?? 0)));
    await patiently(() => configure(driver, path));
  } catch (error) {
    driver.close();
    throw explained(error, path);
  }
  const opened = await stat(path);
  return {
    driver,
    isNew: before === undefined,
    async isInPlace() {
      const now = await stat(path).catch(() => undefined);
      return now?.ino === opened.ino && now.dev === opened.dev;
    },
  };
}

function checkContent(driver: Driver, path: string, bytes: number): void {
  const version = Number(driver.pragma('user_version'));
  const tables = driver.prepare<{ name: string }>('SELECT name FROM sqlite_schema LIMIT 1').all();
  const ours = driver.pragma('application_id') === APPLICATION_ID;
  if (!ours && (version > 0 || tables.length > 0)) throw unusable(path, "this is another program's database");
  if (version > LATEST_VERSION) {
    throw unusable(
      path,
      `it was written by a newer version of task-chat (schema ${version}, this one knows ${LATEST_VERSION}). Update task-chat`,
    );
  }
  if (bytes > CHECK_BYTES) return;
  const finding = driver.pragma('quick_check(1)');
  if (finding !== 'ok') throw unusable(path, `the file is damaged (${String(finding)}). Restore a backup`);
}

function configure(driver: Driver, path: string): void {
  driver.exec('PRAGMA journal_mode = WAL');
  if (transact(driver, 'read', () => driver.pragma('journal_mode')) !== 'wal') {
    throw unusable(path, 'the file system does not support shared memory (a network drive?). Use a local disk');
  }
  // An acknowledged write survives the death of the process: it is in the log, in the system's hands. Only a loss of
  // power can take the last moments with it (never more: the file stays sound), which is the price of not waiting for
  // the disk in every request.
  driver.exec('PRAGMA synchronous = NORMAL');
  // Checkpoints run on a thread of their own (checkpoints.ts); this is for the day they do not.
  driver.exec('PRAGMA wal_autocheckpoint = 16000');
}

/** Retries while another process, which starts at the same time, holds the file. */
async function patiently(step: () => void): Promise<void> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  while (true) {
    try {
      step();
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error;
    }
    await delay(5 + Math.random() * 20);
  }
}

function explained(error: unknown, path: string): unknown {
  switch (primaryCode(error)) {
    case 0:
      return error;
    case 5:
      return unusable(path, 'another program keeps it locked', error);
    case 8:
      return unusable(path, 'the file cannot be written. Check its permissions', error);
    case 26:
      return unusable(path, 'the file is not a SQLite database. It was left as it is', error);
    default:
      return unusable(path, 'the file is damaged or cannot be read. Restore a backup', error);
  }
}

function unusable(path: string, reason: string, cause?: unknown): Error {
  return new Error(`Cannot use the database ${path}: ${reason}.`, { cause });
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.size;
}
