import { NotFoundError } from './errors.ts';
import type { ServerHooks } from './hooks.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem } from './protocol/items.ts';
import type { TurnRecord } from './turn-store.ts';
import { isAnsweredCall, toWireItem } from './wire.ts';

/**
 * Brings the log of a turn that ended up to date, event by event (as JSON): a retry may have removed its items since, a
 * call of a client's tool may have been answered, a widget clicked. What is gone is told as removed, once, an answered call
 * not at all, and what is done as it stands now. Answers `undefined` for an event that says nothing any more.
 */
export function createRetelling<Context>(
  server: ServerHooks<Context>,
  turn: TurnRecord,
  context: Context,
): (data: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<ThreadItem | undefined>>();
  const removed = new Set<string>();

  async function load(itemId: string): Promise<ThreadItem | undefined> {
    try {
      const item = await server.store.loadItem(turn.threadId, itemId, context);
      const thread = await server.store.loadThread(turn.threadId, context);
      const [presented] = await server.presentItems([item], thread, context);
      return presented && toWireItem(presented);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  return async (data) => {
    const event = JSON.parse(data) as ThreadStreamEvent;
    const itemId = 'item' in event ? event.item.id : 'item_id' in event ? event.item_id : undefined;
    if (itemId === undefined) return data;
    const loading = known.get(itemId) ?? load(itemId);
    known.set(itemId, loading);
    const item = await loading;
    if (!item) {
      if (removed.has(itemId)) return undefined;
      removed.add(itemId);
      return JSON.stringify({ type: 'thread.item.removed', item_id: itemId } satisfies ThreadStreamEvent);
    }
    if (isAnsweredCall(item)) return undefined;
    const isWhole = event.type === 'thread.item.done' || event.type === 'thread.item.replaced';
    return isWhole ? JSON.stringify({ ...event, item } satisfies ThreadStreamEvent) : data;
  };
}
