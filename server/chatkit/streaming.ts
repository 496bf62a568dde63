import { ChatKitError, NotFoundError } from './errors.ts';
import type { ServerHooks } from './hooks.ts';
import type { CheckedInput } from './message-input.ts';
import { readInput, requireShort } from './message-input.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ClientToolCallItem, ThreadItem, UserMessageItem, WidgetItem } from './protocol/items.ts';
import type { RequestOf, StreamingRequest } from './protocol/requests.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { ItemKind } from './store.ts';
import { answerQuestions, requirePendingQuestions } from './structured-input.ts';
import type { Turn, TurnEvents } from './turn.ts';
import type { TurnPriority } from './turn-store.ts';
import { isHidden, toWireThread } from './wire.ts';

/** Items that are looked through for a call that waits: each message asks. */
const CALL_PAGES = 10;
const CALL_PAGE_ROWS = 20;

/** A request that was checked and may become a turn. */
export interface PreparedTurn {
  threadId: string;
  createsThread: boolean;
  senderItemId?: string | undefined;
  /** See `Turn.operation`. @default the turn's own id */
  operation?: string | undefined;
  /** See `TurnRecord.priority`. @default 'line' */
  priority?: TurnPriority | undefined;
  /**
   * The thread as it stands once it is the turn's: those before it in line may have changed it.
   *
   * @throws ChatKitError when it is gone, or takes no more messages.
   */
  loadThread(): Promise<ThreadMetadata>;
  events(thread: ThreadMetadata, turn: Turn): TurnEvents;
}

interface Sources {
  createId(kind: ItemKind): string;
  createThreadId(): string;
  now(): Date;
}

/**
 * Checks a streaming request against what is stored, before anything is written.
 *
 * @throws ChatKitError `not_found`, `locked`, `closed`, `too_long`, `invalid_action`, `unsupported`.
 */
export async function prepareTurn<Context>(
  server: ServerHooks<Context>,
  request: Exclude<StreamingRequest, RequestOf<'turns.resume'>>,
  context: Context,
  sources: Sources,
): Promise<PreparedTurn> {
  switch (request.type) {
    case 'threads.create': {
      const input = await readInput(server, request.params.input, context);
      await requireRoomForThread(server, context);
      const created_at = sources.now().toISOString();
      const thread: ThreadMetadata = {
        id: sources.createThreadId(),
        created_at,
        updated_at: created_at,
        status: { type: 'active' },
        metadata: {},
      };
      return {
        threadId: thread.id,
        createsThread: true,
        loadThread: async () => thread,
        ...respondTo(server, input, context, sources, { create: true }),
      };
    }
    case 'threads.add_user_message': {
      const input = await readInput(server, request.params.input, context);
      const thread = await prepareThread(server, request.params.thread_id, context);
      await requireRoom(server, thread.threadId, context);
      return { ...thread, ...respondTo(server, input, context, sources, { create: false }) };
    }
    case 'threads.retry_after_item':
      return prepareRetry(server, request.params, context);
    case 'threads.custom_action':
      return prepareAction(server, request.params, context);
    case 'threads.add_client_tool_output':
      return prepareToolOutput(server, request.params, context);
    case 'threads.add_structured_input':
      return prepareAnswers(server, request.params, context);
  }
}

/** @throws ChatKitError when the thread is not there, or takes no more messages. */
export async function requireActiveThread<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  context: Context,
): Promise<ThreadMetadata> {
  const thread = await server.store.loadThread(threadId, context);
  if (thread.status.type === 'locked') {
    throw new ChatKitError('locked', thread.status.reason || 'This conversation takes no messages at the moment.');
  }
  if (thread.status.type === 'closed') {
    throw new ChatKitError('closed', thread.status.reason || 'This conversation was closed. Please start a new one.');
  }
  return thread;
}

