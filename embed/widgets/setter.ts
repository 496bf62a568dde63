import { noChange, nothing } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** A directive that sets named things of an element: `set` gets each that changed, also those that are gone. */
export function createSetter<Value>(set: (element: HTMLElement, name: string, value: Value | undefined) => void) {
  return directive(
    class extends Directive {
      #known: Readonly<Record<string, Value>> = {};

      render(_wanted: Readonly<Record<string, Value>>): unknown {
        return nothing;
      }

      override update({ element }: ElementPart, [wanted]: [Readonly<Record<string, Value>>]): unknown {
        for (const name of Object.keys({ ...this.#known, ...wanted })) {
          if (wanted[name] !== this.#known[name]) set(element as HTMLElement, name, wanted[name]);
        }
        this.#known = wanted;
        return noChange;
      }
    },
  );
}
