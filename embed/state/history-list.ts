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

  /** Loads the first page again, or the one after a row. What is shown stays until it is here. */
  async load(after?: string): Promise<void> {
    this.loading = true;
    this.failure = undefined;
    this.#changed();
    try {
      const page = await this.#client.ask('threads.list', { limit: PAGE, order: 'desc', after });
      // Asked for twice, or moved up meanwhile: a conversation stands in the list once.
      const shown = new Set(after && this.rows.map(({ id }) => id));
      const rows = page.data.filter(({ id }) => !shown.has(id));
      this.rows = after ? [...this.rows, ...rows] : rows;
      this.more = page.has_more;
    } catch (error) {
      this.failure = toFailure(error);
    }
    this.loading = false;
    this.#changed();
  }

  async loadMore(): Promise<void> {
    if (this.more && !this.loading) await this.load(this.rows.at(-1)?.id);
  }

  /** @returns whether it has another name */
  rename(id: string, title: string): Promise<boolean> {
    const rows = this.rows.map((row) => (row.id === id ? { ...row, title } : row));
    return this.#change(rows, this.#client.ask('threads.update', { thread_id: id, title }));
  }

  /** @returns whether it is gone */
  delete(id: string): Promise<boolean> {
    const rows = this.rows.filter((row) => row.id !== id);
    return this.#change(rows, this.#client.ask('threads.delete', { thread_id: id }));
  }

  /** What is shown changes at once, and back when the server says no. */
  async #change(rows: readonly Thread[], asked: Promise<unknown>): Promise<boolean> {
    const before = this.rows;
    this.rows = rows;
    this.failure = undefined;
    this.#changed();
    try {
      await asked;
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