/** Two that are made at once may both be the last one: it is a bound on what is kept, and no number of anything. */
async function requireRoomForThread<Context>({ store, limits }: ServerHooks<Context>, context: Context): Promise<void> {
  if (limits.threads === Number.POSITIVE_INFINITY) return;
  const count = (await store.countThreads?.(limits.threads, context)) ?? 0;
  if (count < limits.threads) return;
  const words = `You have ${limits.threads.toLocaleString('en')} conversations, and there is no room for another one.`;
  throw new ChatKitError('too_long', `${words} Please delete one, then try again.`, { allowRetry: true });
}

/** What is in a full conversation stays, and can be clicked. */
async function requireRoom<Context>(server: ServerHooks<Context>, threadId: string, context: Context): Promise<void> {
  if ((await server.store.countItems(threadId, context)) < server.limits.threadItems) return;
  throw new ChatKitError('too_long', 'This conversation is full. Please start a new one.');
}

/** The parts of a turn in a thread that is there: it is checked now, and again when the turn starts. */
async function prepareThread<Context>(server: ServerHooks<Context>, threadId: string, context: Context) {
  const loadThread = () => requireActiveThread(server, threadId, context);
  await loadThread();
  return { threadId, createsThread: false, loadThread };
}

function respondTo<Context>(
  server: ServerHooks<Context>,
  input: CheckedInput,
  context: Context,
  sources: Sources,
  { create }: { create: boolean },
): Pick<PreparedTurn, 'operation' | 'events'> {
  const id = sources.createId('message');
  return {
    operation: `item:${id}`,
    async *events(thread, turn) {
      if (create) {
        await server.store.saveThread(thread, context, { turn: turn.ref });
        yield { type: 'thread.created', thread: toWireThread(server.presentThread(thread, context)) };
      } else {
        yield* dropPendingCalls(server, thread.id, context);
      }
      // Stamped now and not when it was sent: a message that waited stands behind the answer it waited for.
      const created_at = turn.now().toISOString();
      const attachments = input.attachments.map((attachment) => ({ ...attachment, thread_id: thread.id }));
      for (const attachment of attachments) await server.attachmentStore?.saveAttachment?.(attachment, context);
      const base = { id, thread_id: thread.id, created_at };
      const item: UserMessageItem = { type: 'user_message', ...base, ...input, attachments };
      yield { type: 'thread.item.done', item };
      yield { type: 'stream_options', stream_options: server.getStreamOptions(thread, context) };
      return () => server.respond(thread, item, context, turn);
    },
  };
}

async function prepareRetry<Context>(
  server: ServerHooks<Context>,
  params: { thread_id: string; item_id: string },
  context: Context,
): Promise<PreparedTurn> {
  const thread = await prepareThread(server, params.thread_id, context);
  const item = await server.store.loadItem(params.thread_id, params.item_id, context);
  const message = item.type === 'user_message' ? item : await findMessageBefore(server, item, context);
  await requireRoom(server, params.thread_id, context);
  return {
    ...thread,
    operation: `item:${message.id}`,
    async *events(thread, turn) {
      const removed = await server.store.deleteItemsAfter(thread.id, params.item_id, context, { turn: turn.ref });
      for (const item of removed) if (!isHidden(item)) yield { type: 'thread.item.removed', item_id: item.id };
      yield { type: 'stream_options', stream_options: server.getStreamOptions(thread, context) };
      return () => server.respond(thread, message, context, turn);
    },
  };
}

async function findMessageBefore<Context>(
  server: ServerHooks<Context>,
  item: ThreadItem,
  context: Context,
): Promise<UserMessageItem> {
  for (let after = item.id; ; ) {
    const page = await server.store.loadThreadItems(item.thread_id, { limit: 100, order: 'desc', after }, context);
    const message = page.data.find((row) => row.type === 'user_message');
    if (message) return message;
    if (!page.has_more || !page.after) throw new NotFoundError('There is no message to answer again.');
    after = page.after;
  }
}

