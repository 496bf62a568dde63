import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Event, type Item, nodesOf, toInput } from '../support/person.ts';
import {
  createNotes,
  type Errand,
  forgetAfter,
  type Notes,
  noteEvents,
  type ThreadNotes,
  type Write,
} from './ledger.ts';
import type { Random } from './random.ts';
import { ask, type Caller, type ReadOptions, Refused, type Told } from './stream.ts';

/** Nobody answered: the server may have the request all the same (embed/client/errors.ts). */
const LOST: Event = { type: 'error', code: 'network', allow_retry: true };
const PAUSE_MS = [100, 500] as const;

export interface ConversationOptions {
  sub: string;
  caller: Caller;
  random: Random;
  /** Tasks at most: what a list can show has a limit. */
  tasksMax: number;
  /** Where each copy of a request is sent at once. @default one, wherever the caller's way leads */
  copies?: readonly Caller['way'][];
  cutAfter?: ReadOptions['cutAfter'];
}

interface Answer {
  ok: boolean;
  thread: ThreadNotes | undefined;
  events: Event[];
}

/** Somebody who uses the chat in one tab, one thing after the other, and notes what they were told. */
export class Conversation {
  readonly notes: Notes;
  readonly #options: ConversationOptions;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.notes = createNotes(options.sub);
  }

  /** Does one thing that people do. */
  async step(): Promise<void> {
    const { random, tasksMax } = this.#options;
    const errands = this.notes.errands.filter(({ writes }) => !writes.some(({ field }) => field === 'removed'));
    const dice = random.next();
    const mayAdd = this.notes.errands.length < tasksMax;
    if (errands.length === 0 || (dice < 0.35 && mayAdd)) return this.add();
    const errand = random.pick(errands);
    if (dice < 0.75) return this.toggle(errand);
    if (dice < 0.87) return this.rename(errand);
    if (dice < 0.92) return this.remove(errand);
    await this.say(this.#pickThread(), `show all tasks`);
  }

  /** Asks for a new task, now and then in a new conversation. */
  async add(): Promise<void> {
    const { random } = this.#options;
    const tag = newTag(random);
    const thread = random.next() < 0.1 ? undefined : this.#pickThread();
    this.notes.doubtful.add(tag);
    const answer = await this.say(thread, `add task: water the ${tag}`);
    if (!answer.ok) return;
    const errand = answer.thread && toErrand(tag, answer.thread.id, answer.events);
    if (!errand) {
      this.notes.notDone.push(`no card for ${tag}`);
      return;
    }
    this.notes.doubtful.delete(tag);
    this.notes.errands.push(errand);
  }

  /** Completes or reopens a task by the button on its card. */
  async toggle(errand: Errand): Promise<void> {
    const before = errand.writes.findLast(({ field }) => field === 'status')?.value;
    const value = before === 'done' ? 'open' : 'done';
    const type = value === 'done' ? 'tasks.complete' : 'tasks.reopen';
    await this.#write(errand, { field: 'status', value }, () => this.click(errand, errand.cardId, type));
  }

  async rename(errand: Errand): Promise<void> {
    const value = `water the ${errand.tag} ${newTag(this.#options.random)}`;
    const thread = this.#threadOf(errand);
    await this.#write(errand, { field: 'title', value }, () =>
      this.say(thread, `rename task ${errand.number} to ${value}`),
    );
  }

  /** Deletes a task, and says yes to the question. */
  async remove(errand: Errand): Promise<void> {
    const asked = await this.click(errand, errand.cardId, 'tasks.delete');
    if (!asked.ok) return;
    const question = cardsOf(asked.events).at(-1);
    if (!question) {
      const told = asked.events.map(({ type, code, item }) => [type, item?.type, code].filter(Boolean).join(' '));
      this.notes.notDone.push(`no question for deleting ${errand.tag}, but: ${told.join(', ')}`);
      return;
    }
    await this.#write(errand, { field: 'removed', value: 'removed' }, () =>
      this.click(errand, question.id, 'tasks.confirm_delete', {}),
    );
  }

  click(errand: Errand, itemId: string, type: string, payload: object = { number: errand.number }): Promise<Answer> {
    const thread = this.#threadOf(errand);
    const params = { thread_id: errand.threadId, item_id: itemId, action: { type, payload } };
    return this.#insist({ type: 'threads.custom_action', params }, thread);
  }

  /** Sends a message; in a new conversation when none is given. */
  say(thread: ThreadNotes | undefined, text: string): Promise<Answer> {
    const input = toInput(text);
    const params = thread ? { thread_id: thread.id, input } : { input };
    return this.#insist({ type: thread ? 'threads.add_user_message' : 'threads.create', params }, thread, text);
  }

  async #write(errand: Errand, change: Omit<Write, 'acknowledged'>, act: () => Promise<Answer>): Promise<void> {
    const write = { ...change, acknowledged: false };
    errand.writes.push(write);
    write.acknowledged = (await act()).ok;
  }

  #pickThread(): ThreadNotes | undefined {
    return this.notes.threads.length > 0 ? this.#options.random.pick(this.notes.threads.slice(-4)) : undefined;
  }

  #threadOf({ threadId }: Errand): ThreadNotes {
    const thread = this.notes.threads.find(({ id }) => id === threadId);
    if (!thread) throw new Error(`${threadId} is not known.`);
    return thread;
  }

  /** Asks until it is done, as somebody does who presses "Try again" (embed/state/session.ts). */
  async #insist(request: Request, given: ThreadNotes | undefined, text?: string): Promise<Answer> {
    const { caller, random } = this.#options;
    const start = performance.now();
    const events: Event[] = [];
    let body = request;
    let requestId: string = randomUUID();
    let taken: string | undefined;
    let thread = given;
    const tries: string[] = [];
    this.notes.asked += 1;
    for (let round = 0; ; round += 1) {
      const answers = await this.#send(body, requestId);
      for (const told of answers) {
        thread = this.#note(told, thread);
        events.push(...told.events);
        if (text !== undefined) taken ??= messageOf(told.events)?.id;
      }
      // Whoever sends a request five times is to be answered five times.
      const failures = answers.flatMap((told) => failureOf(told) ?? []);
      const [failure] = failures;
      if (!failure) {
        this.notes.acknowledged += 1;
        if (round === 0) this.notes.atOnce += 1;
        return { ok: true, events, thread };
      }
      if (failure.allow_retry !== true) {
        this.notes.notDone.push(`${body.type}: ${failure.code}: ${failure.message}`);
        return { ok: false, events, thread };
      }
      if (performance.now() - start > caller.times.person) {
        this.notes.endless.push(`${body.type}: ${failure.code} after ${round + 1} tries`);
        return { ok: false, events, thread };
      }
      const failed = answers.find(failureOf);
      tries.push(`${failure.code} (${failed?.turnId ? `${failed.events.length} events of a turn` : 'of no turn'})`);
      await delay(random.between(...PAUSE_MS));
      if (failures.includes(LOST)) continue;
      requestId = randomUUID();
      if (taken && thread) {
        forgetAfter(thread, taken);
        body = { type: 'threads.retry_after_item', params: { thread_id: thread.id, item_id: taken } };
      } else if (thread && text !== undefined) {
        this.notes.resent.set(text, tries.join(', '));
        body = { type: 'threads.add_user_message', params: { thread_id: thread.id, input: toInput(text) } };
      }
    }
  }

  async #send(request: Request, request_id: string): Promise<Told[]> {
    const { caller, copies, cutAfter } = this.#options;
    const body = { ...request, metadata: { task_chat: { request_id, cancel: 'explicit' } } };
    const ways = copies ?? [caller.way];
    try {
      const answers = await Promise.all(ways.map((way) => ask(body, { ...caller, way }, { cutAfter })));
      const turns = new Set(answers.flatMap(({ turnId }) => turnId ?? []));
      if (turns.size > 1) this.notes.twice.push(`one ${request.type} became ${turns.size} turns`);
      return answers;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [{ events: [{ type: 'error', code: 'refused', message: error.message }], ids: [], outcome: 'ended' }];
    }
  }

  #note({ events, outcome, turnId }: Told, given: ThreadNotes | undefined): ThreadNotes | undefined {
    const created = events.find((event) => event.type === 'thread.created')?.thread?.id;
    let thread = given;
    if (created && !thread) {
      thread = { id: created, shown: [], open: new Set() };
      this.notes.threads.push(thread);
    }
    if (!thread) return undefined;
    noteEvents(thread, events);
    if (turnId && outcome === 'lost') thread.open.add(turnId);
    return thread;
  }
}

