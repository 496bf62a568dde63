import { setTimeout as delay } from 'node:timers/promises';
import { mintToken } from '../support/tokens.ts';
import { auditPerson, type Findings } from './audit.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';
import type { Notes } from './ledger.ts';
import type { Random } from './random.ts';
import type { Caller, Way } from './stream.ts';
import { emptyFindings, joinFindings } from './tally.ts';
import { TIMES, type Times } from './times.ts';

export interface CrowdOptions {
  way: Way;
  random: Random;
  people: number;
  /** Conversations that one person holds at once. @default 2 */
  tabs?: number;
  times?: Times;
  /** Tasks that one person adds at most. @default 120 */
  tasksMax?: number;
  conversation?: Pick<ConversationOptions, 'copies' | 'cutAfter'>;
}

/** Longer than any run. */
const TOKEN_SECONDS = 24 * 60 * 60;
/** How many people are looked after at the same time. */
const AUDITS = 6;

/** People who use the chat all at once, and remember what they were told. */
export class Crowd {
  readonly conversations: readonly Conversation[];
  readonly #callers = new Map<string, Caller>();
  readonly #times: Times;
  readonly #standstills: string[] = [];
  #stopped = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor({ way, random, people, tabs = 2, times = TIMES, tasksMax = 120, conversation = {} }: CrowdOptions) {
    this.#times = times;
    const name = random.below(2 ** 32).toString(36);
    this.conversations = Array.from({ length: people * tabs }, (_, index) => {
      const sub = `person-${name}-${index % people}`;
      const token = mintToken({ sub, exp: Math.floor(Date.now() / 1_000) + TOKEN_SECONDS });
      const caller = this.#callers.get(sub) ?? { way, token: () => token, times };
      this.#callers.set(sub, caller);
      const options = { sub, caller, random: random.fork(), tasksMax: Math.floor(tasksMax / tabs) };
      return new Conversation({ ...options, ...conversation });
    });
  }

  get notes(): Notes[] {
    return this.conversations.map(({ notes }) => notes);
  }

  /** Everybody begins, and goes on until `stop`. */
  start(step: (conversation: Conversation) => Promise<void> = (conversation) => conversation.step()): void {
    this.#work = Promise.all(
      this.conversations.map(async (conversation) => {
        while (!this.#stopped) await step(conversation);
      }),
    );
    // Told by `stop`.
    this.#work.catch(() => {});
  }

  /** Waits until so much more was acknowledged: trouble is to meet people who are at work. That nobody gets on is a finding. */
  async progress(more: number): Promise<void> {
    const count = () => this.notes.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    const wanted = count() + more;
    const { progress } = this.#times;
    const start = performance.now();
    while (count() < wanted) {
      if (performance.now() - start > progress) {
        this.#standstills.push(`people asked for ${progress} ms, and less than ${more} things were done`);
        return;
      }
      await delay(20);
    }
  }

  /** Everybody ends what they are at. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  /** Everybody does something, until so much was done together. */
  async doTogether(times: number, step: (conversation: Conversation) => Promise<void>): Promise<void> {
    let left = times;
    await Promise.all(
      this.conversations.map(async (conversation) => {
        while (left > 0) {
          left -= 1;
          await step(conversation);
        }
      }),
    );
  }

  /** Looks whether everybody has what they were told. */
  async audit(): Promise<Findings> {
    const people = [...this.#callers];
    const all: Findings[] = [];
    await Promise.all(
      Array.from({ length: AUDITS }, async () => {
        for (let next = people.pop(); next; next = people.pop()) {
          const [sub, caller] = next;
          all.push(
            await auditPerson(
              this.notes.filter((notes) => notes.sub === sub),
              caller,
            ),
          );
        }
      }),
    );
    return joinFindings([...all, { ...emptyFindings(), endless: this.#standstills }]);
  }
}
