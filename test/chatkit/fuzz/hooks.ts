import { expect } from 'vitest';
import type { Logger, ThreadItem, ThreadMetadata, ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import type { ScriptedServer, TestStream } from '../../support/chatkit.ts';
import { addMessage, assistantText, json, stream } from '../../support/chatkit.ts';

/** What stands in for `respond()` or `action()`, with an answer of any kind. */
export type BrokenHook = (thread: ThreadMetadata) => unknown;

/** Sends a message, or a click, to a server whose hook does this, and reads the whole answer. */
export async function ask(
  server: ScriptedServer,
  threadId: string,
  hook: BrokenHook,
  which: 'respond' | 'action' = 'respond',
): Promise<TestStream> {
  server.respondWith = (thread) => hook(thread) as AsyncIterable<ThreadStreamEvent>;
  server.actWith = (thread) => hook(thread) as AsyncIterable<ThreadStreamEvent>;
  const click = { type: 'threads.custom_action', params: { thread_id: threadId, action: { type: 'press' } } };
  return (await stream(server, which === 'respond' ? addMessage(threadId, 'x') : click)).rest();
}

/** Announces a message and says so much of it. */
export function begin({ id }: ThreadMetadata, itemId: string, text: string): ThreadStreamEvent[] {
  return [...assistantText(id, itemId, [text])].slice(0, 3);
}

/** What a reader was told as done is stored just so, and the conversation goes on. */
export async function expectSound(server: ScriptedServer, threadId: string, answer: TestStream): Promise<void> {
  expect(answer.ended).toBe(true);
  const told = new Map<string, ThreadItem>();
  for (const event of answer.events) {
    if (event.type === 'thread.item.done' || event.type === 'thread.item.replaced') told.set(event.item.id, event.item);
    if (event.type === 'thread.item.removed') told.delete(event.item_id);
  }
  const { items } = await json<{ items: { data: ThreadItem[] } }>(server, 'threads.get_by_id', { thread_id: threadId });
  for (const item of told.values()) expect(items.data).toContainEqual(item);
  server.respondWith = async function* (thread, _input, _context, turn) {
    yield* assistantText(thread.id, turn.generateId('message'), ['still here']);
  };
  const next = await (await stream(server, addMessage(threadId, 'and now?'))).rest();
  expect(JSON.stringify(next.events.at(-1))).toContain('still here');
}

/** A log that looks at every field of an error, as pino does. */
export function createThoroughLogger(): Logger {
  const error = ({ err }: { err?: unknown }) => {
    for (const key in err as object) void (err as Record<string, unknown>)[key];
  };
  return { error, info() {}, warn() {} };
}
