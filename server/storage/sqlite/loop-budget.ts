import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long statements may run, together, in one turn of the event loop. One transaction may go beyond. */
const BUDGET_MS = 5;

export interface LoopBudget {
  /** Waits for the next turn of the event loop when this one has had its share. */
  wait(): Promise<void>;
  /** Runs the work and counts its time. */
  spend<T>(work: () => T): T;
}

/**
 * Lets the event loop breathe between statements: they are synchronous, and callers that await one after the other
 * only queue microtasks, which would never let it.
 */
export function createLoopBudget(): LoopBudget {
  let spent = 0;
  let scheduled = false;
  return {
    async wait() {
      while (spent >= BUDGET_MS) await nextTurn();
    },
    spend(work) {
      const start = performance.now();
      try {
        return work();
      } finally {
        spent += performance.now() - start;
        if (!scheduled) {
          scheduled = true;
          setImmediate(() => {
            spent = 0;
            scheduled = false;
          });
        }
      }
    },
  };
}
