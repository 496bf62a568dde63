import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  Action,
  ChatKitServerOptions,
  ProcessOptions,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
  Turn,
  UserMessageItem,
  WidgetItem,
} from '../../server/chatkit/index.ts';
import { ChatKitServer } from '../../server/chatkit/index.ts';
import type { Storage } from '../../server/storage/open.ts';
import { openStorage } from '../../server/storage/open.ts';

const silent = { info() {}, warn() {}, error() {} };

export interface TestContext {
  owner: string;
}

type Respond = (
  thread: ThreadMetadata,
  input: UserMessageItem | undefined,
  context: TestContext,
  turn: Turn,
) => AsyncIterable<ThreadStreamEvent>;
type SyncAction = (
  thread: ThreadMetadata,
  action: Action,
  sender: WidgetItem | undefined,
) => Promise<{ updated_item?: ThreadItem }>;

/** A ChatKit server whose answers a test scripts; everything below it is real. */
export class ScriptedServer extends ChatKitServer<TestContext> {
  respondWith: Respond = async function* () {};
  actWith: (
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    turn: Turn,
  ) => AsyncIterable<ThreadStreamEvent> = async function* () {};
  syncActWith: SyncAction = async () => ({});
  present: (items: ThreadItem[]) => ThreadItem[] = (items) => items;
  /** How often `respond` was called. */
  responses = 0;

  override ownerOf(context: TestContext): string {
    return context.owner;
  }

  override respond(thread: ThreadMetadata, input: UserMessageItem | undefined, context: TestContext, turn: Turn) {
    this.responses += 1;
    return this.respondWith(thread, input, context, turn);
  }

  override action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    _context: TestContext,
    turn: Turn,
  ) {
    return this.actWith(thread, action, sender, turn);
  }

  override syncAction(thread: ThreadMetadata, action: Action, sender: WidgetItem | undefined) {
    return this.syncActWith(thread, action, sender);
  }

  override async presentItems(items: ThreadItem[]) {
    return this.present(items);
  }
}

/** Storage in a file of its own, gone when the test ends. */
export async function openTestStorage(): Promise<Storage> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-'));
  const storage = await openStorage({ url: `file:${join(folder, 'test.db')}`, logger: silent });
  onTestFinished(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });
  return storage;
}

export async function createScriptedServer(
  options: Partial<ChatKitServerOptions<TestContext>> & { storage?: Storage } = {},
): Promise<ScriptedServer> {
  const { storage = await openTestStorage(), ...rest } = options;
  const server = new ScriptedServer({ store: storage.threads, turns: storage.turns, ...rest });
  onTestFinished(() => server.shutdown({ graceMs: 0 }));
  return server;
}

export const ALICE: TestContext = { owner: 'alice' };
export const BOB: TestContext = { owner: 'bob' };

export interface ReadFrame {
  id?: string;
  event: ThreadStreamEvent;
}

/** A stream that is read by a test, frame by frame or to its end. */
export class TestStream {
  readonly frames: ReadFrame[] = [];
  /** Whether the stream came to its end, and was not cut. */
  ended = false;
  readonly turnId: string | undefined;
  readonly #iterator: AsyncIterator<string>;
  /** Frames of the last chunk that were not read yet. */
  readonly #unread: string[] = [];

  constructor(result: AsyncIterable<string> & { turnId?: string | undefined }) {
    this.turnId = result.turnId;
    this.#iterator = result[Symbol.asyncIterator]();
  }

  get events(): ThreadStreamEvent[] {
    return this.frames.map((frame) => frame.event);
  }

  get types(): string[] {
    return this.events.map((event) => event.type);
  }

  /** Reads on until the predicate holds for an event, and returns that event. */
  async until(predicate: (event: ThreadStreamEvent) => boolean): Promise<ThreadStreamEvent> {
    for (let frame = await this.#next(); frame; frame = await this.#next()) {
      if (predicate(frame.event)) return frame.event;
    }
    throw new Error(`The stream ended before that event came: ${this.types.join(', ')}`);
  }

  async rest(): Promise<this> {
    while (await this.#next());
    return this;
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #next(): Promise<ReadFrame | undefined> {
    if (this.#unread.length === 0) {
      const { value, done } = await this.#iterator.next();
      if (done) return undefined;
      this.#unread.push(...value.split(/(?<=\n\n)/));
    }
    const value = this.#unread.shift() ?? '';
    if (value === ': end\n\n') {
      this.ended = true;
      return undefined;
    }
    const match = /^(?:id: (?<id>[^\n]*)\n)?data: (?<data>[^\n]*)\n\n$/.exec(value);
    if (!match?.groups) throw new Error(`Not a frame: ${JSON.stringify(value)}`);
    const { id, data } = match.groups;
    const frame: ReadFrame = { event: JSON.parse(data ?? '') as ThreadStreamEvent, ...(id ? { id } : {}) };
    this.frames.push(frame);
    return frame;
  }
}

/** Sends a streaming request. */
export async function stream(
  server: ScriptedServer,
  request: object,
  context: TestContext = ALICE,
  options: ProcessOptions = {},
): Promise<TestStream> {
  const result = await server.process(request, context, options);
  if (result.kind !== 'stream') throw new Error('Expected a stream.');
  return new TestStream(result);
}

/** Sends a request that is answered by JSON. */
export async function json<Value>(
  server: ScriptedServer,
  type: string,
  params: object,
  context: TestContext = ALICE,
): Promise<Value> {
  const result = await server.process({ type, params }, context);
  if (result.kind !== 'json') throw new Error('Expected JSON.');
  return JSON.parse(JSON.stringify(result.value)) as Value;
}

export function input(text: string) {
  return { content: [{ type: 'input_text', text }], attachments: [], quoted_text: '', inference_options: {} };
}

export interface Note {
  request_id?: string;
  cancel?: 'explicit';
}

export function createThread(text: string, note?: Note) {
  return { type: 'threads.create', params: { input: input(text) }, ...withNote(note) };
}

export function addMessage(threadId: string, text: string, note?: Note) {
  return { type: 'threads.add_user_message', params: { thread_id: threadId, input: input(text) }, ...withNote(note) };
}

function withNote(note: Note | undefined) {
  return note ? { metadata: { task_chat: note } } : {};
}

/** Starts a thread with one finished turn and returns its id. */
export async function startThread(server: ScriptedServer, text = 'hello', context = ALICE): Promise<string> {
  const { events } = await (await stream(server, createThread(text), context)).rest();
  const [created] = events;
  if (created?.type !== 'thread.created') throw new Error('The thread was not created.');
  return created.thread.id;
}

/** The events of one assistant message, streamed in these parts. */
export function* assistantText(threadId: string, id: string, parts: string[]): Generator<ThreadStreamEvent> {
  const item = { type: 'assistant_message' as const, id, thread_id: threadId, created_at: new Date().toISOString() };
  const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });
  yield { type: 'thread.item.added', item: { ...item, content: [] } };
  yield {
    type: 'thread.item.updated',
    item_id: id,
    update: { type: 'assistant_message.content_part.added', content_index: 0, content: part('') },
  };
  for (const delta of parts) {
    yield {
      type: 'thread.item.updated',
      item_id: id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
    };
  }
  yield { type: 'thread.item.done', item: { ...item, content: [part(parts.join(''))] } };
}

/** A promise with its switch. */
export function createGate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

export async function storedItems(server: ScriptedServer, threadId: string, context = ALICE): Promise<ThreadItem[]> {
  return (await server.store.loadThreadItems(threadId, { limit: 1_000, order: 'asc' }, context)).data;
}
