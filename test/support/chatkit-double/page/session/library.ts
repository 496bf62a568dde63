import { HttpError } from '../errors.ts';
import type { Client } from '../wire/client.ts';
import type { Item, Page, Thread } from '../wire/types.ts';

const LIMIT = 9_999;
const FRESH_MS = 5_000;
const PREFETCHED_MS = 30_000;

interface Kept {
  readonly thread: Promise<LoadedThread>;
  settledAt?: number;
  /** How long it is good for. 0 when it failed in a way that may be tried again at once. */
  freshFor: number;
}

export interface LoadedThread {
  readonly thread: Thread;
  readonly items: readonly Item[];
}

/** Threads and their list, as the server has them. */
export class Library {
  readonly #client: Client;
  readonly #kept = new Map<string, Kept>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** A thread with all its items; `stale` says that the server was not asked for it now. */
  async load(id: string): Promise<LoadedThread & { stale: boolean }> {
    const kept = this.#fresh(id);
    return { ...(await (kept ?? this.#ask(id, FRESH_MS)).thread), stale: kept?.settledAt !== undefined };
  }

  /** What pointing at a row of the history does. */
  prefetch(id: string): void {
    if (!this.#fresh(id)) this.#ask(id, PREFETCHED_MS).thread.catch(() => undefined);
  }

  async list(): Promise<Thread[]> {
    return this.#pages<Thread>((after) =>
      this.#client.json('threads.list', { limit: LIMIT, order: 'desc', ...(after && { after }) }),
    );
  }

  #fresh(id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    if (!kept) return undefined;
    const age = kept.settledAt === undefined ? 0 : performance.now() - kept.settledAt;
    return kept.settledAt === undefined || age < kept.freshFor ? kept : undefined;
  }

  #ask(id: string, freshFor: number): Kept {
    const kept: Kept = { thread: this.#load(id), freshFor };
    const settle = (error?: unknown) => {
      // A missing thread and a refusal for haste are kept too; other failures may pass.
      if (error && !(error instanceof HttpError && [404, 429].includes(error.status))) kept.freshFor = 0;
      kept.settledAt = performance.now();
    };
    kept.thread.then(() => settle(), settle);
    this.#kept.set(id, kept);
    return kept;
  }

  async #load(id: string): Promise<LoadedThread> {
    const thread = (await this.#client.json('threads.get_by_id', { thread_id: id })) as Thread;
    const first = thread.items ?? { data: [], has_more: false };
    const items = await this.#pages<Item>(
      (after) => this.#client.json('items.list', { thread_id: id, limit: LIMIT, order: 'asc', after }),
      first,
    );
    return { thread, items };
  }

  /** Pages on by the id of the last row it got, whatever the page says of `after`. */
  async #pages<Row extends { readonly id: string }>(
    ask: (after: string | undefined) => Promise<unknown>,
    first?: Page<Row>,
  ): Promise<Row[]> {
    const rows = [...(first?.data ?? [])];
    let more = first ? first.has_more : true;
    while (more) {
      const page = (await ask(rows.at(-1)?.id)) as Partial<Page<Row>>;
      rows.push(...(page.data ?? []));
      more = (page.has_more ?? false) && (page.data?.length ?? 0) > 0;
    }
    return rows;
  }
}
