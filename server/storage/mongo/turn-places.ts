import type { NewTurn, TurnOutcome } from '../../chatkit/index.ts';
import { contest, LOST } from './contest.ts';
import { inOrder, isEnded, toEnded, toTurns } from './line.ts';
import type { LineEntry } from './line-model.ts';
import type { Line, LineChange, Lines } from './lines.ts';
import type { TurnRecords } from './turn-records.ts';

/** How long a turn keeps its place in line before it first asks for the thread or renews. */
const FIRST_LEASE_MS = 30_000;

/** The places of turns in the lines of their threads, each change of which is one write. */
export function createTurnPlaces(lines: Lines, records: TurnRecords) {
  /** Answers whether nobody else changed the line meanwhile. Turns that ended before leave it, those that end now stay. */
  async function save(line: Line, change: LineChange): Promise<boolean> {
    const { owner } = line;
    // Noted when they ended, unless somebody died then. Asked first: a write that changes nothing waits as long as any.
    await records.noteEnds(owner, await records.withoutEnd(owner, line.turns.filter(isEnded)));
    if (!(await lines.change(line, change))) return false;
    await records.noteEnds(owner, change.turns.filter(isEnded));
    return true;
  }

  /**
   * Changes a turn that has not ended, as `decide` says. One whose lease ran out is ended for good on the way.
   *
   * @returns `undefined` when it ended, or is not there.
   */
  function change<Answer>(
    owner: string,
    turnId: string,
    decide: (entry: LineEntry, turns: LineEntry[], line: Line) => { entry: LineEntry; answer: Answer; fence?: number },
  ): Promise<{ answer: Answer } | undefined> {
    return contest(async () => {
      const [line] = await lines.ofTurns(owner, [turnId]);
      const known = line?.turns.find(({ id }) => id === turnId);
      if (!line || !known || isEnded(known)) return undefined;
      const turns = toTurns(line);
      const before = turns.find(({ id }) => id === turnId);
      if (!before || isEnded(before)) return (await save(line, { turns })) ? undefined : LOST;
      const { entry, answer, fence } = decide(before, turns, line);
      const saved = await save(line, {
        turns: turns.map((each) => (each === before ? entry : each)),
        holder: fence === undefined ? undefined : { id: turnId, fence },
        until: before.leaseUntil,
      });
      return saved ? { answer } : LOST;
    });
  }

  /** The first end stays. */
  function end(owner: string, turnId: string, outcome: TurnOutcome): Promise<unknown> {
    return change(owner, turnId, (entry, _, line) => ({ entry: toEnded(entry, outcome, line.now), answer: undefined }));
  }

  /** Puts the turn in line; answers when, or `undefined` when too many stand there. */
  function stand({ owner, id, threadId, priority = 'line' }: NewTurn, maxWaiting: number): Promise<Date | undefined> {
    return contest(async () => {
      const line = await lines.ofThread(owner, threadId);
      if (!line) {
        await lines.begin(owner, threadId);
        return LOST;
      }
      const turns = toTurns(line);
      const ids = inOrder(turns).map((entry) => entry.id);
      // One runs, or is about to; the others wait.
      if (priority === 'line' && ids.length > maxWaiting) {
        const known = await records.load(owner, ids);
        if (known.length > maxWaiting) return undefined;
        // Somebody in line has no record yet and may turn out to be a repeat, even of this very turn.
        return LOST;
      }
      const leaseUntil = new Date(line.now.getTime() + FIRST_LEASE_MS);
      const entry: LineEntry = { id, priority, state: 'waiting', leaseUntil, cancelRequested: false };
      return (await save(line, { turns: [...turns, entry] })) ? line.now : LOST;
    });
  }

  return { change, end, stand };
}
