import { TextDecoder } from 'node:util';

/** Above any line that an export writes: an item holds some megabytes at most. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

/**
 * The lines of a file, one after the other. Node's `readline` takes U+2028 for the end of a line, which may stand in JSON
 * as it is.
 *
 * @throws Error that names the line when it is not UTF-8, or never ends.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 1;
  let pieces: Uint8Array[] = [];
  let bytes = 0;

  function take(last: Uint8Array): Line {
    const line = { number, text: decode(decoder, Buffer.concat([...pieces, last]), number) };
    number += 1;
    pieces = [];
    bytes = 0;
    return line;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > LONGEST_LINE_BYTES) throw new Error(`Line ${number}: it is too long to be one of an export.`);
  }
  if (bytes > 0) yield take(new Uint8Array());
}

function decode(decoder: TextDecoder, bytes: Uint8Array, number: number): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new Error(`Line ${number}: this is not UTF-8.`, { cause });
  }
}
