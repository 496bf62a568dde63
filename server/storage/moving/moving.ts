import type { MovedRecord } from './format.ts';

/** What a command about people's data needs of a database, beside running servers if not said otherwise. */
export interface Moving {
  kind: 'sqlite' | 'mongodb';
  /** Begins to read; with SQLite all that is read is of this moment. */
  openSource(): Promise<Source>;
  /**
   * Writes records, in their order. What is there already and says the same is left alone, so a repeat does no harm.
   *
   * @throws RecordError for the first record that cannot be written. With SQLite no other of these was written then;
   *   with MongoDB others may have been.
   */
  write(records: readonly MovedRecord[], options: { replace: boolean }): Promise<Written>;
  /** Deletes all that the database has of a person; answers how many rows went, by table. */
  forget(owner: string): Promise<Record<string, number>>;
  hasData(owner: string): Promise<boolean>;
  /**
   * Gives all that one person has to another key; a call that was cut short is gone on with by the next. No server may run.
   *
   * @throws TakenError when the other key has data already, and `replace` does not say to delete that.
   */
  reassign(from: string, to: string, options: { replace: boolean }): Promise<Reassigned>;
  close(): Promise<void>;
}

export interface Reassigned {
  /** How many moved, by table. */
  rows: Record<string, number>;
  /** Of a call that went on with another one, and met what somebody had written under the new key meanwhile. */
  merged?: Merged | undefined;
}

/** Two parts of what a person has became one. */
export interface Merged {
  /** Rows that had one in their place. */
  rows: number;
  /** Tasks that had the number of an older one, with the numbers that they have now. */
  renumbered: { before: number; now: number }[];
}

export interface Source {
  /** Whose data there is, sorted. */
  owners(): AsyncIterable<string>;
  /** Threads, each before its items, then tasks, operations, turns and the counter; every kind in its own fixed order. */
  read(owner: string): AsyncIterable<MovedRecord>;
  close(): Promise<void>;
}

export interface Written {
  added: number;
  replaced: number;
  /** Were there already. */
  same: number;
}

/** One record of several cannot be written. */
export class RecordError extends Error {
  override name = 'RecordError';
  readonly record: MovedRecord;
  /** `different`: what the database has in its place says something else. */
  readonly reason: 'different' | 'orphan';

  constructor(record: MovedRecord, reason: RecordError['reason'], message: string) {
    super(message);
    this.record = record;
    this.reason = reason;
  }
}

/** Somebody has data under the key that a person is to get. */
export class TakenError extends Error {
  override name = 'TakenError';
}

/** The record is not what the database has. */
export function differs(record: MovedRecord): RecordError {
  return new RecordError(record, 'different', `${describe(record)} is in the database already, and differs.`);
}

/** The record belongs to a conversation that the database does not have. */
export function orphan(record: MovedRecord): RecordError {
  return new RecordError(record, 'orphan', `${describe(record)} has no conversation to belong to.`);
}

/** A record as an operator finds it again. */
function describe(record: MovedRecord): string {
  const whose = `of the owner ${record.owner}`;
  switch (record.kind) {
    case 'thread':
      return `The conversation ${record.thread.id} ${whose}`;
    case 'item':
      return `The item ${record.item.id} of the conversation ${record.threadId} ${whose}`;
    case 'task':
      return `The task ${record.task.number} ${whose}`;
    case 'operation':
      return `The operation ${record.operation} ${whose}`;
    case 'turn':
      return `The turn ${record.id} ${whose}`;
    case 'counter':
      return `The counter ${whose}`;
  }
}
