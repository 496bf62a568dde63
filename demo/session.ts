import { createHmac } from 'node:crypto';
import jwt from 'jsonwebtoken';

const COOKIE = 'northfold_session';
const HOURS = 12;
const TOKEN_SECONDS = 5 * 60;

/** Who is signed in on the host page. */
export interface Session {
  name: string;
}

export interface SessionKeeper {
  /** The value of a `Set-Cookie` header that signs this person in. */
  open(session: Session): string;
  /** The value of a `Set-Cookie` header that signs out. */
  close(): string;
  /** Who a `Cookie` header speaks for. */
  read(cookies: string | undefined): Session | undefined;
  /** A short-lived token for the task server. */
  mint(session: Session): string;
}

/** Sessions in a signed cookie, and tokens for the task server from the secret it shares with this page. */
export function createSessionKeeper(options: { secret: string; issuer: string; audience: string }): SessionKeeper {
  const { secret, issuer, audience } = options;
  // A key of its own: a session is not a token, and a token is not a session.
  const cookieKey = createHmac('sha256', secret).update(COOKIE).digest();
  const attributes = 'Path=/; HttpOnly; SameSite=Strict';
  return {
    open: ({ name }) => {
      const value = jwt.sign({ name }, cookieKey, { algorithm: 'HS256', expiresIn: `${HOURS}h` });
      return `${COOKIE}=${value}; Max-Age=${HOURS * 3_600}; ${attributes}`;
    },
    close: () => `${COOKIE}=; Max-Age=0; ${attributes}`,
    read: (cookies = '') => {
      const value = cookies.split(/; */).find((cookie) => cookie.startsWith(`${COOKIE}=`));
      try {
        const claims = jwt.verify(value?.slice(COOKIE.length + 1) ?? '', cookieKey, { algorithms: ['HS256'] });
        return typeof claims === 'object' && typeof claims.name === 'string' ? { name: claims.name } : undefined;
      } catch {
        return undefined;
      }
    },
    mint: ({ name }) =>
      jwt.sign({ name }, secret, {
        algorithm: 'HS256',
        issuer,
        audience,
        subject: toSubject(name),
        expiresIn: TOKEN_SECONDS,
      }),
  };
}

/** A name as it is kept: one line, or `undefined` when it is none. */
export function toName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return name.length <= 60 && /[\p{L}\p{N}]/u.test(name) ? name : undefined;
}

/** The same name, written differently, is the same person. */
function toSubject(name: string): string {
  return name.toLowerCase();
}
