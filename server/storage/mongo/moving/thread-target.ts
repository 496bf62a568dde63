import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { isSame, type ThreadRecord } from '../../moving/format.ts';
import { createLineModel } from '../line-model.ts';
import {
  createItemModel,
  createThreadCounterModel,
  createThreadModel,
  THREAD_HINTS,
  type ThreadDocument,
  toPlace,
} from '../thread-model.ts';
import { sortRecords, type WriteGroup } from './sort-records.ts';

export function createThreadTarget(connection: Connection): WriteGroup<'thread'> {
  const threads = createThreadModel(connection);
  const items = createItemModel(connection);
  const counters = createThreadCounterModel(connection);
  const lines = createLineModel(connection);

  /** The higher of two fences and positions stays: neither ever goes back. */
  async function reachLines(records: readonly ThreadRecord[]): Promise<void> {
    await lines.collection.bulkWrite(
      records.map(({ owner, thread, nextPosition, holder }) => ({
        updateOne: {
          filter: { owner, threadId: thread.id },
          // That of a thread which was deleted would run out a day later, though the thread is back.
          update: [toLine(nextPosition, holder), { $unset: 'idleSince' }],
          upsert: true,
        },
      })),
    );
  }

  async function add(owner: string, records: readonly ThreadRecord[]): Promise<void> {
    if (records.length === 0) return;
    const counter = await counters
      .findOneAndUpdate({ owner }, { $inc: { last: records.length } }, { upsert: true, returnDocument: 'after' })
      .hint('thread_counters_by_owner')
      .lean();
    // Those of the same moment stand as they come.
    const before = (counter?.last ?? records.length) - records.length;
    const documents = records.map(({ thread }, index): ThreadDocument => {
      const place = toPlace(Date.parse(thread.created_at) || 0, before + index + 1);
      const data = JSON.stringify(thread);
      return { owner, life: randomUUID(), threadId: thread.id, place, rev: 1, fence: 0, data };
    });
    await threads.insertMany(documents);
  }

  /** What was deleted a moment ago must not hide what comes in. */
  async function removeLeftovers({ owner, life, leftovers = [] }: ThreadDocument): Promise<void> {
    for (const { from, to } of leftovers) {
      await items.deleteMany({ owner, life, position: { $gte: from, $lte: to } }, { hint: THREAD_HINTS.page });
    }
    await threads.updateOne({ owner, life }, { $unset: { leftovers: 1 } }, { hint: THREAD_HINTS.life });
  }

  return async (records, replace) => {
    const [first] = records;
    if (!first) return { added: 0, replaced: 0, same: 0 };
    const { owner } = first;
    const ids = records.map(({ thread }) => thread.id);
    const there = await threads
      .find({ owner, threadId: { $in: ids } })
      .hint(THREAD_HINTS.thread)
      .lean();
    const { added, replaced, written } = sortRecords<ThreadDocument, ThreadRecord>(records, replace, {
      findFor: ({ thread }) => there.filter(({ threadId }) => threadId === thread.id),
      isEqual: ({ data }, { thread }) => isSame(JSON.parse(data ?? ''), thread),
    });
    for (const thread of there) if (thread.leftovers) await removeLeftovers(thread);
    // Before the threads: none is ever there whose next item takes the place of another one.
    await reachLines(records);
    await add(owner, added);
    for (const { record, found } of replaced) {
      for (const { life } of found) {
        const change = { $set: { data: JSON.stringify(record.thread) }, $inc: { rev: 1 } };
        await threads.updateOne({ owner, life }, change, { hint: THREAD_HINTS.life });
      }
    }
    return written;
  };
}

function toLine(nextPosition: number, holder: ThreadRecord['holder']) {
  const fence = { $ifNull: ['$fence', 0] };
  return {
    $set: {
      version: { $add: [{ $ifNull: ['$version', 0] }, 1] },
      turns: { $ifNull: ['$turns', []] },
      nextPosition: { $max: ['$nextPosition', nextPosition] },
      fence: holder ? { $max: [fence, holder.fence] } : fence,
      // Who took the thread later stays.
      ...(holder && { holder: { $cond: [{ $lt: [fence, holder.fence] }, { $literal: holder.turn }, '$holder'] } }),
    },
  };
}
