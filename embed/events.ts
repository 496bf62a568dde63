import type { Action } from '../server/chatkit/protocol/actions.ts';
import type { WidgetRoot } from '../server/chatkit/protocol/widgets.ts';
import type { RuntimeName } from './runtime/runtime.ts';

/** An event of the chat: heard on the element, on everything around it, and on the document. */
class ChatEvent extends Event {
  constructor(name: keyof TaskChatEventMap, cancelable = false) {
    super(name, { bubbles: true, composed: true, cancelable });
  }
}

/** The chat can be used: the person is known and the conversation is on the screen. */
export class TaskChatReadyEvent extends ChatEvent {
  readonly threadId: string | null;
  constructor(threadId: string | null) {
    super('task-chat:ready');
    this.threadId = threadId;
  }
}

/** Something failed, and the person was told so. `code` is for programs, `message` is what the person reads. */
export class TaskChatErrorEvent extends ChatEvent {
  readonly code: string;
  readonly message: string;
  constructor(code: string, message: string) {
    super('task-chat:error');
    this.code = code;
    this.message = message;
  }
}

/** Another conversation is shown; `null` is a new one that the server does not know yet. */
export class TaskChatThreadChangeEvent extends ChatEvent {
  readonly threadId: string | null;
  constructor(threadId: string | null) {
    super('task-chat:thread-change');
    this.threadId = threadId;
  }
}

/** The assistant begins to answer. */
export class TaskChatResponseStartEvent extends ChatEvent {
  constructor() {
    super('task-chat:response-start');
  }
}

/** The answer is over: complete, stopped or failed. */
export class TaskChatResponseEndEvent extends ChatEvent {
  constructor() {
    super('task-chat:response-end');
  }
}

/** The person's tasks changed, here or (`remote`) in another tab. */
export class TaskChatTasksChangeEvent extends ChatEvent {
  /** The tasks' numbers, when they are known. */
  readonly numbers: readonly number[];
  readonly remote: boolean;
  constructor(numbers: readonly number[], remote: boolean) {
    super('task-chat:tasks-change');
    this.numbers = numbers;
    this.remote = remote;
  }
}

/**
 * A widget's action that is the page's to do (`handler: 'client'`). A page that does it cancels the event, and may give
 * a promise: the control shows that it works until that settles.
 */
export class TaskChatActionEvent extends ChatEvent {
  readonly action: Action;
  readonly itemId: string;
  readonly widget: WidgetRoot;
  readonly #work: PromiseLike<unknown>[] = [];

  constructor(action: Action, itemId: string, widget: WidgetRoot) {
    super('task-chat:action', true);
    this.action = action;
    this.itemId = itemId;
    this.widget = widget;
  }

  waitUntil(work: PromiseLike<unknown>): void {
    this.preventDefault();
    this.#work.push(work);
  }

  /** Settles with everything the page gave to {@link waitUntil}. */
  async settled(): Promise<void> {
    await Promise.all(this.#work);
  }
}

/** Which chat runs now, and why: OpenAI's ChatKit or the built-in one. */
export class TaskChatRuntimeEvent extends ChatEvent {
  readonly runtime: RuntimeName;
  readonly reason: string;
  constructor(runtime: RuntimeName, reason: string) {
    super('task-chat:runtime');
    this.runtime = runtime;
    this.reason = reason;
  }
}

/** The panel is about to open; cancelled, it stays closed. */
export class TaskChatOpenEvent extends ChatEvent {
  constructor() {
    super('task-chat:open', true);
  }
}

/** The panel is about to close; cancelled, it stays open. */
export class TaskChatCloseEvent extends ChatEvent {
  constructor() {
    super('task-chat:close', true);
  }
}

/**
 * Something happened that a page may want to know: effects and deeplinks a server sent (`effect`, `deeplink`), and what
 * ChatKit's runtime logs. `data` may hold words of the person's: do not pass it on unread.
 */
export class TaskChatLogEvent extends ChatEvent {
  readonly logged: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  constructor(logged: string, data?: Readonly<Record<string, unknown>>) {
    super('task-chat:log');
    this.logged = logged;
    this.data = data;
  }
}

export interface TaskChatEventMap {
  'task-chat:ready': TaskChatReadyEvent;
  'task-chat:error': TaskChatErrorEvent;
  'task-chat:thread-change': TaskChatThreadChangeEvent;
  'task-chat:response-start': TaskChatResponseStartEvent;
  'task-chat:response-end': TaskChatResponseEndEvent;
  'task-chat:tasks-change': TaskChatTasksChangeEvent;
  'task-chat:action': TaskChatActionEvent;
  'task-chat:runtime': TaskChatRuntimeEvent;
  'task-chat:open': TaskChatOpenEvent;
  'task-chat:close': TaskChatCloseEvent;
  'task-chat:log': TaskChatLogEvent;
}
