import { COUNT_CAP, type TaskStore } from '../../tasks/store.ts';
import type { Task, TaskStatus } from '../../tasks/task.ts';
import { toSearchKey, toSearchWords } from '../search-key.ts';
import { createTaskSearch, type TaskKeys } from '../task-search.ts';
import { toWellFormed } from '../well-formed.ts';
import type { Connection } from './connection.ts';
import { TASK_SQL } from './task-statements.ts';

const PAGE_MAX = 1_000;
/** Tasks that one transaction of a search looks at. */
const BATCH = 250;
/** Behind every number. */
const NO_NUMBER = Number.MAX_SAFE_INTEGER;
/** How long an operation is known. Longer than a turn: an old message can be answered again. */
const KEEP_OPERATIONS_MS = 90 * 24 * 60 * 60 * 1_000;
/** Old operations that go with every new one. */
const PRUNE_AT_ONCE = 5;

interface DataRow {
  data: string;
}

/** Tasks in SQLite. An effect and the record of its operation are one transaction. */
export function createTaskStore(connection: Connection, now: () => number): TaskStore {
  const find = connection.prepare<DataRow>(TASK_SQL.find);
  const insert = connection.prepare(TASK_SQL.insert);
  const update = connection.prepare(TASK_SQL.update);
  const remove = connection.prepare(TASK_SQL.remove);
  const takeNumber = connection.prepare<{ last: number }>(TASK_SQL.takeNumber);
  const page = connection.prepare<DataRow>(TASK_SQL.page);
  const pageOfStatus = connection.prepare<DataRow>(TASK_SQL.pageOfStatus);
  const count = connection.prepare<{ total: number }>(TASK_SQL.count);
  const countOfStatus = connection.prepare<{ total: number }>(TASK_SQL.countOfStatus);
  const findOperation = connection.prepare<{ result: string }>(TASK_SQL.findOperation);
  const insertOperation = connection.prepare(TASK_SQL.insertOperation);
  const pruneOperations = connection.prepare(TASK_SQL.pruneOperations);
  const keys = connection.prepare<TaskKeys>(TASK_SQL.keys);
  const keysOfStatus = connection.prepare<TaskKeys>(TASK_SQL.keysOfStatus);
  const search = createTaskSearch({
    batch: BATCH,
    readKeys: (owner, { status, before, limit }) =>
      connection.read(() =>
        status === 'all' ? keys.all(owner, before, limit) : keysOfStatus.all(owner, status, before, limit),
      ),
  });

  function load(owner: string, number: number): Task | undefined {
    const row = find.first(owner, number);
    return row && toTask(row);
  }

  function save(owner: string, task: Task): void {
    const values = [task.status, toSearchKey(task.title), toSearchKey(task.notes ?? ''), JSON.stringify(task)];
    update.run(...values, owner, task.number);
  }

  function once<Result extends Task | undefined>(
    owner: string,
    operation: string,
    effect: (time: string) => Result,
  ): Promise<Result | Task> {
    return connection.write(() => {
      const before = findOperation.first(owner, operation);
      if (before) return JSON.parse(before.result) as Task;
      const time = now();
      const result = effect(new Date(time).toISOString());
      if (result) {
        insertOperation.run(owner, operation, JSON.stringify(result), time);
        pruneOperations.run(owner, owner, time - KEEP_OPERATIONS_MS, PRUNE_AT_ONCE);
      }
      return result;
    });
  }

  return {
    add: (owner, { title: given, notes }, operation) =>
      once(owner, operation, (time): Task => {
        const title = toWellFormed(given);
        const number = takeNumber.first(owner)?.last ?? 1;
        const task = withNotes({ number, title, status: 'open', createdAt: time, updatedAt: time }, notes);
        const keys = [toSearchKey(title), toSearchKey(notes ?? '')];
        insert.run(owner, number, task.status, ...keys, JSON.stringify(task));
        return task;
      }),

    setStatus: (owner, number, status, operation) =>
      once(owner, operation, (time) => {
        const task = load(owner, number);
        if (!task || task.status === status) return task;
        const { completedAt: _, ...rest } = task;
        const changed: Task = { ...rest, status, updatedAt: time, ...(status === 'done' && { completedAt: time }) };
        save(owner, changed);
        return changed;
      }),

    update: (owner, number, { title, notes }, operation) =>
      once(owner, operation, (time) => {
        const task = load(owner, number);
        if (!task) return undefined;
        const changed = withNotes({ ...task, title: toWellFormed(title ?? task.title) }, notes ?? task.notes);
        if (changed.title === task.title && changed.notes === task.notes) return task;
        changed.updatedAt = time;
        save(owner, changed);
        return changed;
      }),

    remove: (owner, number, operation) =>
      once(owner, operation, () => {
        const task = load(owner, number);
        if (task) remove.run(owner, number);
        return task;
      }),

    get: (owner, number) => connection.read(() => load(owner, number)),

    async list(owner, { status, text }, { limit, before = NO_NUMBER }) {
      const most = Math.min(Math.max(1, Math.trunc(limit)), PAGE_MAX);
      const words = toSearchWords(text);
      if (words.length > 0) {
        const numbers = await search.find(owner, { status, words, before }, most);
        return connection.read(() => numbers.map((number) => load(owner, number)).filter((task) => task !== undefined));
      }
      const rows = await connection.read(() =>
        status === 'all' ? page.all(owner, before, most) : pageOfStatus.all(owner, status, before, most),
      );
      return rows.map(toTask);
    },

    async count(owner, { status, text }) {
      const words = toSearchWords(text);
      if (words.length > 0) return search.count(owner, { status, words, before: NO_NUMBER }, COUNT_CAP);
      const row = await connection.read(() =>
        status === 'all' ? count.first(owner, COUNT_CAP) : countOfStatus.first(owner, status, COUNT_CAP),
      );
      return row?.total ?? 0;
    },

    async findByTitle(owner, text, limit) {
      const words = toSearchWords(text);
      if (words.length === 0) return [];
      const statuses: TaskStatus[] = ['open', 'done'];
      const found = await Promise.all(statuses.map((status) => search.titles(owner, status, words, text)));
      const equalFirst = [...found.map((each) => each.equal), ...found.map((each) => each.holding)].flat();
      return connection.read(() =>
        equalFirst
          .slice(0, Math.max(0, limit))
          .map((number) => load(owner, number))
          .filter((task) => task !== undefined),
      );
    },
  };
}

function toTask(row: DataRow): Task {
  return JSON.parse(row.data) as Task;
}

function withNotes(task: Task, notes: string | undefined): Task {
  const { notes: _, ...rest } = task;
  return notes ? { ...rest, notes: toWellFormed(notes) } : rest;
}
