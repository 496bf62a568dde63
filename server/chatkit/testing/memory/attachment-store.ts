import { NotFoundError } from '../../errors.ts';
import { createId } from '../../ids.ts';
import type { Attachment } from '../../protocol/items.ts';
import type { AttachmentStore } from '../../store.ts';

export interface MemoryAttachmentStoreOptions<Context> {
  /** Who a context speaks for, as `ChatKitServer.ownerOf` says it. */
  ownerOf(context: Context): string;
  /** Where a client is to put the bytes, for ChatKit's two-phase uploads. Without it the answer names no such place. */
  uploadUrlOf?: ((attachmentId: string) => string) | undefined;
}

/** What is known of attachments, in this process's memory; their bytes are never here. */
export class MemoryAttachmentStore<Context> implements AttachmentStore<Context> {
  readonly #options: MemoryAttachmentStoreOptions<Context>;
  readonly #attachments = new Map<string, { owner: string; data: string }>();

  constructor(options: MemoryAttachmentStoreOptions<Context>) {
    this.#options = options;
  }

  async createAttachment(input: { name: string; size: number; mime_type: string }, context: Context) {
    const { ownerOf, uploadUrlOf } = this.#options;
    const attachment: Attachment = {
      id: createId('attachment'),
      type: input.mime_type.startsWith('image/') ? 'image' : 'file',
      name: input.name,
      mime_type: input.mime_type,
      metadata: { size: input.size },
    };
    this.#attachments.set(attachment.id, { owner: ownerOf(context), data: JSON.stringify(attachment) });
    if (!uploadUrlOf) return attachment;
    const upload_descriptor = { url: uploadUrlOf(attachment.id), method: 'PUT' as const, headers: {} };
    return { ...attachment, upload_descriptor };
  }

  async loadAttachment(attachmentId: string, context: Context): Promise<Attachment> {
    const row = this.#find(attachmentId, context);
    if (!row) throw notHere();
    return JSON.parse(row.data) as Attachment;
  }

  async saveAttachment(attachment: Attachment, context: Context): Promise<void> {
    const row = this.#find(attachment.id, context);
    if (!row) throw notHere();
    row.data = JSON.stringify(attachment);
  }

  async deleteAttachment(attachmentId: string, context: Context): Promise<void> {
    if (this.#find(attachmentId, context)) this.#attachments.delete(attachmentId);
  }

  #find(attachmentId: string, context: Context) {
    const row = this.#attachments.get(attachmentId);
    return row?.owner === this.#options.ownerOf(context) ? row : undefined;
  }
}

function notHere(): NotFoundError {
  return new NotFoundError('This attachment is not here, or no longer.');
}
