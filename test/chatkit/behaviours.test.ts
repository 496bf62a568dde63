import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BEHAVIOURS } from './behaviours.ts';

const TESTS = fileURLToPath(new URL('../', import.meta.url));
const CONTRACTS = fileURLToPath(new URL('../../server/chatkit/testing/', import.meta.url));

/** The rules that tests cite, `[rule-id]` at the end of a name, each with the files that do. */
async function findCitations(): Promise<Map<string, string[]>> {
  const citations = new Map<string, string[]>();
  for (const folder of [TESTS, CONTRACTS]) {
    for (const file of await readdir(folder, { recursive: true })) {
      // The contracts' cases stand in files of their own; everything else that cites is a test file.
      if (folder === TESTS ? !/\.test\.ts$|contract\.ts$/.test(file) : !file.endsWith('.ts')) continue;
      const text = await readFile(join(folder, file), 'utf8');
      for (const [, ids = ''] of text.matchAll(/\[([a-z0-9]+(?:-[a-z0-9]+)+(?:, [a-z0-9-]+)*)\]['"`][,(]/g)) {
        for (const id of ids.split(', ')) citations.set(id, [...(citations.get(id) ?? []), file]);
      }
    }
  }
  return citations;
}

test('every rule has a test', async () => {
  const cited = await findCitations();
  const untested = Object.entries(BEHAVIOURS).filter(([id, { later }]) => !later && !cited.has(id));
  expect(untested.map(([id, { rule }]) => `${id}: ${rule}`)).toEqual([]);
});

test('every rule that a test cites is in the list, and is built', async () => {
  const cited = await findCitations();
  const wrong = [...cited].filter(([id]) => !BEHAVIOURS[id] || BEHAVIOURS[id].later);
  expect(wrong.map(([id, files]) => `${id} in ${files.join(', ')}`)).toEqual([]);
});

test('every rule says where it comes from', () => {
  expect(Object.entries(BEHAVIOURS).filter(([, { rule, source }]) => !rule.endsWith('.') || source === '')).toEqual([]);
});
