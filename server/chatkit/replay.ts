import { NotFoundError } from './errors.ts';
import type { ServerHooks } from './hooks.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { TurnRecord } from './turn-store.ts';
import { isAnsweredCall, isHidden, toWireItem, toWireThread } from './wire.ts';

/**
 * What is stored of a turn, as the events that bring a client up to date: for readers who come after its log is gone.
 * A thread that was deleted since has nothing to tell.
 */
export async function* replayTurn<Context>(
  server: ServerHooks<Context>,
  turn: TurnRecord,
  context: Context,
): AsyncGenerator<ThreadStreamEvent> {
  const thread = await server.store.loadThread(turn.threadId, context).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (!thread) return;
  if (turn.createsThread) yield { type: 'thread.created', thread: toWireThread(server.presentThread(thread, context)) };
  const items = await server.store.loadTurnItems(thread.id, turn.id, context);
  const shown = items.filter((item) => !isHidden(item) && !isAnsweredCall(item));
  for (const stored of await server.presentItems(shown, thread, context)) {
    const item = toWireItem(stored);
    if (item) yield { type: item.id === turn.senderItemId ? 'thread.item.replaced' : 'thread.item.done', item };
  }
}
