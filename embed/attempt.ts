/** What `work` gives; `undefined` when it throws. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Says in the console what was wrong with a function of the page's. */
export function tellFault(error: unknown): void {
  console.warn('task-chat: a function of the page failed', error);
}
