import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import type { JsonRequest, RequestOf, StreamingRequest } from '../../server/chatkit/protocol/requests.ts';
import type { Page, Thread } from '../../server/chatkit/protocol/threads.ts';
import { type Attempt, type Connection, readText } from './connection.ts';
import { ChatError } from './errors.ts';
import { toJson } from './json.ts';
import { SSE, unbroken } from './unbroken.ts';

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

/** Speaks ChatKit's requests in the name of our own chat. */
export class ChatKitClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * The events of a turn, to its end.
   *
   * @param requestId the same id again is the same turn
   * @throws ChatError, or the signal's reason
   */
  stream(request: StreamRequest, requestId: string, signal: AbortSignal): AsyncGenerator<ThreadStreamEvent> {
    // A run that a broken connection does not end.
    const note = { request_id: requestId, cancel: 'explicit' };
    return unbroken(this.#toAttempt(request, SSE, { signal }, note), this.#connection);
  }

  /** @throws ChatError */
  async ask<Type extends Asked>(
    type: Type,
    params: RequestOf<Type>['params'],
    init: Partial<Attempt> = {},
  ): Promise<Answers[Type]> {
    const text = await readText(this.#toAttempt({ type, params }, 'application/json', init), this.#connection);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ChatError('bad_reply', { cause });
    }
  }

  /** Stops an answer, also from a page that goes away. */
  async cancel(params: RequestOf<'turns.cancel'>['params']): Promise<void> {
    await this.ask('turns.cancel', params, { keepalive: true }).catch(() => {});
  }

  #toAttempt(request: object, accept: string, init: Partial<Attempt>, task_chat: object = {}): Attempt {
    return {
      url: this.#connection.apiUrl,
      method: 'POST',
      headers: new Headers({ 'content-type': 'application/json', accept }),
      // The note tells our requests from those of OpenAI's runtime.
      body: toJson({ ...request, metadata: { task_chat } }),
      signal: new AbortController().signal,
      ...init,
    };
  }
}
