import type { ThreadStreamEvent } from './protocol/events.ts';
import type { AssistantMessageItem } from './protocol/items.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { Turn } from './turn.ts';

export interface StreamTextOptions {
  thread: Pick<ThreadMetadata, 'id'>;
  turn: Pick<Turn, 'generateId' | 'now'>;
  /** Markdown: whole, or in the parts in which it comes. */
  text: string | Iterable<string> | AsyncIterable<string>;
}

/** The events that show an assistant's message, and the finished item as the return value. An empty part sends nothing. */
export async function* streamText(options: StreamTextOptions): AsyncGenerator<ThreadStreamEvent, AssistantMessageItem> {
  const { thread, turn, text } = options;
  const item: AssistantMessageItem = {
    type: 'assistant_message',
    id: turn.generateId('message'),
    thread_id: thread.id,
    created_at: turn.now().toISOString(),
    content: [],
  };
  const toContent = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });
  yield { type: 'thread.item.added', item };
  yield {
    type: 'thread.item.updated',
    item_id: item.id,
    // ChatKit's clients drop deltas of a part that was not announced.
    update: { type: 'assistant_message.content_part.added', content_index: 0, content: toContent('') },
  };
  let whole = '';
  for await (const delta of typeof text === 'string' ? [text] : text) {
    if (!delta) continue;
    whole += delta;
    yield {
      type: 'thread.item.updated',
      item_id: item.id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
    };
  }
  const content = toContent(whole);
  yield {
    type: 'thread.item.updated',
    item_id: item.id,
    update: { type: 'assistant_message.content_part.done', content_index: 0, content },
  };
  const done: AssistantMessageItem = { ...item, content: [content] };
  yield { type: 'thread.item.done', item: done };
  return done;
}
