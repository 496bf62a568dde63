import type { SignOptions } from 'jsonwebtoken';
import jwt from 'jsonwebtoken';

/** What the test servers check tokens with. */
export const ISSUER = 'http://localhost:4000';
export const AUDIENCE = 'task-chat';
export const SECRET = 'a secret for tests, and for nothing else: 0123456789';

/** A token as the demo mints it, unless the claims (`undefined` leaves one out) or options say otherwise. */
export function mintToken(
  claims: Record<string, unknown> = {},
  { key = SECRET, ...options }: SignOptions & { key?: string } = {},
): string {
  const now = Math.floor(Date.now() / 1_000);
  const all = { iss: ISSUER, aud: AUDIENCE, sub: 'maya', iat: now, exp: now + 300, ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return jwt.sign(payload, key, { algorithm: 'HS256', ...options });
}
