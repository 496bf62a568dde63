import { isDevelopment } from '../development.ts';
import type { ThreadStreamEvent } from '../protocol/events.ts';
import type { WidgetItem } from '../protocol/items.ts';
import type { ThreadMetadata } from '../protocol/threads.ts';
import type { WidgetRoot } from '../protocol/widgets.ts';
import type { Turn } from '../turn.ts';
import { diffWidget } from './diff.ts';
import { assertUniqueIds } from './ids.ts';

export interface StreamWidgetOptions {
  thread: Pick<ThreadMetadata, 'id'>;
  turn: Pick<Turn, 'generateId' | 'now'>;
  /** The whole widget, or one root after the other, each the whole widget as it then is. */
  widget: WidgetRoot | AsyncIterable<WidgetRoot>;
  /** What the turn's copy button adds for this widget. */
  copyText?: string;
  /** Server-side notes on the item; never sent to a client. */
  metadata?: Record<string, unknown>;
}

/**
 * The events that show a widget, and the finished item as the return value. A whole widget is one `thread.item.done`; of
 * a growing one only what changes is sent.
 *
 * Roots are copied: a generator may change and yield the same object again and again. It is closed when the consumer stops.
 *
 * @throws Error when the widget's generator ends without a root, when two nodes of a root have the same id (not where
 * `NODE_ENV` is `production`), and whatever the generator throws.
 */
export async function* streamWidget(options: StreamWidgetOptions): AsyncGenerator<ThreadStreamEvent, WidgetItem> {
  const { thread, turn, widget, copyText, metadata } = options;
  const itemId = turn.generateId('message');
  const created_at = turn.now().toISOString();
  const toItem = (root: WidgetRoot): WidgetItem => ({
    id: itemId,
    thread_id: thread.id,
    created_at,
    type: 'widget',
    widget: root,
    ...(copyText === undefined ? {} : { copy_text: copyText }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  const checked = isDevelopment();
  const take = (root: WidgetRoot): WidgetRoot => {
    const copy = toJson(root);
    if (checked) assertUniqueIds(copy);
    return copy;
  };
  let shown: WidgetRoot | undefined;
  if (Symbol.asyncIterator in widget) {
    for await (const root of widget) {
      const next = take(root);
      if (!shown) yield { type: 'thread.item.added', item: toItem(next) };
      else {
        for (const update of diffWidget(shown, next)) {
          yield { type: 'thread.item.updated', item_id: itemId, update };
        }
      }
      shown = next;
    }
    if (!shown) throw new Error('The generator of the widget ended without yielding a widget.');
  } else {
    shown = take(widget);
  }
  const item = toItem(shown);
  yield { type: 'thread.item.done', item };
  return item;
}

/** A copy as it will arrive: what JSON does not write is not compared either. */
function toJson(root: WidgetRoot): WidgetRoot {
  return JSON.parse(JSON.stringify(root));
}
