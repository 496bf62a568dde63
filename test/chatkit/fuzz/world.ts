import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Action,
  Attachment,
  AttachmentStore,
  ThreadItem,
  ThreadMetadata,
  WidgetItem,
} from '../../../server/chatkit/index.ts';
import { ChatKitError, NotFoundError } from '../../../server/chatkit/index.ts';
import { openStorage } from '../../../server/storage/open.ts';
import type { TestContext } from '../../support/chatkit.ts';
import { ALICE, assistantText, BOB, ScriptedServer } from '../../support/chatkit.ts';
import { SECRET } from './answers.ts';
import { type WatchedDatabase, watchDatabase } from './database.ts';
import type { Names } from './valid-requests.ts';

/** Alice, who sends odd requests, and Bob, who must never notice, on one server with one database. */
export interface World {
  server: ScriptedServer;
  names: Names;
  database: WatchedDatabase;
  /** What was logged as an error of ours since it was last asked. */
  faults(): unknown[];
  /** All that is stored, attachments included. */
  stored(): string;
  restore(): void;
  close(): Promise<void>;
}

const CREATED = '2026-01-01T00:00:00.000Z';
const id = (prefix: string, digit: string) => `${prefix}_${digit.repeat(32)}`;
const THREADS = { open: id('thr', '1'), locked: id('thr', '2'), closed: id('thr', '3'), bobs: id('thr', 'b') };
const TURNS = { alices: id('turn', '1'), bobs: id('turn', 'b') };
const REQUESTS = { alices: 'alice-request-1', bobs: 'bob-request-1' };
const ATTACHMENTS = { alices: id('atc', '1'), bobs: id('atc', 'b') };

const NAMES: Names = {
  // What is one's own comes often enough for the deep parts of the server to be met.
  threads: [...Array<string>(6).fill(THREADS.open), THREADS.locked, THREADS.closed, THREADS.bobs, id('thr', '0')],
  items: ['msg_1', 'msg_1', 'msg_2', 'msg_2', 'call_1', 'hidden_1', 'msg_bob', 'msg_nobody'],
  widgets: ['wid_1', 'wid_1', 'wid_1', 'wid_bob'],
  questions: ['ask_1', 'ask_1', 'ask_1', 'msg_1', 'hidden_1'],
  turns: [TURNS.alices, TURNS.bobs, id('turn', '0')],
  requests: [REQUESTS.alices, REQUESTS.bobs, 'nobodys-request'],
  attachments: [ATTACHMENTS.alices, ATTACHMENTS.bobs, id('atc', '0')],
  actions: [
    { type: 'poke', payload: { number: 1 } },
    { type: 'poke', payload: [1, { a: null }] },
    { type: 'poke' },
    { type: 'unknown', payload: 1 },
  ],
  texts: ['hello', 'show me', 'x', 'what now?'],
};

