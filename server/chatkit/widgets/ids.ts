import type { JsonNode } from '../protocol/widget-tree.ts';
import { childNodes } from '../protocol/widget-tree.ts';
import type { WidgetRoot } from '../protocol/widgets.ts';

/** How many nodes of a widget have each id. */
export function countIds(root: JsonNode): Map<string, number> {
  const counts = new Map<string, number>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (typeof node.id === 'string') counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
    for (const child of childNodes(node)) stack.push(child);
  }
  return counts;
}

/**
 * For development and tests: an update by an id that two nodes have would change both.
 *
 * @throws Error that names the ids which occur more than once.
 */
export function assertUniqueIds(root: WidgetRoot): void {
  const repeated = [...countIds(root)].filter(([, count]) => count > 1).map(([id]) => `"${id}"`);
  if (repeated.length > 0) throw new Error(`Ids must be unique in a widget; these are not: ${repeated.join(', ')}.`);
}
