import type { ThreadItem, ThreadMetadata } from '../../server/chatkit/index.ts';
import type { Storage } from '../../server/storage/open.ts';

export const ANNE = { owner: 'anne' };

const CREATED_AT = '2026-01-01T12:00:00.000Z';

export function toThread(id: string): ThreadMetadata {
  return { id, created_at: CREATED_AT, status: { type: 'active' }, metadata: {} };
}

/** Adds items to one of Anne's threads. */
export async function addItems({ threads }: Pick<Storage, 'threads'>, threadId: string, ids: string[]): Promise<void> {
  for (const id of ids) await threads.saveItem(threadId, toItem(threadId, id), ANNE);
}

export function toItem(threadId: string, id: string): ThreadItem {
  const content = [{ type: 'input_text' as const, text: `text of ${id}` }];
  const base = { id, thread_id: threadId, created_at: CREATED_AT, attachments: [], inference_options: {} };
  return { ...base, type: 'user_message', content };
}

/** The ids of the items in one of Anne's threads. */
export async function itemIds({ threads }: Pick<Storage, 'threads'>, threadId: string): Promise<string[]> {
  const { data } = await threads.loadThreadItems(threadId, { limit: 1_000, order: 'asc' }, ANNE);
  return data.map((item) => item.id);
}
