import { noChange, nothing } from 'lit';
import { type ChildPart, Directive, type DirectiveResult, directive } from 'lit/directive.js';
import { clearPart, insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';

type KeyOf<Item> = (item: Item) => unknown;
type Draw<Item> = (item: Item, index: number) => unknown;

/**
 * Draws a list whose entries keep their elements while others come, go and change places; no two may have one key. Lit's
 * own finds the fewest moves for any new order, which takes twice the code: here entries come and go, and seldom move.
 */
export const repeat = directive(
  class extends Directive {
    #parts = new Map<unknown, ChildPart>();

    render(_items: readonly unknown[], _keyOf: KeyOf<unknown>, _draw: Draw<unknown>): unknown {
      return nothing;
    }

    override update(list: ChildPart, [items, keyOf, draw]: [unknown[], KeyOf<unknown>, Draw<unknown>]): unknown {
      const wanted = new Map(items.map((item, index) => [keyOf(item), draw(item, index)]));
      // What stood there before, in its order, and has no place yet.
      const known = this.#parts;
      // Something else may have stood there, which nobody else takes away.
      if (known.size === 0) clearPart(list);
      for (const [key, part] of known) {
        if (wanted.has(key)) continue;
        known.delete(key);
        removePart(part);
      }
      this.#parts = new Map();
      for (const [key, value] of wanted) {
        const [next] = known.values();
        const before = known.get(key);
        const part = before && before === next ? before : insertPart(list, next, before);
        known.delete(key);
        this.#parts.set(key, setChildPartValue(part, value));
      }
      setCommittedValue(list, [...this.#parts.values()]);
      return noChange;
    }
  },
) as <Item>(items: readonly Item[], keyOf: KeyOf<Item>, draw: Draw<Item>) => DirectiveResult;
