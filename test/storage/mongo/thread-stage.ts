import type { Connection } from 'mongoose';
import { expect } from 'vitest';
import { NotFoundError, type ThreadStore, type TurnRef, type TurnStore } from '../../../server/chatkit/index.ts';
import { INDEXES } from '../../../server/storage/mongo/indexes.ts';
import { createLateItems } from '../../../server/storage/mongo/late-items.ts';
import { createThreadLeftovers } from '../../../server/storage/mongo/thread-leftovers.ts';
import { createThreadStore } from '../../../server/storage/mongo/thread-store.ts';
import { createTurnStore } from '../../../server/storage/mongo/turn-store.ts';
import { useDatabase } from '../../support/mongo/database.ts';
import { itemIds } from '../rows.ts';
import { createLogger } from '../sqlite-harness.ts';

export type Threads = ThreadStore<{ owner: string }>;

/** Long enough for every note of what was deleted to be old. */
const LATER_MS = 600_000;

export function open(connection: Connection, now: () => number = Date.now) {
  const leftovers = createThreadLeftovers(connection, createLogger(), now);
  const threads = createThreadStore({
    connection,
    leftovers,
    lateItems: createLateItems(connection, createLogger()),
    now,
  });
  return { threads, turns: createTurnStore(connection, { logger: createLogger() }), sweep: leftovers.sweep };
}

/** Stores on one empty database, each with a connection of its own. */
export async function useStores(serverUrl: string, count: number) {
  const database = await useDatabase(serverUrl, INDEXES);
  const connections: Connection[] = [];
  while (connections.length < count) connections.push(await database.connect());
  return { database, connections, stores: connections.map((connection) => open(connection)) };
}

/** Sweeps as some process does later. */
export async function sweepLater(connection: Connection): Promise<void> {
  await open(connection, () => Date.now() + LATER_MS).sweep();
}

/** The items of Anne's thread `t`. */
export async function idsOf(threads: Threads): Promise<string[] | 'no thread'> {
  return itemIds({ threads }, 't').catch((error: unknown) => {
    if (error instanceof NotFoundError) return 'no thread';
    throw error;
  });
}

/** Opens a turn in Anne's thread `t` and gives it the thread. */
export async function takeThread(turns: TurnStore, id: string): Promise<TurnRef> {
  await turns.open({ id, owner: 'anne', threadId: 't', createsThread: false }, { maxWaiting: 10 });
  const turn = await turns.acquire('anne', id, 60_000);
  if (!turn || turn === 'ended') throw new Error(`the turn did not get its thread: ${turn}`);
  return turn;
}

/** No item without a thread, no note of what was deleted. */
export async function expectNoRest(connection: Connection): Promise<void> {
  const lives = (await connection.collection('threads').find().toArray()).map(({ life, threadId, leftovers }) => {
    expect({ threadId, leftovers }).toEqual({ threadId: expect.any(String), leftovers: undefined });
    return life;
  });
  expect(await connection.collection('items').countDocuments({ life: { $nin: lives } })).toBe(0);
}
