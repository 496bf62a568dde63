import type { WidgetUpdate } from '../protocol/events.ts';
import type { JsonNode } from '../protocol/widget-tree.ts';
import { isNode } from '../protocol/widget-tree.ts';
import type { WidgetRoot } from '../protocol/widgets.ts';
import { isWidgetRoot } from '../protocol/widgets.ts';

/**
 * The widget after one update; what did not change is shared with `root`, which stays as it is.
 *
 * As ChatKit's clients do: an id that nothing has changes nothing, and a delta appends to a Text or Markdown only. An id
 * that several nodes have changes them all.
 */
export function applyWidgetUpdate(root: WidgetRoot, update: WidgetUpdate): WidgetRoot {
  if (update.type === 'widget.root.updated') return update.widget;
  const after = changeById(root, update.component_id, (node) =>
    update.type === 'widget.component.updated' ? update.component : appendText(node, update.delta),
  );
  // A component that is no root cannot stand in the root's place.
  return isWidgetRoot(after) ? after : root;
}

function changeById(node: JsonNode, id: string, change: (node: JsonNode) => JsonNode): JsonNode {
  if (node.id === id) return change(node);
  const { children } = node;
  if (isNode(children)) {
    const child = changeById(children, id, change);
    return child === children ? node : { ...node, children: child };
  }
  if (!Array.isArray(children)) return node;
  const changed = children.map((child: unknown) => (isNode(child) ? changeById(child, id, change) : child));
  return changed.some((child, index) => child !== children[index]) ? { ...node, children: changed } : node;
}

function appendText(node: JsonNode, delta: string): JsonNode {
  if (node.type !== 'Text' && node.type !== 'Markdown') return node;
  return { ...node, value: (typeof node.value === 'string' ? node.value : '') + delta };
}
