import type { UserMessageContent } from '@openai/chatkit';
import type { Action } from '../../server/chatkit/protocol/actions.ts';
import type { InferenceOptions, UserMessageContent as SentContent } from '../../server/chatkit/protocol/items.ts';
import type { Backend } from '../client/backend.ts';
import type { Listener } from '../client/stream-note.ts';
import type { ChatOptions } from '../options/options.ts';
import type { Choice } from '../ui/choices.ts';

export type RuntimeName = 'builtin' | 'chatkit';

/** What a page may say in a person's name. */
export interface OutgoingMessage {
  text?: string | undefined;
  /** The message in its parts, in place of `text`. */
  content?: UserMessageContent[] | undefined;
  /** Begin a new conversation with it. @default false */
  newThread?: boolean | undefined;
  /** One of `composer.tools`, whatever the composer says. */
  toolChoice?: { id: string } | undefined;
  /** One of `composer.models`. @default the one that the composer says */
  model?: string | undefined;
}

/** What stands in the composer; what is not named stays. */
export interface ComposerValue {
  text?: string | undefined;
  /** `null`: none. */
  selectedToolId?: string | null | undefined;
  selectedModelId?: string | null | undefined;
}

/** A message that went out, and of whose turn nothing was seen yet. */
export interface SentMessage {
  readonly content: SentContent[];
  readonly inference: InferenceOptions;
  /** Sent again under this id it is not done twice. */
  readonly requestId: string;
}

/** What one runtime hands to the next, so that a switch loses nothing. */
export interface Handover {
  /** `undefined`: the one that was open last; `null`: a new one. */
  readonly threadId?: string | null | undefined;
  readonly draft: string;
  /** Tool and model that the composer says. */
  readonly choice: Choice;
  readonly sent: readonly SentMessage[];
}

/** What the element is to its runtime. */
export interface RuntimeHost {
  readonly backend: Backend;
  readonly element: {
    readonly renderRoot: ParentNode;
    /** Where OpenAI's script is, if not at OpenAI's. */
    readonly chatkitUrl: string | null | undefined;
    /** How long it may take until OpenAI's chat works (ms). */
    readonly chatkitTimeout: number | null | undefined;
  };
  /** As they stand now. */
  readonly options: ChatOptions;
  /** Resolves when it is drawn. */
  requestUpdate(): Promise<unknown>;
  emit(event: Event): void;
  /** The runtime is seen and can be used. */
  up(): void;
  /** The runtime that is there now, once it can be used. */
  ready(): Promise<ChatRuntime | undefined>;
  /** The runtime cannot go on: the built-in chat takes over. `reason` is for whoever builds the page. */
  fail(reason: string): void;
}

/** A chat that the element can show: ours, or one that somebody else draws. */
export interface ChatRuntime extends Listener {
  start(): void;
  /** Nothing of it is seen or heard any more. What it was doing on the server goes on. */
  stop(): Handover;
  render(): unknown;
  /** Right before its templates are drawn anew. */
  willRender?(): void;
  /** Right after they were drawn, before anybody sees it. */
  didRender?(): void;
  /** The element stands at another place of the document. */
  moved?(): void;
  /** The host's options are others now. */
  optionsChanged?(): void;
  /** Looks again who is there, if that was not known. @returns whether it does */
  resume(): boolean;
  /** Another person is signed in, or nobody: what the former one could see goes at once. */
  personChanged(): void;
  /** Nobody is signed in from now on, until the page gives another token. */
  signOut(): void;
  setThreadId(id: string | null): Promise<void>;
  sendUserMessage(message: OutgoingMessage): Promise<void>;
  setComposerValue(value: ComposerValue): Promise<void>;
  focusComposer(): Promise<void>;
  fetchUpdates(): Promise<void>;
  sendCustomAction(action: Action, itemId?: string): Promise<void>;
  showHistory(): Promise<void>;
  hideHistory(): Promise<void>;
}
