import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../server/chatkit/protocol/items.ts';
import type { JsonRequest, RequestOf, StreamingRequest } from '../../server/chatkit/protocol/requests.ts';
import type { Page, Thread } from '../../server/chatkit/protocol/threads.ts';
import { type Attempt, type Connection, readText } from './connection.ts';
import { ChatError } from './errors.ts';
import { toJson } from './json.ts';
import { parse, SSE, unbroken } from './unbroken.ts';

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

/** Speaks ChatKit's requests for our own chat. */
export class ChatKitClient {
  readonly #url: URL;
  readonly #connection: Connection;

  constructor(url: URL, connection: Connection) {
    this.#url = url;
    this.#connection = connection;
  }

  /**
   * The events of a turn.
   *
   * @throws ChatError when they cannot be read to their end; the signal's reason
   */
  stream(request: StreamRequest, { requestId, signal }: StreamOptions): AsyncGenerator<ThreadStreamEvent> {
    const metadata = { task_chat: { request_id: requestId, cancel: 'explicit' } };
    return unbroken(this.#attempt({ ...request, metadata }, SSE, signal), this.#connection);
  }

  /** @throws ChatError */
  async ask<Type extends Asked>(
    type: Type,
    params: RequestOf<Type>['params'],
    keepalive = false,
  ): Promise<Answers[Type]> {
    const { signal } = new AbortController();
    const attempt = this.#attempt({ type, params }, 'application/json', signal, keepalive);
    const answer = parse<Answers[Type]>(await readText(attempt, this.#connection));
    if (answer === undefined) throw new ChatError('bad_reply');
    return answer;
  }

  #attempt(request: object, accept: string, signal: AbortSignal, keepalive = false): Attempt {
    const headers = new Headers({ 'content-type': 'application/json', accept });
    return { url: this.#url, method: 'POST', headers, body: toJson(request), keepalive, signal };
  }
}
