import type { ItemKind, ThreadMetadata, ThreadStore, Turn } from '../../../server/chatkit/index.ts';
import { ChatKitError, CustomStreamError, createId, NotFoundError } from '../../../server/chatkit/index.ts';
import { completeItem } from './literals.ts';
import type { Json, JsonObject } from './records.ts';
import { fromJson, isObject } from './records.ts';

/** What is passed to `process` for a record: whose it is, and the context that the recording knows. */
export interface GoldenContext {
  owner: string;
  recorded: JsonObject;
}

/** Stands still unless a script moves it. */
export class Clock {
  #time = Date.UTC(2025, 0, 1);

  now(): Date {
    return new Date(this.#time);
  }

  advance(ms: number): void {
    this.#time += ms;
  }
}

/**
 * Lets script and consumer wait for each other, as they do in Python, where the generator runs only when it is asked for
 * the next event. Here a turn runs ahead of its readers.
 */
export class Pace {
  /** Resolves when the script waits for something that does not come by itself. */
  readonly suspended: Promise<void>;
  /** Whether the consumer goes away as soon as the script waits. */
  isStopped = false;
  #suspend = () => {};
  #allowed = Number.POSITIVE_INFINITY;
  #taken = 0;
  #wake = () => {};

  constructor() {
    this.suspended = new Promise((resolve) => {
      this.#suspend = resolve;
    });
  }

  suspend(): void {
    this.#suspend();
  }

  /** From now on the script goes on only as far as the consumer asks. */
  allow(events: number): void {
    this.#allowed = events;
    this.#wake();
  }

  /** Resolves when the consumer asks for one more event of the script. */
  async next(signal: AbortSignal | undefined): Promise<void> {
    while (this.#taken >= this.#allowed) {
      this.suspend();
      await interruptible(signal, (done) => {
        this.#wake = done;
      });
    }
  }

  took(): void {
    this.#taken += 1;
  }
}

/** The hook that plays a script, as far as its steps need to know it. */
export interface Scene {
  store: ThreadStore<GoldenContext>;
  context: GoldenContext;
  clock: Clock;
  pace: Pace;
  thread?: ThreadMetadata | undefined;
  turn?: Turn | undefined;
  log(text: string): void;
}

/** A step with the literals that stand for something of this run replaced. */
export function resolveLiterals(step: Json, scene: Scene): Json {
  if (typeof step === 'string') return resolveLiteral(step, scene);
  if (Array.isArray(step)) return step.map((member) => resolveLiterals(member, scene));
  if (!isObject(step)) return step;
  return Object.fromEntries(Object.entries(step).map(([key, member]) => [key, resolveLiterals(member, scene)]));
}

/** Plays a step that shows nothing. Answers whether it was one. */
export async function act(step: JsonObject, scene: Scene): Promise<boolean> {
  const { thread, turn } = scene;
  if (isObject(step.raise)) throw toError(step.raise);
  if (typeof step.sleep_ms === 'number') {
    // A minute never passes in the recording either, and a script that is to be stopped is stopped here.
    if (step.sleep_ms > 1_000 || scene.pace.isStopped) await waitForever(scene);
    else await sleep(step.sleep_ms, scene);
  } else if (step.wait_forever) await waitForever(scene);
  else if (typeof step.advance_clock_ms === 'number') scene.clock.advance(step.advance_clock_ms);
  else if (typeof step.log === 'string') scene.log(step.log);
  else if (isObject(step.set_thread)) Object.assign(thread ?? {}, step.set_thread);
  else if (isObject(step.store_add_item ?? step.store_save_item)) {
    const item = completeItem((step.store_add_item ?? step.store_save_item) as JsonObject);
    await scene.store.saveItem(thread?.id ?? '', fromJson(item), scene.context, turn && { turn: turn.ref });
  } else return false;
  return true;
}

function resolveLiteral(literal: string, { thread, clock }: Scene): string {
  if (literal === '$THREAD') return thread?.id ?? '';
  if (literal === '$NOW') return clock.now().toISOString();
  if (literal === '$ATTACHMENT_ID') return createId('attachment');
  return literal.startsWith('$ID:') ? createId(literal.slice(4) as ItemKind) : literal;
}

function toError({ kind, message = '', allow_retry }: JsonObject): Error {
  const options = allow_retry === undefined ? {} : { allowRetry: allow_retry === true };
  switch (kind) {
    case 'custom':
      return new CustomStreamError(String(message), options);
    case 'stream':
      // Python's StreamError is retried unless it says otherwise; its only code means what ours does.
      return new ChatKitError('server_error', 'This did not work. Please try again.', { allowRetry: true, ...options });
    case 'not_found':
      return new NotFoundError(String(message));
    default:
      return new Error(String(message));
  }
}

async function sleep(ms: number, { turn }: Scene): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await interruptible(turn?.signal, (done) => {
    timer = setTimeout(done, ms);
  }).finally(() => clearTimeout(timer));
}

async function waitForever({ pace, turn }: Scene): Promise<void> {
  pace.suspend();
  await interruptible(turn?.signal, () => {});
}

/** Lets the consumer catch up with what was shown, as in the recordings between two steps of an agent. */
export async function breathe({ turn }: Scene): Promise<void> {
  for (let round = 0; round < 3; round += 1) await interruptible(turn?.signal, (done) => setImmediate(done));
}

/** Waits until `start` calls `done`. @throws the reason of the signal */
async function interruptible(signal: AbortSignal | undefined, start: (done: () => void) => void): Promise<void> {
  signal?.throwIfAborted();
  let onAbort = () => {};
  await new Promise<void>((resolve, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    start(resolve);
  }).finally(() => signal?.removeEventListener('abort', onAbort));
}
