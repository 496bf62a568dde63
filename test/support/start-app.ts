import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '@openai/agents';
import { pino } from 'pino';
import { createVerifier } from '../../server/auth/verifier.ts';
import { readConfig } from '../../server/config.ts';
import { createApp } from '../../server/http/app.ts';
import { listen } from '../../server/http/server.ts';
import { withinRequest } from '../../server/storage/deadline.ts';
import { createPacer } from '../../server/storage/limiter.ts';
import { openStorage, type Storage } from '../../server/storage/open.ts';
import { createTaskChatServer } from '../../server/tasks/assistant.ts';
import { createModel } from '../../server/tasks/model/open.ts';
import { mintToken, SECRET } from './tokens.ts';

export interface AppOptions {
  /** @default the offline model */
  model?: Model | undefined;
  /** Settings on top of those for tests; a `DATABASE_URL` of one's own outlives the app. */
  env?: Record<string, string> | undefined;
  /** What stands between the app and its database. @default nothing */
  wrap?: ((storage: Storage) => Storage) | undefined;
  /** Takes what is logged, line by line; `LOG_LEVEL` says what that is. */
  logs?: string[] | undefined;
}

export interface RunningApp {
  /** Origin of the task server. */
  url: string;
  /** A valid token for a person. */
  token(sub?: string): string;
  /** Sends a ChatKit request as a person. */
  post(
    body: unknown,
    options?: { sub?: string; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The task server as `server/main.ts` builds it, on a free port and a database of its own. */
export async function startApp({ model, env = {}, wrap, logs }: AppOptions = {}): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-app-'));
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: `file:${join(folder, 'task-chat.db')}`,
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'silent',
    // Tests are faster than people. Those of the limits set their own.
    MESSAGES_PER_MINUTE: '0',
    MESSAGES_PER_MINUTE_AND_ADDRESS: '0',
    REQUESTS_PER_MINUTE: '0',
    REQUESTS_PER_MINUTE_AND_ADDRESS: '0',
    MAX_THREADS: '0',
    ...env,
  });
  if (config.key.kind === 'secret_file') throw new Error('A test has a secret of its own.');
  const logger = pino({ level: config.logLevel }, logs && { write: (line) => void logs.push(line) });
  const database = await openStorage({ url: config.databaseUrl, logger });
  const storage = wrap?.(database) ?? database;
  const opened = createModel(config.model);
  const { limits } = config;
  const assistant = createTaskChatServer({
    storage,
    model: model ?? opened.model,
    logger,
    log: storage.log,
    pacer: createPacer(storage.createLimiter, { owner: limits.messagesPerOwner, address: limits.messagesPerAddress }),
    limits: {
      messageChars: limits.messageChars,
      threads: limits.threads || Number.POSITIVE_INFINITY,
      threadItems: limits.threadItems,
      runMs: limits.runMs,
    },
    toolRounds: limits.toolRounds,
    imageHosts: config.imageHosts,
  });
  let draining = false;
  const app = createApp({
    chatkit: {
      process: (body, { principal: { owner, name }, requestId, address }, options) =>
        withinRequest(() => assistant.process(body, { owner, name, requestId, address }, options)),
    },
    verifier: createVerifier({ key: config.key, issuer: config.issuer, audience: config.audience }),
    allowedOrigins: config.allowedOrigins,
    health: { ping: () => storage.ping(), isDraining: () => draining },
    embedFolder: join(import.meta.dirname, '../../dist/embed'),
    info: { model: { kind: opened.kind, name: opened.name }, version: '0.0.0' },
    logger,
    trustProxy: config.trustProxy,
    floods: {
      ownerRequests: limits.requestsPerOwner,
      addressRequests: limits.requestsPerAddress,
      ownerStreams: limits.openStreams,
    },
    bodyBytes: limits.bodyBytes,
    metrics: config.metricsToken ? { token: config.metricsToken, activeTurns: () => assistant.activeTurns } : undefined,
  });
  const server = await listen(app, config);
  const url = `http://127.0.0.1:${server.port}`;
  const token = (sub = 'maya') => mintToken({ sub, iss: config.issuer, aud: config.audience });
  return {
    url,
    token,
    post: (body, { sub, headers, signal } = {}) =>
      fetch(`${url}/chatkit`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token(sub)}`, ...headers },
        body: JSON.stringify(body),
        signal: signal ?? null,
      }),
    async close() {
      draining = true;
      await server.close(() => assistant.shutdown({ graceMs: 1_000 }));
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
