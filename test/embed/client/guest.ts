import { type BackendOptions, createBackend } from '../../../embed/client/backend.ts';
import type { Times } from '../../../embed/client/connection.ts';
import { SseParser } from '../../../embed/client/sse.ts';
import type { StreamNote } from '../../../embed/client/stream-note.ts';
import { textOf } from '../../../embed/state/thread-view.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../../server/chatkit/protocol/items.ts';
import { type FakeBackend, token } from '../fake-backend.ts';

export const FAST: Times = { reply: 400, silence: 250, tries: [20, 40, 60], patience: 2_000 };

/** Asks as OpenAI's runtime does: no notes, a page's worth of headers, streams read to their end. */
export function openGuest(server: FakeBackend, options: Partial<BackendOptions> = {}) {
  const notes: StreamNote[] = [];
  const changes: string[] = [];
  const backend = createBackend({
    apiUrl: server.url,
    readToken: () => token(),
    onPersonChange: () => changes.push('person'),
    times: FAST,
    ...options,
    listener: () => ({ streams: (note) => notes.push(note), ...options.listener?.() }),
  });

  const post = (type: string, params: object, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/json', 'chatkit-frame-instance-id': 'frame', ...init.headers };
    return backend.fetch(server.url, { method: 'POST', ...init, headers, body: JSON.stringify({ type, params }) });
  };
  const open = (type: string, params: object, signal?: AbortSignal) =>
    post(type, params, { headers: { accept: 'text/event-stream' }, ...(signal && { signal }) });

  return {
    backend,
    notes,
    changes,
    open,
    post,
    ask: async (type: string, params: object) => {
      const reply = await post(type, params);
      return { status: reply.status, body: await reply.json() };
    },
    stream: async (type: string, params: object) => readEvents(await open(type, params)),
  };
}

export async function readEvents(response: Response): Promise<ThreadStreamEvent[]> {
  const frames = new SseParser().push(new Uint8Array(await response.arrayBuffer()));
  return frames.flatMap((frame) => (frame.data ? [JSON.parse(frame.data)] : []));
}

export function input(text: string) {
  return { content: [{ type: 'input_text', text }], attachments: ['att_1'], quoted_text: '', inference_options: {} };
}

export function thread(id: string, rows: readonly object[] = []) {
  const status = { type: 'active' };
  return { id, created_at: '2026-01-01T00:00:00Z', status, items: { data: rows, has_more: false } };
}

export function created(id: string) {
  return { type: 'thread.created', thread: thread(id) };
}

export function userItem(id: string, threadId: string, text: string) {
  return {
    ...input(text),
    attachments: [],
    type: 'user_message',
    id,
    thread_id: threadId,
    created_at: '2026-01-01T00:00:00Z',
  };
}

export function done(item: object) {
  return { type: 'thread.item.done', item };
}

/** The conversation as the runtime shows it when it was given these events. */
export class Shown {
  threadId: string | undefined;
  items: ThreadItem[] = [];
  error: Extract<ThreadStreamEvent, { type: 'error' }> | undefined;

  take(events: readonly ThreadStreamEvent[]): this {
    this.error = undefined;
    for (const event of events) {
      // What comes before the conversation has begun is not seen, but for errors.
      if (event.type === 'error') this.error = event;
      else if (event.type === 'thread.created') this.threadId = event.thread.id;
      else if (!this.threadId) continue;
      else if (event.type === 'thread.item.removed') this.items = this.items.filter(({ id }) => id !== event.item_id);
      else if (event.type === 'thread.item.done')
        this.items = [...this.items.filter(({ id }) => id !== event.item.id), event.item];
    }
    return this;
  }

  /** What a person reads, line by line. */
  get lines(): string[] {
    return this.items.map(textOf);
  }

  /** What the notice's Retry button sends. */
  get retry(): { thread_id: string | undefined; item_id: string | undefined } {
    const said = this.items.filter((item) => item.type === 'user_message');
    return { thread_id: this.threadId, item_id: said.at(-1)?.id };
  }
}
