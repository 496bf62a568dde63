import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import {
  type Logger,
  type NewTurn,
  type OpenResult,
  type TurnAddress,
  type TurnRecord,
  type TurnStore,
  UnavailableError,
} from '../../chatkit/index.ts';
import { behindRequest } from '../deadline.ts';
import { toWellFormed } from '../well-formed.ts';
import { createClock } from './clock.ts';
import { contest, LOST } from './contest.ts';
import { attempt, attemptForRun, isDuplicateKey, requireTime } from './errors.ts';
import { inOrder, isEnded, toTurns } from './line.ts';
import { createLines } from './lines.ts';
import { createTurnPlaces, FIRST_LEASE_MS } from './turn-places.ts';
import { createTurnPruning } from './turn-pruning.ts';
import { createTurnRecords } from './turn-records.ts';

/** How often a place is given back of which nobody knows whether it was taken. */
const WITHDRAW_MS = 500;

export interface TurnStoreOptions {
  logger: Logger;
  /** Milliseconds since the epoch. @default the clock of the database */
  now?: (() => number) | undefined;
}

/**
 * Turn records and the line of every thread in MongoDB.
 *
 * The line decides, in one write; records follow it. A turn stands in line before it has a record, and leaves the line
 * after its record has its outcome: what dies in between is a place that nobody asks for, whose lease runs out, or an end
 * that is still to be noted and reads as one.
 */
export function createTurnStore(connection: Connection, { logger, now }: TurnStoreOptions): TurnStore {
  const clock = createClock(now);
  const lines = createLines(connection, clock);
  const records = createTurnRecords(connection, lines, clock);
  const places = createTurnPlaces(lines, records, clock);
  const pruning = createTurnPruning(connection, lines, records, now);

  async function open(turn: NewTurn, maxWaiting: number): Promise<OpenResult> {
    const { owner, id, requestId } = turn;
    const findFirst = async () => (requestId === undefined ? undefined : records.claimRequest(owner, requestId));
    const before = await findFirst();
    if (before) return { kind: 'repeated', turn: before };
    const createdAt = await places.stand(turn, maxWaiting);
    if (!createdAt) {
      const first = await findFirst();
      return first ? { kind: 'repeated', turn: first } : { kind: 'full' };
    }
    try {
      // Whoever asked was told that it failed: a record now would be a turn that nobody runs.
      requireTime();
      return { kind: 'created', turn: await records.create(turn, createdAt) };
    } catch (error) {
      // A place that nobody asks for would hold the others up until its lease runs out.
      await places.end(owner, id, 'lost').catch(() => {});
      if (requestId === undefined || !isDuplicateKey(error)) throw error;
      // It is there, and will be readable in a moment.
      return { kind: 'repeated', turn: await contest(async () => (await findFirst()) ?? LOST) };
    }
  }

  /**
   * Gives back the place, and the record, of a turn whose opening failed: what was written of it may yet arrive. Where this
   * fails too, its lease runs out.
   */
  async function withdraw({ owner, id }: TurnAddress): Promise<void> {
    const start = performance.now();
    while (performance.now() - start < FIRST_LEASE_MS) {
      await delay(WITHDRAW_MS, undefined, { ref: false });
      const ended = await attempt(() => places.end(owner, id, 'lost')).catch(() => undefined);
      if (ended) return;
    }
  }

  /** Forgets old turns; what fails is forgotten with another turn. */
  async function prune(owner: string): Promise<void> {
    await attempt(() => pruning.prune(owner)).catch((error: unknown) => {
      if (connection.readyState === 1) logger.warn({ err: error }, 'old turns could not be forgotten yet');
    });
  }

  async function listActive(owner: string, threadId: string): Promise<TurnRecord[]> {
    const line = await lines.ofThread(owner, threadId);
    const ids = line ? inOrder(toTurns(line)).map(({ id }) => id) : [];
    if (ids.length === 0) return [];
    const found = new Map((await records.load(owner, ids)).map((turn) => [turn.id, turn]));
    return ids.flatMap((id) => found.get(id) ?? []).filter(({ state }) => state !== 'ended');
  }

  return {
    async open(turn, { maxWaiting }) {
      const { requestId } = turn;
      const given = { ...turn, ...(requestId !== undefined && { requestId: toWellFormed(requestId) }) };
      try {
        const opened = await attempt(() => open(given, maxWaiting));
        if (opened.kind === 'created') void behindRequest(() => prune(given.owner));
        return opened;
      } catch (error) {
        if (error instanceof UnavailableError) void behindRequest(() => withdraw(given));
        throw error;
      }
    },

    acquire: (owner, turnId, leaseMs) => attemptForRun(() => places.take(owner, turnId, leaseMs)),

    renew: (owner, turnId, leaseMs) =>
      attemptForRun(
        async () => {
          const entry = await places.renew(owner, turnId, leaseMs);
          if (!entry) return 'lost';
          return entry.cancelRequested ? 'cancel_requested' : 'held';
        },
        { isUrgent: true },
      ),

    end: (owner, turnId, outcome) =>
      attemptForRun(async () => {
        await places.end(owner, turnId, outcome);
      }),

    requestCancel: (owner, turnId) =>
      attempt(async () => {
        await places.requestCancel(owner, turnId);
      }),

    findCancelled: (turns) =>
      attemptForRun(
        async () => {
          const asked = new Set(turns.map(({ owner, id }) => `${owner}/${id}`));
          const found = await lines.ofAll(turns);
          return found.flatMap((line) =>
            toTurns(line)
              .filter((entry) => asked.has(`${line.owner}/${entry.id}`) && entry.cancelRequested && !isEnded(entry))
              .map(({ id }) => id),
          );
        },
        { isUrgent: true },
      ),

    markBroken: (owner, turnId) =>
      attemptForRun(async () => {
        await places.update(owner, turnId, { brokenAt: clock() });
      }),

    load: (owner, turnId) => attempt(async () => (await records.load(owner, [turnId]))[0]),

    findByRequestId: (owner, requestId) => attempt(() => records.ofRequest(owner, toWellFormed(requestId))),

    findRepeat: (owner, fingerprint, withinMs) =>
      attempt(async () => {
        const { found, time } = await records.ofFingerprint(owner, fingerprint);
        return found.find(
          (turn) =>
            !turn.cancelRequested &&
            turn.outcome !== 'cancelled' &&
            (turn.state !== 'ended' || (turn.brokenAt !== undefined && time - turn.brokenAt <= withinMs)),
        );
      }),

    findActive: (owner, threadId) => attempt(async () => (await listActive(owner, threadId))[0]),

    listActive: (owner, threadId) => attempt(() => listActive(owner, threadId)),
  };
}
