import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthServer } from '../../../demo/auth/app.ts';
import { buildStale } from '../../../scripts/build.mjs';
import { findFreePort } from './start-product.ts';

/** The host page, the task server and the auth server, each at an origin of its own; the last one is in the test's hands. */
export interface Origins {
  hostPage: string;
  auth: {
    origin: string;
    /** Nothing listens at its address any more; who is signed in stays so. */
    goDown(): Promise<void>;
    comeBack(): Promise<void>;
  };
  /** What the host page and the task server printed. */
  output(): string;
  close(): Promise<void>;
}

export interface OriginsOptions {
  /** How long a token is good (seconds). */
  tokenSeconds: number;
  /** How long a key signs tokens (seconds). */
  keySeconds: number;
}

export async function startOrigins({ tokenSeconds, keySeconds }: OriginsOptions): Promise<Origins> {
  await buildStale();
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-origins-'));
  const [port, pagePort, authPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const [page, origin] = [`http://localhost:${pagePort}`, `http://localhost:${authPort}`];
  const app = await createAuthServer({
    origin,
    page,
    issuer: origin,
    audience: 'task-chat',
    dataFolder: folder,
    tokenSeconds,
    keySeconds,
  });
  let server: Server;
  const comeBack = async () => {
    server = createServer(app).listen(authPort, '127.0.0.1');
    await once(server, 'listening');
  };
  const goDown = async () => {
    const closed = once(server, 'close');
    server.close().closeAllConnections();
    await closed;
  };
  await comeBack();

  let output = '';
  const env = {
    ...process.env,
    PORT: String(port),
    DEMO_PORT: String(pagePort),
    AUTH_PORT: String(authPort),
    DATABASE_URL: `file:${join(folder, 'task-chat.db')}`,
    ALLOWED_ORIGINS: page,
    JWKS_URL: `${origin}/api/auth/jwks`,
    JWT_ISSUER: origin,
    JWT_AUDIENCE: '',
    JWT_SECRET: '',
    JWT_PUBLIC_KEY: '',
    OPENAI_API_KEY: '',
    OPENAI_BASE_URL: '',
  };
  const start = async (main: string, address: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['--enable-source-maps', main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.includes(address)) resolve();
        });
      }
      child.once('exit', () => reject(new Error(`${main} did not start:\n${output}`)));
    });
    return child;
  };
  const children = await Promise.all([
    start('dist/server/main.js', `http://localhost:${port}`),
    start('dist/demo/main.js', page),
  ]);

  return {
    hostPage: page,
    auth: { origin, goDown, comeBack },
    output: () => output,
    async close() {
      await goDown().catch(() => {});
      const ended = children.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined));
      for (const child of children) child.kill('SIGINT');
      await Promise.all(ended);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
