import { setImmediate as nextLoopTurn } from 'node:timers/promises';

/**
 * How often everybody else in the process had a turn while some work was done. Counted and not timed, so that a busy machine
 * changes nothing: work that never lets go has one or two, however fast it is.
 */
export async function countLoopTurns(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const watching = (async () => {
    for (; !over; turns += 1) await nextLoopTurn();
  })();
  await work();
  over = true;
  await watching;
  return turns;
}
