import type { Connection } from 'mongoose';
import { type MovedRecord, toMovedTask } from '../../moving/format.ts';
import type { Source } from '../../moving/moving.ts';
import { createLineModel, LINE_HINTS } from '../line-model.ts';
import { createOperationModel } from '../operation-model.ts';
import { createTaskCounterModel, createTaskModel, TASK_HINTS } from '../task-model.ts';
import { createItemModel, createThreadModel, type ItemDocument, THREAD_HINTS } from '../thread-model.ts';
import type { ThreadRow } from '../thread-rows.ts';
import { createTurnModel, TURN_HINTS } from '../turn-model.ts';
import { createEndedTurns } from './ended-turns.ts';
import { listOwners } from './owned-collections.ts';
import { isMovedName } from './synthetic-names.ts';

/** Documents that are read at once. */
const CHUNK = 100;

/**
 * Reads what stands there now: while servers write, not all of one moment. In an order in which nothing that was done goes
 * missing: the operations of tasks behind the tasks, and items up to the position that their thread had reached.
 */
export function openMongoSource(connection: Connection): Source {
  const threads = createThreadModel(connection);
  const items = createItemModel(connection);
  const lines = createLineModel(connection);
  const tasks = createTaskModel(connection);
  const counters = createTaskCounterModel(connection);
  const operations = createOperationModel(connection);
  const turns = createTurnModel(connection);
  const loadTurns = createEndedTurns(connection);

  async function* readThreads(owner: string): AsyncGenerator<MovedRecord> {
    const after = (last: ThreadRow | undefined) =>
      threads
        .find({ owner, place: { $gt: last?.place ?? '' } }, { _id: 0 })
        .sort({ place: 1 })
        .limit(CHUNK)
        .hint(THREAD_HINTS.history)
        .lean<ThreadRow[]>();
    for await (const thread of readAll(after)) {
      const { threadId, data } = thread;
      const line = await lines.findOne({ owner, threadId }, { _id: 0, turns: 0 }).hint(LINE_HINTS.thread).lean();
      // A restored line may be older than the items, or missing.
      const nextPosition = Math.max(line?.nextPosition ?? 1, (await lastPosition(thread)) + 1);
      const holder = line?.holder === undefined ? undefined : { turn: line.holder, fence: line.fence };
      yield { kind: 'thread', owner, nextPosition, holder, thread: JSON.parse(data) };
      yield* readItems(thread, nextPosition);
    }
  }

  async function lastPosition({ owner, life }: ThreadRow): Promise<number> {
    const [last] = await items
      .find({ owner, life }, { _id: 0, position: 1 })
      .sort({ position: -1 })
      .limit(1)
      .hint(THREAD_HINTS.page)
      .lean();
    return last?.position ?? 0;
  }

  async function* readItems(
    { owner, life, threadId, leftovers = [] }: ThreadRow,
    end: number,
  ): AsyncGenerator<MovedRecord> {
    const after = (last: ItemDocument | undefined) =>
      items
        .find({ owner, life, position: { $gt: last?.position ?? 0, $lt: end } }, { _id: 0 })
        .sort({ position: 1 })
        .limit(CHUNK)
        .hint(THREAD_HINTS.page)
        .lean();
    for await (const item of readAll(after)) {
      if (leftovers.some(({ from, to }) => item.position >= from && item.position <= to)) continue;
      yield toItemRecord(threadId, item);
    }
  }

  async function* readTasks(owner: string): AsyncGenerator<MovedRecord> {
    const after = (last: { number: number } | undefined) =>
      tasks
        .find(
          { owner, live: true, number: { $gt: last?.number ?? 0 } },
          { _id: 0, number: 1, task: 1, addedBy: 1, last: 1 },
        )
        .sort({ number: 1 })
        .limit(CHUNK)
        .hint(TASK_HINTS.page)
        .lean();
    for await (const { task, addedBy, last } of readAll(after)) {
      const own = {
        addedBy: isMovedName(addedBy) ? undefined : addedBy,
        last: isMovedName(last.operation) ? undefined : { operation: last.operation, result: toMovedTask(last.result) },
      };
      yield { kind: 'task', owner, task: toMovedTask(task), ...own };
    }
  }

  async function* readOperations(owner: string): AsyncGenerator<MovedRecord> {
    const hint = 'operations_by_name';
    const after = (last: { operation: string } | undefined) =>
      operations
        .find({ owner, operation: { $gt: last?.operation ?? '' } }, { _id: 0 })
        .sort({ operation: 1 })
        .limit(CHUNK)
        .hint(hint)
        .lean();
    for await (const { operation, keptAt, result } of readAll(after)) {
      if (isMovedName(operation)) continue;
      yield { kind: 'operation', owner, operation, at: keptAt.getTime(), result: toMovedTask(result) };
    }
    // A deleted task is no task any more, but what deleted it must be known. Written down, unless somebody died then.
    for await (const { last, removedAt } of tasks
      .find({ owner, live: false }, { _id: 0, last: 1, removedAt: 1 })
      .hint(TASK_HINTS.page)
      .lean()
      .cursor({ batchSize: CHUNK })) {
      if (await operations.findOne({ owner, operation: last.operation }, { _id: 1 }).hint(hint).lean()) continue;
      const at = removedAt?.getTime() ?? Date.parse(last.result.updatedAt);
      yield { kind: 'operation', owner, operation: last.operation, at, result: toMovedTask(last.result) };
    }
  }

  async function* readTurns(owner: string): AsyncGenerator<MovedRecord> {
    const found = turns.find({ owner }, { _id: 0, id: 1 }).sort({ createdAt: 1, _id: 1 }).hint(TURN_HINTS.age);
    let ids: string[] = [];
    for await (const { id } of found.allowDiskUse(true).lean().cursor({ batchSize: CHUNK })) {
      ids.push(id);
      if (ids.length < CHUNK) continue;
      yield* await loadTurns(owner, ids);
      ids = [];
    }
    yield* await loadTurns(owner, ids);
  }

  return {
    owners: () => listOwners(connection),
    async *read(owner) {
      yield* readThreads(owner);
      yield* readTasks(owner);
      yield* readOperations(owner);
      yield* readTurns(owner);
      const counter = await counters.findOne({ owner }, { _id: 0, last: 1 }).hint('counters_by_owner').lean();
      if (counter?.last) yield { kind: 'counter', owner, lastTask: counter.last };
    },
    async close() {},
  };
}

export function toItemRecord(threadId: string, item: Omit<ItemDocument, 'fence'>): MovedRecord {
  const { owner, position, addedBy, changedBy, data } = item;
  return { kind: 'item', owner, threadId, position, addedBy, changedBy, item: JSON.parse(data) };
}

/** Asks for the documents behind the last one, until there are no more. */
async function* readAll<Row>(after: (last: Row | undefined) => PromiseLike<Row[]>): AsyncGenerator<Row> {
  let last: Row | undefined;
  while (true) {
    const rows = await after(last);
    yield* rows;
    last = rows.at(-1);
    if (rows.length < CHUNK) return;
  }
}
