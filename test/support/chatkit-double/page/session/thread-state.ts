import type { Attachment, Item, Status, Thread, WireEvent } from '../wire/types.ts';
import { updateItem } from './update-item.ts';

/** What stands under the messages until the next one is sent. */
export interface Notice {
  readonly kind: 'error' | 'info' | 'warning' | 'danger';
  readonly title?: string;
  readonly message: string;
  /** A Retry button. It sends a request for this item, and nothing when there is none (S5). */
  readonly retry?: { readonly itemId: string | undefined };
}

/** A request whose answer streams into a thread. */
export interface Run {
  readonly controller: AbortController;
  /** The composer is busy with it. An action is not, until it brings something new (§4.1). */
  responding: boolean;
  canCancel: boolean;
  /** What the server said went wrong. */
  failure?: string;
  readonly calls: Item[];
}

let numbers = 0;
/** An id that only this client knows, until the server has one of its own. */
export const temporaryId = () => `client_${(++numbers).toString(36)}_${Math.random().toString(36).slice(2)}`;
export const isTemporary = (id: string) => id.startsWith('client_');

/** A thread as this client holds it. */
export class ThreadState {
  id: string;
  title: string | undefined;
  status: Status = { type: 'active' };
  domains: readonly string[] = [];
  items: readonly Item[] = [];
  /** Messages the server has not echoed yet. */
  optimistic: readonly Item[] = [];
  /** The ids of items that are still on their way. */
  readonly streaming = new Set<string>();
  readonly runs = new Set<Run>();
  /** Client tools that have not answered; one that never does keeps the composer busy for good. */
  pendingTools = 0;
  progress: string | undefined;
  notices: readonly Notice[] = [];
  /** The server has it, as far as this client knows. */
  loaded = false;
  loading = false;

  constructor(id: string) {
    this.id = id;
  }

  get responding(): boolean {
    return [...this.runs].some((run) => run.responding);
  }

  get busy(): boolean {
    return this.responding || this.pendingTools > 0;
  }

  get canStop(): boolean {
    return !isTemporary(this.id) && [...this.runs].some((run) => run.responding && run.canCancel);
  }

  /** Only these three fields follow the server (§6.4). */
  describe({ title, status, allowed_image_domains: domains }: Thread): void {
    this.title = title;
    this.status = status ?? { type: 'active' };
    this.domains = domains ?? [];
  }

  /** What is left when an answer broke: the items that were complete. */
  dropUnfinished(): void {
    this.items = this.items.filter(({ id }) => !this.streaming.has(id));
    this.streaming.clear();
  }

  /** The last message of the person that the server knows. */
  get lastQuestion(): string | undefined {
    return this.items.filter(({ type }) => type === 'user_message').at(-1)?.id;
  }

  /** Applies an event that changes an item; others change nothing. */
  apply(event: WireEvent): void {
    const item = event.item as Item | undefined;
    const id = item?.id ?? String(event.item_id);
    const known = this.items.find((existing) => existing.id === id);
    if (event.type === 'thread.item.updated' && known) {
      this.streaming.add(id);
      this.#put(updateItem(known, event.update as WireEvent));
    }
    if (event.type === 'thread.item.removed') this.items = this.items.filter((existing) => existing.id !== id);
    if (!item) return;
    if (event.type === 'thread.item.replaced' && known) this.#put(item);
    if (event.type === 'thread.item.added') {
      this.streaming.add(id);
      this.#put(item);
    }
    if (event.type === 'thread.item.done') {
      this.streaming.delete(id);
      this.#put(item);
    }
    if (event.type === 'thread.item.added' || event.type === 'thread.item.done') this.progress = undefined;
  }

  #put(item: Item): void {
    const place = this.items.findIndex(({ id }) => id === item.id);
    this.items =
      place < 0 ? [...this.items, item] : this.items.map((existing, index) => (index === place ? item : existing));
  }
}

/** The message as it is shown before the server echoes it. */
export function optimisticMessage(content: unknown, attachments: readonly Attachment[], quoted: string): Item {
  return { id: temporaryId(), type: 'user_message', content, attachments, quoted_text: quoted };
}
