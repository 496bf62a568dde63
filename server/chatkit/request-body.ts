import { InvalidRequestError } from './errors.ts';
import type { ChatKitRequest } from './protocol/requests.ts';
import { chatKitRequestSchema } from './protocol/requests.ts';

/** What comes in is written out again, and `JSON.stringify` recurses: a deep enough body would end in the middle of a turn. */
const MAX_DEPTH = 64;

/** @throws InvalidRequestError */
export function parseRequest(body: string | Uint8Array | object): ChatKitRequest {
  let value: unknown;
  let tooDeep: boolean;
  try {
    if (typeof body === 'string') value = JSON.parse(body);
    else if (body instanceof Uint8Array) value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    else value = body;
    tooDeep = isDeeperThan(MAX_DEPTH, value);
  } catch (error) {
    throw new InvalidRequestError('The request is not valid JSON.', { cause: error });
  }
  if (tooDeep) throw new InvalidRequestError('The request is nested too deeply.');
  const parsed = chatKitRequestSchema.safeParse(value);
  if (parsed.success) return (value === body ? toPlain(parsed.data) : parsed.data) as ChatKitRequest;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the request';
  // The place is told, the value is not: a message of the schema may quote what somebody typed.
  throw new InvalidRequestError(
    where === 'type'
      ? 'This type of request is not known here.'
      : `The request is not valid at "${where.slice(0, 100)}".`,
    { cause: parsed.error },
  );
}

/** An object may hold what JSON cannot say, where anything is allowed: better refused now than in the middle of a turn. */
function toPlain(request: object): unknown {
  try {
    return JSON.parse(JSON.stringify(request));
  } catch (error) {
    throw new InvalidRequestError('The request is not valid JSON.', { cause: error });
  }
}

/** What tells a repeat of a client that names its frame, but not its requests; `undefined` without such a name. */
export async function toFingerprint(
  request: ChatKitRequest,
  clientId: string | undefined,
): Promise<string | undefined> {
  if (!clientId) return undefined;
  const bytes = new TextEncoder().encode(JSON.stringify([clientId, request]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Looks no deeper than it must, so that nothing nested can exhaust the stack here either. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(levels - 1, each));
}
