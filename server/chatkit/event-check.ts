import * as z from 'zod';
import type { ItemUpdate, ThreadStreamEvent } from './protocol/events.ts';
import { itemUpdateSchema, threadStreamEventSchema } from './protocol/events.ts';
import type { ThreadItem } from './protocol/items.ts';
import { threadItemSchema } from './protocol/items.ts';
import { threadSchema } from './protocol/threads.ts';
import { findExcess, isNode } from './protocol/widget-tree.ts';
import { isWidgetRoot } from './protocol/widgets.ts';

/**
 * Widgets are looked at as trees only: with the props of every node, a check would cost as much as writing the event, and
 * nothing in the SDK relies on them.
 */
const component = z.custom((value) => isNode(value) && !findExcess(value));
const root = z.custom((value) => isNode(value) && isWidgetRoot(value) && !findExcess(value));

const ITEMS = toSchemas(threadItemSchema.options, { widget: root });
const UPDATES = toSchemas(itemUpdateSchema.options, { widget: root, component });
const item = z.custom<ThreadItem>(isItem);
const update = z.custom<ItemUpdate>(isUpdate);
const EVENTS = toSchemas(threadStreamEventSchema.options, {
  item,
  update,
  thread: threadSchema.extend({ items: threadSchema.shape.items.extend({ data: z.array(item) }) }),
});

/**
 * Refuses what a hook yields by mistake before it is stored or told: no event, one that breaks the protocol, or one about
 * another thread.
 *
 * @throws TypeError
 */
export function requireEvent(event: ThreadStreamEvent, threadId: string): void {
  if (isTextDelta(event)) return;
  const type: unknown = event?.type;
  const schema = EVENTS.get(type);
  if (!schema) throw new TypeError(`A hook yielded something that is no event: ${String(type)}`);
  const parsed = schema.safeParse(event);
  const about = 'item' in event ? event.item?.thread_id : 'thread' in event ? event.thread?.id : threadId;
  if (parsed.success && about === threadId) return;
  throw new TypeError(`A hook yielded a "${type}" that breaks the protocol, or belongs to another thread.`, {
    cause: parsed.error,
  });
}

/**
 * Refuses an item that a hook answers by mistake: none of the protocol's, or one of another thread.
 *
 * @throws TypeError
 */
export function requireItem(item: ThreadItem, threadId: string): void {
  if (isItem(item) && item.thread_id === threadId) return;
  throw new TypeError('A hook answered with an item that breaks the protocol, or belongs to another thread.');
}

/** Text comes by the thousand; a whole schema for each delta would cost more than all the rest of the turn. */
function isTextDelta(event: ThreadStreamEvent): boolean {
  if (event?.type !== 'thread.item.updated' || typeof event.item_id !== 'string') return false;
  const { update } = event;
  switch (update?.type) {
    case 'assistant_message.content_part.text_delta':
      return typeof update.delta === 'string' && Number.isInteger(update.content_index) && update.content_index >= 0;
    case 'widget.streaming_text.value_delta':
      return (
        typeof update.component_id === 'string' && typeof update.delta === 'string' && typeof update.done === 'boolean'
      );
    default:
      return false;
  }
}

function isItem(value: unknown): boolean {
  return isNode(value) && ITEMS.get(value.type)?.safeParse(value).success === true;
}

function isUpdate(value: unknown): boolean {
  return isNode(value) && UPDATES.get(value.type)?.safeParse(value).success === true;
}

/** The schemas by `type`, with other ones for some of their fields. */
function toSchemas(
  options: readonly z.ZodObject[],
  fields: Readonly<Record<string, z.ZodType>>,
): ReadonlyMap<unknown, z.ZodType> {
  return new Map(
    options.map((option) => {
      const other = Object.entries(fields).filter(([field]) => field in option.shape);
      const { value } = option.shape.type as z.ZodLiteral<string>;
      return [value, other.length > 0 ? option.extend(Object.fromEntries(other)) : option];
    }),
  );
}
