/** Items and events as the server writes them. */

const CREATED = '2026-01-02T03:04:05Z';

export function thread(id = 'thr_1', more: object = {}) {
  return { id, title: 'Groceries', created_at: CREATED, status: { type: 'active' }, items: page(), ...more };
}

export function page(data: readonly object[] = [], more: object = {}) {
  return { data, has_more: false, ...more };
}

export function userMessage(id: string, text: string) {
  const content = [{ type: 'input_text', text }];
  return {
    type: 'user_message',
    id,
    thread_id: 'thr_1',
    created_at: CREATED,
    content,
    attachments: [],
    inference_options: {},
  };
}

export function assistantMessage(id: string, ...texts: string[]) {
  const content = texts.map((text) => ({ type: 'output_text', text, annotations: [] }));
  return { type: 'assistant_message', id, thread_id: 'thr_1', created_at: CREATED, content };
}

export function widgetItem(id: string, widget: object, more: object = {}) {
  return { type: 'widget', id, thread_id: 'thr_1', created_at: CREATED, widget, ...more };
}

export function card(...children: object[]) {
  return { type: 'Card', children };
}

export function button(label: string, action: object) {
  return { type: 'Button', key: label, label, onClickAction: { type: 'tasks.complete', ...action } };
}

export const added = (item: object) => ({ type: 'thread.item.added', item });
export const done = (item: object) => ({ type: 'thread.item.done', item });
export const replaced = (item: object) => ({ type: 'thread.item.replaced', item });
export const updated = (id: string, update: object) => ({ type: 'thread.item.updated', item_id: id, update });
export const part = (id: string) =>
  updated(id, {
    type: 'assistant_message.content_part.added',
    content_index: 0,
    content: { type: 'output_text', text: '', annotations: [] },
  });
export const delta = (id: string, text: string) =>
  updated(id, { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: text });
export const error = (code: string, message: string, allow_retry = true) => ({
  type: 'error',
  code,
  message,
  allow_retry,
});
export const created = (id = 'thr_1') => ({ type: 'thread.created', thread: thread(id) });

/** The whole answer to a message, as one turn's events. */
export function answer(question: string, reply: string, id = '1') {
  const message = assistantMessage(`msg_a${id}`, '');
  return [
    done(userMessage(`msg_u${id}`, question)),
    { type: 'stream_options', stream_options: { allow_cancel: true } },
    added({ ...message, content: [] }),
    part(message.id),
    ...[...reply].map((char) => delta(message.id, char)),
    done(assistantMessage(message.id, reply)),
  ];
}
