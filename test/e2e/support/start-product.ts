import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Product {
  /** Origin of the host page. */
  hostPage: string;
  /** Origin of the server that people sign in at. */
  authServer: string;
  /** Origin of the task server. */
  taskServer: string;
  /** All that the servers printed, for when a test fails. */
  output(): string;
  /** Stops the servers as Ctrl+C does, and starts them again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** `npm start` on free ports, with data of its own; `settings` on top of that. */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-e2e-'));
  const [port, demoPort, authPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const env = {
    ...process.env,
    PORT: String(port),
    DEMO_PORT: String(demoPort),
    AUTH_PORT: String(authPort),
    AUTH_DATA: folder,
    DATABASE_URL: `file:${join(folder, 'task-chat.db')}`,
    // What this machine is set to does not count.
    ALLOWED_ORIGINS: '',
    JWT_SECRET: '',
    JWT_PUBLIC_KEY: '',
    JWKS_URL: '',
    JWT_ISSUER: '',
    JWT_AUDIENCE: '',
    OPENAI_API_KEY: '',
    OPENAI_BASE_URL: '',
    ...settings,
  };
  let output = '';
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const started = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const from = output.length;
    await waitUntil(() => {
      if (started.exitCode !== null) throw new Error(`The product did not start:\n${output}`);
      const printed = output.slice(from);
      return [port, demoPort, authPort].every((each) => printed.includes(`http://localhost:${each}`));
    });
    return started;
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  }

  return {
    hostPage: `http://localhost:${demoPort}`,
    authServer: `http://localhost:${authPort}`,
    taskServer: `http://localhost:${port}`,
    output: () => output,
    async restart() {
      await stop();
      child = await start();
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntil(condition: () => boolean, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; !condition(); ) {
    if (Date.now() > end) throw new Error('Waited too long for the product to start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
