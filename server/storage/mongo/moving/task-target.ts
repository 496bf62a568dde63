import type { Connection } from 'mongoose';
import { isSame, type OperationRecord, type TaskRecord } from '../../moving/format.ts';
import { toSearchKey } from '../../search-key.ts';
import { createOperationLog } from '../operation-log.ts';
import { createOperationModel, type OperationDocument } from '../operation-model.ts';
import { createTaskCounterModel, createTaskModel, TASK_HINTS, type TaskDocument } from '../task-model.ts';
import { sortRecords, type WriteGroup } from './sort-records.ts';
import { toMovedName } from './synthetic-names.ts';

export function createTaskTarget(connection: Connection): WriteGroup<'task'> {
  const tasks = createTaskModel(connection);
  const counters = createTaskCounterModel(connection);
  const operations = createOperationLog(connection);

  return async (records, replace) => {
    const [first] = records;
    if (!first) return { added: 0, replaced: 0, same: 0 };
    const { owner } = first;
    const numbers = records.map(({ task }) => task.number);
    const [there, elsewhere] = await Promise.all([
      tasks
        .find({ owner, number: { $in: numbers } })
        .hint(TASK_HINTS.number)
        .lean(),
      tasks
        .find({ owner, addedBy: { $in: records.map(originOf) } })
        .hint(TASK_HINTS.origin)
        .lean(),
    ]);
    // The operation that made one of these tasks made a task of another number here.
    const strayed = (record: TaskRecord) =>
      elsewhere.filter((row) => row.addedBy === originOf(record) && row.number !== record.task.number);
    const { added, replaced, written } = sortRecords<TaskDocument, TaskRecord>(records, replace, {
      // What is left of a deleted task is none.
      findFor: (record) =>
        [...there.filter((row) => row.number === record.task.number), ...strayed(record)].filter(({ live }) => live),
      isEqual: (row, { task }) => isSame(row.task, task),
    });
    const last = Math.max(...numbers);
    await counters.updateOne({ owner }, { $max: { last } }, { upsert: true, hint: 'counters_by_owner' });
    const changed = [...added, ...replaced.map(({ record }) => record)];
    // The file does not speak of these: they stay, and which operation made them is known no more.
    for (const { number, addedBy } of changed.flatMap(strayed)) {
      const change = { $set: { addedBy: toMovedName(number) }, $inc: { rev: 1 } };
      await tasks.updateOne({ owner, number, addedBy }, change, { hint: TASK_HINTS.number });
    }
    const inTheWay = there.filter((row) => changed.some(({ task }) => task.number === row.number));
    // What a task alone knows of its last operation goes into the log before the task is written over.
    for (const row of inTheWay) await operations.keep(owner, row.last);
    if (inTheWay.length > 0) {
      const gone = { owner, number: { $in: inTheWay.map(({ number }) => number) } };
      await tasks.deleteMany(gone, { hint: TASK_HINTS.number });
    }
    if (changed.length > 0) await tasks.insertMany(changed.map(toDocument));
    return written;
  };
}

export function createOperationTarget(connection: Connection): WriteGroup<'operation'> {
  const operations = createOperationModel(connection);
  const hint = 'operations_by_name';

  return async (records, replace) => {
    const [first] = records;
    if (!first) return { added: 0, replaced: 0, same: 0 };
    const { owner } = first;
    const names = records.map(({ operation }) => operation);
    const there = await operations
      .find({ owner, operation: { $in: names } })
      .hint(hint)
      .lean();
    const { added, replaced, written } = sortRecords<OperationDocument, OperationRecord>(records, replace, {
      findFor: ({ operation }) => there.filter((row) => row.operation === operation),
      isEqual: (row, { result }) => isSame(row.result, result),
    });
    for (const { record } of replaced) {
      const { operation, result } = record;
      await operations.updateOne({ owner, operation }, { $set: { result } }, { hint });
    }
    if (added.length > 0) {
      const toDocument = ({ operation, result, at }: OperationRecord) => ({
        ...{ owner, operation, result },
        keptAt: new Date(at),
      });
      await operations.insertMany(added.map(toDocument));
    }
    return written;
  };
}

function toDocument(record: TaskRecord): TaskDocument {
  const { owner, task, last } = record;
  const { number, status, title, notes } = task;
  const keys = { titleKey: toSearchKey(title), notesKey: toSearchKey(notes ?? '') };
  const applied = last ?? { operation: toMovedName(number), result: task };
  return { owner, number, live: true, status, ...keys, task, rev: 1, addedBy: originOf(record), last: applied };
}

function originOf({ addedBy, task }: TaskRecord): string {
  return addedBy ?? toMovedName(task.number);
}
