export type AuthErrorCode = 'missing_token' | 'invalid_token' | 'expired_token' | 'issuer_unavailable';

/** Why a request was not let in. The message is for people; the cause stays in the log. */
export class AuthError extends Error {
  override name = 'AuthError';
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
