import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../../server/chatkit/testing/index.ts';
import type { Difference } from './differences/difference.ts';
import { DIFFERENCES } from './differences.ts';
import type { GoldenRecord, Outcome } from './records.ts';
import { loadRecords } from './records.ts';
import { replayPure, replayServer } from './replay.ts';
import type { GoldenContext } from './scene.ts';
import { toComparable } from './wire.ts';

const RECORDS = loadRecords();
const GROUPS = new Map(RECORDS.map(({ group }) => [group, RECORDS.filter((record) => record.group === group)]));

/** Entries of the list that made a difference to some record. */
const needed = new Set<Difference>();
let compared = 0;

// One store for all: a record's rows have an owner of their own.
const storage = createMemoryStorage<GoldenContext>({ ownerOf: ({ owner }) => owner });

for (const [group, records] of GROUPS) {
  describe(group, () => {
    for (const record of records) test.skipIf(record.skip !== undefined)(record.name, () => compare(record));
  });
}

describe('the list of differences', () => {
  test('names records that exist', () => {
    const keys = new Set(RECORDS.map(({ key }) => key));
    const named = DIFFERENCES.flatMap(({ records }) => (typeof records === 'function' ? [] : records));
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
  });

  test('has an id and a reason for every entry', () => {
    expect(new Set(DIFFERENCES.map(({ id }) => id)).size).toBe(DIFFERENCES.length);
    for (const { reason } of DIFFERENCES) expect(reason).toMatch(/^.{30,}[.)]$/);
  });

  test('holds nothing that is not needed any more', ({ skip }) => {
    skip(compared < RECORDS.filter((record) => record.skip === undefined).length, 'not every record was compared');
    expect(DIFFERENCES.filter((difference) => !needed.has(difference)).map(({ id }) => id)).toEqual([]);
  });
});

async function compare(record: GoldenRecord): Promise<void> {
  const outcome = record.kind === 'server' ? await replayServer(record, storage) : await replayPure(record);
  const actual = toComparable(asRecorded(outcome, record), record);
  const listed = DIFFERENCES.filter((difference) => isListed(difference, record));
  expect(actual).toEqual(expectedWith(listed, record));
  compared += 1;
  for (const difference of listed) {
    const others = listed.filter((other) => other !== difference);
    // Without it the record must differ: otherwise it changed nothing, or this SDK does as Python does by now.
    if (!isDeepStrictEqual(actual, expectedWith(others, record))) needed.add(difference);
    else if (typeof difference.records !== 'function') {
      expect.fail(`The difference "${difference.id}" is not needed for this record any more: take it off the list.`);
    }
  }
}

function isListed({ records }: Difference, record: GoldenRecord): boolean {
  return typeof records === 'function' ? records(record) : records.includes(record.key);
}

function expectedWith(differences: readonly Difference[], record: GoldenRecord): Outcome {
  const expected = structuredClone(record.recorded);
  for (const { change } of differences) change(expected, record);
  return toComparable(expected, record);
}

/** Leaves out the frames where the recording does not hold them. */
function asRecorded(outcome: Outcome, { recorded }: GoldenRecord): Outcome {
  const answers = outcome.answers.map(({ frames, ...answer }, index) =>
    frames && recorded.answers[index]?.frames ? { ...answer, frames } : answer,
  );
  return { ...outcome, answers };
}
