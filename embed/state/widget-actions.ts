import type { Action, ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import type { ThreadItem, WidgetItem } from '../../server/chatkit/protocol/items.ts';
import type { ChatKitClient } from '../client/chatkit-client.ts';
import { ChatError, type Failure, toFailure } from '../client/errors.ts';
import { newId } from '../client/ids.ts';
import { TaskChatActionEvent } from '../events.ts';
import type { ChatOptions } from '../options/options.ts';
import type { Toasts } from './toasts.ts';
import type { TurnLine } from './turn-line.ts';

/** The element, as far as a widget's actions know it. */
export interface ActionHost {
  readonly backend: { readonly client: ChatKitClient };
  /** What the page has set, as it stands now. */
  readonly options: Pick<ChatOptions, 'widgets'>;
  emit(event: Event): void;
}

/** The conversation that the widgets are part of. */
export interface ActionScene {
  readonly toasts: Toasts;
  readonly threadId: string | null;
  /** An item is another one now. */
  replace(item: ThreadItem): void;
  tellFailure(failure: Failure): void;
}

/** Does what the controls of widgets ask for. Whoever asks is told of a failure twice: by the rejection, and by a toast. */
export class WidgetActions {
  readonly #host: ActionHost;
  readonly #line: TurnLine;
  readonly #scene: ActionScene;

  constructor(host: ActionHost, line: TurnLine, scene: ActionScene) {
    this.#host = host;
    this.#line = line;
    this.#scene = scene;
  }

  /** @throws ChatError */
  async act({ type, payload, handler, streaming }: ActionConfig, item: WidgetItem): Promise<void> {
    const action = payload === undefined ? { type } : { type, payload };
    if (handler === 'client') return actOnPage(action, item, this.#host);
    return streaming === false ? this.#sendAtOnce(action, item.id) : this.send(action, item.id);
  }

  /**
   * Sends an action, or lets it wait until the answer that runs is over. Resolves with its end.
   *
   * @throws ChatError
   */
  send(action: Action, itemId?: string, requestId: string = newId()): Promise<void> {
    if (!this.#scene.threadId) return Promise.reject(new ChatError('not_found'));
    return new Promise((resolve, reject) => {
      const settle = (failure?: Failure) => {
        if (!failure) return resolve();
        const again = failure.lost ? requestId : undefined;
        this.#scene.toasts.show(failure, () => this.send(action, itemId, again));
        reject(failure);
      };
      const params = { action, item_id: itemId || undefined };
      this.#line.add({ kind: 'threads.custom_action', params, settle, requestId });
    });
  }

  async #sendAtOnce(action: Action, itemId: string): Promise<void> {
    const params = { thread_id: this.#scene.threadId ?? '', item_id: itemId, action };
    try {
      const { updated_item: item } = await this.#host.backend.client.ask('threads.sync_custom_action', params);
      if (item) this.#scene.replace(item);
    } catch (error) {
      const failure = toFailure(error);
      this.#scene.toasts.show(failure, () => this.#sendAtOnce(action, itemId));
      this.#scene.tellFailure(failure);
      throw failure;
    }
  }
}

/** Lets the page do what is the page's to do. Rejects as the page does. */
export async function actOnPage(
  action: Action,
  item: Pick<WidgetItem, 'id' | 'widget'>,
  { options, emit }: ActionHost,
): Promise<void> {
  const event = new TaskChatActionEvent(action, item.id, item.widget);
  emit(event);
  const { widgets } = options;
  // The two packages describe the same tree in types of their own.
  if (widgets?.onAction) event.waitUntil(widgets.onAction(action as never, item as never) as Promise<void>);
  await event.settled();
}
