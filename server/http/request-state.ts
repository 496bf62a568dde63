import type { Response } from 'express';
import type { Principal } from '../auth/principal.ts';

/** What the handlers of one request tell each other, and the log. */
export interface RequestState {
  /** Made here, never taken from the client. */
  id: string;
  principal?: Principal;
  /** The ChatKit request's `type`, when it has one. */
  type?: string;
  /** Counts a stream that is about to be sent; the answer is called when its first event leaves. */
  onStream?: () => () => void;
  /** Where a flood comes from, as the limits count it (`toNetwork`); of other requests nothing says. */
  network?: string;
  /** What the person was told, and why (for the log only). */
  failure?: { code: string; flaw?: string | undefined; cause?: unknown };
}

const states = new WeakMap<Response, RequestState>();

export function setState(res: Response, state: RequestState): void {
  states.set(res, state);
}

/** @throws Error when the request never passed the request log, which would be our own mistake */
export function requireState(res: Response): RequestState {
  const state = states.get(res);
  if (!state) throw new Error('The request log comes before every other handler.');
  return state;
}
