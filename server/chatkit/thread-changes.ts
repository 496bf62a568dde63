import type { ThreadMetadata } from './protocol/threads.ts';
import type { ThreadStore, WriteOptions } from './store.ts';

/** What a hook may change on the thread it is given. */
const FIELDS = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;

/** The fields of a thread that a hook may change, to tell later whether it did. */
export function toThreadState(thread: ThreadMetadata): string {
  return JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, thread[field]])));
}

/**
 * Saves what changed on `thread` since it stood as `before` (`toThreadState`), over whatever others changed meanwhile: a
 * rename in another tab stays. `thread` is brought up to date. Answers the state that was saved.
 */
export async function saveThreadChanges<Context>(
  store: ThreadStore<Context>,
  thread: ThreadMetadata,
  before: string,
  context: Context,
  { now, ...options }: WriteOptions & { now: Date },
): Promise<string> {
  const stored = await store.loadThread(thread.id, context);
  const known = JSON.parse(before) as Partial<ThreadMetadata>;
  for (const field of FIELDS) {
    if (JSON.stringify(known[field]) === JSON.stringify(thread[field])) {
      Object.assign(thread, { [field]: stored[field] });
    }
  }
  thread.updated_at = now.toISOString();
  // Taken before the wait: a tool that runs meanwhile may change the thread again, which is not saved then.
  const saved = toThreadState(thread);
  await store.saveThread(thread, context, options);
  return saved;
}
