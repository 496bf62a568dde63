import type { ItemUpdate } from './protocol/events.ts';
import type { AssistantMessageContent, ThreadItem } from './protocol/items.ts';
import { applyWidgetUpdate } from './widgets/apply.ts';

/**
 * Applies one update to an item that is on its way. Changes `item` in place and returns it.
 *
 * Tolerant as ChatKit's clients are: an update that does not fit (another type, an index out of range) changes nothing.
 */
export function applyItemUpdate(item: ThreadItem, update: ItemUpdate): ThreadItem {
  switch (update.type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      if (item.type === 'assistant_message' && update.content_index <= item.content.length) {
        item.content[update.content_index] = keepAnnotations(item.content[update.content_index], update.content);
      }
      return item;
    case 'assistant_message.content_part.text_delta': {
      const part = item.type === 'assistant_message' ? item.content[update.content_index] : undefined;
      if (part) part.text += update.delta;
      return item;
    }
    case 'assistant_message.content_part.annotation_added': {
      const part = item.type === 'assistant_message' ? item.content[update.content_index] : undefined;
      // A client that leaves a gap shows the annotation all the same; without the gap none is lost.
      if (part) part.annotations[Math.min(update.annotation_index, part.annotations.length)] = update.annotation;
      return item;
    }
    case 'widget.root.updated':
    case 'widget.component.updated':
    case 'widget.streaming_text.value_delta':
      if (item.type === 'widget') item.widget = applyWidgetUpdate(item.widget, update);
      return item;
    case 'workflow.task.added':
    case 'workflow.task.updated': {
      const tasks = item.type === 'workflow' ? item.workflow.tasks : undefined;
      if (tasks && update.task_index <= tasks.length) tasks[update.task_index] = update.task;
      return item;
    }
    case 'generated_image.updated':
      if (item.type === 'generated_image') item.image = update.image;
      return item;
  }
}

/** A part that is announced as done with no annotations keeps those it was sent before. */
function keepAnnotations(before: AssistantMessageContent | undefined, after: AssistantMessageContent) {
  const annotations = after.annotations.length > 0 ? after.annotations : (before?.annotations ?? []);
  return { ...after, annotations: [...annotations] };
}
