import type { Event } from '../support/person.ts';

/** What a person wanted of a task, one thing after the other. */
export interface Write {
  field: 'title' | 'status' | 'removed';
  value: string;
  /** The person was told that it was done. One that is not may be done all the same, or yet. */
  acknowledged: boolean;
}

/** A task that somebody asked for. */
export interface Errand {
  /** A word of its title that no other task has. */
  tag: string;
  threadId: string;
  /** Known when it was acknowledged. */
  number: number;
  /** The card that was shown for it. */
  cardId: string;
  writes: Write[];
}

/** A conversation, as the one who holds it knows it. */
export interface ThreadNotes {
  id: string;
  /** Items that were shown as done, oldest first. */
  shown: string[];
  /** Turns that were not read to their end. */
  open: Set<string>;
}

/** All that was told to one person's client in the conversations of one tab. */
export interface Notes {
  sub: string;
  threads: ThreadNotes[];
  errands: Errand[];
  /** Tags of tasks whose adding was never acknowledged. */
  doubtful: Set<string>;
  /** Everything that was asked. */
  asked: number;
  /** What was acknowledged. */
  acknowledged: number;
  /** Done by the first request, without a retry by the person. */
  atOnce: number;
  /** Given up: refused for good, or without an end. */
  notDone: string[];
  endless: string[];
  /** One request that became two turns. */
  twice: string[];
  /** Messages that were sent anew, because nobody told that they had come: how each try before had ended. */
  resent: Map<string, string>;
}

export function createNotes(sub: string): Notes {
  return {
    sub,
    threads: [],
    errands: [],
    doubtful: new Set(),
    asked: 0,
    acknowledged: 0,
    atOnce: 0,
    notDone: [],
    endless: [],
    twice: [],
    resent: new Map(),
  };
}

/** Writes down what a client was told about a conversation. */
export function noteEvents(thread: ThreadNotes, events: readonly Event[]): void {
  for (const event of events) {
    if (event.type === 'thread.item.done' && event.item && !thread.shown.includes(event.item.id)) {
      thread.shown.push(event.item.id);
    }
    if (event.type === 'thread.item.removed') {
      thread.shown = thread.shown.filter((id) => id !== event.item_id);
    }
  }
}

/** A retry may take these away from now on. */
export function forgetAfter(thread: ThreadNotes, itemId: string): void {
  const place = thread.shown.indexOf(itemId);
  if (place >= 0) thread.shown.length = place + 1;
}

/** What a field may hold after these writes: what was acknowledged last, or what was asked since. */
export function allowedValues(writes: readonly Write[], field: Write['field']): string[] {
  const ofField = writes.filter((write) => write.field === field);
  const last = ofField.findLastIndex((write) => write.acknowledged);
  return ofField.slice(Math.max(0, last)).map(({ value }) => value);
}
