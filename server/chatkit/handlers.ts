import { ChatKitError, NotFoundError } from './errors.ts';
import { requireItem } from './event-check.ts';
import type { AudioInput, ServerHooks } from './hooks.ts';
import type { ThreadItem } from './protocol/items.ts';
import type { JsonRequest, RequestOf } from './protocol/requests.ts';
import type { Page, Thread, ThreadMetadata } from './protocol/threads.ts';
import type { PageQuery } from './store.ts';
import { requireActiveThread, requireSender } from './streaming.ts';
import { saveThreadChanges, toThreadState } from './thread-changes.ts';
import type { TurnStore } from './turn-store.ts';
import type { Turns } from './turns.ts';
import { isHidden, toWireItem, toWireItems, toWireThread } from './wire.ts';

const TITLE_MAX = 200;
/** Items that are read from the store in one go. */
const STEP_ROWS = 10;

interface Parts {
  turns: Turns;
  turnStore: TurnStore;
  now(): Date;
}

/**
 * Answers a request that is not streamed; the answer is ready for the wire.
 *
 * @throws ChatKitError
 */
export async function handleJsonRequest<Context>(
  server: ServerHooks<Context>,
  parts: Parts,
  request: JsonRequest,
  context: Context,
): Promise<unknown> {
  const { store } = server;
  switch (request.type) {
    case 'threads.get_by_id':
      return getThread(server, parts, request.params.thread_id, context);
    case 'threads.list': {
      const page = await store.loadThreads(toPageQuery(server, request.params, 'desc'), context);
      return { ...page, data: page.data.map((thread) => toWireThread(server.presentThread(thread, context))) };
    }
    case 'items.list': {
      const thread = await store.loadThread(request.params.thread_id, context);
      return loadShownItems(server, thread, toPageQuery(server, request.params, 'desc'), context);
    }
    case 'threads.update': {
      // Characters, not halves of one.
      const title = [...request.params.title.trim()].slice(0, TITLE_MAX).join('');
      if (!title) throw new ChatKitError('bad_request', 'Please give the conversation a name.');
      const changes = { title, updated_at: parts.now().toISOString() };
      const changed = await store.updateThread(request.params.thread_id, changes, context);
      return toWireThread(server.presentThread(changed, context));
    }
    case 'threads.delete': {
      const { thread_id } = request.params;
      await store.loadThread(thread_id, context);
      await parts.turns.cancelThread(server.ownerOf(context), thread_id);
      await store.deleteThread(thread_id, context);
      // A message may have come in between.
      await parts.turns.sweepThread(server.ownerOf(context), thread_id);
      return {};
    }
    case 'threads.sync_custom_action':
      return syncAction(server, parts, request, context);
    case 'items.feedback': {
      const { thread_id, item_ids, kind } = request.params;
      await store.loadThread(thread_id, context);
      // What is not in this thread, or not there any more, is not what the person saw.
      for (const id of item_ids) await requireShownItem(server, thread_id, id, context);
      await server.addFeedback(thread_id, item_ids, kind, context);
      return {};
    }
    case 'attachments.create': {
      const { metadata: _, ...attachment } = await requireAttachments(server).createAttachment(request.params, context);
      return attachment;
    }
    case 'attachments.delete':
      await requireAttachments(server).deleteAttachment(request.params.attachment_id, context);
      return {};
    case 'attachments.get_preview': {
      const attachments = requireAttachments(server);
      const url = await attachments.getPreviewUrl?.(request.params.attachment_id, context);
      if (!url) throw new NotFoundError('There is no preview of this attachment.');
      return { url };
    }
    case 'input.transcribe': {
      const answer = await server.transcribe(toAudio(request.params), context);
      if (typeof answer?.text !== 'string') throw new TypeError('transcribe() answered without a text.');
      return answer;
    }
    case 'turns.cancel':
      return cancelTurn(server, parts, request.params, context);
  }
}

async function getThread<Context>(
  server: ServerHooks<Context>,
  parts: Parts,
  threadId: string,
  context: Context,
): Promise<Thread> {
  const thread = await server.store.loadThread(threadId, context);
  const [items, running] = await Promise.all([
    loadShownItems(server, thread, { limit: server.limits.pageRows, order: 'asc' }, context),
    parts.turnStore.findActive(server.ownerOf(context), threadId),
  ]);
  const shown = toWireThread(server.presentThread(thread, context));
  return { ...shown, items, ...(running ? { running_turn: { id: running.id } } : {}) };
}

/**
 * A page of what a person may see. Hidden items are left out before the page is cut, so that no page comes up short; only
 * large items make one shorter, and it then says that there are more.
 */
