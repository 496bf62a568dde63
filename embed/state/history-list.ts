import type { Thread } from '../../server/chatkit/protocol/threads.ts';
import type { ChatKitClient } from '../client/chatkit-client.ts';
import { type Failure, toFailure } from '../client/errors.ts';

const PAGE = 30;

/** The person's conversations, newest first, a page at a time. */
export class HistoryList {
  rows: readonly Thread[] = [];
  /** Nothing was shown yet, and it is on its way. */
  loading = false;
  more = false;
  failure: Failure | undefined;
  readonly #client: ChatKitClient;
  readonly #changed: () => void;

  constructor(client: ChatKitClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Loads the first page again. What is shown stays until it is here. */
  async load(): Promise<void> {
    await this.#page(undefined);
  }

  async loadMore(): Promise<void> {
    if (this.more && !this.loading) await this.#page(this.rows.at(-1)?.id);
  }

  async rename(id: string, title: string): Promise<void> {
    const before = this.rows;
    this.rows = before.map((row) => (row.id === id ? { ...row, title } : row));
    await this.#change(before, () => this.#client.ask('threads.update', { thread_id: id, title }));
  }

  /** @returns whether it is gone */
  async delete(id: string): Promise<boolean> {
    const before = this.rows;
    this.rows = before.filter((row) => row.id !== id);
    return this.#change(before, () => this.#client.ask('threads.delete', { thread_id: id }));
  }

  async #page(after: string | undefined): Promise<void> {
    this.loading = true;
    this.failure = undefined;
    this.#changed();
    try {
      const page = await this.#client.ask('threads.list', { limit: PAGE, order: 'desc', after });
      this.rows = after ? [...this.rows, ...page.data] : page.data;
      this.more = page.has_more;
    } catch (error) {
      this.failure = toFailure(error);
    }
    this.loading = false;
    this.#changed();
  }

  /** What is shown changes at once, and back when the server says no. */
  async #change(before: readonly Thread[], ask: () => Promise<unknown>): Promise<boolean> {
    this.failure = undefined;
    this.#changed();
    try {
      await ask();
      return true;
    } catch (error) {
      const failure = toFailure(error);
      // Gone already, by another tab: what was wanted is so.
      if (failure.code === 'not_found') return true;
      this.rows = before;
      this.failure = failure;
      this.#changed();
      return false;
    }
  }
}
