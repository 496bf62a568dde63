import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import { type Connection, readText } from './connection.ts';
import type { Asked, Echoes, Following } from './echo.ts';
import { toFailure } from './errors.ts';
import { parse, toJson } from './json.ts';
import type { Listener } from './stream-note.ts';
import { SSE, unbroken } from './unbroken.ts';
import { childOf } from './wait.ts';

export interface ApiFetchOptions {
  connection: Connection;
  echoes: Echoes;
  /** Who wants to know, as it stands now. */
  listener(): Listener | undefined;
}

export type ApiFetch = (input: string | URL, init: RequestInit) => Promise<Response>;

/**
 * The `fetch` that every request of the chat goes through, whichever runtime draws it.
 *
 * A stream comes as one unbroken reply, and what cannot be mended ends it with an `error` event. OpenAI's runtime, whose
 * requests have no note of ours, shows people nothing else than events and the text of a reply: there a message that fails
 * is echoed before the error, and a request that fails becomes a reply. Our own chat gets the failure as it is. Other
 * origins get neither the token nor any of this.
 */
export function createApiFetch({ connection, echoes, listener }: ApiFetchOptions): ApiFetch {
  const api: ApiFetch = async (input, init) => {
    const url = new URL(input, document.baseURI);
    if (url.origin !== connection.apiUrl.origin) return fetch(input, init);
    const { body = null, method = 'POST', keepalive = false } = init;
    const headers = new Headers(init.headers);
    // Aborted by the caller, and when nobody reads the reply any more.
    const reading = childOf(init.signal);
    const { signal } = reading;
    const attempt = { url, method, headers, body, keepalive, signal };
    const asked = parse<Asked>(body);
    const ours = !!asked?.metadata?.task_chat;

    if (!asked || !headers.get('accept')?.startsWith(SSE)) {
      const ask = (text = body) => readText({ ...attempt, body: text }, connection);
      try {
        return new Response(await (asked && !ours ? echoes.answer(asked, ask) : ask()));
      } catch (error) {
        if (ours || signal.aborted) throw error;
        const { code, message, status } = toFailure(error);
        return new Response(toJson({ code, message }), { status });
      }
    }

    const { request, note, take } = echoes.follow(asked);
    if (!ours) {
      listener()?.streams?.(note);
      signal.addEventListener('abort', () => {
        // The runtime stops an answer by aborting its request. It aborts every other one too, after its end.
        if (note.done || !listener()?.isStop?.(note)) return;
        const params = { thread_id: note.threadId ?? undefined, request_id: note.requestId };
        const cancel = toJson({ type: 'turns.cancel', params });
        void api(url, { body: cancel, keepalive: true, headers: { 'content-type': 'application/json' } });
      });
    }
    const texts = told(unbroken({ ...attempt, body: toJson(request) }, connection), signal, note, take, ours);
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await texts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`data: ${value}\n\n`));
      },
      cancel() {
        // Nobody reads any more, which is no Stop.
        note.done = true;
        reading.abort();
      },
    });
    return new Response(stream, { headers: { 'content-type': SSE } });
  };
  return api;
}

/** What the runtime is given for the events, with an `error` event for what could not be mended. */
async function* told(
  events: AsyncGenerator<ThreadStreamEvent>,
  signal: AbortSignal,
  note: Following['note'],
  take: Following['take'],
  ours: boolean,
): AsyncGenerator<string> {
  try {
    for await (const event of events) {
      note.events++;
      yield* take(event);
    }
  } catch (error) {
    signal.throwIfAborted();
    const { code, message, allowRetry: allow_retry, lost } = toFailure(error);
    const event = { type: 'error' as const, code, message, allow_retry };
    // OpenAI's runtime knows no such thing.
    yield* take(ours ? Object.assign(event, { lost }) : event, lost);
  }
  note.done = true;
}
