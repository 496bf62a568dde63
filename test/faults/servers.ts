import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { ISSUER, SECRET } from '../support/tokens.ts';
import type { Random } from './random.ts';
import type { Way } from './stream.ts';

/** Task servers on one database, behind something that sends requests to those that run. */
export interface Servers extends Way {
  /** The way to each of them alone, whichever process it is at the moment. */
  readonly ways: readonly Way[];
  /** Dies at once, with all connections. */
  kill(index: number): Promise<void>;
  restart(index: number): Promise<void>;
  /** Which of them take requests. */
  up(): number[];
  close(): Promise<void>;
}

export interface ServersOptions {
  count: number;
  databaseUrl: string;
  random: Random;
  /** How far the clock of each is off, in milliseconds. @default not at all */
  skews?: readonly number[] | undefined;
  /** Where their logs go. @default nowhere */
  logFolder?: string | undefined;
}

export async function startServers({
  count,
  databaseUrl,
  random,
  skews = [],
  logFolder,
}: ServersOptions): Promise<Servers> {
  const running = new Map<number, ServerProcess>();
  const addresses: string[] = [];
  const choose = random.fork();

  async function start(index: number): Promise<void> {
    const skew = skews[index];
    const server = await startServerProcess({
      env: {
        ...process.env,
        PORT: '0',
        HOST: '127.0.0.1',
        DATABASE_URL: databaseUrl,
        JWT_SECRET: SECRET,
        JWT_ISSUER: ISSUER,
        LOG_LEVEL: logFolder ? 'warn' : 'silent',
        OPENAI_API_KEY: '',
        OPENAI_BASE_URL: '',
        // Nobody here is a person who could be asked to slow down.
        MESSAGES_PER_MINUTE: '0',
        MESSAGES_PER_MINUTE_AND_ADDRESS: '0',
        REQUESTS_PER_MINUTE: '0',
        REQUESTS_PER_MINUTE_AND_ADDRESS: '0',
        MAX_THREADS: '0',
        MAX_OPEN_STREAMS: '0',
        CLOCK_SKEW_MS: `${skew ?? 0}`,
      },
      nodeArgs: skew ? ['--import', pathToFileURL(join(import.meta.dirname, 'skewed-clock.mjs')).href] : [],
      onOutput: (text) => {
        if (logFolder) appendFileSync(join(logFolder, `server-${index}.log`), text);
      },
    });
    addresses[index] = `http://127.0.0.1:${server.port}`;
    running.set(index, server);
  }

  const indexes = Array.from({ length: count }, (_, index) => index);
  await Promise.all(indexes.map(start));
  const up = () => [...running.keys()];
  return {
    pick: () => addresses[running.size > 0 ? choose.pick(up()) : 0] ?? '',
    ways: indexes.map((index) => ({ pick: () => addresses[index] ?? '' })),
    up,
    async kill(index) {
      const server = running.get(index);
      running.delete(index);
      await server?.end('SIGKILL');
    },
    restart: start,
    async close() {
      await Promise.all([...running.values()].map((server) => server.end('SIGKILL')));
      running.clear();
    },
  };
}
