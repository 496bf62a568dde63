import type { ThreadStreamEvent } from '../index.ts';
import { isHidden } from '../wire.ts';

/** The items that a run has told of so far, in the order in which they came. */
export class ShownItems {
  readonly #items = new Map<string, { id: string; hidden: boolean }>();

  note(event: ThreadStreamEvent): void {
    if (event.type === 'thread.item.removed') this.#items.delete(event.item_id);
    if (event.type !== 'thread.item.added' && event.type !== 'thread.item.done') return;
    const { item } = event;
    if (!this.#items.has(item.id)) this.#items.set(item.id, { id: item.id, hidden: isHidden(item) });
  }

  /** Those that were not taken back meanwhile. No client has seen the hidden ones. */
  list(): { id: string; hidden: boolean }[] {
    return [...this.#items.values()];
  }
}
