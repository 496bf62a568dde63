import type { Connection } from 'mongoose';
import type { MovedRecord } from '../../moving/format.ts';
import { differs, type Written } from '../../moving/moving.ts';
import { isDuplicateKey } from '../errors.ts';
import { createItemTarget } from './item-target.ts';
import { createOperationTarget, createTaskTarget } from './task-target.ts';
import { createThreadTarget } from './thread-target.ts';
import { createCounterTarget, createTurnTarget } from './turn-target.ts';

/** Writes records in their order, those that belong together at once. */
export function createMongoTarget(connection: Connection) {
  const writeThreads = createThreadTarget(connection);
  const writeItems = createItemTarget(connection);
  const writeTasks = createTaskTarget(connection);
  const writeOperations = createOperationTarget(connection);
  const writeTurns = createTurnTarget(connection);
  const writeCounters = createCounterTarget(connection);

  function write(records: readonly MovedRecord[], replace: boolean): Promise<Written> {
    // One of these holds all records: they are of one kind.
    const writes = [
      writeThreads(ofKind(records, 'thread'), replace),
      writeItems(ofKind(records, 'item'), replace),
      writeTasks(ofKind(records, 'task'), replace),
      writeOperations(ofKind(records, 'operation'), replace),
      writeTurns(ofKind(records, 'turn'), replace),
      writeCounters(ofKind(records, 'counter'), replace),
    ];
    return Promise.all(writes).then((all) => all.reduce(sum));
  }

  async function writeGroup(records: readonly MovedRecord[], replace: boolean): Promise<Written> {
    const [first, ...others] = records;
    if (!first) return NOTHING;
    try {
      return await write(records, replace);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if (others.length === 0) throw differs(first);
    }
    // One by one each finds what the one before it wrote.
    let written = NOTHING;
    for (const record of records) written = sum(written, await writeGroup([record], replace));
    return written;
  }

  return async (records: readonly MovedRecord[], replace: boolean): Promise<Written> => {
    let written = NOTHING;
    for (let start = 0; start < records.length; ) {
      const key = groupOf(records[start]);
      const length = records.slice(start).findIndex((record) => groupOf(record) !== key);
      const end = length < 0 ? records.length : start + length;
      written = sum(written, await writeGroup(records.slice(start, end), replace));
      start = end;
    }
    return written;
  };
}

const NOTHING: Written = { added: 0, replaced: 0, same: 0 };

function sum(one: Written, other: Written): Written {
  return {
    added: one.added + other.added,
    replaced: one.replaced + other.replaced,
    same: one.same + other.same,
  };
}

function groupOf(record: MovedRecord | undefined): string {
  return record ? JSON.stringify([record.kind, record.owner, record.kind === 'item' ? record.threadId : '']) : '';
}

function ofKind<Kind extends MovedRecord['kind']>(records: readonly MovedRecord[], kind: Kind) {
  return records.filter((record): record is Extract<MovedRecord, { kind: Kind }> => record.kind === kind);
}
