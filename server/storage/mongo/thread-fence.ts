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
   * Takes the thread's next position, for nobody else.
   *
   * @throws TurnLostError
   */
  takePosition(owner: string, threadId: string, turn: TurnRef | undefined): Promise<number>;
  /** Every item of the thread stands before this one. */
  nextPosition(owner: string, threadId: string): Promise<number>;
  /** The turn that holds the thread writes nothing more. */
  revoke(owner: string, threadId: string): Promise<void>;
}

export function createThreadFence(connection: Connection): ThreadFence {
  const lines = createLineModel(connection);
  const hint = LINE_HINTS.thread;

  return {
    async pass(owner, threadId, turn) {
      if (!turn) return;
      const line = await lines.findOne({ owner, threadId }, { _id: 0, fence: 1, holder: 1 }).hint(hint).lean();
      if (line?.fence !== turn.fence || line.holder !== turn.id) throw lost();
    },

    async nextPosition(owner, threadId) {
      const line = await lines.findOne({ owner, threadId }, { _id: 0, nextPosition: 1 }).hint(hint).lean();
      return line?.nextPosition ?? 0;
    },

    async takePosition(owner, threadId, turn) {
      const step = { $inc: { nextPosition: 1 } };
      if (turn) {
        const filter = { owner, threadId, fence: turn.fence, holder: turn.id };
        const line = await lines.findOneAndUpdate(filter, step, { hint, projection: { nextPosition: 1 } }).lean();
        if (!line) throw lost();
        return line.nextPosition;
      }
      return contest(async () => {
        try {
          // A thread that no turn ever took has no line yet.
          const options = { hint, upsert: true, projection: { nextPosition: 1 } };
          const line = await lines.findOneAndUpdate({ owner, threadId }, step, options).lean();
          return line?.nextPosition ?? 0;
        } catch (error) {
          if (isDuplicateKey(error)) return LOST;
          throw error;
        }
      });
    },

    async revoke(owner, threadId) {
      await lines.updateOne({ owner, threadId }, { $unset: { holder: 1 }, $inc: { version: 1 } }, { hint });
    },
  };
}

function lost(): TurnLostError {
  return new TurnLostError('another turn holds this thread, or it was deleted');
}
