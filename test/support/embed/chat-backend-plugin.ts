import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestRunnerPlugin } from '@web/test-runner';
import type { BackendCommand, Plan, SeenRequest, Step } from './plan.ts';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, last-event-id, chatkit-frame-instance-id',
  'access-control-expose-headers': 'retry-after',
  'access-control-max-age': '600',
};

/**
 * Adds the command `chat-backend`: a real HTTP server on another origin, which answers the element's requests as a test
 * has planned, and remembers what it was asked.
 */
export function chatBackendPlugin(): TestRunnerPlugin<BackendCommand> {
  const rooms = new Map<string, Room>();
  let server: Server | undefined;
  return {
    name: 'chat-backend',
    async serverStart() {
      server = createServer((request, response) => {
        const room = rooms.get(request.url?.split('/')[1] ?? '');
        // A page that goes away while it still sends is no failure; an error nobody catches would end the whole run.
        if (room) room.answer(request, response).catch((error) => request.complete && console.error(error));
        else response.writeHead(404, CORS).end();
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      server.unref();
    },
    serverStop() {
      server?.closeAllConnections();
      server?.close();
    },
    executeCommand({ command, payload }) {
      if (command !== 'chat-backend' || !payload) return;
      if (payload.do === 'open') {
        const id = `room${rooms.size}`;
        rooms.set(id, new Room());
        return { room: id, url: `http://127.0.0.1:${toPort(server)}/${id}/chatkit` };
      }
      const room = rooms.get(payload.room);
      if (payload.do === 'plan') room?.plan(payload.type, payload.plan);
      if (payload.do === 'gate') room?.open(payload.gate);
      return payload.do === 'requests' ? (room?.seen ?? []) : true;
    },
  };
}

function toPort(server: Server | undefined): number | undefined {
  return (server?.address() as AddressInfo | undefined)?.port;
}

class Room {
  readonly seen: SeenRequest[] = [];
  readonly #plans = new Map<string, Plan[]>();
  readonly #opened = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  plan(type: string, plan: Plan): void {
    this.#plans.set(type, [...(this.#plans.get(type) ?? []), plan]);
  }

  open(gate: string): void {
    this.#opened.add(gate);
    for (const go of this.#waiting.get(gate) ?? []) go();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
    const seen = await read(request);
    this.seen.push(seen);
    response.on('close', () => {
      seen.aborted = !response.writableFinished;
    });
    const plan = this.#next(seen.type);
    if (plan.gate) await this.#passes(plan.gate);
    if (plan.drop) return void request.socket.destroy();
    const type = plan.stream ? 'text/event-stream' : plan.text === undefined ? 'application/json' : 'text/html';
    response.writeHead(plan.status ?? 200, { ...CORS, 'content-type': type, ...plan.headers });
    response.flushHeaders();
    for (const step of plan.stream ?? []) {
      if (response.destroyed) return;
      if ((await this.#take(step, response)) === 'over') return;
    }
    response.end(plan.stream ? undefined : (plan.text ?? JSON.stringify(plan.json ?? {})));
  }

  #next(type: string): Plan {
    const plans = this.#plans.get(type);
    const plan = plans && plans.length > 1 ? plans.shift() : plans?.[0];
    return plan ?? { status: 404, json: { code: 'not_found', message: `No plan for ${type}.` } };
  }

  async #take(step: Step, response: ServerResponse): Promise<'over' | undefined> {
    if (step === 'hang') return 'over';
    if (step === 'cut') {
      // What was written before must be on its way, or it is lost with the connection.
      await pause(30);
      response.socket?.destroy();
      return 'over';
    }
    if ('wait' in step) await pause(step.wait);
    else if ('gate' in step) await this.#passes(step.gate);
    else response.write('send' in step ? step.send : Buffer.from(step.bytes));
    return undefined;
  }

  async #passes(gate: string): Promise<void> {
    if (this.#opened.has(gate)) return;
    await new Promise<void>((resolve) => this.#waiting.set(gate, [...(this.#waiting.get(gate) ?? []), resolve]));
  }
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { type, params, metadata } = JSON.parse(Buffer.concat(chunks).toString());
  const { authorization, accept, 'last-event-id': last } = request.headers;
  const headers = { authorization, accept, 'last-event-id': last?.toString() };
  return { type, params, metadata, headers, aborted: false };
}
