/**
 * What `work` gives, unless it takes longer than `ms` milliseconds: then it rejects with `late()`.
 * The work itself is not stopped.
 */
export function within<Value>(
  work: PromiseLike<Value>,
  ms: number,
  late: () => Error = () => new Error('it did not answer in time'),
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/**
 * A controller that is aborted with the first of these signals, and for the same reason. (In WebKit the signals of
 * `AbortSignal.any` are not always aborted with theirs.)
 */
export function childOf(...signals: readonly (AbortSignal | null | undefined)[]): AbortController {
  const child = new AbortController();
  for (const signal of signals) {
    const abort = () => child.abort(signal?.reason);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { signal: child.signal });
  }
  return child;
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as that is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return untilOr(signal, (done) => setTimeout(done, ms));
}

/** Resolves when the browser has a network again; at once when it never lost it. Rejects as `pause` does. */
export async function online(signal: AbortSignal): Promise<void> {
  if (!navigator.onLine) await untilOr(signal, (done) => addEventListener('online', done, { once: true, signal }));
}

function untilOr(signal: AbortSignal, begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    begin(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
