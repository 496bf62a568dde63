import { expect, onTestFinished, test } from 'vitest';
import { createMemoryTurnLog, type TurnRecord, UnavailableError } from '../../server/chatkit/index.ts';
import type { Storage } from '../../server/storage/open.ts';
import { startApp } from '../support/start-app.ts';
import { Crowd } from './crowd.ts';
import { cutEverywhere } from './kinds/connection.ts';
import { createRandom } from './random.ts';
import type { Counted } from './stage.ts';
import { isKept, sumNotes, type Tally, toReport } from './tally.ts';
import type { Times } from './times.ts';

/** Nobody here is patient: what does not come at once does not come. */
const HASTY: Times = {
  reply: 2_000,
  silence: 700,
  tries: [10, 10],
  patience: 5_000,
  person: 500,
  end: 1_500,
  progress: 1_000,
};

const RUNNING: TurnRecord = {
  id: 'trn_forever',
  owner: '',
  threadId: '',
  createsThread: false,
  priority: 'line',
  state: 'running',
  createdAt: 0,
  cancelRequested: false,
};

interface Work {
  /** How often each request is sent. */
  copies?: number;
  steps?: number;
  /** What people do. */
  act?: (crowd: Crowd, steps: number) => Promise<void>;
}

/** What the check finds when people do so many things on a server with this storage. */
async function check(
  wrap: (storage: Storage) => Storage,
  { copies = 1, steps = 24, act = (crowd) => crowd.doTogether(steps, (each) => each.step()) }: Work = {},
): Promise<Tally> {
  const way = await useWay(wrap);
  const conversation = { copies: Array.from({ length: copies }, () => way) };
  const crowd = new Crowd({ way, random: createRandom(7), people: 2, times: HASTY, conversation });
  await act(crowd, steps);
  return toTally({ times: 1, ...sumNotes(crowd.notes), findings: await crowd.audit() });
}

async function useWay(wrap: (storage: Storage) => Storage) {
  const app = await startApp({ wrap });
  onTestFinished(() => app.close());
  return { pick: () => app.url };
}

function toTally(counted: Counted): Tally {
  return { fault: 'a bad server', database: 'sqlite', ...counted, seconds: 1 };
}

/** Of every three tasks that are added, one is gone at once. */
function loseTasks(storage: Storage): Storage {
  const isBad = everyThird();
  return withTasks(storage, {
    async add(owner, task, operation) {
      const added = await storage.tasks.add(owner, task, operation);
      if (isBad()) await storage.tasks.remove(owner, added.number, `${operation} and gone`);
      return added;
    },
  });
}

/** Answers `true` every third time. */
function everyThird(): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 3 === 0;
  };
}

/** The storage with some of its methods done otherwise. */
function withThreads(storage: Storage, threads: Partial<Storage['threads']>): Storage {
  return { ...storage, threads: { ...storage.threads, ...threads } };
}

function withTurns(storage: Storage, turns: Partial<Storage['turns']>): Storage {
  return { ...storage, turns: { ...storage.turns, ...turns } };
}

function withTasks(storage: Storage, tasks: Partial<Storage['tasks']>): Storage {
  return { ...storage, tasks: { ...storage.tasks, ...tasks } };
}

test.each([1, 5])(
  'nothing is found on a server that keeps its promises, also when all is sent %i times',
  async (copies) => {
    const tally = await check((storage) => storage, { copies });
    expect(toReport([tally]).split('\n')).toHaveLength(2);
    expect(isKept(tally)).toBe(true);
    expect(tally.atOnce).toBe(tally.asked);
  },
);

test('a change of a task that was acknowledged and is not there counts as lost', async () => {
  const isBad = everyThird();
  const tally = await check((storage) =>
    withTasks(storage, {
      async setStatus(owner, number, status, operation) {
        if (!isBad()) return storage.tasks.setStatus(owner, number, status, operation);
        const task = await storage.tasks.get(owner, number);
        return task && { ...task, status };
      },
    }),
  );
  expect(tally.findings.lost).not.toEqual([]);
  expect(tally.findings.lost.join()).toContain('status is');
  expect(isKept(tally)).toBe(false);
});

test('a task that was acknowledged and is not there counts as lost', async () => {
  const tally = await check(loseTasks);
  expect(tally.findings.lost.join()).toContain('was added, and is gone');
  expect(isKept(tally)).toBe(false);
});

