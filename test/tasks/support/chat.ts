import type { Model } from '@openai/agents';
import { expect, onTestFinished } from 'vitest';
import {
  type Action,
  type ActionConfig,
  assertUniqueIds,
  type ChatKitError,
  type Limits,
  type Logger,
  type Page,
  type ThreadItem,
  type ThreadStreamEvent,
  type WidgetItem,
  type WidgetRoot,
  widgetRootSchema,
} from '../../../server/chatkit/index.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { createTaskChatServer, type TaskChatServer } from '../../../server/tasks/assistant.ts';
import { OfflineModel } from '../../../server/tasks/model/offline-model.ts';
import type { Task } from '../../../server/tasks/task.ts';
import { input, openTestStorage, TestStream } from '../../support/chatkit.ts';

/** A node of a widget, whatever its type. */
export interface Node {
  type: string;
  id?: string;
  key?: string;
  label?: string;
  value?: string;
  name?: string;
  defaultValue?: string;
  submit?: boolean;
  autoFocus?: boolean;
  lineThrough?: boolean;
  onClickAction?: ActionConfig;
  onSubmitAction?: ActionConfig;
  children?: Node[];
}

interface ChatOptions {
  /** @default the offline model */
  model?: Model;
  storage?: Storage;
  owner?: string;
  limits?: Partial<Limits>;
  logger?: Logger;
}

const silent: Logger = { info() {}, warn() {}, error() {} };

/** A person in one conversation with the real assistant, on a real database. */
export class Chat {
  readonly storage: Storage;
  readonly server: TaskChatServer;
  readonly owner: string;
  threadId = '';
  /** Events of the newest turn. */
  events: ThreadStreamEvent[] = [];

  private constructor(storage: Storage, server: TaskChatServer, owner: string) {
    this.storage = storage;
    this.server = server;
    this.owner = owner;
  }

  static async open(options: ChatOptions = {}): Promise<Chat> {
    const { owner = 'alice', model = new OfflineModel(), logger = silent, limits } = options;
    const storage = options.storage ?? (await openTestStorage());
    const server = createTaskChatServer({ storage, model, logger, limits });
    onTestFinished(() => server.shutdown({ graceMs: 0 }));
    return new Chat(storage, server, owner);
  }

  /** Another conversation of the same or another person, on the same server. */
  another(owner = this.owner): Chat {
    return new Chat(this.storage, this.server, owner);
  }

  /** Sends a message and reads the answer to its end. */
  async say(text: string, requestId?: string): Promise<ThreadStreamEvent[]> {
    const params = { input: input(text), ...(this.threadId ? { thread_id: this.threadId } : {}) };
    const type = this.threadId ? 'threads.add_user_message' : 'threads.create';
    const metadata = requestId ? { task_chat: { request_id: requestId } } : {};
    const events = await this.stream({ type, params, metadata });
    const created = events.find((event) => event.type === 'thread.created');
    if (created) this.threadId = created.thread.id;
    return events;
  }

  /** Asks for another answer to an item's message. */
  retry(itemId: string): Promise<ThreadStreamEvent[]> {
    return this.stream({
      type: 'threads.retry_after_item',
      params: { thread_id: this.threadId, item_id: itemId },
    });
  }

  /** Presses a button as a client does: by its id, in the widget as it is shown now. Submits its form with these values. */
  async press(itemId: string, buttonId: string, values: Record<string, string> = {}): Promise<ThreadItem | undefined> {
    const item = await this.widget(itemId);
    const button = findNode(item.widget, (node) => node.id === buttonId);
    if (!button) throw new Error(`There is no ${buttonId} in ${JSON.stringify(item.widget)}`);
    const form = findNode(item.widget, (node) => node.type === 'Form' && contains(node, button));
    const config = button.submit ? form?.onSubmitAction : button.onClickAction;
    if (!config) throw new Error(`${buttonId} does nothing.`);
    const payload = button.submit ? { ...(config.payload as object), ...values } : config.payload;
    const action = { type: config.type, payload };
    if (config.streaming === false) return this.act(itemId, action);
    await this.click(itemId, action);
    return undefined;
  }

  /** Sends an action as a turn. */
  click(itemId: string | undefined, action: Action): Promise<ThreadStreamEvent[]> {
    return this.stream({
      type: 'threads.custom_action',
      params: { thread_id: this.threadId, action, ...(itemId ? { item_id: itemId } : {}) },
    });
  }

  /** Sends an action with `streaming: false`. */
  async act(itemId: string, action: Action): Promise<ThreadItem | undefined> {
    const params = { thread_id: this.threadId, item_id: itemId, action };
    const { updated_item } = await this.json<{ updated_item?: ThreadItem }>('threads.sync_custom_action', params);
    if (updated_item) checkItem(updated_item);
    return updated_item;
  }

