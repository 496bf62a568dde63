/** Bounds on what one request and one turn may cost. */
export interface Limits {
  /** Characters of a user message, quote included. @default 16_000 */
  messageChars: number;
  /** Turns that may wait in one thread behind the running one. @default 10 */
  waitingTurns: number;
  /** Milliseconds a run may take before it ends in an `error` event. @default 300_000 */
  runMs: number;
  /** Size of the JSON a run may emit, in characters, before it ends in an `error` event. @default 16_777_216 */
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

export const DEFAULT_LIMITS: Limits = {
  messageChars: 16_000,
  waitingTurns: 10,
  runMs: 300_000,
  runBytes: 16 * 1024 * 1024,
  pageRows: 100,
  pageChars: 1_000_000,
  leaseMs: 10_000,
  repeatMs: 30_000,
};
