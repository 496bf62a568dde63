import type { mongo } from 'mongoose';
import type { Connection } from './connection.ts';
import { LINE_INDEXES } from './line-model.ts';
import type { NamedIndex } from './named-index.ts';
import { OPERATION_INDEXES } from './operation-model.ts';
import { RATE_LIMIT_INDEXES } from './rate-limits.ts';
import { TASK_INDEXES } from './task-model.ts';
import { THREAD_INDEXES } from './thread-model.ts';
import { TURN_LOG_INDEXES } from './turn-log-model.ts';
import { TURN_INDEXES } from './turn-model.ts';

/** Every index that the queries rest on. None of them may be missing: a query would read all that there is. */
export const INDEXES: readonly NamedIndex[] = [
  ...THREAD_INDEXES,
  ...LINE_INDEXES,
  ...TURN_INDEXES,
  ...TURN_LOG_INDEXES,
  ...TASK_INDEXES,
  ...OPERATION_INDEXES,
  ...RATE_LIMIT_INDEXES,
];

const NO_SUCH_COLLECTION = 26;
const OPTIONS_CONFLICT = 85;

/** What is wrong with an index of the database. */
export interface IndexFault {
  index: NamedIndex;
  /** `different`: there is one of this name, but not as it must be. */
  fault: 'missing' | 'different';
}

/** Creates these indexes; one that is there already, as it should be, is left alone. */
export async function createIndexes(connection: Connection, indexes: readonly NamedIndex[]): Promise<void> {
  for (const [collection, list] of byCollection(indexes)) {
    await connection.collection(collection).createIndexes(list.map(toDescription));
  }
}

/**
 * Makes what is missing, then removes what it replaces. Processes of an earlier version name those: they are stopped first.
 *
 * An index of ours that somebody changed under its name is made anew under another one first, which fails without harm where
 * it cannot be made. Only then the name changes hands, and requests that need it fail for as long as that takes.
 */
export async function repairIndexes(connection: Connection, indexes: readonly NamedIndex[]): Promise<IndexFault[]> {
  const faults = await findFaults(connection, indexes);
  for (const { index, fault } of faults) {
    const collection = connection.collection(index.collection);
    if (fault === 'different') {
      const spare = { ...index, name: `${index.name}_spare` };
      const isMade = await makeSpare(connection, spare);
      await collection.dropIndex(index.name);
      if (isMade) await collection.dropIndex(spare.name);
    }
    await createIndexes(connection, [index]);
  }
  for (const { collection, replaces } of indexes) {
    if (replaces === undefined) continue;
    const found = await listIndexes(connection, collection);
    if (found.some(({ name }) => name === replaces)) await connection.collection(collection).dropIndex(replaces);
  }
  return faults;
}

/**
 * Makes the indexes of collections that are empty still, as all are in a new database; answers what is wrong with others.
 *
 * Making one for a collection that is full takes its time, which is the operator's to choose.
 */
export async function prepareIndexes(connection: Connection, indexes: readonly NamedIndex[]): Promise<IndexFault[]> {
  // In this order: whoever sets up a new database at the same moment makes the indexes first and writes then.
  const empty = new Set<string>();
  for (const [collection] of byCollection(indexes)) {
    if (!(await connection.collection(collection).findOne({}, { projection: { _id: 1 } }))) empty.add(collection);
  }
  const faults = await findFaults(connection, indexes);
  const harmless = faults.filter(({ index, fault }) => fault === 'missing' && empty.has(index.collection));
  await createIndexes(
    connection,
    harmless.map(({ index }) => index),
  );
  return faults.filter((fault) => !harmless.includes(fault));
}

/** Two that differ only in when documents run out cannot stand side by side; then no query misses the one that goes either. */
async function makeSpare(connection: Connection, spare: NamedIndex): Promise<boolean> {
  try {
    await createIndexes(connection, [spare]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === OPTIONS_CONFLICT) return false;
    throw error;
  }
}

async function findFaults(connection: Connection, indexes: readonly NamedIndex[]): Promise<IndexFault[]> {
  const faults: IndexFault[] = [];
  for (const [collection, list] of byCollection(indexes)) {
    const found = new Map((await listIndexes(connection, collection)).map((each) => [each.name, each]));
    for (const index of list) {
      const there = found.get(index.name);
      if (!there) faults.push({ index, fault: 'missing' });
      else if (toText(there) !== toText(toDescription(index))) faults.push({ index, fault: 'different' });
    }
  }
  return faults;
}

async function listIndexes(connection: Connection, collection: string): Promise<mongo.IndexDescriptionInfo[]> {
  try {
    return await connection.collection(collection).listIndexes().toArray();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_SUCH_COLLECTION) return [];
    throw error;
  }
}

function byCollection(indexes: readonly NamedIndex[]): Map<string, NamedIndex[]> {
  const collections = new Map<string, NamedIndex[]>();
  for (const index of indexes) {
    collections.set(index.collection, [...(collections.get(index.collection) ?? []), index]);
  }
  return collections;
}

function toDescription({ name, key, unique, partial, ttlSeconds }: NamedIndex) {
  return {
    name,
    key: { ...key },
    ...(unique && { unique }),
    ...(partial && { partialFilterExpression: partial }),
    ...(ttlSeconds !== undefined && { expireAfterSeconds: ttlSeconds }),
  };
}

/** What makes two indexes the same, but for their names. */
function toText(index: Omit<mongo.IndexDescriptionInfo, 'name'>): string {
  const { key, unique = false, partialFilterExpression = null, expireAfterSeconds = null } = index;
  return JSON.stringify({ key, unique, partialFilterExpression, expireAfterSeconds });
}
