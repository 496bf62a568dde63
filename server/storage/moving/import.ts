import { type Counts, type End, KINDS, type MovedRecord, noCounts, parseHeader, parseLine } from './format.ts';
import type { Line } from './lines.ts';
import { type Moving, RecordError, type Written } from './moving.ts';

/** What is written at once: a few milliseconds of a SQLite file's lock. */
const BATCH_RECORDS = 100;
const BATCH_CHARS = 512 * 1024;

export interface ImportOptions {
  /** What differs in the database is replaced; by default it ends the import. @default false */
  replace?: boolean | undefined;
  /** Is told after every batch. */
  onBatch?: (written: Written) => void;
}

/** A line says something else than the database. */
export class DiffersError extends Error {
  override name = 'DiffersError';
}

interface Numbered {
  line: number;
  record: MovedRecord;
}

/**
 * Writes the records of an export. It may be repeated, after a failure too: what is there already is left alone.
 *
 * @throws Error that names the first line that cannot be imported. All lines before it have been.
 */
export async function importLines(
  lines: AsyncIterable<Line>,
  moving: Moving,
  { replace = false, onBatch }: ImportOptions = {},
): Promise<Written> {
  const total: Written = { added: 0, replaced: 0, same: 0 };
  const counts = noCounts();
  let batch: Numbered[] = [];
  let chars = 0;
  let last = 0;
  let end: End | undefined;

  async function flush(): Promise<void> {
    const records = batch;
    batch = [];
    chars = 0;
    if (records.length === 0) return;
    const written = await write(records, moving, replace);
    for (const key of ['added', 'replaced', 'same'] as const) total[key] += written[key];
    onBatch?.(total);
  }

  for await (const { number, text } of lines) {
    last = number;
    const found = await orFlush(flush, number, () => {
      if (number === 1) return void parseHeader(text);
      if (end) throw new Error('It stands behind the last line of the export. Are these two files in one?');
      return parseLine(text);
    });
    if (!found) continue;
    if (found.kind === 'end') {
      end = found;
      continue;
    }
    counts[found.kind] += 1;
    batch.push({ line: number, record: found });
    chars += text.length;
    if (batch.length >= BATCH_RECORDS || chars >= BATCH_CHARS) await flush();
  }
  await flush();
  if (last === 0) throw new Error('The file is empty.');
  if (!end) {
    throw new Error(
      `The file was cut: its last line (${last}) is not the end of an export. What it holds was imported; export again, and import that.`,
    );
  }
  requireCounts(counts, end.counts, last);
  return total;
}

/** All that stands before a line that is wrong is imported. */
async function orFlush<T>(flush: () => Promise<void>, line: number, parse: () => T): Promise<T> {
  try {
    return parse();
  } catch (error) {
    await flush();
    throw atLine(line, error);
  }
}

async function write(batch: readonly Numbered[], moving: Moving, replace: boolean): Promise<Written> {
  const records = batch.map(({ record }) => record);
  try {
    return await moving.write(records, { replace });
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const at = records.indexOf(error.record);
    if (at > 0) await moving.write(records.slice(0, at), { replace });
    const wrong = atLine(batch[at]?.line ?? 0, error);
    throw error.reason === 'different' ? new DiffersError(wrong.message, { cause: error }) : wrong;
  }
}

function atLine(line: number, error: unknown): Error {
  return new Error(`Line ${line}: ${error instanceof Error ? error.message : error}`, { cause: error });
}

function requireCounts(found: Counts, told: Counts, line: number): void {
  const wrong = KINDS.find((kind) => found[kind] !== told[kind]);
  if (!wrong) return;
  throw new Error(
    `Line ${line}: the export had ${told[wrong]} of the kind "${wrong}", and ${found[wrong]} came. Lines are missing, or were added. What came was imported; export again, and import that.`,
  );
}
