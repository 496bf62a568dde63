import type { Connection } from 'mongoose';
import { inOrder, toTurns } from './line.ts';
import type { Lines } from './lines.ts';
import { createThreadModel, THREAD_HINTS } from './thread-model.ts';
import type { TurnRecords } from './turn-records.ts';

/** How long a repeat is known as one. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1_000;
/** Old records that go with every new one. */
const PRUNE_AT_ONCE = 5;

/** Forgets old turns, a few with every new one of their owner. */
export function createTurnPruning(connection: Connection, lines: Lines, records: TurnRecords, now = Date.now) {
  const threads = createThreadModel(connection);

  /** The line of a thread that was never made, or is gone, goes with the last turn that stood in it. */
  async function removeLine(owner: string, { id, threadId }: { id: string; threadId: string }): Promise<void> {
    const line = await lines.ofThread(owner, threadId);
    if (!line || (line.holder ?? id) !== id || inOrder(toTurns(line)).length > 0) return;
    if (await threads.findOne({ owner, threadId }, { _id: 1 }).hint(THREAD_HINTS.thread).lean()) return;
    await records.noteEnds(owner, toTurns(line));
    await lines.remove(line);
  }

  return {
    async prune(owner: string): Promise<void> {
      // By the clock of this process: half a minute matters little to a week.
      for (const turn of await records.endedBefore(owner, new Date(now() - KEEP_MS), PRUNE_AT_ONCE)) {
        await removeLine(owner, turn);
        await records.remove(owner, turn.id);
      }
    },
  };
}
