import { toErrorEvent } from './endings.ts';
import { ChatKitError, HTTP_STATUS, InvalidRequestError } from './errors.ts';
import type { Logger } from './logger.ts';
import { silentLogger, toSafeLogger } from './logger.ts';
import { streamOf } from './reader.ts';
import type { JsonResult, StreamingResult } from './result.ts';
import type { ProcessOptions } from './server.ts';

export interface WebOptions {
  /** Bytes of a body above which it is refused unread. @default 262_144 */
  maxBodyBytes?: number;
  /** Milliseconds of silence after which a comment keeps proxies from closing the connection. @default 15_000 */
  heartbeatMs?: number;
  /** @default silent */
  logger?: Logger;
}

/** What is asked of a server here: a `ChatKitServer`. */
interface Processor<Context> {
  process(body: Uint8Array, context: Context, options: ProcessOptions): Promise<StreamingResult | JsonResult>;
}

/**
 * Serves a ChatKit request as the Fetch standard writes it: a handler for Hono, Next.js, Bun, Deno or Workers in one line.
 *
 * Whoever calls it has authenticated the person before (they are the `context`), and adds CORS. Never throws: what is wrong
 * with the request as such is a 4xx, other failures are an `error` event on streams and a status with `{code, message}`
 * elsewhere.
 */
export async function handleRequest<Context>(
  server: Processor<Context>,
  request: Request,
  context: Context,
  options: WebOptions = {},
): Promise<Response> {
  const { maxBodyBytes = 256 * 1_024, logger = silentLogger } = options;
  try {
    const body = await readBody(request, maxBodyBytes).catch((error: unknown) => {
      throw new InvalidRequestError('The request did not arrive completely.', { cause: error });
    });
    if (!body) return refuse(413, 'too_large', 'This is too much at once. Please send less.');
    const result = await server.process(body, context, {
      signal: request.signal,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
      clientId: request.headers.get('chatkit-frame-instance-id') ?? undefined,
    });
    return toResponse(result, options);
  } catch (error) {
    // What came from the server was logged by it.
    const event = toErrorEvent(error, error instanceof ChatKitError ? silentLogger : toSafeLogger(logger), {});
    // ChatKit's client shows nobody a status of a streaming request, and repeats a 5xx up to five times.
    if (request.headers.get('accept')?.includes('text/event-stream') && !(error instanceof InvalidRequestError)) {
      return toResponse(streamOf(event), options);
    }
    return refuse(error instanceof ChatKitError ? HTTP_STATUS[error.code] : 503, event.code, event.message ?? '');
  }
}

/** What `process` answered, as a response: JSON, or server-sent events that end when the client leaves. */
export function toResponse(
  result: StreamingResult | JsonResult,
  { heartbeatMs = 15_000 }: Pick<WebOptions, 'heartbeatMs'> = {},
): Response {
  if (result.kind === 'json') return Response.json(result.value, { headers: { 'cache-control': 'no-store' } });
  return new Response(toByteStream(result, heartbeatMs), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // A proxy that compresses, stores or collects the stream would hold it back.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function toByteStream(frames: AsyncIterable<string>, heartbeatMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = frames[Symbol.asyncIterator]();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      heartbeat = setInterval(() => {
        // A reader that is behind anyway needs no sign of life.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': heartbeat\n\n'));
      }, heartbeatMs);
    },
    // Asked for one frame at a time, so a slow reader fills nobody's memory.
    async pull(controller) {
      const next = await iterator.next().catch((error: unknown) => {
        clearInterval(heartbeat);
        throw error;
      });
      if (!next.done) return controller.enqueue(encoder.encode(next.value));
      clearInterval(heartbeat);
      controller.close();
    },
    async cancel() {
      clearInterval(heartbeat);
      await iterator.return?.();
    },
  });
}

/** The body, or `undefined` when it is larger than allowed; it is not read further then. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    size += chunk.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(chunk.value);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store' } });
}
