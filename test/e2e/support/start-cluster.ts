import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { buildStale } from '../../../scripts/build.mjs';
import { startServerProcess } from '../../support/server-process.ts';
import { mintToken, SECRET } from '../../support/tokens.ts';

/** Two task servers on one database behind one address, and a page of a site that shows the chat. */
export interface Cluster {
  /** Origin of the page. */
  hostPage: string;
  /** New connections go to this server: 0 or 1. */
  lead(to: 0 | 1): void;
  /** The process of one is gone at once, with its connections. */
  kill(server: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  databaseUrl: string;
  /** Where the model answers. */
  modelUrl: string;
}

/** Starts two servers, as an operator with a load balancer would. */
export async function startCluster({ databaseUrl, modelUrl }: ClusterOptions): Promise<Cluster> {
  await buildStale();
  const page = createHttpServer((_request, response) => response.setHeader('content-type', 'text/html').end(html()));
  const hostPage = `http://localhost:${await listen(page)}`;
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: SECRET,
    JWT_ISSUER: hostPage,
    ALLOWED_ORIGINS: hostPage,
    OPENAI_API_KEY: 'a key for tests',
    OPENAI_BASE_URL: modelUrl,
  };
  const servers = await Promise.all([startServerProcess({ env }), startServerProcess({ env })]);
  let leader: 0 | 1 = 0;
  const balancer = createServer((client) => {
    const upstream = connect(servers[leader]?.port ?? 0, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  const address = `http://localhost:${await listen(balancer)}`;

  function html(): string {
    const token = mintToken({ iss: hostPage, exp: Math.floor(Date.now() / 1_000) + 3_600 });
    return `<!doctype html><link rel="icon" href="data:,"><title>Site</title>
      <script src="${address}/embed/task-chat.js"></script>
      <task-chat api-url="${address}/chatkit" runtime="builtin"></task-chat>
      <script>document.querySelector('task-chat').token = '${token}'</script>`;
  }

  return {
    hostPage,
    lead(to) {
      leader = to;
    },
    kill: async (server) => servers[server]?.end('SIGKILL'),
    async close() {
      await Promise.all(servers.map((server) => server.end('SIGINT')));
      for (const each of [balancer, page]) each.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
