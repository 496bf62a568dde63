import type { Connection, mongo } from 'mongoose';
import type { Merged } from '../../moving/moving.ts';
import { isDuplicateKey, isDuplicateOf } from '../errors.ts';
import { createLineModel, LINE_HINTS, type LineDocument } from '../line-model.ts';
import { createOperationModel, OPERATION_HINT } from '../operation-model.ts';
import { createTaskCounterModel, createTaskModel, TASK_HINTS, type TaskDocument } from '../task-model.ts';
import { createItemModel, type ItemDocument, THREAD_HINTS } from '../thread-model.ts';
import { hintOf } from './owned-collections.ts';
import { isMovedName, toMovedName } from './synthetic-names.ts';

/** A document as the driver has it. */
type Stored<Document> = Document & { _id: mongo.ObjectId };

/**
 * Moves all that one key has to another one that may have data too: what stands in its place there stays, and makes room.
 * Each step may be the last one of a process; a call that comes later goes on from there. The counters have to come first.
 */
export function createMerge(connection: Connection, from: string, to: string) {
  const tasks = createTaskModel(connection);
  const counters = createTaskCounterModel(connection);
  const operations = createOperationModel(connection);
  const items = createItemModel(connection);
  const lines = createLineModel(connection);
  const merged: Merged = { rows: 0, renumbered: [] };

  /** How a document makes room, or is made room for. Answers whether it is still to move. */
  async function settle(name: string, document: Stored<object>, error: unknown): Promise<boolean> {
    merged.rows += 1;
    switch (name) {
      case 'task_counters':
      case 'thread_counters':
        return raiseCounter(name, document as Stored<{ last: number }>);
      case 'thread_lines':
        return joinLines(document as Stored<LineDocument>);
      case 'items':
        return makeRoomForItem(document as Stored<ItemDocument>, error);
      case 'tasks':
        return makeRoomForTask(document as Stored<TaskDocument>, error);
      case 'threads':
        throw new Error(`A conversation of ${from} is there under ${to} already. Forget one of the two.`, {
          cause: error,
        });
      default:
        // Operations, and runs with their events, by the same name: they were repeated, and the later one counts.
        return false;
    }
  }

  async function raiseCounter(name: string, { last }: { last: number }): Promise<boolean> {
    await connection.collection(name).updateOne({ owner: to }, { $max: { last } }, { hint: hintOf(name) });
    return false;
  }

  /** A run that was under way stays in line, where whoever comes next sees that its lease ran out. */
  async function joinLines({ threadId, fence, nextPosition, turns }: LineDocument): Promise<boolean> {
    const change = { $max: { fence, nextPosition }, $push: { turns: { $each: turns } }, $inc: { version: 1 } };
    await lines.updateOne({ owner: to, threadId }, change, { hint: LINE_HINTS.thread });
    return false;
  }

  /** What somebody wrote into a conversation whose items had not come yet stands behind them. */
  async function makeRoomForItem({ life, position }: ItemDocument, error: unknown): Promise<boolean> {
    // The same item, changed since.
    if (!isDuplicateOf(error, 'position')) return false;
    const ends = [from, to].map(async (owner) => {
      const last = items.findOne({ owner, life }, { _id: 0, position: 1 }).sort({ position: -1 });
      return (await last.hint(THREAD_HINTS.page).lean())?.position ?? 0;
    });
    const change = { $set: { position: Math.max(...(await Promise.all(ends))) + 1 } };
    await items.updateOne({ owner: to, life, position }, change, { hint: THREAD_HINTS.page });
    return true;
  }

  /** Of two tasks of one number the younger one gets another: fewer conversations speak of it. */
  async function makeRoomForTask(document: Stored<TaskDocument>, error: unknown): Promise<boolean> {
    const { _id, number } = document;
    if (!isDuplicateOf(error, 'number')) {
      // One operation made both, before and after. This one may have another number by now.
      const row = await tasks.findOne({ _id }, { number: 1 }).lean();
      await tasks.updateOne({ _id }, { $set: { addedBy: toMovedName(row?.number ?? number) } });
      return true;
    }
    const there = await tasks.findOne({ owner: to, number }).hint(TASK_HINTS.number).lean<Stored<TaskDocument>>();
    if (there) await renumber(there.task.createdAt < document.task.createdAt ? document : there);
    return true;
  }

  async function renumber({ _id, number: before, task, addedBy, last }: Stored<TaskDocument>): Promise<void> {
    const counter = await counters
      .findOneAndUpdate({ owner: to }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' })
      .hint(TASK_HINTS.counter)
      .lean();
    if (!counter) throw new Error('the counter of tasks gave no number');
    const now = counter.last;
    // What is known of its operations first: who repeats one is told of this task, by whatever number.
    const known = { owner: { $in: [from, to] }, 'result.number': before, 'result.createdAt': task.createdAt };
    await operations.updateMany(known, { $set: { 'result.number': now } }, { hint: OPERATION_HINT });
    const rename = (name: string) => (isMovedName(name) ? toMovedName(now) : name);
    const names = { addedBy: rename(addedBy), 'last.operation': rename(last.operation) };
    const numbers = { number: now, 'task.number': now, 'last.result.number': now };
    await tasks.updateOne({ _id }, { $set: { ...names, ...numbers }, $inc: { rev: 1 } });
    merged.renumbered.push({ before, now });
  }

  /** Answers whether the document has gone from the former key: if not, it has more room than before. */
  async function moveOne(collection: mongo.Collection, document: Stored<object>): Promise<boolean> {
    const { _id } = document;
    try {
      await collection.updateOne({ _id }, { $set: { owner: to } });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const isToMove = await settle(collection.collectionName, document, error);
      if (!isToMove) await collection.deleteOne({ _id });
      return !isToMove;
    }
  }

  return {
    /** Moves a collection; answers how many documents. */
    async move(name: string): Promise<number> {
      const collection = connection.getClient().db(connection.name).collection(name);
      const hint = hintOf(name);
      try {
        return (await collection.updateMany({ owner: from }, { $set: { owner: to } }, { hint })).modifiedCount;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      let moved = 0;
      for await (const document of collection.find({ owner: from }, { hint })) {
        // More than once: it may have the number of one document, and the origin of another.
        while (!(await moveOne(collection, document))) {}
        moved += 1;
      }
      return moved;
    },

    /** What was merged, if anything was. */
    done: (): Merged | undefined => (merged.rows > 0 ? merged : undefined),
  };
}
