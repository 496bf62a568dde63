import type { Limits } from './limits.ts';
import type { Action } from './protocol/actions.ts';
import type { StreamOptions, ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem, UserMessageItem, WidgetItem } from './protocol/items.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { AttachmentStore, ThreadStore } from './store.ts';
import type { Turn } from './turn.ts';

/** What somebody said, to be turned into text. */
export interface AudioInput {
  data: Uint8Array;
  /** As the browser names it: `audio/webm;codecs=opus`. */
  mimeType: string;
  /** The same without parameters: `audio/webm`. */
  mediaType: string;
}

/** What the parts of the SDK ask of a server: where things are kept, and the hooks that a subclass fills. */
export interface ServerHooks<Context> {
  readonly store: ThreadStore<Context>;
  readonly attachmentStore: AttachmentStore<Context> | undefined;
  readonly limits: Limits;

  /** Who the context speaks for: scopes turns and request ids. */
  ownerOf(context: Context): string;

  /** Answers a message. `input` is absent when something was answered instead (`turn.answered`). */
  respond(
    thread: ThreadMetadata,
    input: UserMessageItem | undefined,
    context: Context,
    turn: Turn,
  ): AsyncIterable<ThreadStreamEvent>;

  /** Answers a click in a widget, or `sendCustomAction`. `sender` is the widget it came from. Refused by default. */
  action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
    turn: Turn,
  ): AsyncIterable<ThreadStreamEvent>;

  /**
   * Answers an action with `streaming: false`. A returned item is saved and replaces the one on screen. Refused by
   * default.
   */
  syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
  ): Promise<{ updated_item?: ThreadItem }>;

  /** Thumbs up or down on items of an answer. Does nothing by default. */
  addFeedback(threadId: string, itemIds: string[], feedback: 'positive' | 'negative', context: Context): Promise<void>;

  /** Turns speech into text. Refused by default. */
  transcribe(audio: AudioInput, context: Context): Promise<{ text: string }>;

  /** Items as they are shown, whenever stored ones are read: the place to draw what must be up to date. */
  presentItems(items: ThreadItem[], thread: ThreadMetadata, context: Context): Promise<ThreadItem[]>;

  /**
   * A thread as it is shown, whenever clients are told of it: the place for what holds for all threads, as which hosts
   * their images come from.
   */
  presentThread(thread: ThreadMetadata, context: Context): ThreadMetadata;

  /** Whether clients may stop a turn. */
  getStreamOptions(thread: ThreadMetadata, context: Context): StreamOptions;
}
