import { AsyncLocalStorage } from 'node:async_hooks';

/** A request must end within 5 s, whatever the database does, and its error event takes a moment. */
export const REQUEST_MS = 4_500;

/** Until when, by `performance.now()`, those who wait for what goes on in it will wait. */
interface Scope {
  until: number;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Serves one request: all calls that it makes of the storage, one after the other, take 4.5 s together at most. A run that it
 * starts is none of it: once the request is answered, each call has its full time again.
 */
export async function withinRequest<T>(work: () => Promise<T>, { ms = REQUEST_MS } = {}): Promise<T> {
  const scope: Scope = { until: performance.now() + ms };
  try {
    return await scopes.run(scope, work);
  } finally {
    scope.until = Number.POSITIVE_INFINITY;
  }
}

/** Runs a part of what goes on: it, and what it calls, has so many milliseconds, or what is left when that is less. */
export function withinTime<T>(ms: number, work: () => T): T {
  return scopes.run({ until: performance.now() + Math.min(ms, timeLeft()) }, work);
}

/** Runs what nobody waits for: it has all the time that it takes. */
export function behindRequest<T>(work: () => T): T {
  return scopes.run({ until: Number.POSITIVE_INFINITY }, work);
}

/** Lets what goes on take until this time at least, by `performance.now()`: for what it waited for was not its own. */
export function grantUntil(time: number): void {
  const scope = scopes.getStore();
  if (scope) scope.until = Math.max(scope.until, time);
}

/** Milliseconds, negative when nobody waits any more; infinite outside of any request. */
export function timeLeft(): number {
  return (scopes.getStore()?.until ?? Number.POSITIVE_INFINITY) - performance.now();
}
