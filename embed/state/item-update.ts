import type { ItemUpdate } from '../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import { updateWidget } from './widget-tree.ts';

/** The item after an update, as a new object. An update that does not fit changes nothing. */
export function updateItem(item: ThreadItem, update: ItemUpdate): ThreadItem {
  switch (item.type) {
    case 'assistant_message':
      return { ...item, content: updateContent(item.content, update) };
    case 'widget':
      return update.type.startsWith('widget.')
        ? { ...item, widget: updateWidget(item.widget, update as Parameters<typeof updateWidget>[1]) }
        : item;
    case 'workflow':
      if (!('task' in update)) return item;
      return {
        ...item,
        workflow: { ...item.workflow, tasks: put(item.workflow.tasks, update.task_index, update.task) },
      };
    case 'generated_image':
      return 'image' in update ? { ...item, image: update.image } : item;
    default:
      return item;
  }
}

type Content = Extract<ThreadItem, { type: 'assistant_message' }>['content'];

function updateContent(content: Content, update: ItemUpdate): Content {
  if (!('content_index' in update)) return content;
  const index = update.content_index;
  const part = content[index];
  switch (update.type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      return put(content, index, update.content);
    case 'assistant_message.content_part.text_delta':
      // Text whose part was not announced is text all the same.
      return put(content, index, {
        type: 'output_text',
        annotations: [],
        ...part,
        text: (part?.text ?? '') + update.delta,
      });
    case 'assistant_message.content_part.annotation_added':
      if (!part) return content;
      return put(content, index, {
        ...part,
        annotations: put(part.annotations, update.annotation_index, update.annotation),
      });
    // A server may be newer than this script.
    default:
      return content;
  }
}

function put<Value>(list: readonly Value[], index: number, value: Value): Value[] {
  return list.toSpliced(index, 1, value);
}