export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-fuzz-'));
  const path = join(folder, 'fuzz.db');
  let faults: unknown[] = [];
  const error = (fields: object, message: string) => void faults.push({ message, ...fields });
  const logger = { info() {}, warn() {}, error };
  const storage = await openStorage({ url: `file:${path}`, logger });
  const attachments = createAttachments();
  const server = new FuzzedServer({
    store: storage.threads,
    turns: storage.turns,
    attachmentStore: attachments.store,
    logger,
  });

  await storage.turns.open(
    { id: TURNS.alices, owner: 'alice', threadId: THREADS.open, requestId: REQUESTS.alices, createsThread: false },
    { maxWaiting: 9 },
  );
  await storage.turns.acquire('alice', TURNS.alices, 60_000);
  await fill(server, ALICE, THREADS.open, alicesItems(THREADS.open));
  for (const type of ['locked', 'closed'] as const) {
    await fill(server, ALICE, THREADS[type], [message('msg_1', THREADS[type], 'hello')], { type, reason: 'Not now.' });
  }
  await storage.turns.end('alice', TURNS.alices, 'completed');

  await storage.turns.open(
    { id: TURNS.bobs, owner: 'bob', threadId: THREADS.bobs, requestId: REQUESTS.bobs, createsThread: false },
    { maxWaiting: 9 },
  );
  // It runs somewhere else, for as long as anybody looks.
  await storage.turns.acquire('bob', TURNS.bobs, 1e9);
  await fill(server, BOB, THREADS.bobs, [
    message('msg_bob', THREADS.bobs, SECRET),
    { ...widget('wid_bob', THREADS.bobs, SECRET) },
  ]);

  const database = watchDatabase(path);
  return {
    server,
    names: NAMES,
    database,
    faults() {
      const found = faults;
      faults = [];
      return found;
    },
    stored: () => `${database.rows()}\n${attachments.stored()}`,
    restore() {
      database.restore();
      attachments.restore();
    },
    async close() {
      await server.shutdown({ graceMs: 0 });
      database.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class FuzzedServer extends ScriptedServer {
  override respondWith: ScriptedServer['respondWith'] = async function* (thread, _input, _context, turn) {
    thread.title ??= 'A conversation';
    yield* assistantText(thread.id, turn.generateId('message'), ['Heard', ' you.']);
  };

  override actWith: ScriptedServer['actWith'] = async function* (thread, action, sender, turn) {
    if (action.type !== 'poke') throw new ChatKitError('invalid_action', 'This button does nothing.');
    yield { type: 'client_effect', name: 'poked', data: { payload: action.payload } };
    if (sender) yield { type: 'thread.item.replaced', item: poked(sender, action) };
    else yield { type: 'thread.item.done', item: widget(turn.generateId('message'), thread.id, 'new') };
  };

  override syncActWith: ScriptedServer['syncActWith'] = async (_thread, action, sender) => {
    if (action.type !== 'poke') throw new ChatKitError('invalid_action', 'This button does nothing.');
    return sender ? { updated_item: poked(sender, action) } : {};
  };

  override async transcribe({ data }: { data: Uint8Array }) {
    return { text: `${data.length} bytes` };
  }
}

function poked(sender: WidgetItem, action: Action): WidgetItem {
  const payload = action.payload ?? null;
  return {
    ...sender,
    widget: { type: 'Card', children: [{ type: 'Button', label: 'Poke', onClickAction: { type: 'poke', payload } }] },
  };
}

function base(itemId: string, thread_id: string) {
  return { id: itemId, thread_id, created_at: CREATED, metadata: { note: SECRET } };
}

function message(itemId: string, thread_id: string, text: string): ThreadItem {
  const content = [{ type: 'input_text' as const, text }];
  return { ...base(itemId, thread_id), type: 'user_message', content, attachments: [], inference_options: {} };
}

function widget(itemId: string, thread_id: string, value: string): WidgetItem {
  return { ...base(itemId, thread_id), type: 'widget', widget: { type: 'Card', children: [{ type: 'Text', value }] } };
}

function alicesItems(thread_id: string): ThreadItem[] {
  const annotation = {
    type: 'annotation' as const,
    source: { type: 'url' as const, title: 'x', url: 'https://example.com' },
  };
  const content = [{ type: 'output_text' as const, text: 'Hello.', annotations: [annotation] }];
  return [
    message('msg_1', thread_id, 'hello'),
    { ...base('hidden_1', thread_id), type: 'hidden_context_item', content: { note: SECRET } },
    { ...base('msg_2', thread_id), type: 'assistant_message', content },
    widget('wid_1', thread_id, 'press it'),
    {
      ...base('ask_1', thread_id),
      type: 'structured_input',
      status: 'pending',
      inputs: [
        { type: 'multiple_choice', id: 'q1', question: 'Which?', options: [{ value: 'a' }], multiple: true },
        { type: 'freeform', id: 'q2', question: 'Why?' },
      ],
    },
    {
      ...base('call_1', thread_id),
      type: 'client_tool_call',
      status: 'pending',
      call_id: 'c',
      name: 'look',
      arguments: { a: [null] },
    },
  ];
}

async function fill(
  { store }: ScriptedServer,
  context: TestContext,
  threadId: string,
  items: ThreadItem[],
  status: ThreadMetadata['status'] = { type: 'active' },
): Promise<void> {
  const thread = {
    id: threadId,
    title: context === BOB ? SECRET : 'Hello',
    created_at: CREATED,
    status,
    metadata: { note: SECRET },
  };
  await store.saveThread(thread, context);
  for (const item of items) await store.saveItem(threadId, item, context);
}

/** Attachments in memory: enough for the requests that are about them. */
function createAttachments() {
  const toAttachment = (attachmentId: string, name: string): Attachment => ({
    id: attachmentId,
    type: 'image',
    name,
    mime_type: 'image/png',
    preview_url: 'lazy',
    metadata: { note: SECRET },
  });
  const first = (): [string, Attachment][] => [
    [`alice ${ATTACHMENTS.alices}`, toAttachment(ATTACHMENTS.alices, 'cat.png')],
    [`bob ${ATTACHMENTS.bobs}`, toAttachment(ATTACHMENTS.bobs, SECRET)],
  ];
  let kept = new Map(first());
  let count = 0;
  const load = (attachmentId: string, { owner }: TestContext) => {
    const attachment = kept.get(`${owner} ${attachmentId}`);
    if (!attachment) throw new NotFoundError('This attachment is not here.');
    return attachment;
  };
  const store: AttachmentStore<TestContext> = {
    async createAttachment({ name, mime_type }, { owner }) {
      count += 1;
      const attachment = { ...toAttachment(`atc_new_${count}`, name), mime_type };
      kept.set(`${owner} ${attachment.id}`, attachment);
      return attachment;
    },
    loadAttachment: async (attachmentId, context) => structuredClone(load(attachmentId, context)),
    getPreviewUrl: async (attachmentId, context) => `https://files.example.com/${load(attachmentId, context).id}`,
    async deleteAttachment(attachmentId, { owner }) {
      kept.delete(`${owner} ${attachmentId}`);
    },
  };
  return {
    store,
    stored: () => JSON.stringify([...kept]),
    restore() {
      kept = new Map(first());
    },
  };
}
