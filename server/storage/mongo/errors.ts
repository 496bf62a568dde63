import { mongo } from 'mongoose';
import { UnavailableError } from '../../chatkit/index.ts';
import { behindRequest, grantUntil, REQUEST_MS, timeLeft, withinTime } from '../deadline.ts';
import { Gate, tooLate } from './gate.ts';

/** Server errors that are mistakes of this program, which no retry mends: by their code. */
const MISTAKES = new Set([
  2, // BadValue
  4, // NoSuchKey
  9, // FailedToParse
  14, // TypeMismatch
  16, // Overflow
  26, // NamespaceNotFound
  28, // PathNotViable
  40, // ConflictingUpdateOperators
  52, // DollarPrefixedFieldName
  59, // CommandNotFound
  66, // ImmutableField
  67, // CannotCreateIndex
  121, // DocumentValidationFailure
  10334, // BSONObjectTooLarge
  17280, // KeyTooLong
]);
const DUPLICATE_KEY = 11_000;

/** One for all of the process: what many at once run short of is its time, and the time of the database. */
const GATE = new Gate({ places: [4, 32], slowMs: 250, patienceMs: 20_000 });

export interface AttemptOptions {
  /** How long the caller waits at most, in milliseconds. @default 4,500, and no longer than the request has left */
  waitMs?: number;
  /** Waits in no line: something ends if this comes late. */
  isUrgent?: boolean;
}

/**
 * Runs work on the database, when its turn has come, and answers in time for its request to end within 5 s of that. A write
 * that failed may have been applied all the same, and one that took too long may be applied yet: whoever repeats it must do
 * no harm.
 *
 * @throws UnavailableError for every failure of the database that is not a mistake of this program.
 * @throws ChatKitError `busy` when too many requests came at once.
 */
export async function attempt<T>(
  work: () => Promise<T>,
  { waitMs = REQUEST_MS, isUrgent = false }: AttemptOptions = {},
): Promise<T> {
  const left = timeLeft();
  const ms = Math.min(waitMs, left);
  if (ms <= 0) throw tooLate();
  if (isUrgent) return attemptNow(work, ms);
  const waiting = GATE.enter({ standstillMs: ms, canAskAgain: Number.isFinite(left) });
  const lost = waiting === undefined ? undefined : await waiting;
  const start = performance.now();
  let served = true;
  try {
    // Whoever stood in line while others were served has lost none of its time.
    if (lost !== undefined) grantUntil(performance.now() + left - lost);
    return await attemptNow(work, ms - (lost ?? 0));
  } catch (error) {
    served = !(error instanceof UnavailableError);
    throw error;
  } finally {
    GATE.leave({ served, tookMs: performance.now() - start });
  }
}

async function attemptNow<T>(work: () => Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  try {
    return await Promise.race([withinTime(ms, work), late]);
  } catch (error) {
    throw toStorageError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The same for calls of a run: the request that started it is answered on its own. */
export function attemptForRun<T>(work: () => Promise<T>, options?: AttemptOptions): Promise<T> {
  return behindRequest(() => attempt(work, options));
}

/**
 * Lets work go on for as long as somebody waits for it.
 *
 * @throws UnavailableError when it took too long.
 */
export function requireTime(): void {
  if (timeLeft() <= 0) throw tooLate();
}

/** A unique index refused the document: somebody else, or this very write before, was faster. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** The same, told by the fields of the index: which of several promises the document would have broken. */
export function isDuplicateOf(error: unknown, field: string): boolean {
  if (!(error instanceof mongo.MongoServerError) || !isDuplicateKey(error)) return false;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null && field in pattern;
}

function toStorageError(error: unknown): unknown {
  if (!(error instanceof mongo.MongoError) || isMistake(error)) return error;
  return new UnavailableError(undefined, { cause: error });
}

function isMistake(error: mongo.MongoError): boolean {
  if (error instanceof mongo.MongoServerError) return isDuplicateKey(error) || MISTAKES.has(Number(error.code));
  return error instanceof mongo.MongoInvalidArgumentError || error instanceof mongo.MongoTransactionError;
}
