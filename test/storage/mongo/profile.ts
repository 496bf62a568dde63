import type { Connection } from 'mongoose';

/** One operation as the database saw it: the figures of `explain`, of what really ran. */
export interface Operation {
  op: string;
  ns: string;
  command: Command;
  planSummary?: string;
  docsExamined?: number;
  nreturned?: number;
  nMatched?: number;
  ndeleted?: number;
  hasSortStage?: boolean;
}

interface Command extends Record<string, unknown> {
  filter?: object;
  query?: object;
  /** Of an update or a deletion. */
  q?: object;
  pipeline?: { $match?: object; $limit?: number }[];
  hint?: string | { $hint: string };
  /** A cursor that is read on; its query is here. */
  originatingCommand?: Command;
}

/** Operations that look for something; the others insert, or are no business of a store. */
const SEARCHES: Readonly<Record<string, (command: Command) => object | undefined>> = {
  find: ({ filter }) => filter,
  findAndModify: ({ query }) => query,
  count: ({ query }) => query,
  distinct: ({ query }) => query,
  aggregate: ({ pipeline }) => pipeline?.[0]?.$match,
  q: ({ q }) => q,
};
const PROFILE_BYTES = 64 * 1024 * 1024;

/** What the database did while the work ran, over all connections. */
export async function profile(connection: Connection, work: () => Promise<unknown>): Promise<Operation[]> {
  const { db } = connection;
  if (!db) throw new Error('not connected');
  await db.createCollection('system.profile', { capped: true, size: PROFILE_BYTES });
  await db.command({ profile: 2 });
  await work();
  await db.command({ profile: 0 });
  const operations = await db.collection<Operation>('system.profile').find().sort({ $natural: 1 }).toArray();
  await db.dropCollection('system.profile');
  return operations.filter(({ ns, command }) => !ns.endsWith('.system.profile') && kindOf(command) !== undefined);
}

/** What makes an operation one that grows with everything that is stored; empty when nothing does. */
export function findFaults({ ns, command, planSummary = '', hasSortStage, ...counts }: Operation): string[] {
  const kind = kindOf(command) ?? '';
  const query = command.originatingCommand ?? command;
  const filter = SEARCHES[kind]?.(query) ?? {};
  const limit = query.pipeline?.find(({ $limit }) => $limit)?.$limit ?? 0;
  const { docsExamined = 0, nreturned = 0, nMatched = 0, ndeleted = 0 } = counts;
  const faults: Record<string, boolean> = {
    'does not begin with the owner': !beginsWithOwner(filter),
    'reads all that there is': !/^(IXSCAN|COUNT_SCAN|EOF)/.test(planSummary) || planSummary.includes('COLLSCAN'),
    'sorts in memory': hasSortStage === true,
    'names no index': query.hint === undefined,
    [`read ${docsExamined} documents`]: docsExamined > Math.max(nreturned, nMatched, ndeleted, limit) + 1,
  };
  return Object.keys(faults).filter((name) => faults[name]);
}

/** The shape of an operation: what was looked for, without the values. */
export function toShape({ ns, command }: Operation): string {
  const query = command.originatingCommand ?? command;
  const filter = SEARCHES[kindOf(command) ?? '']?.(query) ?? {};
  return `${kindOf(command)} ${toCollection(ns)} ${JSON.stringify(filter, (_, value) => (typeof value === 'object' ? value : '?'))}`;
}

function kindOf(command: Command): string | undefined {
  const query = command.originatingCommand ?? command;
  return Object.keys(SEARCHES).find((name) => name in query);
}

function toCollection(namespace: string): string {
  return namespace.slice(namespace.indexOf('.') + 1);
}

/** Several owners may be asked for at once, each by a branch of its own. */
function beginsWithOwner(filter: object): boolean {
  const [first] = Object.entries(filter);
  if (first?.[0] === '$or') return (first[1] as object[]).every(beginsWithOwner);
  if (first?.[0] === '$and') return beginsWithOwner((first[1] as object[])[0] ?? {});
  return first?.[0] === 'owner';
}
