import { performance } from 'node:perf_hooks';

/** How long statements may run, together, in one turn of the event loop. One transaction may go beyond. */
const BUDGET_MS = 5;

export interface LoopBudget {
  /**
   * Runs synchronous work and counts its time; in one of the next turns of the event loop when this one has had its share,
   * first come, first served.
   */
  run<T>(work: () => T): Promise<T>;
}

/**
 * Lets the event loop breathe between statements: they are synchronous, and callers that await one after the other
 * only queue microtasks, which would never let it. Nobody overtakes: a line of writers would keep every reader waiting.
 */
export function createLoopBudget(): LoopBudget {
  const waiting: (() => void)[] = [];
  let spent = 0;
  let scheduled = false;

  function begin(): void {
    spent = 0;
    scheduled = false;
    while (spent < BUDGET_MS) {
      const next = waiting.shift();
      if (!next) return;
      next();
    }
  }

  function spend<T>(work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      spent += performance.now() - start;
      if (!scheduled) {
        scheduled = true;
        setImmediate(begin);
      }
    }
  }

  return {
    run: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        const task = () => {
          try {
            resolve(spend(work));
          } catch (error) {
            reject(error);
          }
        };
        if (spent < BUDGET_MS && waiting.length === 0) task();
        else waiting.push(task);
      }),
  };
}
