import * as z from 'zod';
import type { ThreadItem } from './items.ts';
import { threadItemSchema } from './items.ts';
import { maybe, open, record, timestamp } from './schema.ts';

export const threadStatusSchema = z.discriminatedUnion('type', [
  open({ type: z.literal('active') }),
  /** No more messages for now; the composer shows the reason. */
  open({ type: z.literal('locked'), reason: maybe(z.string()) }),
  /** No more messages ever; a banner stands in the composer's place. */
  open({ type: z.literal('closed'), reason: maybe(z.string()) }),
]);
export type ThreadStatus = z.infer<typeof threadStatusSchema>;

export const threadMetadataSchema = open({
  id: z.string().min(1),
  title: maybe(z.string()),
  created_at: timestamp,
  updated_at: maybe(timestamp),
  status: threadStatusSchema,
  allowed_image_domains: maybe(z.array(z.string())),
  /** Server-side notes on a thread. Stored, never sent to a client. */
  metadata: record,
});
/** A thread without its items: what a store keeps and what the hooks are given. */
export interface ThreadMetadata extends z.infer<typeof threadMetadataSchema> {}

/** A page of rows. `after` is the id of its last row, there when `has_more` is. */
export interface Page<Row> {
  data: Row[];
  has_more: boolean;
  after?: string | undefined;
}

/** A thread as a client gets it: no metadata, no hidden items. */
export interface Thread extends Omit<ThreadMetadata, 'metadata'> {
  items: Page<ThreadItem>;
  /** The turn that runs in this thread now, for clients that can follow it (`turns.resume`). Ours, not ChatKit's. */
  running_turn?: { id: string } | undefined;
}

export const threadSchema = open({
  ...threadMetadataSchema.omit({ metadata: true }).shape,
  items: open({ data: z.array(threadItemSchema), has_more: z.boolean(), after: maybe(z.string()) }),
  running_turn: maybe(open({ id: z.string() })),
});
