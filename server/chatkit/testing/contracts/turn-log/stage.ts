import assert from 'node:assert/strict';
import type { ThreadStreamEvent } from '../../../protocol/events.ts';
import type { TurnLog } from '../../../turn-log.ts';
import type { Stage } from '../harness.ts';

/** How long a reader may say nothing before the case fails instead of hanging. */
const PATIENCE_MS = 5_000;

export interface LogHandle {
  log: TurnLog;
}

export interface LogStage extends Stage<LogHandle>, LogHandle {}

export interface ReadEvent {
  /** Absent for events that cannot be resumed from. */
  number?: number;
  data: string;
}

/** An event that is told from others by its text. */
export function toEvent(text: string): string {
  return JSON.stringify({ type: 'progress_update', text } satisfies ThreadStreamEvent);
}

export interface ReadOptions {
  after?: number;
  signal?: AbortSignal;
}

/** Reads a log to its end. */
export function readAll(log: TurnLog, turnId: string, options?: ReadOptions): Promise<ReadEvent[]> {
  const reading = openReader(log, turnId, options).then(({ events }) => events);
  reading.catch(() => {});
  return reading;
}

/** Resolves when the log was found; its `events` when all of it was read. */
export async function openReader(
  log: TurnLog,
  turnId: string,
  { after = 0, signal }: ReadOptions = {},
): Promise<{ events: Promise<ReadEvent[]> }> {
  const events: ReadEvent[] = [];
  const opening = log.read({ id: turnId, owner: 'anne' }, after, signal);
  const reader = await soon(opening, `a reader of ${turnId} must be answered`);
  assert.ok(reader, `read must find the log of ${turnId}, and answered undefined`);
  const read = async () => {
    for await (const { first, data } of reader) {
      events.push(
        ...data.map((json, index) => (first === undefined ? { data: json } : { number: first + index, data: json })),
      );
    }
    return events;
  };
  const reading = soon(read(), `a reader of ${turnId} must come to its end`);
  // A case that fails before it gets here must not be followed by a rejection that nobody handles.
  reading.catch(() => {});
  return { events: reading };
}

/** What was appended, as a reader from the start gets it. */
export function numbered(data: string[]): ReadEvent[] {
  return data.map((json, index) => ({ number: index + 1, data: json }));
}

/** Rejects when the promise does not settle. */
export async function soon<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what}, and still waits` })), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Lets everybody else have a turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
