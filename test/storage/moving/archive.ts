import { exportLines } from '../../../server/storage/moving/export.ts';
import { type ImportOptions, importLines } from '../../../server/storage/moving/import.ts';
import { readLines } from '../../../server/storage/moving/lines.ts';
import type { Moving, Written } from '../../../server/storage/moving/moving.ts';
import { openMoving, openStorage, type Storage } from '../../../server/storage/open.ts';
import { createLogger } from '../sqlite-harness.ts';
import { SEEDED_AT, seedPerson } from './seed.ts';

/** Opens the database for a command, and closes it behind the work. */
export async function withMoving<T>(url: string, work: (moving: Moving) => Promise<T>): Promise<T> {
  const moving = await openMoving({ url, logger: createLogger(), create: true });
  try {
    return await work(moving);
  } finally {
    await moving.close();
  }
}

export async function withStorage<T>(url: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage({ url, logger: createLogger(), now: () => SEEDED_AT });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** Fills the database with all that these people can have. */
export async function seed(url: string, owners: readonly string[]): Promise<void> {
  await withStorage(url, async (storage) => {
    for (const owner of owners) await seedPerson(storage, owner);
  });
}

/** The lines of an export, without their ends. */
export function exportFrom(url: string, owner?: string): Promise<string[]> {
  return withMoving(url, async (moving) => {
    const lines: string[] = [];
    for await (const line of exportLines(moving, { owner, now: () => SEEDED_AT })) lines.push(line.trimEnd());
    return lines;
  });
}

export function importInto(url: string, lines: readonly string[], options?: ImportOptions): Promise<Written> {
  return withMoving(url, (moving) => importLines(readLines(toChunks(`${lines.join('\n')}\n`)), moving, options));
}

/** Without the header, which says when and from where. */
export function bodyOf(lines: readonly string[]): readonly string[] {
  return lines.slice(1);
}

/** In pieces that end anywhere, also within a character. */
async function* toChunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 999) yield bytes.subarray(start, start + 999);
}
