import { onTestFinished } from 'vitest';
import type { Clock } from '../../../server/chatkit/testing/index.ts';
import type { Storage } from '../../../server/storage/open.ts';

/** One database for one test, empty at first, with a clock that the test moves. */
export interface Harness {
  /** Another handle onto the same data, as another process would open it. */
  open(): Promise<Storage>;
  clock: Clock;
  /** Removes the data; every handle was closed before. */
  dispose(): Promise<void>;
}

export type CreateHarness = (clock: Clock) => Promise<Harness>;

/** A harness that closes and removes itself when the test ends. */
export async function useHarness(create: CreateHarness): Promise<Harness> {
  const harness = await create(createClock());
  const handles: Storage[] = [];
  onTestFinished(async () => {
    await Promise.all(handles.map((handle) => handle.close()));
    await harness.dispose();
  });
  return {
    ...harness,
    async open() {
      const handle = await harness.open();
      handles.push(handle);
      return {
        ...handle,
        async close() {
          handles.splice(handles.indexOf(handle), 1);
          await handle.close();
        },
      };
    },
  };
}

function createClock(): Clock {
  let time = Date.UTC(2026, 0, 1);
  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
  };
}
