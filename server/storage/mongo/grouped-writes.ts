import { mongo } from 'mongoose';

/** Commands of one kind that are under way at once: a long one does not hold up all others. */
const LANES = 2;
/** Writes of one command at most. */
const MOST = 100;

/** A write of a bulk. */
type Write = mongo.AnyBulkWriteOperation<mongo.BSON.Document>;

interface Waiting {
  writes: readonly Write[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Sends writes that come at the same time as one command: a command each costs many times what the write does. Nobody waits
 * for company, only for who is under way already. Each learns of its own writes, which are as durable as they would be alone.
 */
export function createGroupedWrites(collection: () => mongo.Collection, writeConcern: mongo.WriteConcernSettings) {
  let waiting: Waiting[] = [];
  let underWay = 0;

  async function send(group: readonly Waiting[]): Promise<void> {
    underWay += 1;
    try {
      const writes = group.flatMap((each) => each.writes);
      await collection().bulkWrite([...writes], { ordered: false, writeConcern });
      for (const { resolve } of group) resolve();
    } catch (error) {
      tellApart(group, error);
    } finally {
      underWay -= 1;
      next();
    }
  }

  function next(): void {
    if (waiting.length === 0 || underWay >= LANES) return;
    let count = 0;
    const end = waiting.findIndex(({ writes }) => {
      count += writes.length;
      return count > MOST;
    });
    // Longer ones alone.
    const group = end === -1 ? waiting : waiting.slice(0, Math.max(1, end));
    waiting = waiting.slice(group.length);
    void send(group);
    next();
  }

  return (writes: readonly Write[]): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ writes, resolve, reject });
      next();
    });
}

/** Of an unordered bulk all that can be done is; the error says of each write that failed which it is. */
function tellApart(group: readonly Waiting[], error: unknown): void {
  const failed = toFailures(error);
  let start = 0;
  for (const { writes, resolve, reject } of group) {
    const end = start + writes.length;
    const own = failed?.find(({ index }) => index >= start && index < end);
    if (!failed) reject(error);
    else if (own) reject(new mongo.MongoServerError({ message: own.errmsg ?? 'a write failed', code: own.code }));
    else resolve();
    start = end;
  }
}

/** `undefined` when nobody knows what was done, or how durable it is. */
function toFailures(error: unknown): mongo.WriteError[] | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return undefined;
  const failures = [error.writeErrors].flat();
  return failures.length > 0 ? failures : undefined;
}
