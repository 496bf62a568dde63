/** The settings that the demo shares with the task server. */
export interface DemoConfig {
  port: number;
  host: string;
  /** Origin of the task server, as a browser reaches it. */
  taskServer: string;
  /** What tokens say in `iss`; absent: the demo's own origin. */
  issuer: string | undefined;
  audience: string;
  /** Absent: the one that the task server made, in {@link SECRET_FILE}. */
  secret: string | undefined;
}

export const SECRET_FILE = '.data/jwt-secret';

/**
 * Reads the settings from the environment and from `.env`.
 * @throws Error with one line for the operator
 */
export function loadConfig(): DemoConfig {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error('The file .env cannot be read.', { cause: error });
    }
  }
  return readConfig(process.env);
}

/** @throws Error with one line for the operator */
export function readConfig(env: Record<string, string | undefined>): DemoConfig {
  const read = (name: string) => (env[name]?.trim() ? env[name] : undefined);
  if (read('JWKS_URL') || read('JWT_PUBLIC_KEY')) {
    throw new Error('The demo signs its tokens with JWT_SECRET; with JWKS_URL or JWT_PUBLIC_KEY run the server alone.');
  }
  return {
    port: toPort('DEMO_PORT', read('DEMO_PORT') ?? '4000'),
    // Anyone who can open the page can sign in under any name: it is for this machine only.
    host: read('HOST')?.trim() ?? '127.0.0.1',
    taskServer: `http://localhost:${toPort('PORT', read('PORT') ?? '3000')}`,
    issuer: read('JWT_ISSUER')?.trim(),
    audience: read('JWT_AUDIENCE')?.trim() ?? 'task-chat',
    secret: read('JWT_SECRET'),
  };
}

function toPort(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name} must be a port: a whole number from 1 to 65535.`);
}
