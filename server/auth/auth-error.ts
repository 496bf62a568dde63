export type AuthErrorCode = 'missing_token' | 'invalid_token' | 'expired_token' | 'issuer_unavailable';

/** What about a token was wrong: words of this list alone reach the log, never a piece of the token. */
export type TokenFlaw =
  | 'aud'
  | 'alg'
  | 'crit'
  | 'duplicates'
  | 'exp'
  | 'format'
  | 'iat'
  | 'iss'
  | 'key'
  | 'nbf'
  | 'signature'
  | 'size'
  | 'sub'
  | 'typ';

/** Why a request was not let in. The message is for people; flaw and cause stay in the log. */
export class AuthError extends Error {
  override name = 'AuthError';
  readonly code: AuthErrorCode;
  readonly flaw: TokenFlaw | undefined;

  constructor(code: AuthErrorCode, message: string, { flaw, ...options }: ErrorOptions & { flaw?: TokenFlaw } = {}) {
    super(message, options);
    this.code = code;
    this.flaw = flaw;
  }
}

/** A token that is not good here, and why. */
export function invalidToken(flaw: TokenFlaw, cause?: unknown): AuthError {
  return new AuthError('invalid_token', 'Your sign-in is not valid here. Please sign in again.', { flaw, cause });
}
