// A contract that cannot fail proves nothing: each of these stores breaks one promise, and the case for it must say so.
import { AssertionError } from 'node:assert';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  type Attachment,
  type AttachmentStore,
  createMemoryTurnLog,
  type ThreadStore,
  type TurnLog,
} from '../../server/chatkit/index.ts';
import {
  attachmentStoreContract,
  type Clock,
  type ContractCase,
  createMemoryStorage,
  threadStoreContract,
  turnLogContract,
  turnStoreContract,
} from '../../server/chatkit/testing/index.ts';

type Storage = ReturnType<typeof createMemoryStorage<string>>;
type Threads = ThreadStore<string>;

const IN_MEMORY = { durable: false };
const OWNERS = { ownerOf: (owner: string) => owner };

/** The methods of an instance, some of them replaced. */
function patched<Store extends object>(store: Store, changes: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(Reflect.has(changes, name) ? changes : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The name of a case without the rules that it cites. */
function bareName({ name }: ContractCase): string {
  return name.replace(/ \[[a-z, -]+\]$/, '');
}

/** What the failing cases say, by name. */
async function failures(cases: ContractCase[]): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  for (const one of cases) {
    await one.run().catch((error: unknown) => {
      failed.set(bareName(one), error instanceof AssertionError ? error.message : String(error));
    });
  }
  return failed;
}

function createHarness(change: (storage: Storage) => Partial<Record<keyof Storage, object>>, options = OWNERS) {
  return (clock: Clock) => {
    const storage = createMemoryStorage({ ...options, now: clock.now });
    return { contextOf: (owner: string) => owner, open: async () => ({ ...storage, ...change(storage) }) as Storage };
  };
}

const BROKEN_THREADS: [what: string, change: (threads: Threads) => Partial<Threads>, name: string, message: string][] =
  [
    [
      'drops fields that it does not know',
      (threads) => ({
        saveThread: ({ id, created_at, status, metadata, title }, ...rest) =>
          threads.saveThread({ id, created_at, status, metadata, ...(title ? { title } : {}) }, ...rest),
      }),
      'threads: a thread comes back with every field, unknown ones and nulls too',
      'loadThread answers what was saved',
    ],
    [
      'reads, changes and writes back in steps',
      (threads) => ({
        async updateThread(id, changes, context, options) {
          const changed = { ...(await threads.loadThread(id, context)), ...changes };
          await threads.saveThread(changed, context, options);
          return changed;
        },
      }),
      'updates: two who change different fields at once over two handles never overwrite each other',
      'both changes of round 0 stay',
    ],
    [
      'lets a turn that lost its thread rename it',
      (threads) => ({ updateThread: (id, changes, context) => threads.updateThread(id, changes, context) }),
      'turns that write: a turn writes while it holds the thread, and is refused once another one took it',
      'updateThread by a turn that lost its thread must be refused with a TurnLostError; it answered {"id":"t"',
    ],
    [
      'adds what was only to be replaced',
      (threads) => ({
        saveItem: (id, item, context, options) => threads.saveItem(id, item, context, { turn: options?.turn }),
      }),
      'items: with onlyExisting an item is replaced, and never added',
      'saveItem after deleteItem with onlyExisting and no such item must be refused with a NotFoundError',
    ],
    [
      'moves a replaced item to the end',
      (threads) => ({
        async saveItem(id, item, context, options) {
          await threads.deleteItem(id, item.id, context, options);
          await threads.saveItem(id, item, context, { turn: options?.turn });
        },
      }),
      'items: an item keeps every field, and its place when it is replaced',
      'a replaced item stays where it stood',
    ],
    [
      'tells every deleted item as a message',
      (threads) => ({
        deleteItemsAfter: async (...args) =>
          (await threads.deleteItemsAfter(...args)).map(({ id }) => ({ id, type: 'user_message' })),
      }),
      'items: deleteItemsAfter answers ids and types, as the items stood last',
      'every deleted item is told by its id and its type',
    ],
    [
      'counts the rows of one page',
      (threads) => ({
        countItems: async (id, context) =>
          (await threads.loadThreadItems(id, { limit: 3, order: 'asc' }, context)).data.length,
      }),
      'items: the count of a thread grows with every item, and is never below what is there',
      'every item counts once, however often it was saved',
    ],
    [
      'has always as many threads as somebody asks about',
      () => ({ countThreads: async (most) => most }),
      'pages: threads of the same moment stand as they came and page without a gap',
      'countThreads counts them, and no further than it was asked to',
    ],
    [
      'leaves out the last row of a page',
      (threads) => ({
        async loadThreadItems(id, page, context) {
          const answer = await threads.loadThreadItems(id, page, context);
          return { ...answer, data: answer.has_more ? answer.data.slice(0, -1) : answer.data };
        },
      }),
      'pages: pages by row id stay whole while rows are added and deleted',
      'every row that stayed is read once',
    ],
  ];

describe('the contract of thread stores fails for one that', () => {
  test.each(BROKEN_THREADS)('%s', async (_, change, name, message) => {
    const create = createHarness(({ threads }) => ({ threads: patched<Threads>(threads, change(threads)) }));
    expect((await failures(threadStoreContract(create, IN_MEMORY))).get(name)).toContain(message);
  });

  test('takes everybody for the same person', async () => {
    const failed = await failures(
      threadStoreContract(
        createHarness(() => ({}), { ownerOf: () => 'anne' }),
        IN_MEMORY,
      ),
    );
    expect(failed.get("owners: somebody else's thread and items are like none in every call")).toContain(
      "loadThread of somebody else's thread must be refused with a NotFoundError; it answered {",
    );
  });
});

const BROKEN_TURNS: [what: string, change: (turns: Storage['turns']) => object, name: string, message: string][] = [
  [
    'puts everybody at the end of the line',
    (turns) => ({ open: (turn: object, limits: object) => open(turns, { ...turn, priority: 'line' }, limits) }),
    'priorities: a turn with "first" goes behind the one that runs and before all that wait',
    'listActive answers the order in which they have their turn',
  ],
  [
    'takes any number into the line',
    (turns) => ({ open: (turn: object) => open(turns, turn, { maxWaiting: Infinity }) }),
    'the line: a full line refuses and writes nothing; a place that falls free is taken',
    'a third is refused',
  ],
  [
    'does not look at request ids',
    (turns) => ({ open: (turn: object, limits: object) => open(turns, { ...turn, requestId: undefined }, limits) }),
    'turn records: a request id names one turn, whatever the repeat says, for good',
    'open with a known request id answers that turn',
  ],
  [
    'renews what was lost',
    () => ({ renew: async () => 'held' }),
    'leases: a lease that ran out is not renewed, even when nobody took the thread',
    'renew comes too late',
  ],
  [
    'does not remember that a connection broke',
    () => ({ markBroken: async () => {} }),
    'repeats without a request id: an equal body is a repeat for a while after the connection broke',
    'to the last moment, the turn is found',
  ],
];

const open = (turns: Storage['turns'], turn: object, limits: object) =>
  turns.open(turn as Parameters<typeof turns.open>[0], limits as Parameters<typeof turns.open>[1]);

describe('the contract of turn stores fails for one that', () => {
  test.each(BROKEN_TURNS)('%s', async (_, change, name, message) => {
    const create = createHarness(({ turns }) => ({ turns: patched(turns, change(turns)) }));
    expect((await failures(turnStoreContract(create, IN_MEMORY))).get(name)).toContain(message);
  });
});

const BROKEN_ATTACHMENTS: [
  what: string,
  change: (attachments: AttachmentStore<string>) => Partial<AttachmentStore<string>>,
  name: string,
  message: string,
][] = [
  [
    'loses its own notes',
    (attachments) => ({
      async loadAttachment(...args) {
        const { metadata: _, ...attachment } = await attachments.loadAttachment(...args);
        return attachment;
      },
    }),
    'attachments: server-side notes are kept, and nobody who was given them changes them',
    '`metadata` comes back as the store made it',
  ],
  [
    'brings back what was deleted when it is saved',
    (attachments) => {
      const saved = new Map<string, Attachment>();
      return {
        loadAttachment: async (id, context) => saved.get(id + context) ?? attachments.loadAttachment(id, context),
        async saveAttachment(attachment, context) {
          saved.set(attachment.id + context, attachment);
        },
      };
    },
    'attachments: where attachments can be saved, the thread that took one is kept, and nothing is brought back',
    'loadAttachment of a deleted one after it was saved must be refused with a NotFoundError',
  ],
  [
    'deletes for anybody',
    (attachments) => ({ deleteAttachment: (id) => attachments.deleteAttachment(id, 'anne') }),
    "attachments: somebody else's attachment is like none in every call",
    'not here',
  ],
];

describe('the contract of attachment stores fails for one that', () => {
  test.each(BROKEN_ATTACHMENTS)('%s', async (_, change, name, message) => {
    const create = createHarness(({ attachments }) => ({
      attachments: patched<AttachmentStore<string>>(attachments, change(attachments)),
    }));
    expect((await failures(attachmentStoreContract(create, IN_MEMORY))).get(name)).toContain(message);
  });
});

const BROKEN_LOGS: [what: string, change: (log: TurnLog) => Partial<TurnLog>, name: string, message: string][] = [
  [
    'reads from the start, whatever was read before',
    (log) => ({ read: (turn, _after, signal) => log.read(turn, 0, signal) }),
    'readers: readers follow from any event on while the log is written, over all handles, and come to its end',
    'a reader that has 20 events gets those behind them',
  ],
  [
    'keeps the logs of a deleted thread',
    (log) => ({
      async purgeThread() {
        for (const turn of ['runs', 'ended']) await log.end(turn);
      },
    }),
    'ends: all logs of a thread are forgotten together, those that ended too',
    'the logs of the thread are gone, and no other',
  ],
];

function logCases(change: (log: TurnLog) => Partial<TurnLog>, name: string): ContractCase[] {
  const memory = createMemoryTurnLog();
  const create = () => ({ open: async () => ({ log: { ...memory, ...change(memory) } }) });
  return turnLogContract(create, IN_MEMORY).filter((one) => bareName(one) === name);
}

describe('the contract of turn logs fails for one that', () => {
  test.each(BROKEN_LOGS)('%s', async (_, change, name, message) => {
    expect((await failures(logCases(change, name))).get(name)).toContain(message);
  });

  test('never tells readers of the end, and does not hang', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const name = 'ends: a log without events comes to its end';
    const failing = failures(logCases(() => ({ end() {} }), name));
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await failing).get(name)).toContain('a reader of turn must come to its end, and still waits');
  });
});