test('a task that is not there counts as lost also when connections were cut', async () => {
  const cut = async (wrap: (storage: Storage) => Storage) => {
    const way = await useWay(wrap);
    return toTally(await cutEverywhere(() => way, createRandom(7), 1));
  };
  expect(isKept(await cut((storage) => storage))).toBe(true);
  const tally = await cut(loseTasks);
  expect(tally.findings.lost.join()).toContain('was added, and is gone');
  expect(isKept(tally)).toBe(false);
});

test('a request that is sent five times and answered once is not done', async () => {
  const tally = await check(
    (storage) =>
      withTurns(storage, {
        async open(turn, limits) {
          const opened = await storage.turns.open(turn, limits);
          if (opened.kind === 'repeated') throw new UnavailableError();
          return opened;
        },
        async findByRequestId(owner, requestId) {
          if (await storage.turns.findByRequestId(owner, requestId)) throw new UnavailableError();
          return undefined;
        },
      }),
    { copies: 5, steps: 2 },
  );
  expect(tally.atOnce).toBe(0);
  expect(isKept(tally)).toBe(false);
});

test('a click on "Delete" that asks nothing counts as not done', async () => {
  const tally = await check((storage) => withTasks(storage, { get: async () => undefined }), {
    async act(crowd) {
      const [conversation] = crowd.conversations;
      await conversation?.add();
      const errand = conversation?.notes.errands[0];
      if (errand) await conversation.remove(errand);
    },
  });
  expect(tally.notDone.join()).toContain('no question for deleting');
  expect(isKept(tally)).toBe(false);
});

test('people who get nothing done while something is to happen to them are a finding', async () => {
  const stuck = (storage: Storage) =>
    withTurns(storage, {
      open: async () => {
        throw new UnavailableError();
      },
    });
  const tally = await check(stuck, {
    async act(crowd) {
      crowd.start();
      await crowd.progress(1);
      await crowd.stop();
    },
  });
  expect(tally.findings.endless.join()).toContain('less than 1 things were done');
});

test('an answer that was shown and is not there counts as lost', async () => {
  const tally = await check((storage) =>
    withThreads(storage, {
      async saveItem(threadId, item, context, options) {
        if (item.type !== 'assistant_message') await storage.threads.saveItem(threadId, item, context, options);
      },
    }),
  );
  expect(tally.findings.lost.join()).toContain('was shown in');
  expect(isKept(tally)).toBe(false);
});

test('a request that is not known again counts as done twice', async () => {
  const forgetful = (storage: Storage) =>
    withTurns(storage, {
      open: ({ requestId: _, ...turn }, limits) => storage.turns.open(turn, limits),
      findByRequestId: async () => undefined,
    });
  const tally = await check(forgetful, { copies: 5, steps: 8 });
  expect(tally.findings.twice.join()).toContain('became 5 turns');
  expect(tally.findings.twice.join()).toContain('was added 5 times');
  expect(isKept(tally)).toBe(false);
});

test('a turn that nobody ends counts as one that never ends', async () => {
  const endless = (storage: Storage): Storage => ({
    ...withTurns(storage, {
      async end() {},
      findActive: async (owner, threadId) => {
        const [turn] = await storage.turns.listActive(owner, threadId);
        return turn ?? { ...RUNNING, owner, threadId };
      },
    }),
    log: { ...createMemoryTurnLog(), async end() {} },
  });
  const tally = await check(endless, { steps: 2 });
  expect(tally.findings.endless.join()).toContain('still runs in');
  expect(isKept(tally)).toBe(false);
});

test('a thread that cannot be read counts as closed', async () => {
  const tally = await check((storage) =>
    withThreads(storage, {
      loadThreadItems(threadId, page, context) {
        if (page.order === 'asc') throw new Error('the database has lost its way');
        return storage.threads.loadThreadItems(threadId, page, context);
      },
    }),
  );
  expect(tally.findings.closed).not.toEqual([]);
  expect(isKept(tally)).toBe(false);
});

test('what nothing happened to, and nobody used, proves nothing', async () => {
  const tally = await check((storage) => storage);
  expect(isKept({ ...tally, times: 0 })).toBe(false);
  expect(isKept({ ...tally, acknowledged: 0 })).toBe(false);
  expect(isKept({ ...tally, atOnce: tally.asked - 1, share: 0.999 })).toBe(false);
});
