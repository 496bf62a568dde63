import { isIP } from 'node:net';
import * as z from 'zod';
import { createPublicKeyKey } from './auth/public-key.ts';
import { MIN_SECRET_BYTES } from './auth/shared-secret.ts';
import type { KeySource } from './auth/verifier.ts';
import { createOriginCheck } from './http/origins.ts';

/** The settings, checked. `.env.example` explains each. */
export interface Config {
  port: number;
  /** Absent: every interface. */
  host: string | undefined;
  databaseUrl: string;
  allowedOrigins: string[];
  /** `secret_file`: a secret made at the first start. */
  key: KeySource | { kind: 'secret_file'; path: string };
  issuer: string;
  audience: string;
  /** With neither a key nor an address, the offline model answers. */
  model: ModelConfig;
  trustProxy: number | false | string[];
  imageHosts: string[];
  limits: LimitsConfig;
  /** Absent: there are no figures. */
  metricsToken: string | undefined;
  logLevel: LogLevel;
}

/** What one person, or one address, may ask for. `0` where it says so: no limit. */
export interface LimitsConfig {
  /** Messages a minute that go to the model, over all processes; 0: no limit. */
  messagesPerOwner: number;
  messagesPerAddress: number;
  /** Requests a minute to one process; 0: no limit. */
  requestsPerOwner: number;
  requestsPerAddress: number;
  /** Streams read at once at one process; 0: no limit. */
  openStreams: number;
  bodyBytes: number;
  messageChars: number;
  /** Conversations of one person; 0: no limit. */
  threads: number;
  threadItems: number;
  runMs: number;
  toolRounds: number;
}

interface ModelConfig {
  apiKey: string | undefined;
  baseUrl: string | undefined;
  model: string;
  api: 'responses' | 'chat_completions';
}

type LogLevel = (typeof LOG_LEVELS)[number];

type Environment = Record<string, string | undefined>;

/** A setting has a wrong value. The message is one line for the operator, and holds no value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const SECRET_FILE = '.data/jwt-secret';
/** With a dot at least: `com` alone would be half the web. */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const SUBNET_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Reads the settings from the environment, and from the file `.env` what the environment does not say.
 * @throws ConfigError
 */
export function loadConfig(): Config {
  return readConfig(loadEnvironment());
}

/**
 * Reads the one setting that a command about the database needs.
 * @throws ConfigError
 */
export function loadDatabaseUrl(): string {
  return readSettings(databaseSchema, loadEnvironment()).DATABASE_URL;
}

/**
 * Checks settings; an empty one counts as not set.
 * @throws ConfigError
 */
export function readConfig(env: Environment): Config {
  const settings = readSettings(settingsSchema, env);
  const demoOrigin = `http://localhost:${settings.DEMO_PORT}`;
  return {
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    allowedOrigins: settings.ALLOWED_ORIGINS ?? [demoOrigin],
    key: toKey(settings),
    issuer: settings.JWT_ISSUER ?? demoOrigin,
    audience: settings.JWT_AUDIENCE,
    model: {
      apiKey: settings.OPENAI_API_KEY,
      baseUrl: settings.OPENAI_BASE_URL,
      model: settings.OPENAI_MODEL,
      api: settings.OPENAI_API,
    },
    trustProxy: settings.TRUST_PROXY,
    imageHosts: settings.ALLOWED_IMAGE_HOSTS,
    limits: {
      messagesPerOwner: settings.MESSAGES_PER_MINUTE,
      messagesPerAddress: settings.MESSAGES_PER_MINUTE_AND_ADDRESS,
      requestsPerOwner: settings.REQUESTS_PER_MINUTE,
      requestsPerAddress: settings.REQUESTS_PER_MINUTE_AND_ADDRESS,
      openStreams: settings.MAX_OPEN_STREAMS,
      bodyBytes: settings.MAX_BODY_KB * 1_024,
      messageChars: settings.MAX_MESSAGE_CHARS,
      threads: settings.MAX_THREADS,
      threadItems: settings.MAX_THREAD_ITEMS,
      runMs: settings.MAX_RUN_SECONDS * 1_000,
      toolRounds: settings.MAX_TOOL_ROUNDS,
    },
    metricsToken: settings.METRICS_TOKEN,
    logLevel: settings.LOG_LEVEL,
  };
}

function loadEnvironment(): Environment {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new ConfigError('The file .env cannot be read.', { cause: error });
    }
  }
  return process.env;
}

function readSettings<Settings>(schema: z.ZodType<Settings>, env: Environment): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new ConfigError(`${path.join('.')} ${message}`);
}

const port = (min: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `must be a port: a whole number from ${min} to 65535.`)
    .transform(Number)
    .refine((value) => value >= min && value <= 65_535, `must be a port: a whole number from ${min} to 65535.`);

