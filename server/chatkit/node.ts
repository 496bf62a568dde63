import type { IncomingMessage, ServerResponse } from 'node:http';

/** A handler as the Fetch standard writes it. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/**
 * A listener for `node:http`, and a route handler for Express (with no body parser in front of it), around a handler that
 * speaks the Fetch standard: `createServer(toNodeListener((request) => handleRequest(server, request, person)))`.
 *
 * The request's signal aborts when the client leaves before the answer's end, and a slow reader is waited for. A handler
 * that throws is a 500 without a word; one whose answer breaks off cuts the connection.
 */
export function toNodeListener(handle: FetchHandler): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    answer(handle, req, res).catch(() => {
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    });
  };
}

async function answer(handle: FetchHandler, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const gone = new AbortController();
  // ChatKit's client also aborts after the end: that is no leaving.
  res.once('close', () => {
    if (!res.writableEnded) gone.abort();
  });
  const response = await handle(toRequest(req, gone.signal));
  res.setHeaders(response.headers).writeHead(response.status);
  res.flushHeaders();
  const reader = response.body?.getReader();
  gone.signal.addEventListener('abort', () => reader?.cancel().catch(() => {}));
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    if (!res.write(chunk.value)) await drained(res);
    if (res.destroyed) return;
  }
  res.end();
}

function toRequest(req: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const url = new URL(req.url ?? '/', `http://${req.headers.host || 'localhost'}`);
  const method = req.method ?? 'GET';
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  // Node's own types know neither of the two.
  const stream = { body: ReadableStream.from(req), duplex: 'half' } as RequestInit;
  return new Request(url, { method, headers, signal, ...stream });
}

function drained(res: ServerResponse): Promise<void> {
  if (res.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.once('drain', done).once('close', done);
  });
}
