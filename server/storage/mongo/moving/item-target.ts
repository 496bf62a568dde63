import type { Connection } from 'mongoose';
import { type ItemRecord, isSame } from '../../moving/format.ts';
import { orphan } from '../../moving/moving.ts';
import { createLineModel, LINE_HINTS } from '../line-model.ts';
import { createItemModel, createThreadModel, type ItemDocument, THREAD_HINTS } from '../thread-model.ts';
import { sortRecords, type WriteGroup } from './sort-records.ts';
import { toItemRecord } from './source.ts';

export function createItemTarget(connection: Connection): WriteGroup<'item'> {
  const threads = createThreadModel(connection);
  const items = createItemModel(connection);
  const lines = createLineModel(connection);

  return async (records, replace) => {
    const [first] = records;
    if (!first) return { added: 0, replaced: 0, same: 0 };
    const { owner, threadId } = first;
    const thread = await threads.findOne({ owner, threadId }, { life: 1 }).hint(THREAD_HINTS.thread).lean();
    if (!thread) throw orphan(first);
    const { life } = thread;
    const [placed, named] = await Promise.all([
      items
        .find({ owner, life, position: { $in: records.map(({ position }) => position) } }, { _id: 0 })
        .hint(THREAD_HINTS.page)
        .lean(),
      items
        .find({ owner, life, itemId: { $in: records.map(({ item }) => item.id) } }, { _id: 0 })
        .hint(THREAD_HINTS.item)
        .lean(),
    ]);
    const there = [...new Map([...placed, ...named].map((row) => [row.position, row])).values()];
    const { added, replaced, written } = sortRecords<ItemDocument, ItemRecord>(records, replace, {
      findFor: ({ position, item }) => there.filter((row) => row.position === position || row.itemId === item.id),
      isEqual: (row, record) => isSame(toItemRecord(threadId, row), record),
    });
    const reached = { nextPosition: Math.max(...records.map(({ position }) => position)) + 1 };
    await lines.updateOne({ owner, threadId }, { $max: reached }, { hint: LINE_HINTS.thread });
    const wrong = replaced.flatMap(({ found }) => found.map(({ position }) => position));
    if (wrong.length > 0) {
      await items.deleteMany({ owner, life, position: { $in: wrong } }, { hint: THREAD_HINTS.page });
    }
    const documents = [...added, ...replaced.map(({ record }) => record)].map((record) => toDocument(record, life));
    if (documents.length > 0) await items.insertMany(documents);
    return written;
  };
}

/** No turn that is alive wrote it: whichever comes next may change it. */
function toDocument({ owner, position, addedBy, changedBy, item }: ItemRecord, life: string): ItemDocument {
  const turns = { ...(addedBy !== undefined && { addedBy }), ...(changedBy !== undefined && { changedBy }) };
  const { id: itemId, type } = item;
  return { owner, life, itemId, position, type, fence: 0, ...turns, data: JSON.stringify(item) };
}
