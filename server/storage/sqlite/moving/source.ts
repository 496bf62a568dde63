import { type MovedRecord, type MovedTurn, toMovedTask, toMovedTurn } from '../../moving/format.ts';
import type { Source } from '../../moving/moving.ts';
import type { Driver } from '../driver.ts';
import { type TurnRow, toTurnRecord } from '../turn-row.ts';
import { listOwners } from './owned-tables.ts';
import { SOURCE_SQL } from './statements.ts';

/** Rows that are read at once. */
const CHUNK = 100;
/** Later than every lease. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

interface ThreadRow {
  key: number;
  id: string;
  created: number;
  next_position: number;
  data: string;
  turn_id: string | null;
  fence: number | null;
  hidden_from: number;
  hidden_to: number;
}

export interface MovedItemRow {
  position: number;
  id: string;
  added_turn: string | null;
  changed_turn: string | null;
  data: string;
}

/** Reads one moment of the file in a transaction, which holds nobody up. */
export function openSqliteSource(driver: Driver): Source {
  const threads = driver.prepare<ThreadRow>(SOURCE_SQL.threads);
  const items = driver.prepare<MovedItemRow>(SOURCE_SQL.items);
  const tasks = driver.prepare<{ number: number; data: string }>(SOURCE_SQL.tasks);
  const operations = driver.prepare<{ operation: string; result: string; applied_at: number }>(SOURCE_SQL.operations);
  const turns = driver.prepare<TurnRow & { seq: number }>(SOURCE_SQL.turns);
  const counter = driver.prepare<{ last: number }>(SOURCE_SQL.counter);

  function* readItems(owner: string, thread: ThreadRow): Generator<MovedRecord> {
    const after = (last?: MovedItemRow) => items.all(owner, thread.key, last?.position ?? 0, CHUNK);
    for (const row of readAll(after)) {
      if (row.position >= thread.hidden_from && row.position <= thread.hidden_to) continue;
      yield toItemRecord(owner, thread.id, row);
    }
  }

  driver.begin('read');
  return {
    async *owners() {
      yield* listOwners(driver);
    },

    async *read(owner) {
      const first = Number.MIN_SAFE_INTEGER;
      for (const thread of readAll<ThreadRow>((last) =>
        threads.all(owner, last?.created ?? first, last?.key ?? 0, CHUNK),
      )) {
        yield toThreadRecord(owner, thread);
        yield* readItems(owner, thread);
      }
      for (const { data } of readAll<{ number: number; data: string }>((last) =>
        tasks.all(owner, last?.number ?? 0, CHUNK),
      )) {
        yield { kind: 'task', owner, task: toMovedTask(JSON.parse(data)) };
      }
      for (const { operation, result, applied_at: at } of readAll<{
        operation: string;
        result: string;
        applied_at: number;
      }>((last) => operations.all(owner, last?.operation ?? '', CHUNK))) {
        yield { kind: 'operation', owner, operation, at, result: toMovedTask(JSON.parse(result)) };
      }
      for (const row of readAll<TurnRow & { seq: number }>((last) =>
        turns.all(owner, last?.created_at ?? first, last?.seq ?? 0, CHUNK),
      )) {
        const turn = toTurn(row);
        if (turn) yield turn;
      }
      const last = counter.first(owner)?.last;
      if (last !== undefined) yield { kind: 'counter', owner, lastTask: last };
    },

    async close() {
      if (driver.inTransaction) driver.exec('COMMIT');
    },
  };
}

export function toItemRecord(owner: string, threadId: string, row: MovedItemRow): MovedRecord {
  const { position, added_turn, changed_turn, data } = row;
  const turns = { addedBy: added_turn ?? undefined, changedBy: changed_turn ?? undefined };
  return { kind: 'item', owner, threadId, position, ...turns, item: JSON.parse(data) };
}

/** As it stands when no lease holds any more; nothing when it then counts as none. */
export function toTurn(row: TurnRow): MovedTurn | undefined {
  const turn = toTurnRecord(row, END_OF_TIME);
  return turn && toMovedTurn(turn);
}

function toThreadRecord(owner: string, { next_position, turn_id, fence, data }: ThreadRow): MovedRecord {
  const holder = turn_id === null || fence === null ? undefined : { turn: turn_id, fence };
  return { kind: 'thread', owner, nextPosition: next_position, holder, thread: JSON.parse(data) };
}

/** Asks for the rows behind the last one, until there are no more. */
function* readAll<Row>(after: (last: Row | undefined) => Row[]): Generator<Row> {
  let last: Row | undefined;
  while (true) {
    const rows = after(last);
    yield* rows;
    last = rows.at(-1);
    if (rows.length < CHUNK) return;
  }
}
