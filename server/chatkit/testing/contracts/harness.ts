/** One promise of an interface, as a test of any runner: `for (const { name, run } of cases) test(name, run)`. */
export interface ContractCase {
  name: string;
  /** Rejects with an `AssertionError` that names what was expected. */
  run(): Promise<void>;
}

/** The time of a store under test, in milliseconds since the epoch; it stands still until a case moves it. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
}

/** What a case works on: nothing in it at first, and nobody else's. */
export interface Harness<Handle> {
  /** Opens the data. Of a durable store every call is a handle of its own, as another process would have one. */
  open(): Promise<Handle & Closable>;
  /** Removes the data; every handle was closed before. */
  dispose?(): Promise<void>;
}

/** A harness of a store that tells people apart by a context. */
export interface ScopedHarness<Context, Handle> extends Harness<Handle> {
  /** A context that speaks for this owner. */
  contextOf(owner: string): Context;
}

export interface Closable {
  close?(): Promise<void>;
}

/** Makes what one case works on. Its stores read their time from the clock. */
export type CreateHarness<SomeHarness> = (clock: Clock) => Promise<SomeHarness> | SomeHarness;

export interface ContractOptions {
  /**
   * `false` for what lives in one process's memory: cases about a restart are left out, and where two handles work on the
   * same data, one works twice.
   *
   * @default true
   */
  durable?: boolean;
}

/** What a case is given. */
export interface Stage<Handle> {
  clock: Clock;
  open(): Promise<Handle>;
  /** Closes every handle and opens the data again. */
  restart(): Promise<Handle>;
}

type Body<CaseStage> = ((stage: CaseStage) => Promise<void>) & { needsRestart?: true };

/** Cases by name. */
export type Bodies<CaseStage> = Readonly<Record<string, Body<CaseStage>>>;

/** Marks a case that says nothing about a store which is not durable. */
export function needsRestart<CaseStage>(body: (stage: CaseStage) => Promise<void>): Body<CaseStage> {
  return Object.assign((stage: CaseStage) => body(stage), { needsRestart: true as const });
}

/** Makes the cases of a contract, each on a harness of its own that goes when the case ends. */
export function toCases<Handle, SomeHarness extends Harness<Handle>, CaseStage>(
  groups: Readonly<Record<string, Bodies<CaseStage>>>,
  create: CreateHarness<SomeHarness>,
  toStage: (stage: Stage<Handle>, harness: SomeHarness) => CaseStage | Promise<CaseStage>,
  { durable = true }: ContractOptions = {},
): ContractCase[] {
  return Object.entries(groups).flatMap(([group, bodies]) =>
    Object.entries(bodies)
      .filter(([, body]) => durable || !body.needsRestart)
      .map(([name, body]) => ({
        name: `${group}: ${name}`,
        async run() {
          const clock = createClock();
          const harness = await create(clock);
          const handles = createHandles(harness, durable);
          try {
            await body(await toStage({ clock, open: handles.open, restart: handles.restart }, harness));
          } finally {
            await handles.close();
            await harness.dispose?.();
          }
        },
      })),
  );
}

function createHandles<Handle>(harness: Harness<Handle>, durable: boolean) {
  const handles: (Handle & Closable)[] = [];
  async function open(): Promise<Handle> {
    const [only] = handles;
    if (only && !durable) return only;
    const handle = await harness.open();
    handles.push(handle);
    return handle;
  }
  async function close(): Promise<void> {
    await Promise.all(handles.splice(0).map((handle) => handle.close?.()));
  }
  return {
    open,
    close,
    async restart() {
      if (durable) await close();
      return open();
    },
  };
}

function createClock(): Clock {
  let time = Date.UTC(2026, 0, 1);
  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
  };
}
