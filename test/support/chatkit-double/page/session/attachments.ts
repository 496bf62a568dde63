import { blame } from '../bridge.ts';
import { ChatKitError, toMessage } from '../errors.ts';
import type { Attachment } from '../wire/types.ts';
import type { Session } from './session.ts';

const MAX_SIZE = 100 * 1024 * 1024;
const MAX_COUNT = 10;

interface Descriptor {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** Uploads files into the draft, by the strategy of the options (reference §6.5). */
export async function attach(session: Session, files: readonly File[]): Promise<void> {
  const { bridge, composer } = session;
  const options = bridge.options.composer?.attachments;
  if (!options?.enabled) return;
  for (const file of files) {
    if (composer.attachments.length >= (options.maxCount ?? MAX_COUNT)) return;
    bridge.log('attachment.add');
    try {
      if (file.size > limitOf(options.maxSize, file.type)) throw new Error(`${file.name} is too large.`);
      const attachment = await upload(session, file);
      bridge.log('attachment.upload', { mimeType: file.type });
      composer.attachments = [...composer.attachments, attachment];
    } catch (error) {
      bridge.fail(new ChatKitError('FileAttachmentError', toMessage(error), error));
    }
    session.changed();
  }
}

/** Takes a file out of the draft, and from the server. */
export async function detach(session: Session, id: string): Promise<void> {
  const { composer } = session;
  composer.attachments = composer.attachments.filter((attachment) => attachment.id !== id);
  session.changed();
  await session.client.json('attachments.delete', { attachment_id: id }).catch(() => undefined);
}

async function upload(session: Session, file: File): Promise<Attachment> {
  const { bridge, client } = session;
  const { api } = bridge.options;
  const strategy = 'url' in api ? api.uploadStrategy : undefined;
  if (strategy?.type === 'direct') return uploadDirectly(session, strategy.uploadUrl, file);
  const wanted = { name: file.name, size: file.size, mime_type: file.type };
  const created = (await client.json('attachments.create', wanted)) as Attachment & {
    upload_descriptor?: Descriptor;
    upload_url?: string;
  };
  if (!created.id || !created.mime_type) throw blame(bridge, 'The attachment has no id or type.');
  const { url, method = 'POST', headers = {} } = created.upload_descriptor ?? { url: created.upload_url ?? '' };
  const body = method === 'PUT' ? file : toForm(file);
  const response = await client.upload(url, { method, headers, body });
  if (!response.ok) throw new Error(`The upload was answered by ${response.status}.`);
  return created;
}

async function uploadDirectly(session: Session, url: string, file: File): Promise<Attachment> {
  const response = await session.client.upload(url, { method: 'POST', body: toForm(file) });
  if (!response.ok) throw new Error(`The upload was answered by ${response.status}.`);
  const attachment = (await response.json().catch(() => ({}))) as Attachment;
  if (!attachment.id || !attachment.mime_type)
    throw blame(session.bridge, 'The upload was answered without id or type.');
  return attachment;
}

function toForm(file: File): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}

/** An exact type wins over a pattern, and that over the entry for all the rest. */
function limitOf(limit: number | Record<string, number> | undefined, type: string): number {
  if (typeof limit === 'number') return limit;
  const group = `${type.split('/')[0]}/*`;
  return limit?.[type] ?? limit?.[group] ?? limit?.['*'] ?? limit?.[''] ?? MAX_SIZE;
}
