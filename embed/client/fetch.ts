import { type Attempt, type ConnectionOptions, connect, Patience, TIMES, type Times } from './connection.ts';
import { ChatError, toFailure } from './errors.ts';
import { newId } from './ids.ts';
import { SseParser } from './sse.ts';
import type { TokenSource } from './token.ts';
import { within } from './wait.ts';

const SSE = 'text/event-stream';
const END = ': end\n\n';

export interface ApiFetchOptions {
  /** The one address that gets the token. */
  apiUrl: URL;
  token: TokenSource;
  times?: Partial<Times>;
  onReach?(reached: boolean): void;
}

export type ApiFetch = (input: string | URL, init: RequestInit) => Promise<Response>;

/**
 * The `fetch` that every request of the chat goes through, whichever runtime draws it.
 *
 * A stream comes as one unbroken reply: when the connection breaks or falls silent, the same request (same request id)
 * is sent again with `Last-Event-ID`, and reading goes on where it was cut. What cannot be mended ends the stream with
 * an `error` event, since ChatKit's runtime shows nobody anything else. A request without a stream rejects with a
 * ChatError. Other origins get neither the token nor any of this.
 */
export function createApiFetch(options: ApiFetchOptions): ApiFetch {
  const connection: ConnectionOptions = {
    token: options.token,
    times: { ...TIMES, ...options.times },
    onReach: (reached) => options.onReach?.(reached),
  };
  return async (input, init) => {
    const url = new URL(input, document.baseURI);
    if (url.origin !== options.apiUrl.origin) return fetch(url, init);
    const headers = new Headers(init.headers);
    const signal = init.signal ?? new AbortController().signal;
    const streams = headers.get('accept')?.startsWith(SSE) ?? false;
    const body = streams ? withNote(init.body) : (init.body ?? null);
    const attempt: Attempt = { url, headers, body, keepalive: init.keepalive ?? false, signal };
    if (!streams) return connect(attempt, new Patience(connection.times, signal), connection);
    return toResponse(unbroken(attempt, connection));
  };
}

/** Every streaming request has an id that stays over its tries, and a run that a broken connection does not end. */
function withNote(body: BodyInit | null | undefined): BodyInit | null {
  if (typeof body !== 'string') return body ?? null;
  const request = JSON.parse(body);
  const note = { request_id: newId(), cancel: 'explicit', ...request.metadata?.task_chat };
  return JSON.stringify({ ...request, metadata: { ...request.metadata, task_chat: note } });
}

async function* unbroken(attempt: Attempt, connection: ConnectionOptions): AsyncGenerator<string> {
  const { signal } = attempt;
  const { silence, patience: limit } = connection.times;
  const patience = new Patience(connection.times, signal);
  const place: Place = { last: attempt.headers.get('last-event-id') ?? '', ids: false, frames: false };
  try {
    for (;;) {
      if (place.last) attempt.headers.set('last-event-id', place.last);
      const reading = new AbortController();
      signal.addEventListener('abort', () => reading.abort());
      const response = await connect({ ...attempt, signal: reading.signal }, patience, connection);
      const type = response.headers.get('content-type') ?? '';
      if (!response.body || !type.startsWith(SSE)) throw new ChatError('bad_reply', { cause: `it is ${type}` });
      const end = yield* read(response.body, place, silence, () => patience.restart());
      // Firefox keeps a connection whose body was merely cancelled.
      reading.abort();
      if (end === 'end') return;
      signal.throwIfAborted();
      connection.onReach(false);
      // A server that numbers nothing cannot be asked for the rest. Two silences in a row are enough.
      const lost = place.frames && !place.ids;
      if (lost || !(await patience.again(end === 'silence' ? limit / 2 : 0))) {
        throw new ChatError(end === 'rubbish' ? 'bad_reply' : 'interrupted_stream', { cause: end });
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    const { code, message, allowRetry } = toFailure(error);
    yield `data: ${JSON.stringify({ type: 'error', code, message, allow_retry: allowRetry })}\n\n${END}`;
  }
}

/** How far a stream has been read. */
interface Place {
  last: string;
  ids: boolean;
  frames: boolean;
}

type Ending = 'end' | 'cut' | 'silence' | 'rubbish';

async function* read(
  body: ReadableStream<Uint8Array>,
  place: Place,
  silence: number,
  onProgress: () => void,
): AsyncGenerator<string, Ending> {
  const parser = new SseParser();
  const reader = body.getReader();
  const hush = new Error('silence');
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silence, () => hush);
      // ChatKit servers of others end a stream without a word; ours says so.
      if (done) return place.frames && !place.ids ? 'end' : 'cut';
      for (const frame of parser.push(value)) {
        if ('comment' in frame) {
          if (frame.comment === 'end') return 'end';
          continue;
        }
        if (!frame.data) continue;
        if (!isJson(frame.data)) return 'rubbish';
        place.frames = true;
        place.ids ||= frame.id !== '';
        if (!isNews(frame.id, place.last)) continue;
        place.last = frame.id || place.last;
        onProgress();
        yield `${frame.id && `id: ${frame.id}\n`}data: ${frame.data}\n\n`;
      }
    }
  } catch (error) {
    return error === hush ? 'silence' : 'cut';
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Ids are `<turn>-<number>`: what was read before the cut may come once more. */
function isNews(id: string, last: string): boolean {
  const [turn, number] = split(id);
  const [lastTurn, lastNumber] = split(last);
  return turn === '' || turn !== lastTurn || number > lastNumber;
}

function split(id: string): [string, number] {
  const dash = id.lastIndexOf('-');
  return [id.slice(0, Math.max(dash, 0)), Number(id.slice(dash + 1))];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function toResponse(frames: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await frames.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel() {
      frames.return(undefined).catch(() => {});
    },
  });
  return new Response(body, { headers: { 'content-type': SSE } });
}
