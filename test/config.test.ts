import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../server/config.ts';

const SECRET = 'x'.repeat(32);
const MONGO = 'mongodb://admin:hunter2@db.example/tasks';
const PEM = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'it was taken';
}

const DEFAULTS = {
  port: 3000,
  host: undefined,
  databaseUrl: 'file:.data/task-chat.db',
  allowedOrigins: ['http://localhost:4000'],
  key: { kind: 'secret_file', path: '.data/jwt-secret' },
  issuer: 'http://localhost:4000',
  audience: 'task-chat',
  model: { apiKey: undefined, baseUrl: undefined, model: 'gpt-4o-mini', api: 'responses' },
  trustProxy: false,
  imageHosts: [],
  limits: {
    messagesPerOwner: 30,
    messagesPerAddress: 300,
    requestsPerOwner: 1_200,
    requestsPerAddress: 6_000,
    openStreams: 20,
    bodyBytes: 262_144,
    messageChars: 16_000,
    threads: 1_000,
    threadItems: 10_000,
    runMs: 300_000,
    toolRounds: 10,
  },
  metricsToken: undefined,
  logLevel: 'info',
};

describe('settings', () => {
  it('need not be made', () => {
    expect(readConfig({})).toEqual(DEFAULTS);
  });

  it('that are empty count as not made', () => {
    const names = ['PORT', 'ALLOWED_ORIGINS', 'JWT_SECRET', 'JWKS_URL', 'OPENAI_API_KEY', 'TRUST_PROXY', 'LOG_LEVEL'];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ' '])))).toEqual(DEFAULTS);
  });

  it('are all explained in .env.example, which says the defaults', async () => {
    const example = parseEnv(await readFile('.env.example', 'utf8'));
    expect(readConfig(example as Record<string, string>)).toEqual(DEFAULTS);
    expect(Object.keys(example).sort()).toEqual(
      [
        ['PORT', 'DEMO_PORT', 'HOST', 'TRUST_PROXY', 'DATABASE_URL', 'ALLOWED_ORIGINS', 'LOG_LEVEL'],
        ['ALLOWED_IMAGE_HOSTS', 'METRICS_TOKEN'],
        ['AUTH_PORT', 'AUTH_DATA'],
        ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'],
        ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'OPENAI_API'],
        ['MESSAGES_PER_MINUTE', 'MESSAGES_PER_MINUTE_AND_ADDRESS'],
        ['REQUESTS_PER_MINUTE', 'REQUESTS_PER_MINUTE_AND_ADDRESS'],
        ['MAX_OPEN_STREAMS', 'MAX_BODY_KB', 'MAX_MESSAGE_CHARS', 'MAX_THREADS', 'MAX_THREAD_ITEMS'],
        ['MAX_RUN_SECONDS', 'MAX_TOOL_ROUNDS'],
      ]
        .flat()
        .sort(),
    );
  });

  it('for the demo move its origin and its issuer', () => {
    expect(readConfig({ DEMO_PORT: '4100' })).toMatchObject({
      allowedOrigins: ['http://localhost:4100'],
      issuer: 'http://localhost:4100',
    });
  });

  it.each<[Record<string, string>, object]>([
    [
      { PORT: '0', HOST: '127.0.0.1' },
      { port: 0, host: '127.0.0.1' },
    ],
    [
      { ALLOWED_ORIGINS: 'https://a.example, https://*.b.example,' },
      { allowedOrigins: ['https://a.example', 'https://*.b.example'] },
    ],
    [
      { ALLOWED_IMAGE_HOSTS: 'Images.example.com, cdn.example.net' },
      { imageHosts: ['images.example.com', 'cdn.example.net'] },
    ],
    [{ JWT_SECRET: SECRET }, { key: { kind: 'secret', secret: SECRET } }],
    [{ JWT_PUBLIC_KEY: PEM }, { key: { kind: 'public_key', pem: PEM } }],
    [{ JWKS_URL: 'https://id.example/jwks' }, { key: { kind: 'jwks', url: 'https://id.example/jwks' } }],
    [
      { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'tasks' },
      { issuer: 'https://id.example', audience: 'tasks' },
    ],
    [
      { DATABASE_URL: MONGO, JWT_SECRET: SECRET },
      { databaseUrl: MONGO, key: { kind: 'secret', secret: SECRET } },
    ],
    [
      { OPENAI_API_KEY: 'sk-1' },
      { model: { apiKey: 'sk-1', baseUrl: undefined, model: 'gpt-4o-mini', api: 'responses' } },
    ],
    [
      {
        OPENAI_API_KEY: 'k',
        OPENAI_BASE_URL: 'http://localhost:11434/v1',
        OPENAI_MODEL: 'm',
        OPENAI_API: 'chat_completions',
      },
      { model: { apiKey: 'k', baseUrl: 'http://localhost:11434/v1', model: 'm', api: 'chat_completions' } },
    ],
    [{ TRUST_PROXY: 'off' }, { trustProxy: false }],
    [{ TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [{ TRUST_PROXY: 'loopback, 10.0.0.0/8, ::1' }, { trustProxy: ['loopback', '10.0.0.0/8', '::1'] }],
    [{ MESSAGES_PER_MINUTE: '0' }, { limits: { ...DEFAULTS.limits, messagesPerOwner: 0 } }],
    [
      { MAX_BODY_KB: '64', MAX_RUN_SECONDS: '60' },
      { limits: { ...DEFAULTS.limits, bodyBytes: 65_536, runMs: 60_000 } },
    ],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
  ])('%o are taken', (env, expected) => {
    expect(readConfig(env)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each<[string, Record<string, string>]>([
    ['PORT must be a port: a whole number from 0 to 65535.', { PORT: 'http' }],
    ['PORT must be a port: a whole number from 0 to 65535.', { PORT: '70000' }],
    ['PORT must be a port: a whole number from 0 to 65535.', { PORT: '-1' }],
    ['DEMO_PORT must be a port: a whole number from 1 to 65535.', { DEMO_PORT: '0' }],
    ['DATABASE_URL must begin with file: (SQLite) or mongodb://.', { DATABASE_URL: 'postgres://admin:hunter2@db' }],
    ['ALLOWED_ORIGINS must be origins like', { ALLOWED_ORIGINS: '*' }],
    ['ALLOWED_ORIGINS must be origins like', { ALLOWED_ORIGINS: 'https://a.example/path' }],
    ['ALLOWED_ORIGINS must be origins like', { ALLOWED_ORIGINS: 'https://*.com' }],
    ['ALLOWED_ORIGINS must be origins like', { ALLOWED_ORIGINS: ',' }],
    ['ALLOWED_IMAGE_HOSTS must be hosts like', { ALLOWED_IMAGE_HOSTS: 'https://images.example.com' }],
    ['ALLOWED_IMAGE_HOSTS must be hosts like', { ALLOWED_IMAGE_HOSTS: 'com' }],
    ['ALLOWED_IMAGE_HOSTS must be hosts like', { ALLOWED_IMAGE_HOSTS: '*' }],
    ['JWT_SECRET must have at least 32 bytes.', { JWT_SECRET: 'hunter2' }],
    ['JWT_PUBLIC_KEY must be a public key', { JWT_PUBLIC_KEY: 'hunter2' }],
    ['JWKS_URL must be an address', { JWKS_URL: 'file:///etc/hunter2' }],
    ['JWT_SECRET, JWT_PUBLIC_KEY and JWKS_URL exclude each other', { JWT_SECRET: SECRET, JWT_PUBLIC_KEY: PEM }],
    ['JWT_SECRET, JWT_PUBLIC_KEY or JWKS_URL must be set with a mongodb:// database', { DATABASE_URL: MONGO }],
    ['MESSAGES_PER_MINUTE must be a whole number from 0 to 100000.', { MESSAGES_PER_MINUTE: '-1' }],
    ['MAX_OPEN_STREAMS must be a whole number from 0 to 10000.', { MAX_OPEN_STREAMS: 'many' }],
    ['MAX_BODY_KB must be a whole number from 1 to 15000.', { MAX_BODY_KB: '0' }],
    ['MAX_TOOL_ROUNDS must be a whole number from 1 to 1000.', { MAX_TOOL_ROUNDS: '1.5' }],
    ['METRICS_TOKEN must have at least 16 characters.', { METRICS_TOKEN: 'hunter2' }],
    ['OPENAI_BASE_URL must be an address', { OPENAI_BASE_URL: 'hunter2' }],
    ['OPENAI_API must be responses or chat_completions.', { OPENAI_API: 'assistants' }],
    ['TRUST_PROXY must be off, a number of hops, or subnets', { TRUST_PROXY: 'true' }],
    ['TRUST_PROXY must be off, a number of hops, or subnets', { TRUST_PROXY: '10.0.0.0/33' }],
    ['LOG_LEVEL must be one of fatal, error,', { LOG_LEVEL: 'loud' }],
  ])('%s', (line, env) => {
    const message = refusal(env);
    expect(message).toContain(line);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('hunter2');
  });
});
