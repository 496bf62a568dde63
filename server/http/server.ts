import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Milliseconds for the last bytes of answers that are already written. */
const LINGER = 500;

/** A listening server. */
export interface HttpServer {
  /** The port that was taken; of interest when 0 was asked. */
  port: number;
  /** Takes no new connections, waits for `drain`, and cuts what is still open a moment later. */
  close(drain: () => Promise<void>): Promise<void>;
}

/**
 * Listens on a port (0: any free one). Without a host, on every interface.
 * @throws Error with the system's code (`EADDRINUSE`, `EACCES`) when the port cannot be had
 */
export async function listen(
  handler: RequestListener,
  { port, host }: { port: number; host?: string | undefined },
): Promise<HttpServer> {
  const server = createServer(
    {
      // Who sends a request slowly to hold a connection is cut off; a stream of ours may last.
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 5_000,
      // Longer than the 60 s of common load balancers, which else reuse a connection just as we close it.
      keepAliveTimeout: 65_000,
    },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: (drain) => close(server, drain) };
}

async function close(server: Server, drain: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await drain();
  const cut = setTimeout(() => server.closeAllConnections(), LINGER);
  await closed;
  clearTimeout(cut);
}
