import type { ThreadMetadata } from './protocol/threads.ts';
import { threadMetadataSchema } from './protocol/threads.ts';
import type { ThreadChanges, ThreadStore, WriteOptions } from './store.ts';

/** What a hook may change on the thread it is given. */
const FIELDS = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;
/** What `ThreadStore.updateThread` sets. */
const STORED_FIELDS = [...FIELDS, 'updated_at'] as const;

type ThreadState = Pick<ThreadMetadata, (typeof FIELDS)[number]>;

/** The thread with these changes made (see `ThreadStore.updateThread`), for stores that write threads as a whole. */
export function applyThreadChanges(thread: ThreadMetadata, changes: ThreadChanges): ThreadMetadata {
  const given = STORED_FIELDS.filter((field) => field in changes);
  const changed = { ...thread, ...Object.fromEntries(given.map((field) => [field, changes[field]])) };
  for (const field of given) if (changed[field] === undefined) delete changed[field];
  return changed;
}

/** The fields of a thread that a hook may change, to tell later whether it did. */
export function toThreadState(thread: ThreadMetadata): string {
  return JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, thread[field]])));
}

/**
 * Saves what changed on `thread` since it stood as `before` (`toThreadState`), and nothing else: a rename in another tab
 * stays. `thread` is brought up to date. Answers the state that was saved.
 *
 * @throws TypeError when a field was set to what it cannot be: nothing is saved then, and that field stands as before.
 */
export async function saveThreadChanges<Context>(
  store: ThreadStore<Context>,
  thread: ThreadMetadata,
  before: string,
  context: Context,
  { now, ...options }: WriteOptions & { now: Date },
): Promise<string> {
  // A copy from before the wait: a tool that runs meanwhile may change the thread again, which is not saved then.
  const after = toThreadState(thread);
  const changed = changedFields(before, after);
  const state = JSON.parse(after) as ThreadState;
  const broken = changed.filter((field) => !threadMetadataSchema.shape[field].safeParse(state[field]).success);
  if (broken.length > 0) {
    const known = JSON.parse(before) as ThreadState;
    // Taken back at once, so that whoever ends the turn can save what else it changed.
    for (const field of broken) Object.assign(thread, { [field]: known[field] });
    throw new TypeError(`A hook changed a thread to what no thread is: ${broken.join(', ')}`);
  }
  const changes = Object.fromEntries(changed.map((field) => [field, state[field]]));
  const stored = await store.updateThread(thread.id, { ...changes, updated_at: now.toISOString() }, context, options);
  const saved = toThreadState(stored);
  const touched = changedFields(after, toThreadState(thread));
  for (const field of changedFields(after, saved)) {
    // Only what others changed: a hook may hold on to the very object that it was given.
    if (!touched.includes(field)) Object.assign(thread, { [field]: stored[field] });
  }
  thread.updated_at = stored.updated_at;
  return saved;
}

function changedFields(before: string, after: string): (typeof FIELDS)[number][] {
  const [was, is] = [before, after].map((state) => JSON.parse(state) as ThreadState);
  return FIELDS.filter((field) => JSON.stringify(was?.[field]) !== JSON.stringify(is?.[field]));
}