const count = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
};

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://.' });

const databaseSchema = z.object({
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^(file:.|mongodb(\+srv)?:\/\/.)/, 'must begin with file: (SQLite) or mongodb://.')
    .default('file:.data/task-chat.db'),
});

const settingsSchema = databaseSchema.extend({
  PORT: port(0).default(3_000),
  DEMO_PORT: port(1).default(4_000),
  HOST: z.string().trim().optional(),
  ALLOWED_ORIGINS: z
    .string()
    .transform((text) => toList(text))
    .refine(areOrigins, 'must be origins like https://www.example.com or https://*.example.com, separated by commas.')
    .optional(),
  ALLOWED_IMAGE_HOSTS: z
    .string()
    .transform((text) => toList(text.toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => HOST_NAME.test(host)),
      'must be hosts like images.example.com, separated by commas.',
    )
    .default([]),
  JWT_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES, `must have at least ${MIN_SECRET_BYTES} bytes.`)
    .optional(),
  JWT_PUBLIC_KEY: z
    .string()
    .refine(isPublicKey, 'must be a public key in PEM (SPKI): Ed25519, ECDSA P-256, or RSA of at least 2048 bits.')
    .optional(),
  JWKS_URL: httpUrl.optional(),
  JWT_ISSUER: z.string().trim().optional(),
  JWT_AUDIENCE: z.string().trim().default('task-chat'),
  OPENAI_API_KEY: z.string().trim().optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_MODEL: z.string().trim().default('gpt-4o-mini'),
  OPENAI_API: z
    .enum(['responses', 'chat_completions'], { error: 'must be responses or chat_completions.' })
    .default('responses'),
  TRUST_PROXY: z
    .string()
    .transform((text) => toTrustProxy(text.trim().toLowerCase()))
    .refine((value) => value !== undefined, 'must be off, a number of hops, or subnets separated by commas.')
    .default(false),
  MESSAGES_PER_MINUTE: count(0, 100_000).default(30),
  MESSAGES_PER_MINUTE_AND_ADDRESS: count(0, 100_000).default(300),
  REQUESTS_PER_MINUTE: count(0, 1_000_000).default(1_200),
  REQUESTS_PER_MINUTE_AND_ADDRESS: count(0, 1_000_000).default(6_000),
  MAX_OPEN_STREAMS: count(0, 10_000).default(20),
  MAX_BODY_KB: count(1, 15_000).default(256),
  MAX_MESSAGE_CHARS: count(1, 1_000_000).default(16_000),
  MAX_THREADS: count(0, 100_000).default(1_000),
  MAX_THREAD_ITEMS: count(10, 100_000_000).default(10_000),
  MAX_RUN_SECONDS: count(1, 86_400).default(300),
  MAX_TOOL_ROUNDS: count(1, 1_000).default(10),
  METRICS_TOKEN: z.string().trim().min(16, 'must have at least 16 characters.').optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}.` }).default('info'),
});

type Settings = z.infer<typeof settingsSchema>;

function toKey({ DATABASE_URL, JWT_SECRET, JWT_PUBLIC_KEY, JWKS_URL }: Settings): Config['key'] {
  const keys: Config['key'][] = [];
  if (JWT_SECRET) keys.push({ kind: 'secret', secret: JWT_SECRET });
  if (JWT_PUBLIC_KEY) keys.push({ kind: 'public_key', pem: JWT_PUBLIC_KEY });
  if (JWKS_URL) keys.push({ kind: 'jwks', url: JWKS_URL });
  if (keys.length > 1) {
    throw new ConfigError('JWT_SECRET, JWT_PUBLIC_KEY and JWKS_URL exclude each other: set one of them.');
  }
  if (keys[0]) return keys[0];
  if (!DATABASE_URL.startsWith('file:')) {
    throw new ConfigError(
      'JWT_SECRET, JWT_PUBLIC_KEY or JWKS_URL must be set with a mongodb:// database: processes must not make different secrets.',
    );
  }
  return { kind: 'secret_file', path: SECRET_FILE };
}

function toList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function areOrigins(list: string[]): boolean {
  try {
    createOriginCheck(list);
    return list.length > 0;
  } catch {
    return false;
  }
}

function isPublicKey(pem: string): boolean {
  try {
    createPublicKeyKey(pem);
    return true;
  } catch {
    return false;
  }
}

function toTrustProxy(text: string): number | false | string[] | undefined {
  if (text === 'off' || text === 'false' || text === '0') return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const subnets = toList(text);
  return subnets.length > 0 && subnets.every(isSubnet) ? subnets : undefined;
}

function isSubnet(text: string): boolean {
  if (SUBNET_NAMES.includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
