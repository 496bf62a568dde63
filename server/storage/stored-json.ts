import { ChatKitError } from '../chatkit/index.ts';

/** Bytes of one thread or item: a document of MongoDB holds 16 MiB, and what one database keeps the other must take. */
const BYTES_MAX = 15 * 1024 * 1024;

/**
 * The JSON of a thread or an item as it is stored.
 *
 * @throws ChatKitError `too_long` when it is over 15 MiB.
 */
export function toStoredJson(value: object): string {
  const data = JSON.stringify(value);
  // A character takes three bytes at most, a pair of them four.
  if (data.length * 3 <= BYTES_MAX || Buffer.byteLength(data) <= BYTES_MAX) return data;
  throw new ChatKitError('too_long', 'This is too large to be kept. Please ask for less at once.');
}
