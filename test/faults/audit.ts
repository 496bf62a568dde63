import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Item, nodesOf, toInput } from '../support/person.ts';
import { allowedValues, type Errand, type Notes } from './ledger.ts';
import { ask, type Caller, fetchJson } from './stream.ts';

/** What people were promised and is not so, a line each. */
export interface Findings {
  /** Acknowledged, and not there. */
  lost: string[];
  /** Asked for once, and there twice. */
  twice: string[];
  /** Threads that cannot be read, or take no message. */
  closed: string[];
  /** Turns that never end. */
  endless: string[];
}

interface Page<Row> {
  data: Row[];
  has_more: boolean;
  after?: string;
}

interface Thread {
  id: string;
  running_turn?: { id: string };
}

interface TaskRow {
  title: string;
  status: 'open' | 'done';
}

const POLL_MS = 500;
/** What one click on "Show more" adds to a list. */
const MORE_ROWS = 20;

/** Compares what one person was told with what the product shows them now, by its own requests. */
export async function auditPerson(notes: readonly Notes[], caller: Caller): Promise<Findings> {
  const findings: Findings = {
    lost: [],
    twice: notes.flatMap(({ twice }) => twice),
    closed: [],
    endless: notes.flatMap(({ endless }) => endless),
  };
  const known = new Map(notes.flatMap(({ threads }) => threads).map((thread) => [thread.id, thread]));
  const listed = await readPages<Thread>('threads.list', {}, caller);
  const ids = new Set([...known.keys(), ...listed.map(({ id }) => id)]);
  const items: Item[] = [];
  let rows: Map<number, TaskRow> | undefined;
  for (const id of ids) {
    try {
      await expectRest(id, [...(known.get(id)?.open ?? [])], caller, findings);
      const found = await readThread(id, caller);
      items.push(...found);
      const here = new Set(found.map((item) => item.id));
      for (const shown of known.get(id)?.shown ?? []) {
        if (!here.has(shown)) findings.lost.push(`${shown} was shown in ${id}, and is gone`);
      }
      rows = await readTasks(id, caller);
    } catch (error) {
      findings.closed.push(`${id}: ${error instanceof Error ? error.message : error}`);
    }
  }
  const resent = new Map(notes.flatMap((each) => [...each.resent]));
  findings.twice.push(...findRepeated(items, resent));
  if (rows) {
    for (const errand of notes.flatMap(({ errands }) => errands)) checkErrand(errand, rows, findings);
    for (const tag of notes.flatMap(({ doubtful }) => [...doubtful])) checkOnce(tag, rows, findings);
  }
  return findings;
}

/** Waits until nothing runs in a thread any more, and reads to their end the turns that nobody read so far. */
async function expectRest(threadId: string, open: string[], caller: Caller, findings: Findings): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { running_turn } = await fetchJson<Thread>('threads.get_by_id', { thread_id: threadId }, caller);
    if (!running_turn) break;
    if (performance.now() - start > caller.times.end) {
      findings.endless.push(`${running_turn.id} still runs in ${threadId}`);
      return;
    }
    await delay(POLL_MS);
  }
  for (const turn_id of open) {
    const told = await ask({ type: 'turns.resume', params: { thread_id: threadId, turn_id } }, caller);
    if (told.outcome === 'lost') findings.endless.push(`${turn_id} in ${threadId} has no end to read`);
  }
}

/** @throws Error when the thread cannot be read, or reads otherwise from its end. */
async function readThread(threadId: string, caller: Caller): Promise<Item[]> {
  const params = { thread_id: threadId };
  const items = await readPages<Item>('items.list', { ...params, order: 'asc' }, caller);
  const reversed = await readPages<Item>('items.list', { ...params, order: 'desc' }, caller);
  const ids = items.map(({ id }) => id).join();
  if (new Set(items.map(({ id }) => id)).size < items.length) throw new Error('an item stands there twice');
  if (
    reversed
      .reverse()
      .map(({ id }) => id)
      .join() !== ids
  )
    throw new Error('it reads otherwise from its end');
  return items;
}

/**
 * All tasks of a person, asked for in this thread as a person would.
 *
 * @throws Error when the thread takes no message, or the list does not open.
 */
