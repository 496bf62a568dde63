/**
 * What `work` gives, unless it takes longer than `ms` milliseconds: then it rejects with `late()`.
 * The work itself is not stopped.
 */
export function within<Value>(work: PromiseLike<Value>, ms: number, late: () => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/** A controller that is aborted with the signal, and for the same reason. */
export function childOf(signal: AbortSignal | null | undefined): AbortController {
  const child = new AbortController();
  const abort = () => child.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort);
  return child;
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as that is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return untilOr(signal, (done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  });
}

/** Resolves when the browser has a network again; at once when it never lost it. */
export function online(signal?: AbortSignal): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return untilOr(signal, (done) => {
    addEventListener('online', done);
    return () => removeEventListener('online', done);
  });
}

function untilOr(signal: AbortSignal | undefined, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const settle = () => {
      end();
      signal?.removeEventListener('abort', settle);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    };
    const end = begin(settle);
    signal?.addEventListener('abort', settle);
  });
}