  /** Reads a streaming request to its end. */
  async stream(request: object): Promise<ThreadStreamEvent[]> {
    const result = await this.server.process(request, { owner: this.owner });
    if (result.kind !== 'stream') throw new Error('Expected a stream.');
    const stream = await new TestStream(result).rest();
    expect(stream.ended).toBe(true);
    for (const event of stream.events) if ('item' in event) checkItem(event.item);
    this.events = stream.events;
    return stream.events;
  }

  async json<Value>(type: string, params: object): Promise<Value> {
    const result = await this.server.process({ type, params }, { owner: this.owner });
    if (result.kind !== 'json') throw new Error('Expected JSON.');
    return JSON.parse(JSON.stringify(result.value)) as Value;
  }

  /** The conversation as a client reads it. */
  async items(): Promise<ThreadItem[]> {
    const params = { thread_id: this.threadId, limit: 100, order: 'asc' };
    const page = await this.json<Page<ThreadItem>>('items.list', params);
    for (const item of page.data) checkItem(item);
    return page.data;
  }

  async widget(itemId: string): Promise<WidgetItem> {
    const item = (await this.items()).find((row) => row.id === itemId);
    if (item?.type !== 'widget') throw new Error(`${itemId} is no widget.`);
    return item;
  }

  /** The newest widget of the conversation, as it is shown now. */
  async newestWidget(): Promise<WidgetItem> {
    const item = (await this.items()).findLast((row) => row.type === 'widget');
    if (item?.type !== 'widget') throw new Error('There is no widget.');
    return item;
  }

  async tasks(): Promise<Task[]> {
    return this.storage.tasks.list(this.owner, { status: 'all' }, { limit: 1_000 });
  }

  /** Adds tasks without a word. */
  async have(...titles: string[]): Promise<Task[]> {
    const added = [];
    for (const [index, title] of titles.entries()) {
      added.push(await this.storage.tasks.add(this.owner, { title }, `have ${index} ${crypto.randomUUID()}`));
    }
    return added;
  }
}

/** Every node of a widget. */
export function allNodes(root: WidgetRoot | Node): Node[] {
  const node = root as Node;
  return [node, ...(node.children ?? []).flatMap(allNodes)];
}

export function findNode(root: WidgetRoot | Node, fits: (node: Node) => boolean): Node | undefined {
  return allNodes(root).find(fits);
}

export function nodeById(item: WidgetItem, id: string): Node | undefined {
  return findNode(item.widget, (node) => node.id === id);
}

/** All that a widget says, in order. */
export function textOf(item: WidgetItem): string {
  return allNodes(item.widget)
    .flatMap((node) => [node.value, node.label])
    .filter((text) => text !== undefined)
    .join(' | ');
}

/** Numbers of the tasks that have a row in a list. */
export function rowNumbers(item: WidgetItem): number[] {
  return allNodes(item.widget).flatMap((node) => {
    const number = /^task_(\d+)_(listviewitem|row)$/.exec(node.id ?? '')?.[1];
    return number ? [Number(number)] : [];
  });
}

/** What the assistant wrote in these events. */
export function writtenIn(events: ThreadStreamEvent[]): string {
  return events
    .flatMap((event) =>
      event.type === 'thread.item.done' && event.item.type === 'assistant_message'
        ? event.item.content.map((part) => part.text)
        : [],
    )
    .join('\n');
}

/** The widgets that these events show for the first time, or again. */
export function widgetsIn(
  events: ThreadStreamEvent[],
  type: 'thread.item.done' | 'thread.item.replaced',
): WidgetItem[] {
  return events.flatMap((event) => (event.type === type && event.item.type === 'widget' ? [event.item] : []));
}

/** The numbers that the page was told of. */
export function changesIn(events: ThreadStreamEvent[]): unknown[] {
  return events.flatMap((event) => (event.type === 'client_effect' ? [event.data.numbers] : []));
}

export function errorIn(events: ThreadStreamEvent[]) {
  return events.find((event) => event.type === 'error');
}

/** What a failing JSON request is refused with. */
export async function refusalOf(request: Promise<unknown>): Promise<ChatKitError> {
  return request.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: ChatKitError) => error,
  );
}

function contains(node: Node, other: Node): boolean {
  return allNodes(node).includes(other);
}

/** Whatever is shown is a valid widget, with unique ids and without notes of the server. */
function checkItem(item: ThreadItem): void {
  expect(item).not.toHaveProperty('metadata');
  if (item.type !== 'widget') return;
  widgetRootSchema.parse(item.widget);
  assertUniqueIds(item.widget);
}
