/** The settings that the demo shares with the task server, and its own. */
export interface DemoConfig {
  host: string;
  /** Port and origin of the host page. */
  pagePort: number;
  page: string;
  /** Port and origin of the auth server. */
  authPort: number;
  auth: string;
  /** Origin of the task server, as a browser reaches it. */
  taskServer: string;
  /** What tokens say in `iss`. */
  issuer: string;
  audience: string;
  /** The secret that the task server checks tokens with. Absent: the auth server signs them with keys of its own. */
  sharedSecret: string | undefined;
  /** The folder where the auth server keeps its people and its secret. */
  dataFolder: string;
}

/** Where Better Auth answers. */
export const AUTH_PATH = '/api/auth';
const JWKS_PATH = `${AUTH_PATH}/jwks`;

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
  const read = (name: string) => env[name]?.trim() || undefined;
  const pagePort = toPort('DEMO_PORT', read('DEMO_PORT') ?? '4000');
  const authPort = toPort('AUTH_PORT', read('AUTH_PORT') ?? '4001');
  const [page, auth] = [`http://localhost:${pagePort}`, `http://localhost:${authPort}`];
  if (read('JWT_PUBLIC_KEY') || (read('JWKS_URL') ?? auth + JWKS_PATH) !== auth + JWKS_PATH) {
    throw new Error(
      'The demo signs its tokens with its own keys, or with JWT_SECRET; for JWKS_URL or JWT_PUBLIC_KEY run the server alone (npm run server).',
    );
  }
  const sharedSecret = env.JWT_SECRET?.trim() ? env.JWT_SECRET : undefined;
  return {
    // Whoever can open the page can be Maya: it is for this machine only.
    host: read('HOST') ?? '127.0.0.1',
    pagePort,
    page,
    authPort,
    auth,
    taskServer: `http://localhost:${toPort('PORT', read('PORT') ?? '3000')}`,
    // With a shared secret the task server takes the page for the issuer, as for any site that signs by itself.
    issuer: read('JWT_ISSUER') ?? (sharedSecret ? page : auth),
    audience: read('JWT_AUDIENCE') ?? 'task-chat',
    sharedSecret,
    dataFolder: read('AUTH_DATA') ?? '.data',
  };
}

function toPort(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name} must be a port: a whole number from 1 to 65535.`);
}
