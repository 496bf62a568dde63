import { expect, onTestFinished, test } from 'vitest';
import type { Storage } from '../../../server/storage/open.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { ANNE, toThread } from '../rows.ts';
import { createMongoHarness } from './harness.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Opens a turn in the thread, runs it, and answers its fence: whoever finds no line there begins with 1. */
async function runTurn({ turns }: Storage, id: string, threadId: string): Promise<number> {
  await turns.open({ id, owner: 'anne', threadId, createsThread: false }, { maxWaiting: 0 });
  const ref = await turns.acquire('anne', id, 10_000);
  await turns.end('anne', id, 'completed');
  if (!ref || ref === 'ended') throw new Error(`the turn ${id} must get its thread`);
  return ref.fence;
}

const FATES: Record<string, { live: (storage: Storage) => Promise<unknown>; fence: number }> = {
  'was never made': { live: async () => {}, fence: 1 },
  'is there': { live: ({ threads }) => threads.saveThread(toThread('t'), ANNE), fence: 3 },
  'was deleted': {
    async live({ threads }) {
      await threads.saveThread(toThread('t'), ANNE);
      await threads.deleteThread('t', ANNE);
    },
    fence: 1,
  },
};

describeMongo('old turns', (server) => {
  test.each(Object.entries(FATES))(
    'the line of a thread that %s goes, or stays, when its turns are forgotten',
    async (_, { live, fence }) => {
      let time = Date.UTC(2026, 0, 1);
      const harness = await createMongoHarness(server)({ now: () => time, advance: () => {} });
      const storage = await harness.open();
      onTestFinished(async () => {
        await storage.close();
        await harness.dispose();
      });
      for (const id of ['one', 'two']) await runTurn(storage, id, 't');
      await live(storage);
      time += 8 * DAY_MS;
      // Whoever opens a turn anywhere forgets old ones.
      await runTurn(storage, 'elsewhere', 'other');
      await expect.poll(() => storage.turns.load('anne', 'two'), { timeout: 5_000 }).toBeUndefined();
      expect(await runTurn(storage, 'three', 't')).toBe(fence);
    },
  );
});
