import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { readLines } from '../../../server/storage/moving/lines.ts';
import { useDatabasePath } from '../sqlite-harness.ts';
import { bodyOf, exportFrom, importInto } from './archive.ts';
import { exportSeeded, importContract } from './import-contract.ts';

async function useUrl(): Promise<string> {
  return `file:${await useDatabasePath()}`;
}

importContract(useUrl);

describe('a file that is not as it must be', () => {
  let lines: string[];

  beforeEach(async () => {
    lines = await exportSeeded();
  });

  const WRONG: Record<string, [change: (all: string[]) => string[], message: RegExp]> = {
    'with a line that is no JSON': [(all) => all.with(5, 'oops'), /^Line 6: This is not JSON/],
    'with a task without a title': [
      (all) => all.map((line) => line.replace('"title":"one of anne",', '')),
      /^Line \d+: task\.title: /,
    ],
    'with an item of no conversation': [
      (all) => all.filter((line) => !line.includes('{"kind":"thread","owner":"ben"')),
      /^Line \d+: The item ben-a .* has no conversation/,
    ],
    'with a field that nobody knows': [
      (all) => all.map((line) => line.replace('{"kind":"counter"', '{"extra":1,"kind":"counter"')),
      /^Line \d+: .*extra/,
    ],
    'that lacks a line': [(all) => all.toSpliced(-3, 1), /the kind "turn"/],
    'that goes on behind its end': [(all) => [...all, ...all], /behind the last line/],
    'that is another one': [() => ['{"hello":"world"}'], /^Line 1: This is not an export of task-chat/],
    'of a newer task-chat': [
      (all) => all.with(0, (all[0] ?? '').replace('"version":1', '"version":2')),
      /^Line 1: .*newer task-chat/,
    ],
  };

  test.each(Object.entries(WRONG))('%s is refused with a line that says why', async (_, [edit, message]) => {
    await expect(importInto(await useUrl(), edit(lines))).rejects.toThrow(message);
  });

  test('is imported up to the wrong line, and whole once that is mended', async () => {
    const url = await useUrl();
    const at = lines.findIndex((line) => line.startsWith('{"kind":"task","owner":"ben"'));
    await expect(importInto(url, lines.with(at, '{"kind":"task"}'))).rejects.toThrow(`Line ${at + 1}: `);
    const found = (await exportFrom(url)).filter((line) => !line.startsWith('{"kind":"end"'));
    expect(bodyOf(found).length).toBe(bodyOf(lines.slice(0, at)).length);
    await importInto(url, lines);
    expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(lines));
  });
});

test('a line that is not UTF-8 is named', async () => {
  const reading = readLines(Readable.from([Buffer.from('fine\n'), Buffer.from([0x22, 0xff, 0x22, 0x0a])]));
  expect(await reading.next()).toEqual({ done: false, value: { number: 1, text: 'fine' } });
  await expect(reading.next()).rejects.toThrow('Line 2: this is not UTF-8.');
});