async function loadShownItems<Context>(
  server: ServerHooks<Context>,
  thread: ThreadMetadata,
  query: PageQuery,
  context: Context,
): Promise<Page<ThreadItem>> {
  const { pageRows, pageChars } = server.limits;
  const shown: ThreadItem[] = [];
  let page: Page<ThreadItem> = { data: [], has_more: true, after: query.after };
  let chars = 0;
  for (
    let steps = 0;
    page.has_more && shown.length < query.limit && chars < pageChars && steps < pageRows;
    steps += 1
  ) {
    // In small steps: an item can be large, and whoever reads a hundred of them at once stops everybody else.
    page = await server.store.loadThreadItems(thread.id, { ...query, limit: STEP_ROWS, after: page.after }, context);
    const visible = page.data.filter((item) => !isHidden(item));
    shown.push(...visible);
    chars += JSON.stringify(visible).length;
  }
  const rest = shown.splice(query.limit);
  // Before the hook, which may sort or empty the very list that it is given.
  const after = shown.at(-1)?.id ?? page.after;
  const data = toWireItems(await server.presentItems(shown, thread, context));
  return page.has_more || rest.length > 0 ? { data, has_more: true, after } : { data, has_more: false };
}

async function syncAction<Context>(
  server: ServerHooks<Context>,
  { now }: Parts,
  { params }: RequestOf<'threads.sync_custom_action'>,
  context: Context,
): Promise<{ updated_item?: ThreadItem }> {
  const thread = await requireActiveThread(server, params.thread_id, context);
  const sender = await requireSender(server, thread.id, params.item_id, context);
  const before = toThreadState(thread);
  const { updated_item } = await server.syncAction(thread, params.action, sender, context);
  // What a retry deleted while the hook was at work must not come back.
  if (updated_item) {
    requireItem(updated_item, thread.id);
    // As the sender is: a click on a widget must not make another item of it.
    if (updated_item.id === sender?.id && updated_item.type !== sender.type) throw new TypeError('A widget stays one.');
    await server.store.saveItem(thread.id, updated_item, context, { onlyExisting: true });
  }
  if (toThreadState(thread) !== before) {
    await saveThreadChanges(server.store, thread, before, context, { now: now() });
  }
  const item = updated_item && toWireItem(updated_item);
  return item ? { updated_item: item } : {};
}

async function cancelTurn<Context>(
  server: ServerHooks<Context>,
  { turns, turnStore }: Parts,
  { thread_id, turn_id, request_id }: RequestOf<'turns.cancel'>['params'],
  context: Context,
): Promise<object> {
  const owner = server.ownerOf(context);
  if (turn_id) {
    const turn = await turnStore.load(owner, turn_id);
    if (!turn || (thread_id && turn.threadId !== thread_id))
      throw new NotFoundError('There is no such answer to stop.');
    await turns.cancel(owner, turn.id);
  } else if (request_id) {
    await turns.cancelRequest(owner, request_id);
  } else if (thread_id) {
    const turn = await turnStore.findActive(owner, thread_id);
    if (turn) await turns.cancel(owner, turn.id);
  } else {
    throw new ChatKitError('bad_request', 'Please say which answer to stop.');
  }
  return {};
}

async function requireShownItem<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  itemId: string,
  context: Context,
): Promise<void> {
  if (isHidden(await server.store.loadItem(threadId, itemId, context))) throw new NotFoundError();
}

function toAudio({ audio_base64, mime_type }: RequestOf<'input.transcribe'>['params']): AudioInput {
  // `atob` skips spaces and forgives missing padding; what is not exactly what somebody encoded was damaged on its way.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio_base64) || audio_base64.length % 4 !== 0) {
    throw new ChatKitError('bad_request', 'The recording did not arrive whole. Please try again.');
  }
  const data = Uint8Array.from(atob(audio_base64), (char) => char.charCodeAt(0));
  return { data, mimeType: mime_type, mediaType: mime_type.split(';')[0]?.trim().toLowerCase() ?? '' };
}

function toPageQuery<Context>(
  server: ServerHooks<Context>,
  params: { limit?: number | undefined; order?: 'asc' | 'desc' | undefined; after?: string | undefined },
  order: 'asc' | 'desc',
): PageQuery {
  const rows = server.limits.pageRows;
  const limit = Math.min(Math.max(params.limit ?? rows, 1), rows);
  return { limit, order: params.order ?? order, after: params.after };
}

function requireAttachments<Context>(server: ServerHooks<Context>) {
  if (!server.attachmentStore) throw new ChatKitError('unsupported', 'Attachments are not available here.');
  return server.attachmentStore;
}
