import type { TurnOutcome } from '../../chatkit/index.ts';
import type { LineEntry } from './line-model.ts';

/** The turn as it stands at this time: one whose lease ran out is lost, whether or not somebody noted it yet. */
export function toStanding(entry: LineEntry, now: Date): LineEntry {
  if (entry.state === 'ended' || entry.leaseUntil > now) return entry;
  // A dead process breaks its connections; the lease is the last that is known of it.
  return toEnded({ ...entry, brokenAt: entry.brokenAt ?? entry.leaseUntil }, 'lost', entry.leaseUntil);
}

export function toEnded(entry: LineEntry, outcome: TurnOutcome, endedAt: Date): LineEntry {
  return { ...entry, state: 'ended', outcome, endedAt };
}

/** Lost before it ever held its thread: nothing was done for it, and it is as if it had never come. */
export function neverBegan({ state, outcome, fence }: LineEntry): boolean {
  return state === 'ended' && outcome === 'lost' && fence === undefined;
}

export function isEnded({ state }: LineEntry): boolean {
  return state === 'ended';
}

/** The turns of a line as they stand now, without those whose end was known before. */
export function toTurns({ turns, now }: { turns: readonly LineEntry[]; now: Date }): LineEntry[] {
  return turns.filter((entry) => !isEnded(entry)).map((entry) => toStanding(entry, now));
}

/** Whoever has not ended, in the order in which they have their turn. */
export function inOrder(turns: readonly LineEntry[]): LineEntry[] {
  return turns.filter((entry) => !isEnded(entry)).toSorted((one, other) => place(one) - place(other));
}

/** Equal places keep the order in which they came. */
function place({ state, priority }: LineEntry): number {
  if (state === 'running') return 0;
  return priority === 'first' ? 1 : 2;
}
