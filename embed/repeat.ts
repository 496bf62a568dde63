import { noChange } from 'lit';
import { type ChildPart, Directive, directive } from 'lit/directive.js';
import { clearPart, insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';

type ToKey<Item> = (item: Item) => unknown;
type Draw<Item> = (item: Item, index: number) => unknown;

const keyed = directive(
  class extends Directive {
    #parts: Map<unknown, ChildPart> | undefined;

    render(_items: readonly unknown[], _toKey: ToKey<unknown>, _draw: Draw<unknown>): unknown {
      return noChange;
    }

    override update(
      whole: ChildPart,
      [items, toKey, draw]: [readonly unknown[], ToKey<unknown>, Draw<unknown>],
    ): unknown {
      if (!this.#parts) clearPart(whole);
      const former = this.#parts ?? new Map<unknown, ChildPart>();
      const keys = new Set<unknown>();
      // A second one of the same key is drawn anew each time.
      for (const item of items) keys.add(keys.has(toKey(item)) ? {} : toKey(item));
      // What is gone goes first: the rest then stands where it should, and is not moved.
      for (const [key, part] of former) if (!keys.has(key) && former.delete(key)) removePart(part);
      // From the end on: each comes before the one behind it.
      const parts = new Map<unknown, ChildPart>();
      let next: ChildPart | undefined;
      let index = items.length;
      for (const key of [...keys].reverse()) {
        next = setChildPartValue(insertPart(whole, next, former.get(key)), draw(items[--index], index));
        parts.set(key, next);
      }
      this.#parts = parts;
      // Without it Lit would not clear the place for what comes instead.
      setCommittedValue(whole, parts);
      return noChange;
    }
  },
);

/** Draws a list whose entries keep their elements for as long as they keep their keys, wherever they go. */
export function repeat<Item>(items: readonly Item[], toKey: ToKey<Item>, draw: Draw<Item>): unknown {
  return keyed(items, toKey as ToKey<unknown>, draw as Draw<unknown>);
}
