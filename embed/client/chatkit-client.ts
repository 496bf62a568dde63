import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import type { JsonRequest, RequestOf, StreamingRequest } from '../../server/chatkit/protocol/requests.ts';
import type { Page, Thread } from '../../server/chatkit/protocol/threads.ts';
import { ChatError } from './errors.ts';
import type { ApiFetch } from './fetch.ts';
import { toJson } from './json.ts';
import { SseParser } from './sse.ts';

type Unnoted<Request> = Request extends unknown ? Omit<Request, 'metadata'> : never;
/** A request that is answered by events, without our note. */
export type StreamRequest = Unnoted<StreamingRequest>;

interface Answers {
  'threads.get_by_id': Thread;
  'threads.list': Page<Thread>;
  'threads.update': Thread;
  'threads.delete': object;
  'threads.sync_custom_action': { updated_item?: ThreadItem };
  'items.list': Page<ThreadItem>;
  'items.feedback': object;
  'turns.cancel': object;
}
type Asked = keyof Answers & JsonRequest['type'];

export interface StreamOptions {
  /** The same id again is the same turn. */
  requestId: string;
  signal: AbortSignal;
}

/** Speaks ChatKit's requests over an `api.fetch`. */
export class ChatKitClient {
  readonly #url: URL;
  readonly #fetch: ApiFetch;

  constructor(url: URL, fetch: ApiFetch) {
    this.#url = url;
    this.#fetch = fetch;
  }

  /** The events of a turn. Failures come as `error` events; only the signal makes it throw. */
  async *stream(request: StreamRequest, options: StreamOptions): AsyncGenerator<ThreadStreamEvent> {
    const note = { request_id: options.requestId };
    const response = await this.#post(request, note, 'text/event-stream', { signal: options.signal });
    const reader = response.body?.getReader();
    if (!reader) return;
    const parser = new SseParser();
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        for (const frame of parser.push(chunk.value)) {
          const event = 'data' in frame && JSON.parse(frame.data);
          if (event?.type) yield event;
        }
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  /** @throws ChatError */
  async ask<Type extends Asked>(
    type: Type,
    params: RequestOf<Type>['params'],
    init: { keepalive?: boolean } = {},
  ): Promise<Answers[Type]> {
    const response = await this.#post({ type, params }, {}, 'application/json', init);
    try {
      return await response.json();
    } catch (cause) {
      throw new ChatError('bad_reply', { cause });
    }
  }

  #post(request: object, task_chat: object, accept: string, init: RequestInit): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept };
    // The note tells our requests from those of OpenAI's runtime.
    return this.#fetch(this.#url, { ...init, headers, body: toJson({ ...request, metadata: { task_chat } }) });
  }
}
