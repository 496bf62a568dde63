import type { Connection } from 'mongoose';
import type { TurnAddress } from '../../chatkit/index.ts';
import type { NowExpression } from './clock.ts';
import { isDuplicateKey } from './errors.ts';
import { createLineModel, LINE_HINTS, type LineDocument, type LineEntry } from './line-model.ts';

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

/** The lines of threads. Who changes one names the version it read, and learns whether it was still that. */
export interface Lines {
  ofThread(owner: string, threadId: string): Promise<Line | undefined>;
  ofTurns(owner: string, turnIds: readonly string[]): Promise<Line[]>;
  /** The lines in which these turns stand, whosever they are. */
  ofAll(turns: readonly TurnAddress[]): Promise<Line[]>;
  /** Makes the line of a thread that has none. */
  begin(owner: string, threadId: string): Promise<void>;
  change(line: Line, change: LineChange): Promise<boolean>;
  remove(line: Line): Promise<void>;
}

export function createLines(connection: Connection, clock: () => NowExpression): Lines {
  const lines = createLineModel(connection);

  function read(match: Record<string, unknown>, hint: string): Promise<Line[]> {
    return lines.aggregate<Line>([{ $match: match }, { $set: { now: clock() } }]).hint(hint);
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

    async begin(owner, threadId) {
      try {
        const options = { upsert: true, hint: LINE_HINTS.thread };
        await lines.updateOne({ owner, threadId }, { $setOnInsert: { version: 0 } }, options);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async change({ owner, threadId, version }, { turns, holder, until }) {
      const filter = { owner, threadId, version, ...(until && { $expr: { $lt: [clock(), until] } }) };
      const taken = holder && { holder: holder.id, fence: holder.fence };
      const update = { $set: { turns, ...taken }, $inc: { version: 1 } };
      return (await lines.updateOne(filter, update, { hint: LINE_HINTS.thread })).matchedCount === 1;
    },

    async remove({ owner, threadId, version, nextPosition }) {
      // Whoever adds an item without a turn changes the position only.
      await lines.deleteOne({ owner, threadId, version, nextPosition }, { hint: LINE_HINTS.thread });
    },
  };
}
