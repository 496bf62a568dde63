/** Bounds on what one request and one turn may cost. */
export interface Limits {
  /** Characters of a user message, quote included. @default 16_000 */
  messageChars: number;
  /** Threads of one person from which on no new one is made (`ThreadStore.countThreads`). @default Infinity */
  threads: number;
  /** Items of a thread from which on it takes no more messages. @default 10_000 */
  threadItems: number;
  /** Turns that may wait in one thread behind the running one. @default 10 */
  waitingTurns: number;
  /** Milliseconds a run may take before it ends in an `error` event. @default 300_000 */
  runMs: number;
  /**
   * Size of the JSON a run may emit, in bytes, before it ends in an `error` event. What was told of an item by then is stored:
   * a document of MongoDB holds 16 MiB.
   *
   * @default 12_582_912
   */
  runBytes: number;
  /** Rows of a page at most, whatever a client asks for. @default 100 */
  pageRows: number;
  /** Characters of JSON behind which a page of items ends, short of its rows. @default 1_000_000 */
  pageChars: number;
  /** Milliseconds without renewal after which a turn counts as lost. Renewed three times as often. @default 10_000 */
  leaseMs: number;
  /** Milliseconds after a broken connection in which an equal body of the same frame is a repeat. @default 30_000 */
  repeatMs: number;
}

const DEFAULT_LIMITS: Limits = {
  messageChars: 16_000,
  threads: Number.POSITIVE_INFINITY,
  threadItems: 10_000,
  waitingTurns: 10,
  runMs: 300_000,
  runBytes: 12 * 1024 * 1024,
  pageRows: 100,
  pageChars: 1_000_000,
  leaseMs: 10_000,
  repeatMs: 30_000,
};

/** What a timer can count; it takes more for no time at all. */
const TIMER_MAX = 2 ** 31 - 1;

/**
 * These limits, and the defaults for those that are not given. A time beyond 24 days counts as 24 days.
 *
 * @throws RangeError when one is no positive number; none at all may wait, or be known as a repeat.
 */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const limits: Limits = { ...DEFAULT_LIMITS, ...Object.fromEntries(named) };
  for (const [name, value] of Object.entries(limits)) {
    const least = name === 'waitingTurns' || name === 'repeatMs' ? 0 : 1;
    if (!(value >= least)) throw new RangeError(`The limit "${name}" must be a number of at least ${least}.`);
  }
  return { ...limits, runMs: Math.min(limits.runMs, TIMER_MAX), leaseMs: Math.min(limits.leaseMs, TIMER_MAX) };
}
