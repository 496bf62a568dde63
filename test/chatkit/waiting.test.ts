import { expect, test } from 'vitest';
import {
  ALICE,
  addMessage,
  assistantText,
  createGate,
  createScriptedServer,
  createThread,
  json,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

/** A thread in which one turn runs until the gate opens, and another one waits behind it. */
async function startLine(server: Awaited<ReturnType<typeof createScriptedServer>>) {
  const threadId = await startThread(server);
  const gate = createGate();
  server.respondWith = async function* (thread, input) {
    if (JSON.stringify(input?.content).includes('first')) {
      await gate.opened;
      thread.title ??= 'From the first';
      thread.metadata.pending = 'a question';
    } else {
      thread.title ??= 'From the second';
      yield* assistantText(thread.id, 'msg_second', [String(thread.metadata.pending)]);
    }
  };
  const first = await stream(server, addMessage(threadId, 'first'));
  await first.until((event) => event.type === 'stream_options');
  const second = await stream(server, addMessage(threadId, 'second'));
  await second.until((event) => event.type === 'progress_update');
  return { threadId, gate, first, second };
}

test('a turn that waited is given the thread as the one before it left it', async () => {
  const server = await createScriptedServer();
  const { threadId, gate, second } = await startLine(server);
  gate.open();
  await second.rest();
  expect((await storedItems(server, threadId)).at(-1)).toMatchObject({ content: [{ text: 'a question' }] });
  expect(await server.store.loadThread(threadId, ALICE)).toMatchObject({ title: 'From the first' });
});

test('a message that waited is refused when the thread was closed meanwhile, and leaves nothing behind', async () => {
  const server = await createScriptedServer();
  const { threadId, gate, second } = await startLine(server);
  const thread = await server.store.loadThread(threadId, ALICE);
  await server.store.saveThread({ ...thread, status: { type: 'closed' } }, ALICE);
  gate.open();
  expect((await second.rest()).events.at(-1)).toMatchObject({ type: 'error', code: 'closed', allow_retry: false });
  expect(await storedItems(server, threadId)).toHaveLength(2);
});

test('a turn that waits when the server shuts down ends as one that was interrupted', async () => {
  const server = await createScriptedServer();
  const { second } = await startLine(server);
  await server.shutdown({ graceMs: 0 });
  expect((await second.rest()).events.at(-1)).toMatchObject({ type: 'error', code: 'interrupted', allow_retry: true });
});

test('Stops that overtake their requests do not stand in each other’s way [turn-cancel-early]', async () => {
  const server = await createScriptedServer();
  const ids = Array.from({ length: 8 }, (_, n) => `request-${n}`);
  await Promise.all(ids.map((request_id) => json(server, 'turns.cancel', { request_id })));
  for (const request_id of ids) await (await stream(server, createThread('hi', { request_id }))).rest();
  expect(server.responses).toBe(0);
});
