import type { Connection } from 'mongoose';
import { TurnLostError, type TurnRef } from '../../chatkit/index.ts';
import { contest, LOST } from './contest.ts';
import { isDuplicateKey } from './errors.ts';
import { createLineModel, LINE_HINTS } from './line-model.ts';

/** What a thread's line says about a write. */
export interface ThreadFence {
  /**
   * Lets a turn through that may write, and whoever is no turn.
   *
   * @throws TurnLostError when another turn took the thread, or it was deleted.
   */
  pass(owner: string, threadId: string, turn: TurnRef | undefined): Promise<void>;
  /**
   * The same, asked of the database by a write: what it answers is so at this moment, whatever was read elsewhere.
   *
   * @throws TurnLostError
   */
  confirm(owner: string, threadId: string, turn: TurnRef): Promise<void>;
  /** What a write leaves on what it wrote: no turn of an older fence changes that any more. */
  current(owner: string, threadId: string, turn: TurnRef | undefined): Promise<number>;
  /**
   * Takes the thread's next position, for nobody else; answers the fence too, as `current` does.
   *
   * @throws TurnLostError
   */
  takePosition(
    owner: string,
    threadId: string,
    turn: TurnRef | undefined,
  ): Promise<{ position: number; fence: number }>;
  /**
   * Every item of the thread stands before this one, and every later one of another turn behind it.
   *
   * @throws TurnLostError
   */
  nextPosition(owner: string, threadId: string, turn: TurnRef | undefined): Promise<number>;
  /** Positions up to this one are taken, whatever the line says: it is older than the items, as a restored one may be. */
  skipPositions(owner: string, threadId: string, to: number): Promise<void>;
  /** The turn that holds the thread writes nothing more. */
  revoke(owner: string, threadId: string): Promise<void>;
  /** The thread is gone: its line goes too, in a while. */
  retire(owner: string, threadId: string): Promise<void>;
}

/** A thread that no turn ever took has no line yet: this makes one, or takes the next position of the one that is there. */
const FIRST_STEP = [
  {
    $set: {
      version: { $ifNull: ['$version', 0] },
      fence: { $ifNull: ['$fence', 0] },
      turns: { $ifNull: ['$turns', []] },
      nextPosition: { $add: [{ $ifNull: ['$nextPosition', 1] }, 1] },
    },
  },
  { $unset: 'idleSince' as const },
];

export function createThreadFence(connection: Connection): ThreadFence {
  const lines = createLineModel(connection);
  const hint = LINE_HINTS.thread;
  const fields = { _id: 0, fence: 1, holder: 1, nextPosition: 1 } as const;

  /** The line, if this turn may write; `null` when there is none and no turn asks. */
  async function requireLine(owner: string, threadId: string, turn: TurnRef | undefined) {
    const line = await lines.findOne({ owner, threadId }, fields).hint(hint).lean();
    if (turn && (line?.fence !== turn.fence || line.holder !== turn.id)) throw lost();
    return line;
  }

  return {
    async pass(owner, threadId, turn) {
      if (turn) await requireLine(owner, threadId, turn);
    },

    async confirm(owner, threadId, turn) {
      const filter = { owner, threadId, fence: turn.fence, holder: turn.id };
      const { matchedCount } = await lines.updateOne(filter, { $inc: { version: 1 } }, { hint });
      if (matchedCount === 0) throw lost();
    },

    async current(owner, threadId, turn) {
      return turn?.fence ?? (await requireLine(owner, threadId, turn))?.fence ?? 0;
    },

    async nextPosition(owner, threadId, turn) {
      return (await requireLine(owner, threadId, turn))?.nextPosition ?? 0;
    },

    async takePosition(owner, threadId, turn) {
      const step = { $inc: { nextPosition: 1 }, $unset: { idleSince: 1 as const } };
      if (turn) {
        const filter = { owner, threadId, fence: turn.fence, holder: turn.id };
        const line = await lines.findOneAndUpdate(filter, step, { hint, projection: fields }).lean();
        if (!line) throw lost();
        return { position: line.nextPosition, fence: turn.fence };
      }
      return contest(async () => {
        try {
          const options = {
            hint,
            upsert: true,
            projection: fields,
            returnDocument: 'after',
            updatePipeline: true,
          } as const;
          const line = await lines.findOneAndUpdate({ owner, threadId }, FIRST_STEP, options).lean();
          if (!line) throw new Error('an upsert answers what it made');
          return { position: line.nextPosition - 1, fence: line.fence };
        } catch (error) {
          if (isDuplicateKey(error)) return LOST;
          throw error;
        }
      });
    },

    async skipPositions(owner, threadId, to) {
      await lines.updateOne({ owner, threadId }, { $max: { nextPosition: to + 1 } }, { hint });
    },

    async retire(owner, threadId) {
      // Unless a turn has taken a new thread of this id since.
      const filter = { owner, threadId, holder: { $exists: false } };
      await lines.updateOne(filter, [{ $set: { idleSince: '$$NOW' } }], { hint, updatePipeline: true });
    },

    async revoke(owner, threadId) {
      await lines.updateOne({ owner, threadId }, { $unset: { holder: 1 }, $inc: { version: 1 } }, { hint });
    },
  };
}

function lost(): TurnLostError {
  return new TurnLostError('another turn holds this thread, or it was deleted');
}
