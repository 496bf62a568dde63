import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatCompletionChunks, chatCompletionJson } from './openai-stand-in-chat.ts';
import { responseEvents, responseJson } from './openai-stand-in-responses.ts';

/** One function call the stand-in answers with. */
export interface ScriptedCall {
  name: string;
  arguments: unknown;
}

/** What the stand-in answers one request with. */
export type ScriptedReply =
  | {
      text?: string;
      calls?: ScriptedCall[];
      /** Holds the stream open behind the first delta until this settles. */
      pause?: Promise<unknown>;
      /** Drops the connection in the middle of the stream. */
      cut?: true;
    }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Never answers. */
  | { hang: true };

/** A request as the stand-in saw it. */
export interface SeenRequest {
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** A server that speaks OpenAI's Responses and Chat Completions APIs and says what a test tells it to. */
export interface OpenAIStandIn {
  /** With the version: what `OPENAI_BASE_URL` is set to. */
  readonly baseUrl: string;
  /** Every request, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Queues answers; each request takes the next one. */
  script(...replies: ScriptedReply[]): void;
  /** Answers whatever the queue has nothing for. @default status 500 */
  answer(reply: (request: SeenRequest) => ScriptedReply): void;
  close(): Promise<void>;
}

/** Starts a stand-in on a free port of this machine. */
export async function startOpenAIStandIn(): Promise<OpenAIStandIn> {
  const requests: SeenRequest[] = [];
  const queue: ScriptedReply[] = [];
  let fallback = (_request: SeenRequest): ScriptedReply => ({
    status: 500,
    body: { error: { message: 'nothing scripted' } },
  });

  const server = createServer((request, response) => {
    void (async () => {
      const seen = {
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: await readJson(request),
      };
      requests.push(seen);
      await reply(queue.shift() ?? fallback(seen), seen, response);
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...replies) => void queue.push(...replies),
    answer: (next) => {
      fallback = next;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function reply(scripted: ScriptedReply, { path, body }: SeenRequest, response: ServerResponse): Promise<void> {
  if ('hang' in scripted) return;
  if ('status' in scripted) {
    sendJson(response, scripted.status, scripted.body ?? { error: { message: 'scripted failure' } }, scripted.headers);
    return;
  }
  const responses = path === '/v1/responses';
  if (!responses && path !== '/v1/chat/completions') {
    sendJson(response, 404, { error: { message: `no such path: ${path}` } });
    return;
  }
  if (body.stream !== true) {
    sendJson(response, 200, responses ? responseJson(scripted, body) : chatCompletionJson(scripted, body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let deltas = 0;
  for (const frame of responses ? responseEvents(scripted, body) : chatCompletionChunks(scripted, body)) {
    response.write(frame.text);
    if (!frame.delta) continue;
    deltas += 1;
    // A frame of its own on the wire, as a model's are.
    await new Promise((resolve) => setImmediate(resolve));
    if (deltas === 1) await scripted.pause;
    if (deltas === 1 && scripted.cut) {
      response.destroy();
      return;
    }
  }
  response.end();
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
