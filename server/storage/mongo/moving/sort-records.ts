import type { MovedRecord } from '../../moving/format.ts';
import { differs, type Written } from '../../moving/moving.ts';

/**
 * Writes some records of one owner and one kind (and of one thread, when they are items).
 *
 * @throws RecordError before anything is written, or a duplicate key when somebody else, or another of these records, was
 *   faster.
 */
export type WriteGroup<Kind extends MovedRecord['kind'] = MovedRecord['kind']> = (
  records: readonly Extract<MovedRecord, { kind: Kind }>[],
  replace: boolean,
) => Promise<Written>;

export interface Sorted<Found, Record> {
  added: Record[];
  /** With all that stands in the record's place. */
  replaced: { record: Record; found: Found[] }[];
  written: Written;
}

/**
 * Sorts records by what the database has in their places.
 *
 * @param findFor what has the place of a record: several, when its id stands elsewhere than its position, for one
 * @throws RecordError when something differs that is not to be replaced.
 */
export function sortRecords<Found, Record extends MovedRecord>(
  records: readonly Record[],
  replace: boolean,
  { findFor, isEqual }: { findFor: (record: Record) => Found[]; isEqual: (found: Found, record: Record) => boolean },
): Sorted<Found, Record> {
  const sorted: Sorted<Found, Record> = { added: [], replaced: [], written: { added: 0, replaced: 0, same: 0 } };
  for (const record of records) {
    const found = findFor(record);
    if (found.length === 0) sorted.added.push(record);
    else if (found.every((each) => isEqual(each, record))) sorted.written.same += 1;
    else if (replace) sorted.replaced.push({ record, found });
    else throw differs(record);
  }
  sorted.written.added = sorted.added.length;
  sorted.written.replaced = sorted.replaced.length;
  return sorted;
}
