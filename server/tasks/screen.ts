import { performance } from 'node:perf_hooks';
import { setImmediate as nextLoopTurn } from 'node:timers/promises';
import {
  NotFoundError,
  type ThreadItem,
  type ThreadMetadata,
  type ThreadStore,
  type ThreadStreamEvent,
  type Turn,
  type WidgetItem,
} from '../chatkit/index.ts';
import { notePending } from './confirmation.ts';
import { type Drawn, type DrawnFor, drawView } from './draw.ts';
import type { TaskStore } from './store.ts';
import { createTaskReader, type TaskReader } from './task-reader.ts';
import { readView, type View } from './view.ts';

export interface ScreenOptions<Context> {
  thread: ThreadMetadata;
  store: ThreadStore<Context>;
  context: Context;
  turn: Turn;
  tasks: TaskStore;
  owner: string;
  /** Takes the turn's events, in order. */
  emit(event: ThreadStreamEvent): void;
}

/** Items that are looked through for the newest list when its note leads nowhere. */
const SEARCHED_ITEMS = 50;
/** How long lists are drawn, in milliseconds, before everybody else has a turn. */
const DRAWING_MS = 5;

/** What one turn shows: new widgets, changed ones, and the thread's live list. */
export class Screen<Context> {
  readonly #options: ScreenOptions<Context>;
  /** Widgets of this turn, which the store may not hold yet: whoever runs the turn saves them as it reads them. */
  readonly #shown = new Map<string, WidgetItem>();

  constructor(options: ScreenOptions<Context>) {
    this.#options = options;
  }

  /** Shows a view as a new item. */
  async show(view: View): Promise<Drawn> {
    const { thread, turn, emit } = this.#options;
    const drawn = await drawView(view, this.#reader(), 'read');
    const id = turn.generateId('message');
    const created_at = turn.now().toISOString();
    const item = withDrawn({ type: 'widget', id, thread_id: thread.id, created_at, widget: drawn.widget }, drawn);
    if (view.kind === 'list') thread.metadata = { ...thread.metadata, newest_list: id };
    if (view.kind === 'confirm') notePending(thread, id, turn.id);
    this.#shown.set(id, item);
    emit({ type: 'thread.item.done', item });
    return drawn;
  }

  /** Draws a widget again in its place, with what it shows from now on. */
  async replace(item: WidgetItem, view: View, purpose: DrawnFor): Promise<void> {
    const drawn = await drawView(view, this.#reader(), purpose);
    const replaced = withDrawn(item, drawn);
    this.#shown.set(item.id, replaced);
    this.#options.emit({ type: 'thread.item.replaced', item: replaced });
  }

  /** Ends a change of tasks: brings the newest list up to date, unless it was the one that was clicked, and tells the page. */
  async tellChange(numbers: number[], { clicked }: { clicked?: string | undefined } = {}): Promise<void> {
    if (numbers.length === 0) return;
    const list = await this.#findNewestList();
    const view = list && readView(list);
    if (list && view && list.id !== clicked) await this.replace(list, view, 'read');
    this.#options.emit({ type: 'client_effect', name: 'tasks.changed', data: { numbers: [...new Set(numbers)] } });
  }

  /** A widget of this turn or of the thread; `undefined` when it is not there, or no widget. */
  async find(itemId: string): Promise<WidgetItem | undefined> {
    const { store, thread, context } = this.#options;
    const shown = this.#shown.get(itemId);
    if (shown) return shown;
    try {
      const item = await store.loadItem(thread.id, itemId, context);
      return item.type === 'widget' ? item : undefined;
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async #findNewestList(): Promise<WidgetItem | undefined> {
    const { store, thread, context } = this.#options;
    const noted = thread.metadata.newest_list;
    if (typeof noted !== 'string') return undefined;
    const item = await this.find(noted);
    if (item) return item;
    // A retry took the list away; an older one is the newest again.
    const page = await store.loadThreadItems(thread.id, { limit: SEARCHED_ITEMS, order: 'desc' }, context);
    const older = page.data.find((row) => row.type === 'widget' && readView(row)?.kind === 'list');
    const { newest_list: _, ...rest } = thread.metadata;
    thread.metadata = older ? { ...rest, newest_list: older.id } : rest;
    return older?.type === 'widget' ? older : undefined;
  }

  #reader(): TaskReader {
    return createTaskReader(this.#options.tasks, this.#options.owner);
  }
}

/** Lists as they are now, for whoever reads items: each distinct query is asked once. Other items stay as they are. */
export async function presentLists(items: ThreadItem[], tasks: TaskStore, owner: string): Promise<ThreadItem[]> {
  const reader = createTaskReader(tasks, owner);
  const shown: ThreadItem[] = [];
  let since = performance.now();
  for (const item of items) {
    const view = item.type === 'widget' ? readView(item) : undefined;
    const isList = item.type === 'widget' && view?.kind === 'list';
    shown.push(isList ? withDrawn(item, await drawView(view, reader, 'read')) : item);
    // A page may hold fifty lists of 200 rows.
    if (performance.now() - since > DRAWING_MS) {
      await nextLoopTurn();
      since = performance.now();
    }
  }
  return shown;
}

/** The item with another drawing on it. */
export function withDrawn(item: WidgetItem, { widget, copyText, notes }: Drawn): WidgetItem {
  return { ...item, widget, copy_text: copyText, metadata: { ...item.metadata, ...notes } };
}
