import { ChatKitError } from './errors.ts';
import type { ServerHooks } from './hooks.ts';
import type { Limits } from './limits.ts';
import type { Attachment, UserMessageItem } from './protocol/items.ts';
import type { UserMessageInput } from './protocol/requests.ts';

/** What a person sent, ready to become an item. */
export interface CheckedInput extends Pick<UserMessageItem, 'content' | 'quoted_text' | 'inference_options'> {
  attachments: Attachment[];
}

/** @throws ChatKitError `bad_request`, `too_long`, `unsupported`; `not_found` for an attachment that is not there. */
export async function readInput<Context>(
  server: ServerHooks<Context>,
  input: UserMessageInput,
  context: Context,
): Promise<CheckedInput> {
  const length = input.content.reduce((sum, part) => sum + part.text.length, input.quoted_text?.length ?? 0);
  // Tags and unknown fields are kept too; eight times leaves room for every character written as an escape.
  const weight = JSON.stringify(input).length;
  requireShort(Math.max(length, weight / 8), server.limits);
  const says = input.content.some((part) => part.type !== 'input_text' || part.text.trim() !== '');
  if (!says && !input.quoted_text && input.attachments.length === 0) {
    throw new ChatKitError('bad_request', 'Please write a message first.');
  }
  const { attachmentStore } = server;
  if (input.attachments.length > 0 && !attachmentStore) {
    throw new ChatKitError('unsupported', 'Attachments are not available here.');
  }
  const attachments = attachmentStore
    ? await Promise.all(input.attachments.map((id) => attachmentStore.loadAttachment(id, context)))
    : [];
  const { content, quoted_text, inference_options } = input;
  return { content, inference_options, attachments, ...(quoted_text ? { quoted_text } : {}) };
}

/** @throws ChatKitError `too_long` */
export function requireShort(chars: number, { messageChars }: Limits): void {
  if (chars <= messageChars) return;
  const limit = messageChars.toLocaleString('en');
  throw new ChatKitError('too_long', `This message is too long. Please keep it under ${limit} characters.`);
}
