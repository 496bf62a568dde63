import type { WidgetUpdate } from '../../server/chatkit/protocol/events.ts';
import type { WidgetRoot } from '../../server/chatkit/protocol/widgets.ts';

type Json = Record<string, unknown>;

/** The tree after an update. What did not change stays the same object. */
export function updateWidget(root: WidgetRoot, update: WidgetUpdate): WidgetRoot {
  if (update.type === 'widget.root.updated') return update.widget;
  const id = update.component_id;
  const change = (node: Json): unknown => {
    if (update.type === 'widget.component.updated') return update.component;
    // Text without a value, or another type of node, is no text that grows.
    if (node.type !== 'Text' && node.type !== 'Markdown') return node;
    return { ...node, value: `${node.value ?? ''}${update.delta}`, streaming: !update.done };
  };
  return replace(root, id, change) as WidgetRoot;
}

/** Changes the nodes with this id, wherever they stand. */
function replace(value: unknown, id: string, change: (node: Json) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const next = value.map((entry) => replace(entry, id, change));
    return next.some((entry, index) => entry !== value[index]) ? next : value;
  }
  const node = value as Json;
  if (node.id === id && typeof node.type === 'string') return change(node);
  let next = node;
  for (const [key, child] of Object.entries(node)) {
    const changed = replace(child, id, change);
    if (changed !== child) next = { ...next, [key]: changed };
  }
  return next;
}