interface Request {
  type: string;
  params: object;
}

/** What went wrong, as a client is told. */
function failureOf({ events, outcome }: Told): Event | undefined {
  return events.find(({ type }) => type === 'error') ?? (outcome === 'lost' ? LOST : undefined);
}

function messageOf(events: readonly Event[]): Item | undefined {
  return events.find((event) => event.type === 'thread.item.done' && event.item?.type === 'user_message')?.item;
}

/** The widgets that were shown for the first time. */
function cardsOf(events: readonly Event[]): Item[] {
  return events.flatMap((event) => (event.type === 'thread.item.done' && event.item?.widget ? [event.item] : []));
}

function numberOf(card: Item): number | undefined {
  for (const { id } of nodesOf(card)) {
    const number = /^task_(\d+)_row$/.exec(id ?? '')?.[1];
    if (number) return Number(number);
  }
  return undefined;
}

/** The task that somebody asked for, as its card shows it; nothing when no card does. */
export function toErrand(tag: string, threadId: string, events: readonly Event[]): Errand | undefined {
  const card = cardsOf(events).at(-1);
  const number = card && numberOf(card);
  if (!card || !number) return undefined;
  const writes: Write[] = [
    { field: 'title', value: `water the ${tag}`, acknowledged: true },
    { field: 'status', value: 'open', acknowledged: true },
  ];
  return { tag, threadId, number, cardId: card.id, writes };
}

/** A word that nobody else uses, of letters only: the offline model reads numbers. */
export function newTag(random: Random): string {
  return `zq${Array.from({ length: 10 }, () => 'bcdfghjklmnprtvwx'[random.below(17)]).join('')}`;
}
