import Libsql from 'libsql';
import { createId, type ThreadItem } from '../server/chatkit/index.ts';
import { connect } from '../server/storage/mongo/connection.ts';
import { openStorage, type Storage } from '../server/storage/open.ts';
import type { BenchDatabase } from './databases.ts';

/** Somebody with so many tasks, and one thread of so many items. */
export interface Owner {
  name: string;
  threadId: string;
  count: number;
}

/** Documents that go to MongoDB at once. */
const BATCH = 5_000;
const AT_ONCE = 16;

/**
 * Fills a database: each owner's first task and item are written by the product, the others are copies of them, written
 * straight into its tables.
 */
export async function fill(database: BenchDatabase, owners: readonly Owner[]): Promise<void> {
  const storage = await openStorage({ url: database.url, logger: { info() {}, warn() {}, error() {} } });
  // Many at once: a database that waits for its disk does so for all of them together.
  for (let from = 0; from < owners.length; from += AT_ONCE) {
    await Promise.all(owners.slice(from, from + AT_ONCE).map((owner) => begin(storage, owner)));
  }
  await storage.close();
  await (database.kind === 'sqlite' ? copyRows(database.url, owners) : copyDocuments(database.url, owners));
}

async function begin({ tasks, threads }: Storage, { name: owner, threadId }: Owner): Promise<void> {
  const created_at = new Date().toISOString();
  await tasks.add(owner, { title: 'Task number 1' }, 'seed 1');
  await threads.saveThread({ id: threadId, created_at, status: { type: 'active' }, metadata: {} }, { owner });
  const item: ThreadItem = {
    // A person's: no thread is so long without one.
    type: 'user_message',
    id: createId('message'),
    thread_id: threadId,
    created_at,
    content: [{ type: 'input_text', text: 'Message number 1' }],
    attachments: [],
    inference_options: {},
  };
  await threads.saveItem(threadId, item, { owner });
}

async function copyRows(url: string, owners: readonly Owner[]): Promise<void> {
  const file = new Libsql(url.slice('file:'.length));
  file.exec('BEGIN');
  for (const { name, threadId, count } of owners) {
    file.exec(`
      WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO tasks (owner, number, status, title_key, notes_key, data)
      SELECT owner, i, status, 'task number ' || i, notes_key, json_set(data, '$.number', i, '$.title', 'Task number ' || i)
      FROM n, tasks WHERE owner = '${name}' AND number = 1;
      UPDATE task_counters SET last = ${count} WHERE owner = '${name}';
      WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO items (owner, thread_key, position, id, type, data)
      SELECT items.owner, thread_key, i, items.id || '_' || i, items.type, json_set(items.data, '$.id', items.id || '_' || i)
      FROM n, items JOIN threads ON threads.key = thread_key
      WHERE items.owner = '${name}' AND threads.id = '${threadId}' AND position = 1;
      UPDATE threads SET next_position = ${count} + 1 WHERE owner = '${name}' AND id = '${threadId}';`);
  }
  file.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  file.close();
}

async function copyDocuments(url: string, owners: readonly Owner[]): Promise<void> {
  const connection = await connect(url, { socketTimeoutMS: 0 });
  const collection = (name: string) => connection.collection(name);
  const last: Promise<unknown>[] = [];
  const waiting = new Map<string, object[]>();
  const write = async (name: string) => {
    const documents = waiting.get(name)?.splice(0) ?? [];
    if (documents.length > 0) await collection(name).insertMany(documents, { ordered: false });
  };
  const add = async (name: string, document: object) => {
    const documents = waiting.get(name) ?? [];
    waiting.set(name, documents);
    documents.push(document);
    if (documents.length >= BATCH) await write(name);
  };
  const firstOf = async (name: string) => {
    const documents = await collection(name)
      .find({}, { projection: { _id: 0 } })
      .toArray();
    return new Map(documents.map((document) => [document.owner, document]));
  };
  const [tasks, items] = await Promise.all([firstOf('tasks'), firstOf('items')]);
  for (const { name: owner, threadId, count } of owners) {
    const [task, item] = [tasks.get(owner), items.get(owner)];
    for (let i = 2; i <= count; i += 1) {
      const copied = { ...task?.task, number: i, title: `Task number ${i}` };
      const operation = `seed ${i}`;
      await add('tasks', {
        ...task,
        number: i,
        titleKey: `task number ${i}`,
        task: copied,
        addedBy: operation,
        last: { operation, result: copied },
      });
      const itemId = `${item?.itemId}_${i}`;
      await add('items', {
        ...item,
        position: i,
        itemId,
        data: JSON.stringify({ ...JSON.parse(item?.data ?? '{}'), id: itemId }),
      });
    }
    last.push(
      collection('task_counters').updateOne({ owner }, { $set: { last: count } }),
      collection('thread_lines').updateOne({ owner, threadId }, { $set: { nextPosition: count + 1 } }),
    );
  }
  await Promise.all(last);
  for (const name of waiting.keys()) await write(name);
  await connection.close();
}
