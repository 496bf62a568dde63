import { invalidToken } from './auth-error.ts';
import { hasUniqueNames } from './unique-names.ts';

/** A token in its parts; nothing of it is known to be true. */
export interface TokenParts {
  alg: string;
  kid: unknown;
  /** The claims, as they stand in the token. */
  payload: string;
  /** What the signature is over. */
  signed: Buffer;
  signature: Buffer;
}

const MAX_TOKEN_LENGTH = 8_192;
/** Three parts in base64url. JWE has five, an unsigned token an empty last one. */
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** A token that says it is something else, as a logout token does, was not made to ask with (RFC 8725, 3.11). */
const TYPES = /^(application\/)?(at\+)?jwt$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Takes a token apart, and checks all that can be told without a key.
 *
 * @param algorithms those that go with the key
 * @throws AuthError
 */
export function readToken(token: string, algorithms: readonly string[]): TokenParts {
  if (token.length > MAX_TOKEN_LENGTH) throw invalidToken('size');
  if (!SHAPE.test(token)) throw invalidToken('format');
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { alg, kid } = readHeader(head);
  if (typeof alg !== 'string' || alg === '') throw invalidToken('format');
  if (!algorithms.includes(alg)) throw invalidToken('alg');
  const bytes = Buffer.from(signature, 'base64url');
  // Bits too many at its end would make another text of the same token.
  if (bytes.toString('base64url') !== signature) throw invalidToken('format');
  return { alg, kid, payload, signed: Buffer.from(`${head}.${payload}`), signature: bytes };
}

function readHeader(part: string): { alg?: unknown; kid?: unknown } {
  const { json, value: header } = decodeJson(part);
  if (!isObject(header)) throw invalidToken('format');
  if (!hasUniqueNames(json)) throw invalidToken('duplicates');
  // We know no extension, and what is critical must be known (RFC 7515, 4.1.11); b64 is one.
  if ('crit' in header || 'b64' in header) throw invalidToken('crit');
  if ('typ' in header && !(typeof header.typ === 'string' && TYPES.test(header.typ))) throw invalidToken('typ');
  return header;
}

function decodeJson(part: string): { json: string; value: unknown } {
  try {
    const json = UTF8.decode(Buffer.from(part, 'base64url'));
    return { json, value: JSON.parse(json) };
  } catch (cause) {
    throw invalidToken('format', cause);
  }
}

function isObject(value: unknown): value is object & { alg?: unknown; kid?: unknown; typ?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
