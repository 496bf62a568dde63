import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import type { JsonRequest, RequestOf, StreamingRequest } from '../../server/chatkit/protocol/requests.ts';
import type { Page, Thread } from '../../server/chatkit/protocol/threads.ts';
import { ChatError } from './errors.ts';
import type { ApiFetch } from './fetch.ts';
import { toJson } from './json.ts';
import { SseParser } from './sse.ts';
import { SSE } from './unbroken.ts';

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

/** Speaks ChatKit's requests over an `api.fetch`. */
export class ChatKitClient {
  readonly #url: URL;
  readonly #fetch: ApiFetch;

  constructor(url: URL, fetch: ApiFetch) {
    this.#url = url;
    this.#fetch = fetch;
  }

  /**
   * The events of a turn, to its end.
   *
   * @param requestId the same id again is the same turn
   * @throws ChatError, or the signal's reason
   */
  async *stream(
    request: StreamRequest,
    requestId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ThreadStreamEvent, void> {
    const response = await this.#post(request, SSE, { signal }, { request_id: requestId });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const parser = new SseParser();
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        for (const { data } of parser.push(chunk.value)) {
          const event: ThreadStreamEvent & { lost?: boolean } = JSON.parse(`${data}`);
          // Only what went wrong on the way says whether anybody answered at all.
          if (event.type === 'error' && Object.hasOwn(event, 'lost')) {
            throw new ChatError(event.code, { ...event, allowRetry: event.allow_retry });
          }
          yield event;
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
    init: RequestInit = {},
  ): Promise<Answers[Type]> {
    const response = await this.#post({ type, params }, 'application/json', init, {});
    try {
      return await response.json();
    } catch (cause) {
      throw new ChatError('bad_reply', { cause });
    }
  }

  /** Stops an answer, also from a page that goes away. */
  async cancel(params: RequestOf<'turns.cancel'>['params']): Promise<void> {
    await this.ask('turns.cancel', params, { keepalive: true }).catch(() => {});
  }

  #post(request: object, accept: string, init: RequestInit, task_chat: object): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept };
    // The note tells our requests from those of OpenAI's runtime.
    return this.#fetch(this.#url, { ...init, headers, body: toJson({ ...request, metadata: { task_chat } }) });
  }
}
