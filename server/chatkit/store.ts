import type { Attachment, ThreadItem } from './protocol/items.ts';
import type { Page, ThreadMetadata } from './protocol/threads.ts';

/** Asks for one page. Rows stand in the order in which they were first stored. */
export interface PageQuery {
  /** Rows at most, 1 to 1,000. */
  limit: number;
  order: 'asc' | 'desc';
  /** The id of any row: the page starts right after it, in the asked order. Unknown or foreign ids are `NotFoundError`. */
  after?: string | undefined;
}

/** The turn that writes. A store refuses the write of a turn that lost its thread to a later one (`TurnLostError`). */
export interface TurnRef {
  id: string;
  /** Grows by one with every turn that takes the thread (see `TurnStore.acquire`). */
  fence: number;
}

export interface WriteOptions {
  /** Absent for writes outside a turn (a rename, a synchronous action), which no fence stops. */
  turn?: TurnRef | undefined;
}

export interface SaveItemOptions extends WriteOptions {
  /**
   * Replaces the item and never adds one: what was deleted meanwhile stays deleted, and the write is `NotFoundError`.
   *
   * @default false
   */
  onlyExisting?: boolean | undefined;
  /**
   * The id was made a moment ago, for this item: a store need not look for it before it adds the item. Where it is there all
   * the same, it is replaced as ever.
   *
   * @default false
   */
  isNew?: boolean | undefined;
}

/**
 * Fields of a thread to set; a field that is not named stays, and `undefined` removes an optional one. Each is replaced
 * as one value: whoever changes `metadata` gives all of it.
 */
export interface ThreadChanges
  extends Partial<Pick<ThreadMetadata, 'title' | 'status' | 'allowed_image_domains' | 'metadata' | 'updated_at'>> {}

/** Enough of a deleted item to tell clients of it, or not to when it was hidden. */
export type DeletedItem = Pick<ThreadItem, 'id' | 'type'>;

export type ItemKind =
  | 'message'
  | 'tool_call'
  | 'task'
  | 'workflow'
  | 'attachment'
  | 'sdk_hidden_context'
  | 'structured_input';

/**
 * Keeps threads and their items. Everything is scoped by whoever `context` names: a row of somebody else is exactly
 * like one that does not exist.
 *
 * Values are copied in, when a method is called, and out; a caller may change what it gave or was given. A store keeps every field, unknown ones too.
 *
 * @throws NotFoundError from every method that names a thread or an item which is not there.
 */
export interface ThreadStore<Context> {
  loadThread(threadId: string, context: Context): Promise<ThreadMetadata>;
  /** Creates the thread, or replaces it; `created_at` of the first write stays and orders the history. */
  saveThread(thread: ThreadMetadata, context: Context, options?: WriteOptions): Promise<void>;
  /**
   * Sets these fields of the thread in one step and answers the thread as it then stands, so that two who change
   * different fields at once never overwrite each other.
   */
  updateThread(
    threadId: string,
    changes: ThreadChanges,
    context: Context,
    options?: WriteOptions,
  ): Promise<ThreadMetadata>;
  /**
   * How many threads there are, counted up to `most` and no further: every new one asks. Optional: without it `limits.threads`
   * bounds nothing.
   */
  countThreads?(most: number, context: Context): Promise<number>;
  /** Threads by the order of their creation. */
  loadThreads(page: PageQuery, context: Context): Promise<Page<ThreadMetadata>>;
  /**
   * Deletes the thread with all its items; the turn that held it writes nothing more, not even to a new thread of this id.
   * Deleting what is not there is silent.
   */
  deleteThread(threadId: string, context: Context): Promise<void>;

  loadThreadItems(threadId: string, page: PageQuery, context: Context): Promise<Page<ThreadItem>>;
  /** Items that a turn added or changed, in the order of the thread; for readers that come after its log is gone. */
  loadTurnItems(threadId: string, turnId: string, context: Context): Promise<ThreadItem[]>;
  loadItem(threadId: string, itemId: string, context: Context): Promise<ThreadItem>;
  /**
   * How many items were added to the thread; those that were deleted since may count too. It costs the same however many
   * there are: every message asks.
   */
  countItems(threadId: string, context: Context): Promise<number>;
  /** Adds the item at the thread's end, or replaces it where it stands when its id is there already. */
  saveItem(threadId: string, item: ThreadItem, context: Context, options?: SaveItemOptions): Promise<void>;
  /** Deleting what is not there is silent. */
  deleteItem(threadId: string, itemId: string, context: Context, options?: WriteOptions): Promise<void>;
  /** Deletes every item behind `itemId` and answers what it deleted, in the order of the thread. */
  deleteItemsAfter(threadId: string, itemId: string, context: Context, options?: WriteOptions): Promise<DeletedItem[]>;
}

/** Keeps what people attach. Optional: a server without one refuses attachments. */
export interface AttachmentStore<Context> {
  createAttachment(
    input: { name: string; size: number; mime_type: string },
    context: Context,
  ): Promise<
    Attachment & { upload_descriptor?: { url: string; method: 'POST' | 'PUT'; headers: Record<string, string> } }
  >;
  loadAttachment(attachmentId: string, context: Context): Promise<Attachment>;
  /** Where the preview of an image is, whose `preview_url` is `lazy`. */
  getPreviewUrl?(attachmentId: string, context: Context): Promise<string | undefined>;
  deleteAttachment(attachmentId: string, context: Context): Promise<void>;
  /** Keeps what changed: the thread whose message took it. Only a store that clears away what was never sent needs it. */
  saveAttachment?(attachment: Attachment, context: Context): Promise<void>;
}
