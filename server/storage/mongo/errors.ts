import { mongo } from 'mongoose';
import { UnavailableError } from '../../chatkit/index.ts';

/** A request must end within 5 s; whatever the driver is waiting for by then goes on without its caller. */
const DEADLINE_MS = 4_500;

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

export interface AttemptOptions {
  /** How long the caller waits, in milliseconds. @default 4,500 */
  waitMs?: number;
}

/**
 * Runs work on the database, and answers within 5 s. A write that failed may have been applied all the same, and one that
 * took too long may be applied yet: whoever repeats it must do no harm.
 *
 * @throws UnavailableError for every failure of the database that is not a mistake of this program.
 */
export async function attempt<T>(work: () => Promise<T>, { waitMs = DEADLINE_MS }: AttemptOptions = {}): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const cause = new Error(`the database did not answer within ${waitMs} ms`);
      reject(new UnavailableError(undefined, { cause }));
    }, waitMs);
  });
  try {
    return await Promise.race([work(), deadline]);
  } catch (error) {
    throw toStorageError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A unique index refused the document: somebody else, or this very write before, was faster. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

function toStorageError(error: unknown): unknown {
  if (!(error instanceof mongo.MongoError) || isMistake(error)) return error;
  return new UnavailableError(undefined, { cause: error });
}

function isMistake(error: mongo.MongoError): boolean {
  if (error instanceof mongo.MongoServerError) return isDuplicateKey(error) || MISTAKES.has(Number(error.code));
  return error instanceof mongo.MongoInvalidArgumentError || error instanceof mongo.MongoTransactionError;
}
