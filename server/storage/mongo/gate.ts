import { ChatKitError, UnavailableError } from '../../chatkit/index.ts';

export interface GateOptions {
  /** How many are served at the same time: at least, and at most. */
  places: readonly [number, number];
  /** Milliseconds above which a call takes long: then fewer are served at a time, until calls are quick again. */
  slowMs: number;
  /** How long whoever could ask again waits, in milliseconds, before being told to do so. */
  patienceMs: number;
}

interface Waiting {
  since: number;
  /** How long the wait may go on while nobody is served. */
  standstillMs: number;
  patienceMs: number;
  enter(lostMs: number): void;
  refuse(error: Error): void;
}

/** How often it is looked at who has waited too long. */
const LOOK_MS = 100;

/**
 * A line before the database: it serves many who come at once faster, and each of them sooner, when few are served at a
 * time. How many that are it finds out by itself: a database that is far away takes more at once than one that is out of
 * breath. Who came first goes first, with each call anew, so that all go on evenly.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: Waiting[] = [];
  #places: number;
  #served = 0;
  /** When a call last came to a good end. */
  #moved = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
    const [least, most] = options.places;
    this.#places = Math.min(most, 2 * least);
  }

  /**
   * Waits for a place when none is free; answers for how many milliseconds of that nobody was served, which is time of the
   * database and not of the line.
   *
   * @param standstillMs How long that may be.
   * @throws UnavailableError when nobody was served for so long.
   * @throws ChatKitError `busy` when the line is too long for somebody who can ask again.
   */
  enter({ standstillMs, canAskAgain }: { standstillMs: number; canAskAgain: boolean }): undefined | Promise<number> {
    if (this.#waiting.length === 0 && this.#served < Math.floor(this.#places)) {
      this.#served += 1;
      return undefined;
    }
    return new Promise((enter, refuse) => {
      const patienceMs = canAskAgain ? this.#options.patienceMs : Number.POSITIVE_INFINITY;
      this.#waiting.push({ since: performance.now(), standstillMs, patienceMs, enter, refuse });
      this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
    });
  }

  /**
   * Gives the place to whoever is next.
   *
   * @param tookMs How long the call took.
   */
  leave({ served, tookMs }: { served: boolean; tookMs: number }): void {
    const [least, most] = this.#options.places;
    const change = tookMs > this.#options.slowMs ? -1 : 1 / this.#places;
    this.#places = Math.min(most, Math.max(least, this.#places + change));
    const now = performance.now();
    if (served) this.#moved = now;
    this.#served -= 1;
    while (this.#served < Math.floor(this.#places)) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#served += 1;
      next.enter(this.#standstill(next, now));
    }
    if (this.#waiting.length === 0) this.#stopLooking();
  }

  #standstill({ since }: Waiting, now: number): number {
    return now - Math.max(since, this.#moved);
  }

  #look(): void {
    const now = performance.now();
    for (const each of [...this.#waiting]) {
      const isStuck = this.#standstill(each, now) >= each.standstillMs;
      if (!isStuck && now - each.since < each.patienceMs) continue;
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.refuse(isStuck ? tooLate() : tooMany());
    }
    if (this.#waiting.length === 0) this.#stopLooking();
  }

  #stopLooking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

export function tooLate(): UnavailableError {
  return new UnavailableError(undefined, { cause: new Error('the database did not answer in time') });
}

function tooMany(): ChatKitError {
  return new ChatKitError('busy', 'A lot of people are writing just now. Please try again in a moment.', {
    allowRetry: true,
  });
}
