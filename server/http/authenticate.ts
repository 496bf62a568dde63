import type { RequestHandler } from 'express';
import { AuthError } from '../auth/auth-error.ts';
import type { TokenVerifier } from '../auth/principal.ts';
import { requireState } from './request-state.ts';

/** Lets in whoever brings a valid bearer token; nothing of the body is read before. */
export function createAuthenticate(verifier: TokenVerifier): RequestHandler {
  return async (req, res, next) => {
    const [, token] = /^bearer +([^\s,]+)$/i.exec(req.headers.authorization ?? '') ?? [];
    if (!token) throw new AuthError('missing_token', 'Please sign in to use the chat.');
    requireState(res).principal = await verifier.verify(token);
    next();
  };
}
