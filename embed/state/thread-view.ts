import type { ErrorEvent, ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import type {
  InferenceOptions,
  ThreadItem,
  UserMessageContent,
  UserMessageItem,
} from '../../server/chatkit/protocol/items.ts';
import type { Page, Thread } from '../../server/chatkit/protocol/threads.ts';
import { ChatError, type Failure } from '../client/errors.ts';
import { updateItem } from './item-update.ts';

/**
 * - `done`: as the server keeps it
 * - `streaming`: it still grows
 * - `sending`: a message on its way; its echo takes its place
 * - `waiting`: a message in our own line, behind the answer that runs
 * - `failed`: a message that the server never took
 */
export type RowState = 'done' | 'streaming' | 'sending' | 'waiting' | 'failed';

export interface Row {
  /** Stays when a message's echo takes its place. */
  readonly key: string;
  readonly item: ThreadItem;
  readonly state: RowState;
  /** It came while the person was looking on. */
  readonly fresh: boolean;
  readonly failure?: Failure | undefined;
}

export type Notice = Extract<ThreadStreamEvent, { type: 'notice' }>;
export type ThreadInfo = Omit<Thread, 'items' | 'running_turn'>;

/** What is on the screen. Never changed, always replaced; a row that did not change stays the same object. */
export interface ThreadView {
  readonly thread?: ThreadInfo;
  readonly rows: readonly Row[];
  /** The row from which to ask for earlier ones. */
  readonly earlier?: string | undefined;
  readonly progress?: string | undefined;
  readonly notices: readonly Notice[];
  /** Why the last answer ended before its time. */
  readonly failure?: Failure | undefined;
}

export const EMPTY: ThreadView = { rows: [], notices: [] };

/** The view after an event of the thread's stream. Unknown events and items change nothing. */
export function applyEvent(view: ThreadView, event: ThreadStreamEvent): ThreadView {
  switch (event.type) {
    case 'thread.created':
    case 'thread.updated':
      return { ...view, thread: event.thread };
    case 'thread.item.added':
      return putItem(view, event.item, 'streaming');
    case 'thread.item.done':
      return putItem(view, event.item, 'done');
    case 'thread.item.replaced':
      return changeRow(view, event.item.id, (row) => ({ ...row, item: event.item }));
    case 'thread.item.updated':
      return changeRow(view, event.item_id, (row) => {
        // An update to a finished widget makes it grow again, until its `done`.
        return { ...row, item: updateItem(row.item, event.update), state: 'streaming' };
      });
    case 'thread.item.removed':
      return dropRow(view, event.item_id);
    case 'progress_update':
      return { ...view, progress: event.text };
    case 'notice':
      return { ...view, notices: [...view.notices, event] };
    default:
      return view;
  }
}

/** What an `error` event of the server's tells a person. */
export function toFailureOf({ code, message, allow_retry: allowRetry }: ErrorEvent): Failure {
  return new ChatError(code, { message, allowRetry, lost: false });
}

/** A message of the person's, in our own line. As long as the server does not have it, its key is the id of its item. */
export function addMessage(
  view: ThreadView,
  key: string,
  content: UserMessageContent[],
  inference_options: InferenceOptions,
): ThreadView {
  const item: UserMessageItem = {
    type: 'user_message',
    id: key,
    thread_id: '',
    created_at: '',
    content,
    attachments: [],
    inference_options,
  };
  return { ...view, rows: [...view.rows, toRow(item, 'waiting', true)] };
}

/** A message of ours takes another state; `failure` says why it failed. */
export function setMessage(view: ThreadView, key: string, state: RowState, failure?: Failure): ThreadView {
  return changeRow(view, key, (row) => ({ ...row, state, failure }));
}

export function dropRow(view: ThreadView, itemId: string): ThreadView {
  return { ...view, rows: view.rows.filter((row) => row.item.id !== itemId) };
}

/** What a new turn starts from: the traces of the last one are gone. */
export function beginTurn(view: ThreadView): ThreadView {
  return { ...view, progress: undefined, notices: [], failure: undefined };
}

/** The stream is over, however it ended: nothing grows any more, and an answer that never had a word goes. */
export function endTurn(view: ThreadView): ThreadView {
  const rows = view.rows
    .filter((row) => !isEmptyAnswer(row))
    .map((row) => (row.state === 'streaming' ? { ...row, state: 'done' as const } : row));
  return { ...view, rows, progress: undefined };
}

/** For a repeated answer: what came after this row goes, but for messages the server does not have. */
export function dropAfter(view: ThreadView, itemId: string): ThreadView {
  const at = view.rows.findIndex((row) => row.item.id === itemId);
  return { ...view, rows: view.rows.filter((row, index) => index <= at || isLocal(row)) };
}

/** The thread as the server has it now. Rows that are equal stay; messages the server does not have stay at the end. */
export function showNewest(view: ThreadView, thread: Thread, newestFirst: Page<ThreadItem>): ThreadView {
  const items = [...newestFirst.data].reverse();
  const known = new Map(view.rows.map((row) => [row.item.id, row]));
  const first = view.rows.findIndex((row) => row.item.id === items[0]?.id);
  const page = items.map((item): Row => {
    const before = known.get(item.id);
    if (before?.state === 'done' && JSON.stringify(before.item) === JSON.stringify(item)) return before;
    return toRow(item, 'done', false, before?.key);
  });
  return {
    ...view,
    thread,
    rows: [...view.rows.slice(0, Math.max(first, 0)), ...page, ...view.rows.filter(isLocal)],
    earlier: first > 0 ? view.earlier : cursorOf(newestFirst),
  };
}

export function showEarlier(view: ThreadView, newestFirst: Page<ThreadItem>): ThreadView {
  const known = new Set(view.rows.map((row) => row.item.id));
  const items = newestFirst.data.filter((item) => !known.has(item.id)).reverse();
  const rows = items.map((item) => toRow(item, 'done', false));
  return { ...view, rows: [...rows, ...view.rows], earlier: cursorOf(newestFirst) };
}

/** The words of a message. */
export function textOf(item: ThreadItem): string {
  if (item.type !== 'user_message' && item.type !== 'assistant_message') return '';
  // Whatever a server sends: a row that cannot be read is empty, and the others are shown.
  return (item.content ?? []).map(wordsOf).join(item.type === 'user_message' ? '' : '\n\n');
}

/** The words of a part of a message, as they were written. */
export function wordsOf(part: { readonly type: string; readonly text: string } | undefined): string {
  return `${part?.type === 'input_tag' ? '@' : ''}${part?.text ?? ''}`;
}

/** Whether an answer has begun and has no word yet. */
export function isEmptyAnswer({ state, item }: Row): boolean {
  return state === 'streaming' && item.type === 'assistant_message' && textOf(item) === '';
}

/** Whether the server does not have this row. */
export function isLocal(row: Row): boolean {
  return row.state !== 'done' && row.state !== 'streaming';
}

function cursorOf(page: Page<ThreadItem>): string | undefined {
  return page.has_more ? (page.after ?? page.data.at(-1)?.id) : undefined;
}

function putItem(view: ThreadView, item: ThreadItem, state: 'streaming' | 'done'): ThreadView {
  const isEcho = (row: Row) => item.type === 'user_message' && row.state === 'sending';
  let at = view.rows.findIndex((row) => row.item.id === item.id);
  if (at < 0) at = view.rows.findIndex(isEcho);
  const before = view.rows[at];
  const row = toRow(item, state, before?.fresh ?? true, before?.key);
  // What waits in our line comes after the answer that runs.
  if (at < 0) at = view.rows.findIndex((each) => each.state === 'waiting');
  const rows = view.rows.toSpliced(at < 0 ? view.rows.length : at, before ? 1 : 0, row);
  return { ...view, rows, progress: undefined };
}

function toRow(item: ThreadItem, state: RowState, fresh: boolean, key = item.id): Row {
  return { key, item, state, fresh };
}

function changeRow(view: ThreadView, itemId: string, change: (row: Row) => Row): ThreadView {
  return { ...view, rows: view.rows.map((row) => (row.item.id === itemId ? change(row) : row)) };
}
