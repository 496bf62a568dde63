import type { ThreadStreamEvent } from './protocol/events.ts';
import { threadStreamEventSchema } from './protocol/events.ts';
import { threadItemSchema } from './protocol/items.ts';

const EVENT_TYPES = toTypes(threadStreamEventSchema.options);
const ITEM_TYPES = toTypes(threadItemSchema.options);

/**
 * Refuses what a hook yields by mistake before it is stored or told: no event, or one about another thread.
 *
 * Looks at what the parts of the SDK rely on and no deeper: whole schemas would cost more than all the rest of a turn.
 *
 * @throws TypeError
 */
export function requireEvent(event: ThreadStreamEvent, threadId: string): void {
  const type: unknown = event?.type;
  if (!EVENT_TYPES.has(type)) throw new TypeError(`A hook yielded something that is no event: ${String(type)}`);
  switch (event.type) {
    case 'thread.item.updated':
      if (typeof event.item_id !== 'string' || typeof event.update?.type !== 'string') throw toError(event);
      return;
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced': {
      const { item } = event;
      const isItem = typeof item?.id === 'string' && item.id !== '' && ITEM_TYPES.has(item.type);
      if (!isItem || item.thread_id !== threadId) throw toError(event);
      return;
    }
    case 'thread.item.removed':
      if (typeof event.item_id !== 'string') throw toError(event);
      return;
    case 'thread.created':
    case 'thread.updated':
      if (event.thread?.id !== threadId) throw toError(event);
      return;
  }
}

function toError({ type }: ThreadStreamEvent): TypeError {
  return new TypeError(`A hook yielded a "${type}" that is incomplete, or belongs to another thread.`);
}

function toTypes(options: readonly { shape: { type: { value: string } } }[]): ReadonlySet<unknown> {
  return new Set(options.map((option) => option.shape.type.value));
}
