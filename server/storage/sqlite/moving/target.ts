import {
  type CounterRecord,
  type ItemRecord,
  isSame,
  type MovedRecord,
  type MovedTurn,
  type OperationRecord,
  type TaskRecord,
  type ThreadRecord,
} from '../../moving/format.ts';
import { differs, orphan } from '../../moving/moving.ts';
import { toSearchKey } from '../../search-key.ts';
import type { Driver } from '../driver.ts';
import { TASK_SQL } from '../task-statements.ts';
import { THREAD_SQL } from '../thread-statements.ts';
import type { TurnRow } from '../turn-row.ts';
import { TURN_SQL } from '../turn-statements.ts';
import { type MovedItemRow, toItemRecord, toTurn } from './source.ts';
import { TARGET_SQL } from './statements.ts';

export type Outcome = 'added' | 'replaced' | 'same';

/**
 * Writes one record after the other, for use within a transaction.
 *
 * @returns the writer. It throws a RecordError for what it cannot write.
 */
export function createSqliteTarget(driver: Driver) {
  const findThread = driver.prepare<{ key: number; data: string }>(THREAD_SQL.find);
  const insertThread = driver.prepare(THREAD_SQL.insert);
  const updateThread = driver.prepare(THREAD_SQL.update);
  const reach = driver.prepare(TARGET_SQL.reach);
  const hold = driver.prepare(TARGET_SQL.hold);
  const itemAt = driver.prepare<MovedItemRow>(TARGET_SQL.itemAt);
  const itemOf = driver.prepare<MovedItemRow>(TARGET_SQL.itemOf);
  const insertItem = driver.prepare(TARGET_SQL.insertItem);
  const removeItem = driver.prepare(TARGET_SQL.removeItem);
  const findTask = driver.prepare<{ data: string }>(TASK_SQL.find);
  const insertTask = driver.prepare(TASK_SQL.insert);
  const updateTask = driver.prepare(TASK_SQL.update);
  const findOperation = driver.prepare<{ result: string }>(TASK_SQL.findOperation);
  const insertOperation = driver.prepare(TASK_SQL.insertOperation);
  const replaceOperation = driver.prepare(TARGET_SQL.replaceOperation);
  const findTurn = driver.prepare<TurnRow>(TURN_SQL.find);
  const findRequest = driver.prepare<TurnRow>(TURN_SQL.findByRequest);
  const removeTurn = driver.prepare(TURN_SQL.remove);
  const insertTurn = driver.prepare(TARGET_SQL.insertTurn);
  const count = driver.prepare(TARGET_SQL.count);

  function writeThread(record: ThreadRecord, replace: boolean): Outcome {
    const { owner, thread, nextPosition, holder } = record;
    const data = JSON.stringify(thread);
    const before = findThread.first(owner, thread.id);
    const isEqual = before && isSame(JSON.parse(before.data), thread);
    if (before && !isEqual && !replace) throw differs(record);
    if (!before) insertThread.run(owner, thread.id, Date.parse(thread.created_at) || 0, data);
    else if (!isEqual) updateThread.run(data, owner, thread.id);
    reach.run(nextPosition, owner, thread.id);
    if (holder) hold.run(owner, thread.id, holder.fence, holder.turn);
    return toOutcome(before, isEqual);
  }

  function writeItem(record: ItemRecord, replace: boolean): Outcome {
    const { owner, threadId, position, addedBy, changedBy, item } = record;
    const thread = findThread.first(owner, threadId);
    if (!thread) throw orphan(record);
    const there = [...itemAt.all(owner, thread.key, position), ...itemOf.all(owner, thread.key, item.id)];
    const isEqual = there.length > 0 && there.every((row) => isSame(toItemRecord(owner, threadId, row), record));
    if (isEqual) return 'same';
    if (there.length > 0 && !replace) throw differs(record);
    for (const row of there) removeItem.run(owner, thread.key, row.position);
    const turns = [addedBy ?? null, changedBy ?? null];
    insertItem.run(owner, thread.key, position, item.id, item.type, ...turns, JSON.stringify(item));
    reach.run(position + 1, owner, threadId);
    return toOutcome(there[0]);
  }

  function writeTask(record: TaskRecord, replace: boolean): Outcome {
    const { owner, task, last } = record;
    const before = findTask.first(owner, task.number);
    const isEqual = before && isSame(JSON.parse(before.data), task);
    if (before && !isEqual && !replace) throw differs(record);
    const values = [task.status, toSearchKey(task.title), toSearchKey(task.notes ?? ''), JSON.stringify(task)];
    if (!before) insertTask.run(owner, task.number, ...values);
    else if (!isEqual) updateTask.run(...values, owner, task.number);
    count.run(owner, task.number);
    // Here every operation is a record of its own. When it was applied tells its task, or nobody.
    if (last && !findOperation.first(owner, last.operation)) {
      const at = Date.parse(last.result.updatedAt) || 0;
      insertOperation.run(owner, last.operation, JSON.stringify(last.result), at);
    }
    return toOutcome(before, isEqual);
  }

  function writeOperation(record: OperationRecord, replace: boolean): Outcome {
    const { owner, operation, at, result } = record;
    const before = findOperation.first(owner, operation);
    const isEqual = before && isSame(JSON.parse(before.result), result);
    if (before && !isEqual && !replace) throw differs(record);
    if (!before) insertOperation.run(owner, operation, JSON.stringify(result), at);
    else if (!isEqual) replaceOperation.run(JSON.stringify(result), owner, operation);
    return toOutcome(before, isEqual);
  }

  function writeTurn(turn: MovedTurn, replace: boolean): Outcome {
    const { owner, id, requestId } = turn;
    const there = [
      findTurn.first(owner, id),
      requestId === undefined ? undefined : findRequest.first(owner, requestId),
    ];
    const rows = there.filter((row) => row !== undefined);
    const found = rows.map(toTurn).filter((each) => each !== undefined);
    if (found.length > 0 && found.every((each) => isSame(each, turn))) return 'same';
    if (found.length > 0 && !replace) throw differs(turn);
    for (const row of rows) removeTurn.run(owner, row.id);
    insertTurn.run(
      ...[owner, id, turn.threadId, requestId ?? null, turn.fingerprint ?? null, turn.createsThread ? 1 : 0],
      ...[turn.senderItemId ?? null, turn.priority, turn.outcome, turn.createdAt, turn.endedAt, turn.brokenAt ?? null],
      ...[turn.cancelRequested ? 1 : 0, turn.endedAt],
    );
    return toOutcome(found[0]);
  }

  /** The higher one stays: a number is never given twice. */
  function writeCounter({ owner, lastTask }: CounterRecord): Outcome {
    return count.run(owner, lastTask) > 0 ? 'added' : 'same';
  }

  return (record: MovedRecord, replace: boolean): Outcome => {
    switch (record.kind) {
      case 'thread':
        return writeThread(record, replace);
      case 'item':
        return writeItem(record, replace);
      case 'task':
        return writeTask(record, replace);
      case 'operation':
        return writeOperation(record, replace);
      case 'turn':
        return writeTurn(record, replace);
      case 'counter':
        return writeCounter(record);
    }
  };
}

function toOutcome(before: unknown, isEqual = false): Outcome {
  if (!before) return 'added';
  return isEqual ? 'same' : 'replaced';
}
