import type { Memory } from '../element.ts';
import type { Frame } from '../frame.ts';
import type { ChatKitDouble, DoubleInstance } from '../types.ts';
import { Person } from './person.ts';

/** Makes an element known to tests. */
export function register(element: HTMLElement, frame: Frame, memory: Memory): void {
  double().instances.push(new Person(element, frame, memory));
}

function double(): ChatKitDouble {
  window.chatkitDouble ??= create();
  return window.chatkitDouble;
}

function create(): ChatKitDouble {
  const instances: DoubleInstance[] = [];
  return {
    instances,
    get last() {
      const last = instances.at(-1);
      if (!last) throw new Error('No double of ChatKit has started.');
      return last;
    },
    of: (element) =>
      [...instances]
        .reverse()
        .find((one) => one.element === element || one.element.getRootNode() === element.shadowRoot),
  };
}