async function readTasks(thread_id: string, caller: Caller): Promise<Map<number, TaskRow>> {
  const told = await ask(
    {
      type: 'threads.add_user_message',
      params: { thread_id, input: toInput('show all tasks') },
      metadata: { task_chat: { request_id: randomUUID(), cancel: 'explicit' } },
    },
    caller,
  );
  const error = told.events.find(({ type }) => type === 'error');
  if (told.outcome === 'lost' || error) throw new Error(`it takes no message: ${error?.code ?? told.outcome}`);
  let list = told.events.findLast((event) => event.type === 'thread.item.done' && event.item?.widget)?.item;
  if (!list) throw new Error('it shows no list');
  for (let rows = MORE_ROWS; nodesOf(list).some(({ id }) => id === 'more_button'); rows += MORE_ROWS) {
    const params = { thread_id, item_id: list.id, action: { type: 'tasks.show_more', payload: { rows } } };
    const answer: { updated_item?: Item } = await fetchJson('threads.sync_custom_action', params, caller);
    if (!answer.updated_item) throw new Error('its list shows no more');
    list = answer.updated_item;
    // A list as it is stored has its first page only: the click that follows speaks of what the last one drew.
    if (rows > MORE_ROWS * 20) throw new Error('its list has no end');
  }
  return toRows(list);
}

function toRows(list: Item): Map<number, TaskRow> {
  const { copy_text = '' } = list as Item & { copy_text?: string };
  const rows = [...copy_text.matchAll(/^- \[(x| )\] #(\d+) (.*)$/gm)];
  return new Map(
    rows.map(([, mark, number, title = '']) => [Number(number), { title, status: mark === 'x' ? 'done' : 'open' }]),
  );
}

function checkErrand(errand: Errand, rows: Map<number, TaskRow>, findings: Findings): void {
  const { tag, number, writes } = errand;
  checkOnce(tag, rows, findings);
  const row = rows.get(number);
  const removal = writes.findLast(({ field }) => field === 'removed');
  if (removal?.acknowledged) {
    if (row) findings.lost.push(`#${number} (${tag}) was deleted, and is there`);
    return;
  }
  if (!row) {
    if (!removal) findings.lost.push(`#${number} (${tag}) was added, and is gone`);
    return;
  }
  for (const field of ['title', 'status'] as const) {
    const allowed = allowedValues(writes, field);
    if (!allowed.includes(row[field])) {
      findings.lost.push(`#${number} (${tag}): ${field} is "${row[field]}" and not "${allowed.join('" or "')}"`);
    }
  }
}

function checkOnce(tag: string, rows: Map<number, TaskRow>, findings: Findings): void {
  const count = [...rows.values()].filter(({ title }) => title.includes(`water the ${tag}`)).length;
  for (let more = 1; more < count; more += 1) findings.twice.push(`${tag} was added ${count} times`);
}

/** Messages that were sent once and stand there twice, and cards that answer one thing twice. */
function findRepeated(items: readonly Item[], resent: ReadonlyMap<string, string>): string[] {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name) found.set(name, [...(found.get(name) ?? []), item]);
  }
  return [...found].flatMap(([name, [first, ...more]]) => {
    const tries = resent.get(first?.content?.[0]?.text ?? '');
    return more.map(() => `${name}: ${more.length + 1} times${tries ? `; sent anew after ${tries}` : ''}`);
  });
}

/** What there is one of: every message with a word of its own, and the card of every added task. */
function nameOf(item: Item): string | undefined {
  if (item.type === 'user_message') {
    const text = item.content?.[0]?.text ?? '';
    return text.includes('zq') ? `message "${text}"` : undefined;
  }
  const nodes = nodesOf(item);
  if (!nodes.some(({ id, value }) => id === 'card_title' && value === 'Task added')) return undefined;
  const row = nodes.find(({ id }) => /^task_\d+_row$/.test(id ?? ''))?.id;
  return row && `card of the added ${row}`;
}

async function readPages<Row>(type: string, params: object, caller: Caller): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | undefined; ; ) {
    const page: Page<Row> = await fetchJson(type, { order: 'desc', ...params, limit: 100, after }, caller);
    rows.push(...page.data);
    if (!page.has_more || !page.after) return rows;
    after = page.after;
  }
}
