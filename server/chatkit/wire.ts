import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem } from './protocol/items.ts';
import type { Page, Thread, ThreadMetadata } from './protocol/threads.ts';
import type { WidgetRoot } from './protocol/widgets.ts';

/** Items for the model only: `undefined` on the wire, wherever they turn up. */
export function isHidden(item: Pick<ThreadItem, 'type'>): boolean {
  return item.type === 'hidden_context_item' || item.type === 'sdk_hidden_context';
}

/** An item as a client gets it: no server-side notes. `undefined` for a hidden one. */
export function toWireItem(item: ThreadItem): ThreadItem | undefined {
  if (isHidden(item)) return undefined;
  const { metadata, ...rest } = item;
  if (rest.type === 'widget' && metadata?.interrupted) return { ...rest, widget: toInterrupted(rest.widget) };
  if (rest.type === 'user_message' && rest.attachments.some((attachment) => attachment.metadata)) {
    return { ...rest, attachments: rest.attachments.map(({ metadata: _notes, ...attachment }) => attachment) };
  }
  return rest;
}

/**
 * A call of a client's tool that has its output. ChatKit would run the tool again, whatever the call's status, so it is told
 * to nobody who reads a turn later; it draws none either.
 */
export function isAnsweredCall(item: ThreadItem): boolean {
  return item.type === 'client_tool_call' && item.status === 'completed';
}

/** A widget that was cut while it grew says so, in the one place that ChatKit has for it. */
function toInterrupted(widget: WidgetRoot): WidgetRoot {
  if (widget.type === 'Basic' || widget.status) return widget;
  return { ...widget, status: { text: 'Stopped before it was complete' } };
}

/** A thread as a client gets it. Without a page of items it carries an empty one, as ChatKit expects. */
export function toWireThread(thread: ThreadMetadata, items: Page<ThreadItem> = { data: [], has_more: false }): Thread {
  const { metadata: _, ...rest } = thread;
  return { ...rest, items: { ...items, data: toWireItems(items.data) } };
}

export function toWireItems(items: ThreadItem[]): ThreadItem[] {
  return items.map(toWireItem).filter((item) => item !== undefined);
}

/** An event as a client gets it; `undefined` when it must not leave. */
export function toWireEvent(event: ThreadStreamEvent): ThreadStreamEvent | undefined {
  switch (event.type) {
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced': {
      const item = toWireItem(event.item);
      return item && { ...event, item };
    }
    case 'thread.created':
    case 'thread.updated': {
      // A hook may hand over a thread with its notes still on it.
      const { metadata: _, ...thread } = event.thread as Thread & { metadata?: unknown };
      return { ...event, thread: { ...thread, items: { ...thread.items, data: toWireItems(thread.items.data) } } };
    }
    default:
      return event;
  }
}
