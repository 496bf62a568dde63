import type { Connection } from 'mongoose';
import type { TurnAddress } from '../../chatkit/index.ts';
import type { NowExpression } from './clock.ts';
import { isDuplicateKey } from './errors.ts';
import { createLineModel, LINE_HINTS, type LineDocument, type LineEntry } from './line-model.ts';

/** Fields of an entry to set, each a value or an expression, or an expression for all; `$$turn` is the entry as it was. */
export type EntryChanges = Partial<Record<keyof LineEntry | '$cond', unknown>>;

/** A line as it was read, and when. */
export interface Line extends LineDocument {
  now: Date;
}

export interface LineChange {
  turns: LineEntry[];
  /** The turn that takes the thread, with its fence. */
  holder?: { id: string; fence: number } | undefined;
  /** Nothing is written any more at this time or later: the lease that the change rests on runs out. */
  until?: Date | undefined;
}

/** A turn that comes to stand in line. */
export type NewEntry = Pick<LineEntry, 'id' | 'priority'>;

/** The lines of threads. Who decides by all of one names the version it read, and learns whether it was still that. */
export interface Lines {
  ofThread(owner: string, threadId: string): Promise<Line | undefined>;
  ofTurns(owner: string, turnIds: readonly string[]): Promise<Line[]>;
  /** The lines in which these turns stand, whosever they are. */
  ofAll(turns: readonly TurnAddress[]): Promise<Line[]>;
  /**
   * Makes the line of a thread that has none, with this turn in it for so long; answers when, or `undefined` when somebody
   * else was faster.
   */
  begin(owner: string, threadId: string, turn: NewEntry, leaseMs: number): Promise<Date | undefined>;
  change(line: Line, change: LineChange): Promise<boolean>;
  /**
   * Changes what concerns one turn alone, whatever happens in its line at the same time.
   *
   * @returns its entry as it is then, or `undefined` when it ended, lost its lease, or is not there.
   */
  update(owner: string, turnId: string, changes: EntryChanges): Promise<LineEntry | undefined>;
  remove(line: Line): Promise<void>;
}

export function createLines(connection: Connection, clock: () => NowExpression): Lines {
  const lines = createLineModel(connection);

  function read(match: Record<string, unknown>, hint: string): Promise<Line[]> {
    return lines.aggregate<Line>([{ $match: match }, { $set: { now: clock() } }]).hint(hint);
  }

  /** Whether an entry, bound to the variable `turn`, is this turn's and has not ended. */
  function isAlive(turnId: string) {
    return {
      $and: [
        { $eq: ['$$turn.id', { $literal: turnId }] },
        { $ne: ['$$turn.state', 'ended'] },
        { $gt: ['$$turn.leaseUntil', clock()] },
      ],
    };
  }

  return {
    async ofThread(owner, threadId) {
      return (await read({ owner, threadId }, LINE_HINTS.thread))[0];
    },

    ofTurns: (owner, turnIds) => read({ owner, 'turns.id': { $in: [...turnIds] } }, LINE_HINTS.turn),

    async ofAll(turns) {
      if (turns.length === 0) return [];
      return read({ $or: turns.map(({ owner, id }) => ({ owner, 'turns.id': id })) }, LINE_HINTS.turn);
    },

    async begin(owner, threadId, { id, priority }, leaseMs) {
      const entry = {
        id: { $literal: id },
        priority,
        state: 'waiting',
        leaseUntil: { $add: [clock(), leaseMs] },
        cancelRequested: false,
      };
      // Idle by the clock that removes what ran out, whatever clock decides about leases.
      const line = { version: 1, fence: 0, nextPosition: 1, turns: [entry], idleSince: '$$NOW' };
      try {
        const made = await lines
          .findOneAndUpdate({ owner, threadId, version: { $exists: false } }, [{ $set: line }], {
            hint: LINE_HINTS.thread,
            upsert: true,
            projection: { _id: 0, turns: 1 },
            returnDocument: 'after',
            updatePipeline: true,
          })
          .lean();
        const until = made?.turns[0]?.leaseUntil.getTime();
        return until === undefined ? undefined : new Date(until - leaseMs);
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    async change({ owner, threadId, version, fence, nextPosition }, { turns, holder, until }) {
      const taken = holder && { holder: holder.id, fence: holder.fence };
      // Who only stands in line leaves nothing behind when its process dies. Once a turn takes it, its thread counts.
      const isIdle = fence === 0 && nextPosition === 1 && !holder;
      const filter = {
        ...{ owner, threadId, version },
        ...(until && { $expr: { $lt: [clock(), until] } }),
        // Whoever adds an item without a turn changes the position only.
        ...(isIdle && { nextPosition }),
      };
      const update = {
        $set: { turns, ...taken },
        // By the clock that removes what ran out, whatever clock decides about leases.
        ...(isIdle ? { $currentDate: { idleSince: true as const } } : { $unset: { idleSince: 1 as const } }),
        $inc: { version: 1 },
      };
      return (await lines.updateOne(filter, update, { hint: LINE_HINTS.thread })).matchedCount === 1;
    },

    async update(owner, turnId, changes) {
      const isIt = isAlive(turnId);
      const some = { $map: { input: '$turns', as: 'turn', in: isIt } };
      const changed = { $cond: [isIt, { $mergeObjects: ['$$turn', changes] }, '$$turn'] };
      const turns = { $map: { input: '$turns', as: 'turn', in: changed } };
      const line = await lines
        .findOneAndUpdate(
          { owner, 'turns.id': turnId, $expr: { $anyElementTrue: [some] } },
          [{ $set: { turns, version: { $add: ['$version', 1] } } }],
          {
            hint: LINE_HINTS.turn,
            projection: { _id: 0, turns: { $elemMatch: { id: turnId } } },
            returnDocument: 'after',
            updatePipeline: true,
          },
        )
        .lean();
      return line?.turns[0];
    },

    async remove({ owner, threadId, version, nextPosition }) {
      // Whoever adds an item without a turn changes the position only.
      await lines.deleteOne({ owner, threadId, version, nextPosition }, { hint: LINE_HINTS.thread });
    },
  };
}
