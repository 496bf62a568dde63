import { blame } from '../bridge.ts';
import { ChatKitError, toMessage } from '../errors.ts';
import type { Item } from '../wire/types.ts';
import type { Session } from './session.ts';
import { isTemporary } from './thread-state.ts';

/** An action as a widget declares it. */
export interface ActionConfig {
  readonly type: string;
  readonly payload?: unknown;
  readonly handler?: 'client' | 'server';
  readonly loadingBehavior?: 'auto' | 'none' | 'self' | 'container';
  readonly streaming?: boolean;
}

interface Action {
  readonly type: string;
  readonly payload?: unknown;
}

/** Sends an action of the host's own; resolves after the whole answer. */
export async function sendCustomAction(session: Session, action: Action, itemId?: string): Promise<void> {
  const { active, bridge } = session;
  if (!active || isTemporary(active.id)) throw blame(bridge, 'An action needs a thread.');
  if (active.responding) throw blame(bridge, 'An action cannot be sent while the thread is responding.');
  if (active.loading) throw blame(bridge, 'An action cannot be sent while the thread is loading.');
  await session.responses.stream(active, {
    type: 'threads.custom_action',
    params: { thread_id: active.id, ...(itemId !== undefined && { item_id: itemId }), action: plain(action) },
    kind: 'action',
  });
}

/** What a control of a widget does; settles when its loading state ends (widgets §7). */
export async function widgetAction(session: Session, item: Item, widgetType: string, action: ActionConfig) {
  const { active: thread, bridge } = session;
  const handler = action.handler ?? 'server';
  const sync = action.streaming === false;
  // Dropped without a word while an answer comes (S3).
  if (!thread || (handler === 'server' && !sync && thread.busy)) return;
  bridge.log('widget.action', { widgetType, actionType: action.type, handler });
  if (handler === 'client') return callHost(session, item, action);
  const params = { thread_id: thread.id, item_id: item.id, action: plain(action) };
  if (!sync) return session.responses.stream(thread, { type: 'threads.custom_action', params, kind: 'action' });
  try {
    const answer = (await session.client.json('threads.sync_custom_action', params)) as { updated_item?: Item };
    if (answer.updated_item) thread.apply({ type: 'thread.item.replaced', item: answer.updated_item });
    session.changed();
  } catch {
    session.toast('The action could not be completed.');
  }
}

async function callHost(session: Session, item: Item, action: ActionConfig): Promise<void> {
  const { bridge } = session;
  const onAction = bridge.host.widgets?.onAction;
  if (!onAction) throw blame(bridge, `No handler for the client action "${action.type}": set widgets.onAction.`);
  // The host's code knows the widgets by its own types.
  const sender = { id: item.id, widget: item.widget } as Parameters<typeof onAction>[1];
  try {
    await onAction(plain(action) as Parameters<typeof onAction>[0], sender);
  } catch (error) {
    bridge.fail(new ChatKitError('WidgetItemError', toMessage(error), error));
  }
}

/** Only these two leave the widget. */
function plain({ type, payload }: Action): Action {
  return { type, ...(payload !== undefined && { payload }) };
}
