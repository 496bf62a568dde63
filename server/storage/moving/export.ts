import { type Counts, noCounts, toHeader } from './format.ts';
import type { Moving } from './moving.ts';

export interface ExportOptions {
  /** @default everybody's data */
  owner?: string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Is told after every line. */
  onLine?: (counts: Counts) => void;
}

/** The lines of an export: a header, records, and their counts. Each ends in a line feed. */
export async function* exportLines(moving: Moving, { owner, now, onLine }: ExportOptions): AsyncGenerator<string> {
  const counts = noCounts();
  const source = await moving.openSource();
  try {
    yield toLine(toHeader({ createdAt: new Date(now()).toISOString(), from: moving.kind, owner }));
    for await (const each of owner === undefined ? source.owners() : [owner]) {
      for await (const record of source.read(each)) {
        counts[record.kind] += 1;
        yield toLine(record);
        onLine?.(counts);
      }
    }
    yield toLine({ kind: 'end', counts });
  } finally {
    await source.close();
  }
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
