/** The time of a decision, as an expression that the database works out. */
export type NowExpression = '$$NOW' | { $literal: Date };

/**
 * The database's own clock, since the clocks of processes may be half a minute apart.
 *
 * @param now a clock that takes its place, in milliseconds since the epoch: for tests.
 */
export function createClock(now?: () => number): () => NowExpression {
  return now ? () => ({ $literal: new Date(now()) }) : () => '$$NOW';
}
