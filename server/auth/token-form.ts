import type { TokenFlaw } from './auth-error.ts';
import { hasUniqueNames } from './unique-names.ts';

const MAX_TOKEN_LENGTH = 8_192;
/** Three parts in base64url. JWE has five, an unsigned token an empty last one. */
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** A token that says it is something else, as a logout token does, was not made to ask with (RFC 8725, 3.11). */
const TYPES = /^(application\/)?(at\+)?jwt$/i;

/** What is wrong with the form of a token, as far as can be told without a key. */
export function findFlaw(token: string): TokenFlaw | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return 'size';
  if (!SHAPE.test(token)) return 'format';
  const json = decodePart(token, 0);
  const header = parseObject(json);
  if (!header) return 'format';
  if (!hasUniqueNames(json)) return 'duplicates';
  // We know no extension, and what is critical must be known (RFC 7515, 4.1.11); b64 is one.
  if ('crit' in header || 'b64' in header) return 'crit';
  if ('typ' in header && !(typeof header.typ === 'string' && TYPES.test(header.typ))) return 'typ';
  return undefined;
}

/** One of a token's parts as text. */
export function decodePart(token: string, index: 0 | 1): string {
  return Buffer.from(token.split('.')[index] ?? '', 'base64url').toString();
}

function parseObject(json: string): (object & { typ?: unknown }) | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
