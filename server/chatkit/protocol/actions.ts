import * as z from 'zod';
import { maybe, open } from './schema.ts';

/** What leaves a widget when a person clicks: `handler`, `loadingBehavior` and `streaming` stay behind. */
export const actionSchema = open({
  type: z.string().min(1).max(200),
  payload: z.unknown().optional(),
});
export type Action = { type: string; payload?: unknown };

export const actionConfigSchema = open({
  type: z.string().min(1),
  payload: z.unknown().optional(),
  /** `client` actions go to the page (`widgets.onAction`). @default 'server' */
  handler: maybe(z.enum(['client', 'server'])),
  /** @default 'auto' */
  loadingBehavior: maybe(z.enum(['auto', 'none', 'self', 'container'])),
  /** `false` sends `threads.sync_custom_action`, which is allowed while the thread responds. @default true */
  streaming: maybe(z.boolean()),
});
export type ActionConfig = z.infer<typeof actionConfigSchema>;
