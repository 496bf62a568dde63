// A server in a process of its own, so that its processor time is its own; bench/http-cpu.ts starts and asks it.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { ThreadMetadata, ThreadStreamEvent, Turn } from '../server/chatkit/index.ts';
import { Badge, Button, ListView, ListViewItem, Row, streamText, streamWidget, Text } from '../server/chatkit/index.ts';
import { startHttp } from '../test/support/start-http.ts';
import { createBenchServer } from './sdk-server.ts';

export type Kind = 'bare' | 'sdk' | 'product';

export interface Told {
  url: string;
  threadId: string;
  /** Microseconds of processor time so far. */
  cpu: number;
}

const WORDS = Array.from({ length: 100 }, (_, n) => `word${n} `);

/** A model's words come one by one, not all at once. */
async function* sayWords(): AsyncGenerator<string> {
  for (const word of WORDS) {
    yield word;
    await setImmediate();
  }
}

async function* respond(thread: ThreadMetadata, turn: Turn): AsyncGenerator<ThreadStreamEvent> {
  yield* streamText({ thread, turn, text: sayWords() });
  const widget = ListView({
    children: Array.from({ length: 10 }, (_, n) =>
      ListViewItem({
        id: `row_${n}_listviewitem`,
        children: [
          Row({
            children: [
              Badge({ label: `${n}` }),
              Text({ value: `Task ${n}` }),
              Button({ label: 'Complete', onClickAction: { type: 'tasks.complete', payload: { number: n } } }),
            ],
          }),
        ],
      }),
    ),
  });
  yield* streamWidget({ thread, turn, widget });
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function readBody(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function start(kind: Kind, frames: string[]): Promise<{ url: string; threadId: string }> {
  const { server, startThread } = createBenchServer(respond);
  const threadId = await startThread();
  const context = { owner: 'bench' };
  switch (kind) {
    case 'bare':
      return {
        threadId,
        url: await listen(async (request, response) => {
          JSON.parse((await readBody(request)).toString());
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          for (const frame of frames) {
            response.write(frame);
            await setImmediate();
          }
          response.end();
        }),
      };
    case 'sdk':
      return {
        threadId,
        url: await listen(async (request, response) => {
          const answer = await server.process(await readBody(request), context);
          if (answer.kind !== 'stream') throw new Error('Expected a stream.');
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          for await (const frame of answer) response.write(frame);
          response.end();
        }),
      };
    case 'product': {
      const { url } = await startHttp((body, _caller, options) => server.process(body, context, options));
      return { threadId, url: `${url}/chatkit` };
    }
  }
}

let told: { url: string; threadId: string } | undefined;
process.on('message', async ({ kind, frames = [] }: { kind?: Kind; frames?: string[] }) => {
  if (kind) told = await start(kind, frames);
  const { user, system } = process.cpuUsage();
  process.send?.({ ...told, cpu: user + system });
});
