import * as z from 'zod';
import type { WidgetNode, WidgetRoot } from './widget-nodes.ts';
import { NODE_SCHEMAS } from './widget-nodes.ts';
import type { JsonNode } from './widget-tree.ts';
import { findExcess, isNode } from './widget-tree.ts';

export type { CardButton } from './widget-layout.ts';
export type {
  BadgeNode,
  BasicNode,
  BoxNode,
  ButtonNode,
  CaptionNode,
  CardNode,
  ChartNode,
  CheckboxNode,
  ColNode,
  DatePickerNode,
  DividerNode,
  FormNode,
  IconNode,
  ImageNode,
  InputNode,
  LabelNode,
  ListViewItemNode,
  ListViewNode,
  MarkdownNode,
  RadioGroupNode,
  RowNode,
  SelectNode,
  SpacerNode,
  TableCellNode,
  TableNode,
  TableRowNode,
  TextareaNode,
  TextNode,
  TitleNode,
  TransitionNode,
  WidgetComponent,
  WidgetNode,
  WidgetRoot,
} from './widget-nodes.ts';
export type { WidgetBorder, WidgetStatus } from './widget-values.ts';

const ROOT_TYPES: ReadonlySet<string> = new Set<WidgetRoot['type']>(['Card', 'ListView', 'Basic']);
const SCHEMAS = new Map(Object.entries(NODE_SCHEMAS));

/** Whether a node may stand at the root, by its type alone. */
export function isWidgetRoot(node: JsonNode): node is WidgetRoot {
  return ROOT_TYPES.has(node.type);
}

type Issue = { message: string; path: PropertyKey[] };

/**
 * One whole widget. Linear in its size, and bounded: 64 levels of nodes, 20,000 nodes.
 *
 * Known nodes must be valid, wherever they stand; unknown fields and nodes of unknown types pass through as they are, so
 * that a widget of a newer ChatKit survives a store. A prop that is `null` is absent afterwards, nulls of free data
 * stay. An unknown type at the root is an error.
 */
export const widgetRootSchema: z.ZodType<WidgetRoot> = z.unknown().transform((value, context) => {
  const issues: Issue[] = [];
  if (isNode(value) && !isWidgetRoot(value)) {
    issues.push({
      message: `A widget's root is a Card, a ListView or a Basic, not "${clip(value.type)}".`,
      path: ['type'],
    });
  }
  return settle<WidgetRoot>(value, issues, context);
});

/** One node of any type with what stands in it, such as the new one of `widget.component.updated`. */
export const widgetComponentSchema: z.ZodType<WidgetNode> = z
  .unknown()
  .transform((value, context) => settle<WidgetNode>(value, [], context));

function settle<Node extends WidgetNode>(value: unknown, issues: Issue[], context: z.RefinementCtx): Node {
  const excess = findExcess(value);
  if (excess) issues.push({ message: excess, path: [] });
  const node = issues.length === 0 ? parseNode(value, [], issues) : undefined;
  if (issues.length === 0) return node as Node;
  for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
  return z.NEVER;
}

/** Returns the parsed node, or tells `issues` what is wrong with it. `path` is the one under way and unchanged at the end. */
function parseNode(value: unknown, path: PropertyKey[], issues: Issue[]): JsonNode | undefined {
  if (!isNode(value)) {
    issues.push({ message: 'Expected a node: an object with a "type".', path: [...path] });
    return undefined;
  }
  const schema = SCHEMAS.get(value.type);
  if (!schema) return value;
  const parsed = schema.props.safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) issues.push({ message: issue.message, path: [...path, ...issue.path] });
    return undefined;
  }
  const node: Record<string, unknown> & { type: string } = { ...parsed.data };
  for (const [key, prop] of Object.entries(node)) if (prop === undefined || prop === null) delete node[key];
  if (!schema.children || node.children === undefined) return node;
  path.push('children');
  node.children =
    schema.children === 'one' ? parseNode(node.children, path, issues) : parseList(node.children, path, issues);
  path.pop();
  return node;
}

/** A list of nodes. A single one counts as a list of one, as ChatKit takes it; a `null` in a list is nothing. */
function parseList(value: unknown, path: PropertyKey[], issues: Issue[]): JsonNode[] {
  if (!Array.isArray(value)) return [parseNode(value, path, issues)].filter((node) => node !== undefined);
  const nodes: JsonNode[] = [];
  for (const [index, child] of value.entries()) {
    if (child === null) continue;
    path.push(index);
    const node = parseNode(child, path, issues);
    path.pop();
    if (node) nodes.push(node);
    // One bad node tells enough; a list of thousands would drown it.
    if (issues.length > 0) break;
  }
  return nodes;
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
