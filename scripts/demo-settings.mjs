import { join } from 'node:path';
import { ROOT } from './run.mjs';

const KEYS = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWKS_URL'];

/**
 * What the task server is told besides its own settings when it is started together with the demo: that tokens come from
 * the demo's auth server, unless a key is set.
 * @returns {Record<string, string>}
 */
export function toDemoSettings() {
  try {
    process.loadEnvFile(join(ROOT, '.env'));
  } catch {
    // There is none, or the servers will say what is wrong with it.
  }
  /** @param {string} name */
  const isSet = (name) => Boolean(process.env[name]?.trim());
  if (KEYS.some(isSet)) return {};
  const auth = `http://localhost:${isSet('AUTH_PORT') ? process.env.AUTH_PORT : 4001}`;
  return { JWKS_URL: `${auth}/api/auth/jwks`, ...(!isSet('JWT_ISSUER') && { JWT_ISSUER: auth }) };
}
