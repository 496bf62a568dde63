import { ChatKitError, toMessage } from '../errors.ts';
import type { Thread } from '../wire/types.ts';
import type { Session } from './session.ts';

/** The panel of former threads. */
export class History {
  open = false;
  rows: readonly Thread[] = [];
  loading = false;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asked for at every start too, when there is a history (S9). */
  async load(): Promise<void> {
    this.loading = true;
    try {
      this.rows = await this.#session.library.list();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.loading = false;
      this.#session.changed();
    }
  }

  toggle(open: boolean): void {
    if (this.open === open) return;
    this.open = open;
    this.#session.bridge.log(open ? 'history.open' : 'history.close');
    this.#session.changed();
    if (open) void this.load();
  }

  async select(id: string): Promise<void> {
    this.#session.bridge.log('history.thread.select');
    this.toggle(false);
    await this.#session.select(id).catch((error: unknown) => this.#fail(error));
  }

  async rename(id: string, title: string): Promise<void> {
    this.#session.bridge.log('history.thread.update');
    await this.#change(async () => {
      const thread = (await this.#session.client.json('threads.update', { thread_id: id, title })) as Thread;
      this.rows = this.rows.map((row) => (row.id === id ? { ...row, title: thread.title ?? title } : row));
      if (this.#session.active?.id === id) this.#session.active.title = thread.title ?? title;
    });
  }

  async remove(id: string): Promise<void> {
    this.#session.bridge.log('history.thread.delete');
    await this.#change(async () => {
      await this.#session.client.json('threads.delete', { thread_id: id });
      this.rows = this.rows.filter((row) => row.id !== id);
      this.#session.forget(id);
    });
  }

  async #change(how: () => Promise<void>): Promise<void> {
    await how().catch((error: unknown) => this.#fail(error));
    this.#session.changed();
  }

  #fail(error: unknown): void {
    this.#session.bridge.fail(new ChatKitError('HistoryViewError', toMessage(error), error));
  }
}
