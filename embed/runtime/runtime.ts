import type { Action } from '../../server/chatkit/protocol/actions.ts';

/** What a page may say in a person's name. */
export interface OutgoingMessage {
  text: string;
  /** Begin a new conversation with it. @default false */
  newThread?: boolean | undefined;
}

/** What one runtime hands to the next, so that a switch loses nothing. */
export interface Handover {
  /** `undefined`: the one that was open last; `null`: a new one. */
  readonly threadId: string | null | undefined;
  readonly draft: string;
}

/** What the element is to its runtime. */
export interface RuntimeHost {
  readonly apiUrl: URL;
  readonly root: ShadowRoot;
  /** What the page gives as token: a string, a promise of one, or nothing. */
  readToken(): unknown;
  /** Resolves when it is drawn. */
  requestUpdate(): Promise<unknown>;
  emit(event: Event): void;
}

/** A chat that the element can show: ours, or one that somebody else draws. */
export interface ChatRuntime {
  readonly name: RuntimeName;
  start(): void;
  /** Nothing of it is seen or heard any more. What it was doing on the server goes on. */
  stop(): Handover;
  render(): unknown;
  /** Right before its templates are drawn anew. */
  willRender?(): void;
  /** Right after they were drawn, before anybody sees it. */
  didRender?(): void;
  /** The page's token or its function is another one. */
  tokenChanged(): void;
  setThreadId(id: string | null): Promise<void>;
  sendUserMessage(message: OutgoingMessage): Promise<void>;
  setComposerValue(value: { text: string }): Promise<void>;
  focusComposer(): Promise<void>;
  fetchUpdates(): Promise<void>;
  sendCustomAction(action: Action, itemId?: string): Promise<void>;
  showHistory(): Promise<void>;
  hideHistory(): Promise<void>;
}

export type RuntimeName = 'builtin';
