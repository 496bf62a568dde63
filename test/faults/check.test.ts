import { expect, onTestFinished, test } from 'vitest';
import { createMemoryTurnLog, type TurnRecord } from '../../server/chatkit/index.ts';
import type { Storage } from '../../server/storage/open.ts';
import { startApp } from '../support/start-app.ts';
import { Crowd } from './crowd.ts';
import { createRandom } from './random.ts';
import { isKept, sumNotes, type Tally, toReport } from './tally.ts';
import type { Times } from './times.ts';

/** Nobody here is patient: what does not come at once does not come. */
const HASTY: Times = { reply: 2_000, silence: 700, tries: [10, 10], patience: 5_000, person: 500, end: 1_500 };

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

/** What the check finds when people do so many things on a server with this storage, and send each so often. */
async function check(
  wrap: (storage: Storage) => Storage,
  { copies = 1, steps = 24 }: { copies?: number; steps?: number } = {},
): Promise<Tally> {
  const app = await startApp({ wrap });
  onTestFinished(() => app.close());
  const way = { pick: () => app.url };
  const conversation = { copies: Array.from({ length: copies }, () => way) };
  const crowd = new Crowd({ way, random: createRandom(7), people: 2, times: HASTY, conversation });
  await crowd.doTogether(steps, (each) => each.step());
  const findings = await crowd.audit();
  return { fault: 'a bad server', database: 'sqlite', times: 1, ...sumNotes(crowd.notes), findings, seconds: 1 };
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
  const isBad = everyThird();
  const tally = await check((storage) =>
    withTasks(storage, {
      async add(owner, task, operation) {
        const added = await storage.tasks.add(owner, task, operation);
        if (isBad()) await storage.tasks.remove(owner, added.number, `${operation} and gone`);
        return added;
      },
    }),
  );
  expect(tally.findings.lost.join()).toContain('was added, and is gone');
  expect(isKept(tally)).toBe(false);
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
