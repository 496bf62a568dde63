import { expect } from 'vitest';
import {
  type ChatKitServer,
  handleRequest,
  type ThreadItem,
  type ThreadStreamEvent,
  type WidgetItem,
} from '../../server/chatkit/index.ts';
import { threadStreamEventSchema } from '../../server/chatkit/protocol/events.ts';

/** Whom the servers of the guide know. */
export interface Person {
  id: string;
  name: string;
}

/** A block that exports its server. */
export interface ServerModule {
  server: ChatKitServer<Person>;
}

/** A person who talks to a server by real requests, and reads answers to their end. */
export class Chat {
  threadId = '';
  readonly #send: (request: Request) => Promise<Response>;

  constructor(send: (request: Request) => Promise<Response>) {
    this.#send = send;
  }

  /** Talks to a server in this process. */
  static with({ server }: ServerModule, id: string): Chat {
    return new Chat((request) => handleRequest(server, request, { id, name: `Ms ${id}` }));
  }

  /** Says something: the first message starts the conversation, the others go on with it. */
  say(text: string, input: object = {}): Promise<ThreadStreamEvent[]> {
    const params = { input: { ...toInput(text), ...input } };
    if (!this.threadId) return this.stream('threads.create', params);
    return this.stream('threads.add_user_message', { ...params, thread_id: this.threadId });
  }

  /** Clicks in a widget. */
  click(item: WidgetItem, action: { type: string; payload?: unknown }): Promise<ThreadStreamEvent[]> {
    return this.stream('threads.custom_action', { thread_id: this.threadId, item_id: item.id, action });
  }

  /** The events of the answer to a streaming request. */
  async stream(type: string, params: object): Promise<ThreadStreamEvent[]> {
    const events = readEvents(await (await this.post({ type, params })).text());
    for (const event of events) if (event.type === 'thread.created') this.threadId = event.thread.id;
    return events;
  }

  async json<Value>(type: string, params: object): Promise<Value> {
    const response = await this.post({ type, params }, { accept: 'application/json' });
    const value = (await response.json()) as Value;
    expect(response.status, JSON.stringify(value)).toBe(200);
    return value;
  }

  post(body: object, headers: Record<string, string> = {}): Promise<Response> {
    const all = { 'content-type': 'application/json', accept: 'text/event-stream', ...headers };
    const url = 'http://chat.test/chatkit';
    return this.#send(new Request(url, { method: 'POST', headers: all, body: JSON.stringify(body) }));
  }
}

export function toInput(text: string) {
  return { content: [{ type: 'input_text', text }], attachments: [], quoted_text: '', inference_options: {} };
}

/** Reads a whole stream; every event must be one of the protocol. */
export function readEvents(text: string): ThreadStreamEvent[] {
  expect(text.endsWith(': end\n\n'), text.slice(-200)).toBe(true);
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => {
    const event: unknown = JSON.parse(data);
    expect(threadStreamEventSchema.safeParse(event).error).toBeUndefined();
    return event as ThreadStreamEvent;
  });
}

/** The items that an answer ends with, the echo of the message left out. */
export function itemsOf(events: readonly ThreadStreamEvent[]): ThreadItem[] {
  return events
    .flatMap((event) =>
      event.type === 'thread.item.done' || event.type === 'thread.item.replaced' ? [event.item] : [],
    )
    .filter((item) => item.type !== 'user_message');
}

/** The one item of this type in an answer. */
export function itemOf<Type extends ThreadItem['type']>(
  events: readonly ThreadStreamEvent[],
  type: Type,
): Extract<ThreadItem, { type: Type }> {
  const found = itemsOf(events).filter((item): item is Extract<ThreadItem, { type: Type }> => item.type === type);
  expect(found, `one ${type} in ${JSON.stringify(events)}`).toHaveLength(1);
  return found[0] as Extract<ThreadItem, { type: Type }>;
}

/** What the assistant said. */
export function textOf(events: readonly ThreadStreamEvent[]): string {
  const messages = itemsOf(events).filter((item) => item.type === 'assistant_message');
  return messages.flatMap((item) => item.content.map((part) => part.text)).join('\n');
}
