import type { WidgetUpdate } from '../protocol/events.ts';
import type { JsonNode } from '../protocol/widget-tree.ts';
import { isNode } from '../protocol/widget-tree.ts';
import type { WidgetNode, WidgetRoot } from '../protocol/widgets.ts';
import { hasEqualProps, isEqual } from './equality.ts';
import { countIds } from './ids.ts';
import type { SizeCache } from './json-size.ts';
import { estimateSize } from './json-size.ts';

/**
 * The updates that, applied in order to `before`, make it `after`; none when nothing changed.
 *
 * A Text or Markdown with an id that only grew gets a delta, a changed subtree with an id of its own is sent alone, and
 * what has no address is sent with the nearest node around it that has one, the root at last. Several updates that
 * together are bigger than a node around them give way to it. `done` of a delta says that the text is not `streaming`.
 */
export function diffWidget(before: WidgetRoot, after: WidgetRoot): WidgetUpdate[] {
  if (before === after) return [];
  const scope: Scope = { before: countIds(before), after: countIds(after), sizes: new WeakMap() };
  const whole: WidgetUpdate = { type: 'widget.root.updated', widget: after };
  return cheaper(diffInside(before, after, undefined, scope), whole, scope) ?? [whole];
}

interface Scope {
  /** How often each id occurs on either side. */
  before: Map<string, number>;
  after: Map<string, number>;
  sizes: SizeCache;
}

/** `undefined`: the change cannot be addressed here, what is around must be sent. */
type Diff = WidgetUpdate[] | undefined;

function diffNode(before: JsonNode, after: JsonNode, scope: Scope): Diff {
  if (before === after) return [];
  const id = sharedId(before, after, scope);
  const updates = diffInside(before, after, id, scope);
  if (id === undefined) return updates;
  const whole: WidgetUpdate = { type: 'widget.component.updated', component_id: id, component: after as WidgetNode };
  return cheaper(updates, whole, scope) ?? [whole];
}

/** Updates that leave the node itself in place. */
function diffInside(before: JsonNode, after: JsonNode, id: string | undefined, scope: Scope): Diff {
  const delta = id === undefined ? undefined : growth(before, after);
  if (!hasEqualProps(before, after, delta === undefined ? ['children'] : ['children', 'value'])) return undefined;
  const updates = diffChildren(before.children, after.children, scope);
  if (!updates || !delta || id === undefined) return updates;
  const done = !('streaming' in after && after.streaming === true);
  return [{ type: 'widget.streaming_text.value_delta', component_id: id, delta, done }, ...updates];
}

function diffChildren(before: unknown, after: unknown, scope: Scope): Diff {
  if (isNode(before) && isNode(after)) return diffNode(before, after, scope);
  if (!Array.isArray(before) || !Array.isArray(after)) {
    return isEqual(before ?? undefined, after ?? undefined) ? [] : undefined;
  }
  if (before.length !== after.length) return undefined;
  const updates: WidgetUpdate[] = [];
  for (let index = 0; index < before.length; index += 1) {
    const child: unknown = before[index];
    const next: unknown = after[index];
    if (isNode(child) && isNode(next)) {
      const inner = diffNode(child, next, scope);
      if (!inner) return undefined;
      updates.push(...inner);
    } else if (!isEqual(child, next)) {
      return undefined;
    }
  }
  return updates;
}

/**
 * The id by which an update reaches this node and nothing else. It must be the only one of its kind on both sides: half
 * of the updates applied, the widget is a mixture of the two.
 */
function sharedId(before: JsonNode, after: JsonNode, scope: Scope): string | undefined {
  const { id } = before;
  if (typeof id !== 'string' || id !== after.id) return undefined;
  return scope.before.get(id) === 1 && scope.after.get(id) === 1 ? id : undefined;
}

/** What was appended to the text of a node that streams; `undefined` when it is another text or no such node. */
function growth(before: JsonNode, after: JsonNode): string | undefined {
  if (before.type !== 'Text' && before.type !== 'Markdown') return undefined;
  if (typeof before.value !== 'string' || typeof after.value !== 'string') return undefined;
  return after.value.startsWith(before.value) ? after.value.slice(before.value.length) : undefined;
}

/** Keeps `updates` unless there are several and they are bigger than `whole`. */
function cheaper(updates: Diff, whole: WidgetUpdate, { sizes }: Scope): Diff {
  if (!updates || updates.length < 2) return updates;
  const total = updates.reduce((sum, update) => sum + estimateSize(update, sizes), 0);
  return total <= estimateSize(whole, sizes) ? updates : [whole];
}
