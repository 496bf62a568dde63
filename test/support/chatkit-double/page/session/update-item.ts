import type { Item, WireEvent } from '../wire/types.ts';

interface Part {
  readonly text: string;
  readonly annotations: readonly unknown[];
}
interface Node {
  readonly id?: string;
  readonly type: string;
  readonly value?: string;
  readonly children?: Node | readonly Node[] | null;
}

const ROOTS = ['Card', 'ListView', 'Basic'];

/** An item after one update. Types that are not known change nothing. */
export function updateItem(item: Item, update: WireEvent): Item {
  const index = Number(update.content_index);
  const place = Number(update.task_index);
  const workflow = item.workflow as { tasks: readonly unknown[] } | undefined;
  switch (update.type) {
    case 'assistant_message.content_part.added':
      return withPart(item, index, () => update.content as Part, true);
    case 'assistant_message.content_part.done':
      return withPart(item, index, () => update.content as Part, true);
    case 'assistant_message.content_part.text_delta':
      // Without a part there is nothing to add to, and the delta is lost.
      return withPart(item, index, (part) => ({ ...part, text: part.text + update.delta }));
    case 'assistant_message.content_part.annotation_added':
      return withPart(item, index, (part) => {
        const annotations = [...part.annotations];
        annotations[Number(update.annotation_index)] = update.annotation;
        return { ...part, annotations };
      });
    case 'widget.root.updated':
      return ROOTS.includes((update.widget as Node).type) ? { ...item, widget: update.widget } : item;
    case 'widget.component.updated':
      return { ...item, widget: mapNode(item.widget as Node, update.component_id, () => update.component as Node) };
    case 'widget.streaming_text.value_delta':
      return { ...item, widget: mapNode(item.widget as Node, update.component_id, (node) => grow(node, update)) };
    case 'workflow.task.added':
      return { ...item, workflow: { ...workflow, tasks: [...(workflow?.tasks ?? []), update.task] } };
    case 'workflow.task.updated': {
      const tasks = (workflow?.tasks ?? []).map((task, at) => (at === place ? update.task : task));
      return { ...item, workflow: { ...workflow, tasks } };
    }
    case 'generated_image.updated':
      return { ...item, image: update.image };
    default:
      return item;
  }
}

function withPart(item: Item, index: number, change: (part: Part) => Part, create = false): Item {
  const content = [...((item.content as readonly Part[] | undefined) ?? [])];
  const part = content[index];
  if (!part && !create) return item;
  content[index] = change(part ?? { text: '', annotations: [] });
  return { ...item, content };
}

function grow(node: Node, update: WireEvent): Node {
  if (node.type !== 'Text' && node.type !== 'Markdown') return node;
  return { ...node, value: (node.value ?? '') + update.delta };
}

function mapNode(node: Node, id: unknown, change: (node: Node) => Node): Node {
  if (node.id !== undefined && node.id === id) return change(node);
  const { children } = node;
  if (!children) return node;
  const many = (list: readonly Node[]) => list.map((child) => mapNode(child, id, change));
  return { ...node, children: isList(children) ? many(children) : mapNode(children, id, change) };
}

const isList = (children: Node | readonly Node[]): children is readonly Node[] => Array.isArray(children);
