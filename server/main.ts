import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadOrCreateSecret } from './auth/secret-file.ts';
import { createVerifier, type KeySource } from './auth/verifier.ts';
import { type Config, loadConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/server.ts';
import { withinRequest } from './storage/deadline.ts';
import { createPacer } from './storage/limiter.ts';
import { openStorage } from './storage/open.ts';
import { createTaskChatServer } from './tasks/assistant.ts';
import { createModel } from './tasks/model/open.ts';

/** How long running turns may go on when the server is asked to stop. */
const GRACE_MS = 10_000;

// Run from its source (tsx) or from dist/.
const ROOT = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '..' : '../..');

async function start(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel });
  const storage = await openStorage({ url: config.databaseUrl, logger });
  const { model, kind, name } = createModel(config.model);
  const { limits } = config;
  const assistant = createTaskChatServer({
    storage,
    model,
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
    verifier: createVerifier({
      key: await resolveKey(config.key),
      issuer: config.issuer,
      audience: config.audience,
      onKeysFailure: (err) => logger.warn({ err }, 'the keys of JWKS_URL could not be fetched'),
    }),
    allowedOrigins: config.allowedOrigins,
    health: { ping: () => storage.ping(), isDraining: () => draining },
    embedFolder: join(ROOT, 'dist/embed'),
    info: { model: { kind, name }, version: await readVersion() },
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

  console.log(`Task server: http://localhost:${server.port}`);
  console.log(
    kind === 'offline' ? 'Answers come from the offline model: no OPENAI_API_KEY.' : `Answers come from ${name}.`,
  );

  const stop = async () => {
    // Asked twice, an impatient operator means now.
    if (draining) process.exit(1);
    draining = true;
    await server.close(() => assistant.shutdown({ graceMs: GRACE_MS }));
    await storage.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(fail));
}

async function resolveKey(key: Config['key']): Promise<KeySource> {
  return key.kind === 'secret_file' ? { kind: 'secret', secret: await loadOrCreateSecret(key.path) } : key;
}

async function readVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return version;
}

/** One line for the operator: what is wrong, and with which setting. */
function fail(error: unknown): never {
  console.error(error instanceof Error ? toLine(error) : String(error));
  process.exit(1);
}

function toLine(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return error.message;
  if (error.code === 'EADDRINUSE') return `PORT ${error.port} is already in use. Stop what runs there, or set another.`;
  if (error.code === 'EACCES') return `PORT ${error.port} is not open to this user. Set one above 1023.`;
  return 'HOST is not an address of this machine.';
}

try {
  await start(loadConfig());
} catch (error) {
  fail(error);
}
