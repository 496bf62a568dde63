import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toOwner } from '../server/auth/owner.ts';
import { createId, type ThreadItem } from '../server/chatkit/index.ts';
import { openStorage } from '../server/storage/open.ts';
import { ISSUER } from '../test/support/tokens.ts';

export interface Seeded {
  url: string;
  subject: string;
  threadId: string;
  remove(): Promise<void>;
}

/** A database with one person's tasks and one long thread of messages. */
export async function seed({ tasks, items }: { tasks: number; items: number }): Promise<Seeded> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-bench-'));
  const url = `file:${join(folder, 'task-chat.db')}`;
  const silent = { info() {}, warn() {}, error() {} };
  const storage = await openStorage({ url, logger: silent });
  const subject = 'bench';
  const owner = toOwner(ISSUER, subject);
  for (let n = 1; n <= tasks; n += 1) await storage.tasks.add(owner, { title: `Task number ${n}` }, `seed:${n}`);

  const created_at = new Date().toISOString();
  const threadId = createId('thread');
  const status = { type: 'active' as const };
  await storage.threads.saveThread({ id: threadId, title: 'Long', created_at, status, metadata: {} }, { owner });
  for (let n = 0; n < items; n += 1) {
    const base = { id: createId('message'), thread_id: threadId, created_at };
    const item: ThreadItem =
      n % 2 === 0
        ? {
            ...base,
            type: 'user_message',
            content: [{ type: 'input_text', text: `Message ${n}` }],
            attachments: [],
            inference_options: {},
          }
        : {
            ...base,
            type: 'assistant_message',
            content: [{ type: 'output_text', text: `Answer ${n}`, annotations: [] }],
          };
    await storage.threads.saveItem(threadId, item, { owner });
  }
  await storage.close();
  return { url, subject, threadId, remove: () => rm(folder, { recursive: true, force: true }) };
}
