import type { OpenResult, TurnRecord, TurnStore } from '../../chatkit/index.ts';
import { toWellFormed } from '../well-formed.ts';
import type { Connection } from './connection.ts';
import { type TurnRow, toTurnRecord } from './turn-row.ts';
import { TURN_SQL } from './turn-statements.ts';

/** How long a turn keeps its place in line before it first asks for the thread or renews. */
const FIRST_LEASE_MS = 10_000;
/** How long a repeat is known as one. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1_000;
/** Old records that go with every new one. */
const PRUNE_AT_ONCE = 5;
/** Turns of one fingerprint that are looked at. */
const FINGERPRINTS = 20;

/** Turn records and the line of every thread in SQLite. */
export function createTurnStore(connection: Connection, now: () => number): TurnStore {
  const find = connection.prepare<TurnRow>(TURN_SQL.find);
  const findByRequest = connection.prepare<TurnRow>(TURN_SQL.findByRequest);
  const findByFingerprint = connection.prepare<TurnRow>(TURN_SQL.findByFingerprint);
  const findInLine = connection.prepare<TurnRow>(TURN_SQL.findInLine);
  const insert = connection.prepare(TURN_SQL.insert);
  const sweep = connection.prepare(TURN_SQL.sweep);
  const takeFence = connection.prepare<{ fence: number }>(TURN_SQL.takeFence);
  const start = connection.prepare(TURN_SQL.start);
  const renewLease = connection.prepare(TURN_SQL.renew);
  const endRow = connection.prepare(TURN_SQL.end);
  const setCancelRequested = connection.prepare(TURN_SQL.requestCancel);
  const setBroken = connection.prepare(TURN_SQL.markBroken);
  const findOld = connection.prepare<TurnRow>(TURN_SQL.findOld);
  const remove = connection.prepare(TURN_SQL.remove);
  const removeLine = connection.prepare(TURN_SQL.removeLine);

  /** The turn, if it has not ended; marks the lost of its thread on the way. */
  function findAlive(owner: string, turnId: string, time: number): TurnRow | undefined {
    const row = find.first(owner, turnId);
    if (!row || row.state === 'ended') return undefined;
    if (row.lease_until > time) return row;
    sweep.run(owner, row.thread_id, time);
    return undefined;
  }

  /** Whoever has not ended, in the order in which they have their turn. */
  function line(owner: string, threadId: string, time: number): TurnRecord[] {
    return findInLine
      .all(owner, threadId)
      .map((row) => toTurnRecord(row, time))
      .filter((turn) => turn !== undefined)
      .filter(({ state }) => state !== 'ended')
      .sort((one, other) => place(one) - place(other));
  }

  function prune(owner: string, time: number): void {
    for (const row of findOld.all(owner, time - KEEP_MS, time, PRUNE_AT_ONCE)) {
      remove.run(owner, row.id);
      removeLine.run(owner, row.thread_id, row.id);
    }
  }

  return {
    open: ({ requestId: given, ...turn }, { maxWaiting }) =>
      connection.write((): OpenResult => {
        const requestId = given === undefined ? undefined : toWellFormed(given);
        const { owner, id, threadId, fingerprint, createsThread, senderItemId, priority = 'line' } = turn;
        const time = now();
        const before = requestId === undefined ? undefined : findByRequest.first(owner, requestId);
        const first = before && toTurnRecord(before, time);
        if (first) return { kind: 'repeated', turn: first };
        // One runs, or is about to; the others wait.
        if (priority === 'line' && line(owner, threadId, time).length > maxWaiting) return { kind: 'full' };
        // What is left of a turn that never began gives the name of its request back.
        if (before) remove.run(owner, before.id);
        insert.run(
          ...[owner, id, threadId, requestId ?? null, fingerprint ?? null],
          ...[createsThread ? 1 : 0, senderItemId ?? null, priority, time, time + FIRST_LEASE_MS],
        );
        prune(owner, time);
        const record: TurnRecord = {
          ...{ ...turn, requestId, priority },
          ...{ state: 'waiting', createdAt: time, cancelRequested: false },
        };
        return { kind: 'created', turn: record };
      }),

    acquire: (owner, turnId, leaseMs) =>
      connection.write(() => {
        const time = now();
        const row = findAlive(owner, turnId, time);
        if (!row) return 'ended';
        if (row.state === 'running' && row.fence !== null) {
          renewLease.run(time + leaseMs, owner, turnId);
          return { id: turnId, fence: row.fence };
        }
        sweep.run(owner, row.thread_id, time);
        if (line(owner, row.thread_id, time)[0]?.id !== turnId) {
          renewLease.run(time + leaseMs, owner, turnId);
          return undefined;
        }
        const taken = takeFence.first(owner, row.thread_id, turnId);
        const fence = taken?.fence ?? 1;
        start.run(fence, time + leaseMs, owner, turnId);
        return { id: turnId, fence };
      }),

    renew: (owner, turnId, leaseMs) =>
      connection.write(() => {
        const time = now();
        const row = findAlive(owner, turnId, time);
        if (!row) return 'lost';
        renewLease.run(time + leaseMs, owner, turnId);
        return row.cancel_requested ? 'cancel_requested' : 'held';
      }),

    end: (owner, turnId, outcome) =>
      connection.write(() => {
        const time = now();
        if (findAlive(owner, turnId, time)) endRow.run(outcome, time, owner, turnId);
      }),

    requestCancel: (owner, turnId) =>
      connection.write(() => {
        const time = now();
        const row = findAlive(owner, turnId, time);
        if (!row) return;
        setCancelRequested.run(owner, turnId);
        // Nobody runs it yet, so nobody need stop it: its place in line is free at once.
        if (row.state === 'waiting') endRow.run('cancelled', time, owner, turnId);
      }),

    findCancelled: (turns) =>
      connection.read(() => {
        const time = now();
        const asked = turns.filter(({ owner, id }) => {
          const row = find.first(owner, id);
          return row?.cancel_requested && row.state !== 'ended' && row.lease_until > time;
        });
        return asked.map(({ id }) => id);
      }),

    markBroken: (owner, turnId) =>
      connection.write(() => {
        const time = now();
        if (findAlive(owner, turnId, time)) setBroken.run(time, owner, turnId);
      }),

    load: (owner, turnId) => connection.read(() => toOptionalRecord(find.first(owner, turnId), now())),

    findByRequestId: (owner, requestId) =>
      connection.read(() => toOptionalRecord(findByRequest.first(owner, toWellFormed(requestId)), now())),

    findRepeat: (owner, fingerprint, withinMs) =>
      connection.read(() => {
        const time = now();
        return findByFingerprint
          .all(owner, fingerprint, FINGERPRINTS)
          .map((row) => toTurnRecord(row, time))
          .filter((turn) => turn !== undefined)
          .find(
            (turn) =>
              !turn.cancelRequested &&
              turn.outcome !== 'cancelled' &&
              (turn.state !== 'ended' || (turn.brokenAt !== undefined && time - turn.brokenAt <= withinMs)),
          );
      }),

    findActive: (owner, threadId) => connection.read(() => line(owner, threadId, now())[0]),

    listActive: (owner, threadId) => connection.read(() => line(owner, threadId, now())),
  };
}

/** Equal places keep the order in which they came. */
function place({ state, priority }: TurnRecord): number {
  if (state === 'running') return 0;
  return priority === 'first' ? 1 : 2;
}

function toOptionalRecord(row: TurnRow | undefined, time: number): TurnRecord | undefined {
  return row && toTurnRecord(row, time);
}
