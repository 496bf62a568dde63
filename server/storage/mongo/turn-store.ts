import type { Connection } from 'mongoose';
import type { NewTurn, OpenResult, TurnRecord, TurnStore } from '../../chatkit/index.ts';
import { createClock } from './clock.ts';
import { contest, LOST } from './contest.ts';
import { attempt, isDuplicateKey } from './errors.ts';
import { inOrder, isEnded, toEnded, toTurns } from './line.ts';
import { createLines } from './lines.ts';
import { createTurnPlaces } from './turn-places.ts';
import { createTurnPruning } from './turn-pruning.ts';
import { createTurnRecords } from './turn-records.ts';

/**
 * Turn records and the line of every thread in MongoDB.
 *
 * The line decides, in one write; records follow it. A turn stands in line before it has a record, and leaves the line
 * after its record has its outcome: what dies in between is a place that nobody asks for, whose lease runs out, or an end
 * that is still to be noted and reads as one.
 */
export function createTurnStore(connection: Connection, now?: () => number): TurnStore {
  const clock = createClock(now);
  const lines = createLines(connection, clock);
  const records = createTurnRecords(connection, lines, clock);
  const places = createTurnPlaces(lines, records);
  const pruning = createTurnPruning(connection, lines, records, now);

  async function open(turn: NewTurn, maxWaiting: number): Promise<OpenResult> {
    const { owner, id, requestId } = turn;
    const findFirst = async () => (requestId === undefined ? undefined : records.ofRequest(owner, requestId));
    // Forgotten now, while nothing is written that a failure would leave behind.
    const [before] = await Promise.all([findFirst(), pruning.prune(owner)]);
    if (before) return { kind: 'repeated', turn: before };
    const createdAt = await places.stand(turn, maxWaiting);
    if (!createdAt) {
      const first = await findFirst();
      return first ? { kind: 'repeated', turn: first } : { kind: 'full' };
    }
    try {
      return { kind: 'created', turn: await records.create(turn, createdAt) };
    } catch (error) {
      // A place that nobody asks for would hold the others up until its lease runs out.
      await places.end(owner, id, 'lost').catch(() => {});
      if (requestId === undefined || !isDuplicateKey(error)) throw error;
      // It is there, and will be readable in a moment.
      return { kind: 'repeated', turn: await contest(async () => (await findFirst()) ?? LOST) };
    }
  }

  async function listActive(owner: string, threadId: string): Promise<TurnRecord[]> {
    const line = await lines.ofThread(owner, threadId);
    const ids = line ? inOrder(toTurns(line)).map(({ id }) => id) : [];
    if (ids.length === 0) return [];
    const found = new Map((await records.load(owner, ids)).map((turn) => [turn.id, turn]));
    return ids.flatMap((id) => found.get(id) ?? []).filter(({ state }) => state !== 'ended');
  }

  return {
    open: (turn, { maxWaiting }) => attempt(() => open({ ...turn }, maxWaiting)),

    acquire: (owner, turnId, leaseMs) =>
      attempt(async () => {
        const asked = await places.change(owner, turnId, (before, turns, line) => {
          const entry = { ...before, leaseUntil: new Date(line.now.getTime() + leaseMs) };
          if (before.fence !== undefined) return { entry, answer: { id: turnId, fence: before.fence } };
          if (inOrder(turns)[0] !== before) return { entry, answer: undefined };
          const fence = line.fence + 1;
          return { entry: { ...entry, state: 'running', fence }, answer: { id: turnId, fence }, fence };
        });
        return asked ? asked.answer : 'ended';
      }),

    renew: (owner, turnId, leaseMs) =>
      attempt(async () => {
        const asked = await places.change(owner, turnId, (entry, _, line) => ({
          entry: { ...entry, leaseUntil: new Date(line.now.getTime() + leaseMs) },
          answer: entry.cancelRequested ? ('cancel_requested' as const) : ('held' as const),
        }));
        return asked?.answer ?? 'lost';
      }),

    end: (owner, turnId, outcome) =>
      attempt(async () => {
        await places.end(owner, turnId, outcome);
      }),

    requestCancel: (owner, turnId) =>
      attempt(async () => {
        await places.change(owner, turnId, (before, _, line) => {
          const entry = { ...before, cancelRequested: true };
          // Nobody runs it yet, so nobody need stop it: its place in line is free at once.
          return {
            entry: before.state === 'waiting' ? toEnded(entry, 'cancelled', line.now) : entry,
            answer: undefined,
          };
        });
      }),

    findCancelled: (turns) =>
      attempt(async () => {
        const asked = new Set(turns.map(({ owner, id }) => `${owner}/${id}`));
        const found = await lines.ofAll(turns);
        return found.flatMap((line) =>
          toTurns(line)
            .filter((entry) => asked.has(`${line.owner}/${entry.id}`) && entry.cancelRequested && !isEnded(entry))
            .map(({ id }) => id),
        );
      }),

    markBroken: (owner, turnId) =>
      attempt(async () => {
        await places.change(owner, turnId, (entry, _, line) => ({
          entry: { ...entry, brokenAt: line.now },
          answer: undefined,
        }));
      }),

    load: (owner, turnId) => attempt(async () => (await records.load(owner, [turnId]))[0]),

    findByRequestId: (owner, requestId) => attempt(() => records.ofRequest(owner, requestId)),

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
