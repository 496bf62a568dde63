import { parse } from '../client/json.ts';
import { keep, PREFIX, recall } from '../state/memory.ts';

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
  return { open: false, unread: 0, ...parse<Kept>(recall('sessionStorage', toKey(element))) };
}

export function saveKept(element: Element, kept: Kept): void {
  keep('sessionStorage', toKey(element), JSON.stringify(kept));
}
