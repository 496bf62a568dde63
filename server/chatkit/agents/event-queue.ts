/** What several producers push, one consumer reads in order. */
export class EventQueue<Event> {
  #events: Event[] = [];
  #wake: (() => void) | undefined;

  push(event: Event): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** Reads until the signal aborts, and what was pushed before that. Can be read again later, from there on. */
  async *read(until: AbortSignal): AsyncGenerator<Event> {
    const wake = () => this.#wake?.();
    until.addEventListener('abort', wake);
    try {
      // Drained in batches: a shift per event would make a long answer's cost grow with its backlog.
      while (true) {
        const events = this.#events;
        this.#events = [];
        for (const event of events) yield event;
        if (this.#events.length > 0) continue;
        if (until.aborted) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      until.removeEventListener('abort', wake);
    }
  }
}
