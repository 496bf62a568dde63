const MAX_DEPTH = 64;
const MAX_NODES = 20_000;
/** Levels of arrays and objects: two for each level of nodes, and as much again for free data such as payloads. */
const MAX_JSON_DEPTH = 4 * MAX_DEPTH;

/** A node of whatever type, as JSON brings it: known or not, valid or not. */
export interface JsonNode {
  readonly type: string;
  readonly id?: unknown;
  readonly value?: unknown;
  readonly children?: unknown;
}

export function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The children of a node: of a list, or its single one. What is no node is left out. */
export function childNodes(node: JsonNode): JsonNode[] {
  const { children } = node;
  if (Array.isArray(children)) return children.filter(isNode);
  return isNode(children) ? [children] : [];
}

/** Says what is too big about a widget, if anything. Without recursion, so that it may meet any value, cycles too. */
export function findExcess(root: unknown): string | undefined {
  const stack: { value: unknown; level: number; nodeLevel: number; isNode: boolean }[] = [
    { value: root, level: 1, nodeLevel: 1, isNode: true },
  ];
  let nodes = 0;
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { value, level, nodeLevel } = entry;
    if (typeof value !== 'object' || value === null) continue;
    if (entry.isNode) nodes += 1;
    if (nodes > MAX_NODES) return `A widget has at most ${MAX_NODES} nodes.`;
    if (nodeLevel > MAX_DEPTH) return `A widget nests at most ${MAX_DEPTH} nodes deep.`;
    if (level > MAX_JSON_DEPTH) return `A widget nests its data at most ${MAX_JSON_DEPTH} levels deep.`;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member !== 'object' || member === null) continue;
      if (!entry.isNode || key !== 'children') {
        stack.push({ value: member, level: level + 1, nodeLevel, isNode: false });
        continue;
      }
      for (const child of Array.isArray(member) ? member : [member]) {
        stack.push({ value: child, level: level + 2, nodeLevel: nodeLevel + 1, isNode: true });
      }
    }
  }
  return undefined;
}
