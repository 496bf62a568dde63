import type { NewTurn, TurnOutcome, TurnRef } from '../../chatkit/index.ts';
import type { NowExpression } from './clock.ts';
import { contest, LOST } from './contest.ts';
import { inOrder, isEnded, toTurns } from './line.ts';
import type { LineEntry } from './line-model.ts';
import type { EntryChanges, Line, LineChange, Lines } from './lines.ts';
import type { TurnRecords } from './turn-records.ts';

/** How long a turn keeps its place in line before it first asks for the thread or renews. */
export const FIRST_LEASE_MS = 10_000;
/** How long a full line is asked again while somebody in it has no record yet. */
const RECORD_MS = 1_000;

/** The places of turns in the lines of their threads, each change of which is one write. */
export function createTurnPlaces(lines: Lines, records: TurnRecords, clock: () => NowExpression) {
  /** Answers whether nobody else changed the line meanwhile. Turns that ended before leave it, those that end now stay. */
  async function save(line: Line, change: LineChange): Promise<boolean> {
    const { owner } = line;
    // Noted when they ended, unless somebody died then. Asked first: a write that changes nothing waits as long as any.
    await records.noteEnds(owner, await records.withoutEnd(owner, line.turns.filter(isEnded)));
    if (!(await lines.change(line, change))) return false;
    await records.noteEnds(owner, change.turns.filter(isEnded));
    return true;
  }

  /** Changes what concerns a turn alone; notes its end when this is one. The first end stays. */
  async function update(owner: string, turnId: string, changes: EntryChanges): Promise<LineEntry | undefined> {
    const entry = await lines.update(owner, turnId, changes);
    if (entry && isEnded(entry)) await records.noteEnds(owner, [entry]);
    return entry;
  }

  return {
    update,

    renew: (owner: string, turnId: string, leaseMs: number): Promise<LineEntry | undefined> =>
      update(owner, turnId, { leaseUntil: { $add: [clock(), leaseMs] } }),

    end: (owner: string, turnId: string, outcome: TurnOutcome): Promise<LineEntry | undefined> =>
      update(owner, turnId, { state: 'ended', outcome, endedAt: clock() }),

    /** Nobody runs a turn that waits, so nobody need stop it: its place in line is free at once. */
    requestCancel(owner: string, turnId: string): Promise<LineEntry | undefined> {
      const waits = { $eq: ['$$turn.state', 'waiting'] };
      const ended = { cancelRequested: true, state: 'ended', outcome: 'cancelled', endedAt: clock() };
      return update(owner, turnId, { $cond: [waits, ended, { cancelRequested: true }] });
    },

    /** Gives the thread to the turn when it is first in line; answers what `TurnStore.acquire` does. */
    take: (owner: string, turnId: string, leaseMs: number): Promise<TurnRef | 'ended' | undefined> =>
      contest(async () => {
        const [line] = await lines.ofTurns(owner, [turnId]);
        if (!line) return 'ended';
        const turns = toTurns(line);
        const entry = turns.find(({ id }) => id === turnId);
        if (!entry) return 'ended';
        // Ended for good on the way.
        if (isEnded(entry)) return (await save(line, { turns })) ? 'ended' : LOST;
        const held = entry.fence === undefined ? undefined : { id: turnId, fence: entry.fence };
        if (held || inOrder(turns)[0] !== entry) {
          // Ten who ask four times a second would write to one document all the time, each in the way of all others.
          const isLong = entry.leaseUntil.getTime() - line.now.getTime() >= leaseMs / 2;
          const renewed = isLong || (await lines.update(owner, turnId, { leaseUntil: { $add: [clock(), leaseMs] } }));
          return renewed ? held : 'ended';
        }
        const fence = line.fence + 1;
        const leaseUntil = new Date(line.now.getTime() + leaseMs);
        const taken: LineEntry = { ...entry, state: 'running', fence, leaseUntil };
        const saved = await save(line, {
          turns: turns.map((each) => (each === entry ? taken : each)),
          holder: { id: turnId, fence },
          until: entry.leaseUntil,
        });
        return saved ? { id: turnId, fence } : LOST;
      }),

    /** Puts the turn in line; answers when, or `undefined` when too many stand there. */
    stand(turn: NewTurn, maxWaiting: number): Promise<Date | undefined> {
      const { owner, id, threadId, createsThread, priority = 'line' } = turn;
      const start = performance.now();
      let isNew = createsThread;
      return contest(async () => {
        // Nearly always the first of a thread that is about to be made.
        const line = isNew ? undefined : await lines.ofThread(owner, threadId);
        if (!line) {
          const begun = await lines.begin(owner, threadId, { id, priority }, FIRST_LEASE_MS);
          isNew = false;
          return begun ?? LOST;
        }
        const turns = toTurns(line);
        const ids = inOrder(turns).map((entry) => entry.id);
        // One runs, or is about to; the others wait.
        if (priority === 'line' && ids.length > maxWaiting) {
          const known = await records.load(owner, ids);
          if (known.length > maxWaiting || performance.now() - start > RECORD_MS) return undefined;
          // Somebody in line has no record yet and may turn out to be a repeat, even of this very turn.
          return LOST;
        }
        const leaseUntil = new Date(line.now.getTime() + FIRST_LEASE_MS);
        const entry: LineEntry = { id, priority, state: 'waiting', leaseUntil, cancelRequested: false };
        return (await save(line, { turns: [...turns, entry] })) ? line.now : LOST;
      });
    },
  };
}