async function prepareAction<Context>(
  server: ServerHooks<Context>,
  { thread_id, item_id, action }: RequestOf<'threads.custom_action'>['params'],
  context: Context,
): Promise<PreparedTurn> {
  const thread = await prepareThread(server, thread_id, context);
  await requireSender(server, thread_id, item_id, context);
  return {
    ...thread,
    senderItemId: item_id,
    async *events(thread, turn) {
      // Read again: the turns before this one in line may have changed the widget.
      const sender = await requireSender(server, thread.id, item_id, context);
      yield { type: 'stream_options', stream_options: server.getStreamOptions(thread, context) };
      return () => server.action(thread, action, sender, context, turn);
    },
  };
}

/** @throws ChatKitError when the item is not there or is no widget. */
export async function requireSender<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  itemId: string | undefined,
  context: Context,
): Promise<WidgetItem | undefined> {
  if (!itemId) return undefined;
  const item = await server.store.loadItem(threadId, itemId, context);
  if (item.type !== 'widget') throw new ChatKitError('invalid_action', 'This is nothing that can be clicked.');
  return item;
}

async function prepareToolOutput<Context>(
  server: ServerHooks<Context>,
  { thread_id, result }: RequestOf<'threads.add_client_tool_output'>['params'],
  context: Context,
): Promise<PreparedTurn> {
  const thread = await prepareThread(server, thread_id, context);
  const [call] = await findPendingCalls(server, thread_id, context);
  if (!call) throw nothingPending();
  return {
    ...thread,
    // The conversation stands still until it is there: whatever was said since comes behind it.
    priority: 'first',
    operation: `item:${call.id}`,
    async *events(thread, turn) {
      // Read again: the same output may have come twice.
      const pending = await server.store.loadItem(thread.id, call.id, context);
      if (pending.type !== 'client_tool_call' || pending.status !== 'pending') throw nothingPending();
      const item: ClientToolCallItem = { ...pending, status: 'completed', output: result };
      await server.store.saveItem(thread.id, item, context, { turn: turn.ref });
      yield* dropPendingCalls(server, thread.id, context);
      yield { type: 'stream_options', stream_options: server.getStreamOptions(thread, context) };
      return () => server.respond(thread, undefined, context, { ...turn, answered: item });
    },
  };
}

/**
 * The calls that wait for their output, the newest first: hidden items and clicks may stand behind one, a newer message may
 * not. One with very many behind it is waited for by nobody any more.
 */
async function findPendingCalls<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  context: Context,
): Promise<ClientToolCallItem[]> {
  const calls: ClientToolCallItem[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < CALL_PAGES; pages += 1) {
    const page = await server.store.loadThreadItems(threadId, { limit: CALL_PAGE_ROWS, order: 'desc', after }, context);
    for (const item of page.data) {
      if (item.type === 'client_tool_call' && item.status === 'pending') calls.push(item);
      if (item.type === 'user_message') return calls;
    }
    if (!page.has_more || !page.after) break;
    after = page.after;
  }
  return calls;
}

/** Nobody will answer these calls any more: the person went on, or the client answered another one. */
async function* dropPendingCalls<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  context: Context,
): AsyncGenerator<ThreadStreamEvent> {
  for (const { id } of await findPendingCalls(server, threadId, context)) {
    yield { type: 'thread.item.removed', item_id: id };
  }
}

function nothingPending(): ChatKitError {
  return new ChatKitError('conflict', 'Nothing waits for this answer any more.');
}

async function prepareAnswers<Context>(
  server: ServerHooks<Context>,
  { thread_id, item_id, input }: RequestOf<'threads.add_structured_input'>['params'],
  context: Context,
): Promise<PreparedTurn> {
  requireShort(JSON.stringify(input).length, server.limits);
  const thread = await prepareThread(server, thread_id, context);
  await requirePendingQuestions(server, thread_id, item_id, context);
  return {
    ...thread,
    senderItemId: item_id,
    operation: `item:${item_id}`,
    async *events(thread, turn) {
      // Read again: the same answers may have come twice.
      const asked = await requirePendingQuestions(server, thread.id, item_id, context);
      yield { type: 'stream_options', stream_options: server.getStreamOptions(thread, context) };
      const item = answerQuestions(asked, input);
      yield { type: 'thread.item.replaced', item };
      return () => server.respond(thread, undefined, context, { ...turn, answered: item });
    },
  };
}
