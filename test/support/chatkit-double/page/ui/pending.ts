import type { ActionConfig } from '../session/actions.ts';

type Loading = 'self' | 'container' | 'none';

/** What is under way in one widget. */
export class Pending {
  readonly #root: HTMLElement;
  readonly #send: (type: string, action: ActionConfig) => Promise<void>;
  readonly #controls = new Set<HTMLElement>();

  constructor(root: HTMLElement, send: (type: string, action: ActionConfig) => Promise<void>) {
    this.#root = root;
    this.#send = send;
  }

  /** While it is under way the same control fires nothing more, nor does anything else if the whole widget waits. */
  async act(control: HTMLElement, type: string, action: ActionConfig, auto: Loading): Promise<void> {
    const { loadingBehavior = 'auto' } = action;
    if (this.#controls.has(control) || this.#root.inert) return;
    this.#controls.add(control);
    if ((loadingBehavior === 'auto' ? auto : loadingBehavior) === 'container') this.#root.inert = true;
    try {
      await this.#send(type, action);
    } finally {
      this.#controls.delete(control);
      this.#root.inert = false;
    }
  }
}
