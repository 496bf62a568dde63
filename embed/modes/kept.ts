import { attempt } from '../attempt.ts';
import { PREFIX } from '../state/memory.ts';

/** What a bubble knows over page loads, as long as the tab is there. */
export interface Kept {
  readonly open: boolean;
  /** Answers that ended while nobody saw them. */
  readonly unread: number;
  readonly greeted?: true;
}

/** Bubbles of one page are told apart by their ids. */
const toKey = (element: Element) => `${PREFIX}bubble:${element.id}`;

export function readKept(element: Element): Kept {
  const kept: Kept = { open: false, unread: 0 };
  return { ...kept, ...attempt(() => JSON.parse(sessionStorage.getItem(toKey(element)) as string)) };
}

export function saveKept(element: Element, kept: Kept): void {
  attempt(() => sessionStorage.setItem(toKey(element), JSON.stringify(kept)));
}
