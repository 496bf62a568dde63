import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import { type Attempt, type ConnectionOptions, connect, Patience, TIMES, type Times } from './connection.ts';
import { type Asked, createEchoes, type Echoes, type Following } from './echo.ts';
import { ChatError, toFailure } from './errors.ts';
import { toJson } from './json.ts';
import type { StreamHooks } from './stream-note.ts';
import type { TokenSource } from './token.ts';
import { parse, SSE, unbroken } from './unbroken.ts';
import { childOf, within } from './wait.ts';

export interface ApiFetchOptions {
  /** The one address that gets the token. */
  apiUrl: URL;
  token: TokenSource;
  times?: Partial<Times> | undefined;
  onReach?(reached: boolean): void;
  /** What OpenAI's runtime shows and the server does not have. @default nothing yet */
  echoes?: Echoes;
  streams?: StreamHooks | undefined;
}

export type ApiFetch = (input: string | URL, init: RequestInit) => Promise<Response>;

/**
 * The `fetch` that every request of the chat goes through, whichever runtime draws it.
 *
 * A stream comes as one unbroken reply: when the connection breaks or falls silent, the same request (same request id)
 * is sent again with `Last-Event-ID`, and reading goes on where it was cut. What cannot be mended ends the stream with
 * an `error` event. A request without a stream rejects with a ChatError. Other origins get neither the token nor any of
 * this. A request without our note is one of OpenAI's runtime, which shows people nothing else than events and the text
 * of a reply: a message that fails is echoed before the error, and a rejection becomes a reply.
 */
export function createApiFetch({
  apiUrl,
  token,
  times,
  onReach = () => {},
  echoes = createEchoes(),
  streams = {},
}: ApiFetchOptions): ApiFetch {
  const connection: ConnectionOptions = { token, times: { ...TIMES, ...times }, onReach };

  const api: ApiFetch = async (input, init) => {
    const url = new URL(input, document.baseURI);
    if (url.origin !== apiUrl.origin) return fetch(input, init);
    const { body = null, method = 'POST', keepalive = false } = init;
    const headers = new Headers(init.headers);
    // Aborted by the caller, and when nobody reads the reply any more.
    const reading = childOf(init.signal);
    const { signal } = reading;
    const attempt: Attempt = { url, method, headers, body, keepalive, signal };
    const asked = typeof body === 'string' ? parse<Asked>(body) : undefined;
    const ours = asked?.metadata?.task_chat;

    if (!asked || !headers.get('accept')?.startsWith(SSE)) {
      const ask = (text = body) => readText({ ...attempt, body: text }, connection);
      try {
        return new Response(await (ours || !asked ? ask() : echoes.answer(asked, ask)));
      } catch (error) {
        if (ours || signal.aborted) throw error;
        const { code, message, status } = toFailure(error);
        return new Response(toJson({ code, message }), { status });
      }
    }

    const { request, note, take } = echoes.follow(asked);
    if (!ours) {
      streams.onStream?.(note);
      signal.addEventListener('abort', () => {
        // The runtime stops an answer by aborting its request. It aborts every other one too, after its end.
        if (note.done || !streams.isStop?.(note)) return;
        const params = { thread_id: note.threadId ?? undefined, request_id: note.requestId };
        const cancel = toJson({ type: 'turns.cancel', params });
        void api(apiUrl, { body: cancel, keepalive: true, headers: { 'content-type': 'application/json' } });
      });
    }
    const texts = told(unbroken({ ...attempt, body: toJson(request) }, connection), signal, note, take, !!ours);
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

async function readText(attempt: Attempt, connection: ConnectionOptions): Promise<string> {
  const { times } = connection;
  const reply = await connect(attempt, new Patience(times, attempt.signal), connection);
  return within(reply.text(), times.reply, () => new ChatError('network'));
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
    const { code, message, allowRetry, lost } = toFailure(error);
    const event = { type: 'error' as const, code, message, allow_retry: allowRetry };
    // OpenAI's runtime knows no such thing.
    yield* take(ours ? Object.assign(event, { lost }) : event, lost);
  }
  note.done = true;
}
