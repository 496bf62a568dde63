import type { Answer, GoldenRecord, JsonObject, Outcome } from '../records.ts';
import { SOME_TEXT } from '../wire.ts';

/** One deliberate difference between the Python SDK and this one. */
export interface Difference {
  id: string;
  /** Why this SDK does otherwise. `D…` are defects in the README of the recordings. */
  reason: string;
  /**
   * The records in which it shows: their keys, each of which must need it, or a rule, which must be needed wherever it
   * changes something.
   */
  records: readonly string[] | ((record: GoldenRecord) => boolean);
  /** Makes what was recorded what this SDK is to do. Changes `expected`, a copy, in place. */
  change(expected: Outcome, record: GoldenRecord): void;
}

/** The answer of a record with one exchange. */
export function onlyAnswer({ answers }: Outcome): Answer {
  const [answer, ...more] = answers;
  if (!answer || more.length > 0) throw new Error('This record has not one answer but several.');
  return answer;
}

/** Events of an answer, to be changed in place. */
export function eventsOf(answer: Answer | undefined): JsonObject[] {
  if (!answer?.events) throw new Error('This answer is no stream.');
  return answer.events;
}

/** An `error` event of this SDK. */
export function errorEvent(code: string, allow_retry = false): JsonObject {
  return { type: 'error', code, message: SOME_TEXT, allow_retry };
}

/** Makes an answer a stream that holds one `error` event and nothing else; no hook is called. */
export function refuseStream(answer: Answer, code: string): void {
  replaceAnswer(answer, { kind: 'stream', events: [errorEvent(code)], hooks: [] });
}

/** Makes an answer a failure that is no stream. */
export function failJson(answer: Answer, code: string, hooks: JsonObject[] = []): void {
  replaceAnswer(answer, { kind: 'failed', error: { code, message: SOME_TEXT, allow_retry: false }, hooks });
}

/** Makes an answer the refusal of a malformed request. */
export function refuseRequest(answer: Answer, at: string): void {
  replaceAnswer(answer, { kind: 'refused', at, hooks: [] });
}

export function replaceAnswer(answer: Answer, other: Answer): void {
  for (const key of Object.keys(answer)) Reflect.deleteProperty(answer, key);
  Object.assign(answer, other);
}

/** A store in which nothing came of the request. */
export function keepSetup(expected: Outcome, record: GoldenRecord): void {
  if (record.kind !== 'server') throw new Error('This record has no store.');
  const { threads, items, attachments } = structuredClone(record.setup);
  expected.store = { threads, items, attachments };
}

export function item(expected: Outcome, threadId: string, itemId: string): JsonObject {
  const found = expected.store.items[threadId]?.find(({ id }) => id === itemId);
  if (!found) throw new Error(`There is no item ${itemId} in ${threadId}.`);
  return found;
}
