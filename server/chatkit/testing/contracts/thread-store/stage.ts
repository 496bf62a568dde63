import type { ThreadItem } from '../../../protocol/items.ts';
import type { ThreadMetadata } from '../../../protocol/threads.ts';
import type { ThreadStore, TurnRef } from '../../../store.ts';
import type { TurnStore } from '../../../turn-store.ts';
import type { Stage } from '../harness.ts';

export const ANNE = 'anne';
export const BEN = 'ben';

/** The contexts come from the harness and go back to its own stores, so the cases need not know what they are. */
export interface ThreadHandle {
  threads: ThreadStore<unknown>;
  turns: TurnStore;
}

export interface ThreadStage extends Stage<ThreadHandle>, ThreadHandle {
  anne: unknown;
  ben: unknown;
}

export function toThread(id: string, minute = 0): ThreadMetadata {
  return { id, created_at: time(minute), status: { type: 'active' }, metadata: {} };
}

export function toItem(id: string, text = `text of ${id}`): ThreadItem {
  return {
    type: 'user_message',
    id,
    thread_id: 't',
    created_at: time(0),
    content: [{ type: 'input_text', text }],
    attachments: [],
    inference_options: {},
  };
}

export async function addItems(
  { threads, anne }: Pick<ThreadStage, 'threads' | 'anne'>,
  threadId: string,
  ids: string[],
): Promise<void> {
  for (const id of ids) await threads.saveItem(threadId, toItem(id), anne);
}

export async function itemIds(
  { threads, anne }: Pick<ThreadStage, 'threads' | 'anne'>,
  threadId: string,
): Promise<string[]> {
  const { data } = await threads.loadThreadItems(threadId, { limit: 1_000, order: 'asc' }, anne);
  return data.map((item) => item.id);
}

/** Ids in a row: i0, i1 and so on. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `i${index}`);
}

/** Opens a turn in Anne's thread `t` and gives it the thread. */
export async function takeThread({ turns }: Pick<ThreadHandle, 'turns'>, turnId: string): Promise<TurnRef> {
  await turns.open({ id: turnId, owner: ANNE, threadId: 't', createsThread: false }, { maxWaiting: 10 });
  const ref = await turns.acquire(ANNE, turnId, 10_000);
  if (!ref || ref === 'ended') throw new Error(`the turn ${turnId} did not get its thread: ${ref}`);
  return ref;
}

export function time(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
}
