import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  origin: string;
  close(): Promise<void>;
}

/** A site of a few files, by their paths: scripts where these end in `.js`, else pages. Nothing of it is cached. */
export async function startSite(files: Record<string, string>): Promise<Site> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) return void response.writeHead(404).end();
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(file);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // By this name a page may use what else needs https, and OpenAI's runtime asks for no key.
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A page with this body. It has a picture of its own, or the browser would ask for one. */
export function toPage(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
    <meta name="viewport" content="width=device-width"><style>body { margin: 0; height: 90vh; }</style><body>${body}`;
}
