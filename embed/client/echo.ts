import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type { UserMessageItem } from '../../server/chatkit/protocol/items.ts';
import type { UserMessageInput } from '../../server/chatkit/protocol/requests.ts';
import type { Thread } from '../../server/chatkit/protocol/threads.ts';
import { newId } from './ids.ts';
import { toJson } from './json.ts';
import type { StreamNote } from './stream-note.ts';

/** A request as a runtime makes it, as far as it concerns us. Ours carries a note. */
export interface Asked {
  readonly type: string;
  readonly params: { thread_id?: string | undefined; item_id?: string; input?: UserMessageInput | undefined };
  readonly metadata?: { readonly task_chat?: object };
}

/** A streaming request as the server gets it. */
interface Noted extends Asked {
  readonly metadata: { readonly task_chat: { readonly request_id: string } };
}

/** A stream that a runtime asked for. */
export interface Following {
  readonly request: Noted;
  readonly note: StreamNote;
  /**
   * What the runtime is given for an event: events as JSON.
   *
   * @param lost for an error of ours: the server may have got the request all the same
   */
  take(event: ThreadStreamEvent, lost?: boolean): string[];
}

/** A message that the runtime shows and the server never echoed. */
interface Kept {
  readonly item: UserMessageItem;
  readonly request: Noted;
  /** Asked again as it was, it is not done twice. */
  readonly lost: boolean | undefined;
}

export interface Echoes {
  clear(): void;
  /** The server's id of a conversation for the runtime's; `null` as long as the server has none. */
  toReal(id: string | null | undefined): string | null;
  /** The answer to a request without a stream, with what the server never took at the end of its conversation. */
  answer(asked: Asked, ask: (body: string) => Promise<string>): Promise<string>;
  follow(asked: Asked): Following;
}

/**
 * Keeps what OpenAI's runtime shows and the server does not have.
 *
 * The runtime forgets a message that is not echoed (reference §10, S5 and S6), and its Retry names an item. So a message
 * that failed is echoed here, under ids of our own, and whatever the runtime asks about these ids is put to the server
 * in the server's terms. What our own chat asks passes as it is.
 */
export function createEchoes(): Echoes {
  /** The server's id of a conversation by the one made up here; empty as long as the server has none. */
  const threads = new Map<string | null | undefined, string>();
  const all = new Map<string | undefined, Kept>();

  const toReal = (id: string | null | undefined) => (threads.get(id) ?? id) || null;

  const toServer = (asked: Asked) => {
    const { thread_id } = asked.params;
    return { ...asked, params: { ...asked.params, thread_id: threads.get(thread_id) || thread_id } };
  };

  /** JSON for the runtime, in the id by which it knows the conversation. */
  const toRuntime = (value: unknown, shown: string | undefined) => {
    const json = toJson(value);
    const real = threads.get(shown);
    return real ? json.split(`"${real}"`).join(`"${shown}"`) : json;
  };

  return {
    clear() {
      threads.clear();
      all.clear();
    },

    toReal,

    async answer(asked, ask) {
      const { thread_id = '' } = asked.params;
      const thread = toThread(thread_id);
      const own = asked.type === 'items.list' ? thread.items : thread;
      const body = threads.get(thread_id) === '' ? own : JSON.parse((await ask(toJson(toServer(asked)))) || '{}');
      const page = body.items ?? body;
      if (page.has_more === false) {
        for (const { item } of all.values()) if (item.thread_id === thread_id) page.data.push(item);
      }
      return toRuntime(body, thread_id);
    },

    follow(asked) {
      const { thread_id, item_id } = asked.params;
      let kept = all.get(item_id);
      let shown = thread_id;
      const threadId = toReal(shown);
      const { input } = (kept?.request ?? asked).params;
      // Answers to a form are called input as well.
      const content = asked.metadata?.task_chat ? undefined : input?.content;
      const type = threadId ? 'threads.add_user_message' : 'threads.create';
      const message = { type, params: { thread_id: threadId ?? undefined, input } };
      const request = kept?.lost ? kept.request : withNote(content ? message : toServer(asked));
      const note: StreamNote = {
        requestId: request.metadata.task_chat.request_id,
        threadId,
        content,
        inference: input?.inference_options ?? {},
        events: 0,
        taken: false,
        done: false,
      };

      const take: Following['take'] = (event, lost) => {
        const events = [event];
        if (event.type === 'thread.created') {
          const { thread } = event;
          note.threadId = thread.id;
          if (shown) {
            // To the runtime this conversation is an old one.
            events[0] = { type: 'thread.updated', thread };
            threads.set(shown, thread.id);
          }
          shown ??= thread.id;
        } else if (content && !note.taken) {
          // Of a server that is not ours anything may come.
          if (event.type === 'thread.item.done' && event.item?.type === 'user_message') {
            note.taken = true;
            if (kept) events.unshift({ type: 'thread.item.removed', item_id: kept.item.id });
            all.delete(kept?.item.id);
          } else if (event.type === 'error') {
            const thread = toThread(shown ?? newId());
            const { id, created_at } = thread;
            const given = { ...(input as UserMessageInput), attachments: [], thread_id: id, created_at };
            const item = kept?.item ?? { ...given, type: 'user_message', id: newId() };
            if (!kept) events.unshift({ type: 'thread.item.done', item });
            if (!shown) {
              threads.set(id, '');
              events.unshift({ type: 'thread.created', thread });
            }
            shown = id;
            kept = { item, request, lost };
            all.set(item.id, kept);
          }
        }
        return events.map((each) => toRuntime(each, shown));
      };
      return { request, note, take };
    },
  };
}

/** Every streaming request has an id that stays over its tries, and a run that a broken connection does not end. */
function withNote(request: Asked): Noted {
  const task_chat = { request_id: newId(), cancel: 'explicit', ...request.metadata?.task_chat };
  return { ...request, metadata: { ...request.metadata, task_chat } };
}

function toThread(id: string): Thread {
  return { id, created_at: new Date().toISOString(), status: { type: 'active' }, items: { data: [], has_more: false } };
}
