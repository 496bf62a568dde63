import type { RunningApp } from './start-app.ts';

/** A node of a widget, as far as tests look for it. */
export interface Node {
  id?: string;
  onClickAction?: { type: string; payload?: unknown };
  onSubmitAction?: { type: string; payload?: unknown };
  children?: Node[];
  [field: string]: unknown;
}

/** An event of a stream. */
export interface Event {
  type: string;
  code?: string;
  message?: string;
  allow_retry?: boolean;
  thread?: { id: string };
  item?: Item;
  [field: string]: unknown;
}

export interface Item {
  id: string;
  type: string;
  content?: { text: string }[];
  widget?: Node;
}

export interface Reply {
  status: number;
  text: string;
  events: Event[];
  /** The `id:` lines. */
  ids: string[];
  /** Whether the stream said that it came to its end. */
  ended: boolean;
}

const STREAM = { accept: 'text/event-stream' };

/** Somebody who uses a running app over HTTP, and nothing else. */
export function createPerson(app: Pick<RunningApp, 'post'>, sub: string) {
  async function stream(body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return toReply(await app.post(body, { sub, headers: { ...STREAM, ...headers } }));
  }
  async function json(type: string, params: object = {}): Promise<{ status: number; body: unknown }> {
    const response = await app.post({ type, params }, { sub });
    return { status: response.status, body: await response.json() };
  }
  async function items(thread_id: string): Promise<Item[]> {
    const { body } = await json('items.list', { thread_id, order: 'asc', limit: 100 });
    return (body as { data: Item[] }).data;
  }
  return {
    sub,
    stream,
    json,
    items,
    start: (text: string) => stream({ type: 'threads.create', params: { input: toInput(text) } }),
    say: (thread_id: string, text: string, metadata?: object) =>
      stream({
        type: 'threads.add_user_message',
        params: { thread_id, input: toInput(text) },
        ...(metadata && { metadata }),
      }),
    click: (thread_id: string, item_id: string, action: object) =>
      stream({ type: 'threads.custom_action', params: { thread_id, item_id, action } }),
    /**
     * All that the person can see: every conversation with its items. Lists are drawn afresh whenever they are read, so a
     * conversation that holds one shows every task too. Without `updated_at`, which moves with a refused message.
     */
    async seen(): Promise<unknown> {
      const { body } = await json('threads.list', { limit: 100 });
      const threads = (body as { data: { id: string; updated_at?: string }[] }).data;
      return Promise.all(threads.map(async ({ updated_at: _, ...thread }) => [thread, await items(thread.id)]));
    },
  };
}

/** A message as ChatKit's composer sends it. */
export function toInput(text: string) {
  return { content: [{ type: 'input_text', text }], attachments: [], quoted_text: '', inference_options: {} };
}

/** Reads a stream to its end. */
export async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    text,
    events: [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '')),
    ids: [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? ''),
    ended: text.endsWith(': end\n\n'),
  };
}

/** The id of the thread that a stream created. */
export function threadOf({ events }: Reply): string {
  const id = events[0]?.thread?.id;
  if (!id) throw new Error('This stream created no thread.');
  return id;
}

/** The newest widget of a stream. */
export function widgetOf({ events }: Reply): Item {
  const item = events.filter((event) => event.item?.widget && event.type !== 'thread.item.replaced').at(-1)?.item;
  if (!item) throw new Error('This stream showed no widget.');
  return item;
}

/** The answer in words. */
export function wordsOf({ events }: Reply): string {
  const said = events.filter((event) => event.type === 'thread.item.done' && event.item?.type === 'assistant_message');
  return said.map((event) => event.item?.content?.[0]?.text ?? '').join('\n');
}

/** All nodes of a widget. */
export function nodesOf(item: Item | undefined): Node[] {
  const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)];
  return item?.widget ? walk(item.widget) : [];
}
