import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** The frames of a real answer, to be written again by a server that does nothing else. */
export async function recordFrames(url: string, headers: Record<string, string>, body: object): Promise<string[]> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.text()).split(/(?<=\n\n)/);
}

/** A bare Express server that parses a body and writes these frames, one a write. */
export async function startEcho(frames: string[]): Promise<{ url: string; close(): Promise<void> }> {
  const app = express();
  app.use(express.json());
  app.post('/', (_request, response) => {
    response.set('content-type', 'text/event-stream').flushHeaders();
    for (const frame of frames) response.write(frame);
    response.end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
