import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INDEXES } from '../../server/storage/mongo/indexes.ts';

/** Every index as it was first made under its name, one a line. */
const KNOWN = new Map(
  readFileSync(new URL('mongo-indexes.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => [line.split(' ')[0] ?? '', line]),
);

// Other processes go on with the old index under this name while the new version starts, and neither finds its own.
test('an index that changes takes another name: its line in mongo-indexes.txt stays, and a new one comes', () => {
  for (const { collection, name, replaces: _, ...definition } of INDEXES) {
    expect(KNOWN.get(`${collection}.${name}`)).toBe(`${collection}.${name} ${JSON.stringify(definition)}`);
  }
});

test('no index takes the place of one that is in use, or of one that nobody ever had', () => {
  const inUse = new Set(INDEXES.map(({ collection, name }) => `${collection}.${name}`));
  for (const { collection, replaces } of INDEXES) {
    if (replaces === undefined) continue;
    expect(inUse).not.toContain(`${collection}.${replaces}`);
    expect([...KNOWN.keys()]).toContain(`${collection}.${replaces}`);
  }
});

test('a name that is not in use any more is removed from databases', () => {
  const names = new Set(
    INDEXES.flatMap(({ collection, name, replaces }) => [name, replaces].map((each) => `${collection}.${each}`)),
  );
  expect([...KNOWN.keys()].filter((name) => !names.has(name))).toEqual([]);
});
